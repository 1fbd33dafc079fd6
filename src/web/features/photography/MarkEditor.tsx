import { useId } from 'react'
import { markTextCharsMax } from './limits.ts'
import { markPositions } from './positions.ts'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { useWords } from '../../i18n/words.ts'
import { UploadBox } from '../uploads/UploadBox.tsx'
import type { Uploads } from '../uploads/useUploads.ts'
import type { MarkDraft, Settled } from './draft.ts'
import { Choices, Slider } from './fields.tsx'
import { MarkPreview } from './MarkPreview.tsx'
import { ratios } from './ratios.ts'

/** What is laid over the photographs, shown as it is changed. */
export function MarkEditor({
  mark,
  onChange,
  uploads,
  settled,
  message,
}: {
  mark: MarkDraft
  onChange: (mark: MarkDraft) => void
  uploads: Uploads
  settled: Settled | null
  message: string | null
}) {
  const w = useWords(photographyWords)
  const id = useId()
  const set = (change: Partial<MarkDraft>) => onChange({ ...mark, ...change })
  const upload = uploads.items[0]
  const markUrl = upload?.localUrl ?? (upload?.state.type === 'done' ? upload.state.upload.url : null)
  return (
    <details className="group border-t border-line pt-3" open={mark.kind !== 'none' || undefined}>
      <summary className="flex min-h-9 list-none items-center justify-between gap-3 rounded-lg text-sm font-medium [&::-webkit-details-marker]:hidden">
        <span>{w.mark.title}</span>
        <span className="text-xs font-normal text-muted">{w.mark[mark.kind]}</span>
      </summary>
      <div className="grid gap-4 pt-3">
        <Choices
          legend={w.mark.kind}
          value={mark.kind}
          onChange={(kind) => set({ kind })}
          options={(['none', 'text', 'image'] as const).map((value) => ({ value, label: w.mark[value] }))}
        />
        {mark.kind === 'text' && (
          <>
            <div>
              <label htmlFor={`${id}-text`} className="label mb-1.5 block">
                {w.mark.words}
              </label>
              <input
                id={`${id}-text`}
                value={mark.text}
                maxLength={markTextCharsMax}
                aria-invalid={message !== null}
                aria-describedby={`${id}-note`}
                onChange={(e) => set({ text: e.target.value })}
                className="h-10 w-full rounded-lg border border-line bg-transparent px-3 text-sm hover:border-control aria-invalid:border-fault"
              />
            </div>
            <Choices
              legend={w.mark.tone}
              value={mark.colour}
              onChange={(colour) => set({ colour })}
              options={(['light', 'dark'] as const).map((value) => ({ value, label: w.mark[value] }))}
            />
          </>
        )}
        {mark.kind === 'image' && <UploadBox uploads={uploads} label={w.mark.picture} hint={w.mark.pictureHint} />}
        {message !== null && (
          <p id={`${id}-note`} role="alert" className="text-sm text-fault">
            {message}
          </p>
        )}
        {mark.kind !== 'none' && (
          <>
            <MarkPreview
              mark={mark}
              markUrl={markUrl}
              pictureUrl={settled?.scene.pictureUrl ?? null}
              ratio={ratios[settled?.aspect ?? '3:4']}
              label={w.mark.preview}
            />
            <Choices
              legend={w.mark.placement}
              value={mark.placement}
              onChange={(placement) => set({ placement })}
              options={(['single', 'tiled'] as const).map((value) => ({ value, label: w.mark[value] }))}
            />
            {mark.placement === 'single' && (
              <fieldset>
                <legend className="label mb-1.5 block">{w.mark.position}</legend>
                <div className="grid w-fit grid-cols-3 gap-1">
                  {markPositions.map((position) => (
                    <label
                      key={position}
                      title={w.mark.positions[position]}
                      className="relative grid size-9 place-items-center rounded-md border border-line transition-colors hover:border-control has-checked:border-ink has-checked:bg-raised has-focus-visible:outline-2 has-focus-visible:outline-focus"
                    >
                      <input
                        type="radio"
                        name={`${id}-position`}
                        className="peer absolute inset-0 cursor-pointer appearance-none outline-none"
                        checked={mark.position === position}
                        onChange={() => set({ position })}
                        aria-label={w.mark.positions[position]}
                      />
                      <span aria-hidden="true" className="size-2 rounded-full bg-line-strong peer-checked:size-3 peer-checked:bg-text" />
                    </label>
                  ))}
                </div>
              </fieldset>
            )}
            <Slider
              label={w.mark.opacity}
              min={5}
              max={100}
              step={5}
              value={Math.round(mark.opacity * 100)}
              shown={`${Math.round(mark.opacity * 100)}%`}
              onChange={(v) => set({ opacity: v / 100 })}
            />
            <Slider
              label={w.mark.size}
              min={5}
              max={80}
              step={1}
              value={Math.round(mark.size * 100)}
              shown={`${Math.round(mark.size * 100)}%`}
              onChange={(v) => set({ size: v / 100 })}
            />
            <p className="text-xs text-faint">{w.mark.clean}</p>
          </>
        )}
      </div>
    </details>
  )
}

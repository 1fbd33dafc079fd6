import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { framings, moods } from '../../../providers/local/portrait/choices.ts'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { useWords } from '../../i18n/words.ts'
import { fieldMessage } from '../../ui/ProblemNote.tsx'
import { ModelSelect } from '../models/ModelSelect.tsx'
import type { Draft, Settled } from './draft.ts'
import { Choices, ShapeMark, Slider } from './fields.tsx'
import { clothingCharsMax } from './limits.ts'
import { modelsQuery } from './models.ts'
import { aspects, ratios } from './ratios.ts'

const swatches: Record<string, string> = {
  grey: '#85878a',
  blue: '#5b86c4',
  olive: '#72735b',
  burgundy: '#7b4249',
  sand: '#b3a18a',
  white: '#f4f5f6',
  red: '#cf1b2b',
}

/** Everything about the photographs but who and where. */
export function Settings({
  draft,
  settled,
  onDraft,
  error,
}: {
  draft: Draft
  settled: Settled | null
  onDraft: (draft: Draft) => void
  error: unknown
}) {
  const w = useWords(photographyWords)
  const id = useId()
  const set = (change: Partial<Draft>) => onDraft({ ...draft, ...change })
  const models = useQuery(modelsQuery).data ?? []
  const model = models.find((offer) => offer.id === draft.model) ?? models[0]
  const clothingMessage = fieldMessage(error, '/parameters/clothing')
  const percent = Math.round(draft.retouch * 100)
  return (
    <div className="grid gap-4">
      <Choices
        legend={w.framing}
        value={settled?.framing ?? draft.framing ?? 'auto'}
        onChange={(framing) => set({ framing })}
        options={framings.map((value) => ({ value, label: w.framings[value] }))}
      />
      <Choices
        legend={w.aspect}
        value={settled?.aspect ?? draft.aspect ?? '3:4'}
        onChange={(aspect) => set({ aspect })}
        options={aspects.map((value) => ({ value, label: w.aspects[value], mark: <ShapeMark ratio={ratios[value]} /> }))}
      />
      {settled !== null && settled.scene.times.length > 1 && (
        <Choices
          legend={w.time}
          value={settled.time}
          onChange={(time) => set({ time })}
          options={settled.scene.times.map((value) => ({ value, label: w.times[value] }))}
        />
      )}
      {settled !== null && settled.scene.colours.length > 1 && (
        <Choices
          legend={w.colour}
          value={settled.colour ?? ''}
          onChange={(colour) => set({ colour })}
          options={settled.scene.colours.map(({ id: value, name }) => ({
            value,
            label: name,
            mark: (
              <span
                aria-hidden="true"
                className="size-3.5 rounded-full border border-line-strong"
                style={{ background: swatches[value] }}
              />
            ),
          }))}
        />
      )}
      <Choices
        legend={w.mood}
        value={draft.mood}
        onChange={(mood) => set({ mood })}
        options={moods.map((value) => ({ value, label: w.moods[value] }))}
      />
      <Slider
        label={w.retouch}
        min={0}
        max={100}
        step={5}
        value={percent}
        shown={w.retouchValue(percent)}
        onChange={(v) => set({ retouch: v / 100 })}
      />
      <ModelSelect label={w.model} offers={models} chosen={model ?? null} onChoose={(chosen) => set({ model: chosen })} />
      {model !== undefined && model.provider.id !== 'local' && (
        <div>
          <label htmlFor={`${id}-clothing`} className="label mb-1.5 block">
            {w.clothing}
          </label>
          <input
            id={`${id}-clothing`}
            value={draft.clothing}
            maxLength={clothingCharsMax}
            aria-invalid={clothingMessage !== null}
            aria-describedby={`${id}-clothing-note`}
            onChange={(e) => set({ clothing: e.target.value })}
            className="h-10 w-full rounded-lg border border-line bg-transparent px-3 text-sm hover:border-control aria-invalid:border-fault"
          />
          <p id={`${id}-clothing-note`} className={`mt-1 text-xs ${clothingMessage === null ? 'text-faint' : 'text-fault'}`}>
            {clothingMessage ?? w.clothingHint}
          </p>
        </div>
      )}
      <Choices
        legend={w.count}
        value={draft.count}
        onChange={(count) => set({ count })}
        options={[1, 2, 3, 4].map((value) => ({ value, label: String(value) }))}
      />
    </div>
  )
}

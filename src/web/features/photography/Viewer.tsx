import { useState } from 'react'
import type { Photograph, Work } from '../../../api/contract-photography.ts'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { useWords } from '../../i18n/words.ts'
import { buttonClass } from '../../ui/Button.tsx'
import { CompareSlider } from '../../ui/CompareSlider.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Print } from '../tasks/Print.tsx'
import { ratios } from './ratios.ts'

/** One photograph large; beside its upload under a slider; to take away with the watermark or without. */
export function Viewer({ work, photograph }: { work: Work; photograph: Photograph }) {
  const w = useWords(photographyWords)
  const [comparing, setComparing] = useState(false)
  const upload = work.uploads.find(({ id }) => id === photograph.uploadId)
  const ratio = photograph.width !== null && photograph.height !== null ? photograph.width / photograph.height : ratios[work.aspect]
  const name = `${w.frame(photograph.index + 1)}: ${work.scene.name}`
  const before = upload?.url ?? null
  // as large as fits the window
  const maxWidth = `calc((100dvh - 15rem) * ${ratio})`
  return (
    <div className="film rounded-xl p-3">
      <div className="mx-auto" style={{ maxWidth: `max(16rem, ${maxWidth})` }}>
        {comparing && before !== null && photograph.url !== null ? (
          <CompareSlider
            aspect={ratio}
            label={w.compare}
            hint={w.compareHint}
            valueText={w.comparePosition}
            before={{ src: before, alt: w.before, label: w.before, part: photograph.frame }}
            after={{ src: photograph.url, alt: name, label: w.after }}
          />
        ) : (
          <div className="relative overflow-hidden rounded-lg" style={{ aspectRatio: ratio }}>
            <Print key={photograph.url} image={photograph} alt={name} className="absolute! inset-0 aspect-auto!" />
          </div>
        )}
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <fieldset aria-label={w.view} className="flex rounded-lg border border-[#4a413d] p-0.5">
          {[false, true].map((on) => (
            <button
              key={String(on)}
              type="button"
              aria-pressed={comparing === on}
              disabled={on && before === null}
              title={on && before === null ? w.uploadGone : undefined}
              onClick={() => setComparing(on)}
              className="min-h-9 rounded-md px-3 text-sm text-[#b3a79f] transition-colors hover:text-[#f3ece6] focus-visible:outline-[#ffd9a8] disabled:opacity-50 aria-pressed:bg-[#2c2624] aria-pressed:text-[#f3ece6]"
            >
              {on ? w.compare : w.photograph}
            </button>
          ))}
        </fieldset>
        <div className="ml-auto flex flex-wrap gap-2">
          {photograph.cleanUrl !== null && (
            <a href={`${photograph.cleanUrl}?download=1`} download className={buttonClass('secondary')}>
              <Icon name="download" className="size-4" />
              {w.downloadClean}
            </a>
          )}
          <a href={`${photograph.url}?download=1`} download className={buttonClass('secondary')}>
            <Icon name="download" className="size-4" />
            {w.download}
          </a>
        </div>
      </div>
    </div>
  )
}

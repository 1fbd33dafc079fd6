import type { Photograph, Work } from '../../../api/contract-photography.ts'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { useWords } from '../../i18n/words.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Print } from '../tasks/Print.tsx'
import { ratios } from './ratios.ts'

/** The photographs as a contact sheet, or as a strip below the one that is looked at; each that is ready can be opened. */
export function Sheet({
  work,
  picked,
  onPick,
  strip,
}: {
  work: Work
  picked: number | null
  onPick: (index: number) => void
  strip: boolean
}) {
  const w = useWords(photographyWords)
  const n = work.photographs.length
  const columns = strip ? 4 : n === 1 ? 1 : 2
  const ratio = ratios[work.aspect]
  return (
    <section aria-label={w.sheet} className={`film min-w-0 rounded-xl ${strip ? 'p-2 sm:p-3' : 'film-holes p-3 sm:px-5 sm:py-6'}`}>
      <ul
        className="mx-auto grid gap-2 sm:gap-3"
        style={{
          gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          maxWidth: strip ? '40rem' : `max(18rem, calc((100dvh - 15rem) * ${(ratio * columns) / Math.ceil(n / columns)}))`,
        }}
      >
        {work.photographs.map((photograph) => (
          <li key={photograph.jobId} data-photograph={photograph.status}>
            <Frame
              work={work}
              photograph={photograph}
              ratio={ratio}
              strip={strip}
              picked={picked === photograph.index}
              onPick={() => onPick(photograph.index)}
            />
          </li>
        ))}
      </ul>
    </section>
  )
}

function Frame({
  work,
  photograph,
  ratio,
  strip,
  picked,
  onPick,
}: {
  work: Work
  photograph: Photograph
  ratio: number
  strip: boolean
  picked: boolean
  onPick: () => void
}) {
  const w = useWords(photographyWords)
  const { status, index, progress, error } = photograph
  const name = w.frame(index + 1)
  const inside = (
    <span className="relative block overflow-hidden rounded-sm" style={{ aspectRatio: ratio }}>
      <Print image={photograph} small={strip} className="absolute! inset-0 aspect-auto!" />
      {status === 'FAILED' && (
        <span
          className={`absolute inset-0 flex flex-col items-center justify-center gap-2 p-3 text-center ${strip ? 'text-xs' : 'text-sm'}`}
        >
          <Icon name="alert" className={strip ? 'size-4' : 'size-6'} />
          {!strip && work.error === null && <span>{error?.message}</span>}
        </span>
      )}
      {status === 'GENERATING' && (
        <span aria-hidden="true" className="absolute inset-x-0 bottom-0 h-1 bg-black/50">
          <span
            className="block h-full origin-left bg-[#ff5440] transition-transform duration-200 ease-out"
            style={{ transform: `scaleX(${progress / 100})` }}
          />
        </span>
      )}
    </span>
  )
  return (
    <>
      {status === 'COMPLETED' ? (
        <button
          type="button"
          aria-pressed={picked}
          aria-label={name}
          onClick={onPick}
          className="block w-full rounded-sm outline-0 aria-pressed:outline-3 aria-pressed:outline-offset-2 aria-pressed:outline-[#f3ece6] focus-visible:outline-3 focus-visible:outline-offset-2 focus-visible:outline-[#ffd9a8]"
        >
          {inside}
        </button>
      ) : (
        inside
      )}
      <p className="film-edge flex items-center justify-between gap-2 pt-1.5 text-xs">
        <span>
          <span aria-hidden="true">▸ {index + 1}A</span>
          <span className="sr-only">{name}</span>
        </span>
        <span className={`truncate ${status === 'COMPLETED' ? 'sr-only' : ''}`}>
          {w.frameStatus[status]}
          {status === 'GENERATING' && <span className="num" aria-hidden="true">{` ${Math.round(progress)}%`}</span>}
        </span>
      </p>
    </>
  )
}

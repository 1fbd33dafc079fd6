import { Link } from '@tanstack/react-router'
import type { Work } from '../../../api/contract-photography.ts'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { dateTime } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Lamp } from '../../ui/StatusMark.tsx'
import { Print } from '../tasks/Print.tsx'
import { FavouriteButton } from './FavouriteButton.tsx'
import { workTones } from './tones.ts'

/** A work as a strip of its photographs, with what it is doing. */
export function WorkCard({ work }: { work: Work }) {
  const w = useWords(photographyWords)
  const { locale } = useI18n()
  const n = work.photographs.length
  return (
    <article className="group card relative flex h-full flex-col overflow-hidden transition-[border-color,translate] duration-150 hover:-translate-y-0.5 hover:border-control">
      <Link
        to="/photography/$workId"
        params={{ workId: work.id }}
        aria-label={w.open(work.scene.name, dateTime(locale, work.createdAt))}
        className="film relative grid aspect-4/5 gap-px"
        style={{ gridTemplateColumns: n === 1 ? '1fr' : '1fr 1fr' }}
      >
        {work.photographs.map((photograph, i) => (
          <div key={photograph.jobId} className={`relative min-h-0 ${n === 3 && i === 0 ? 'col-span-2' : ''}`}>
            <Print image={photograph} small className="absolute! inset-0 aspect-auto!" />
          </div>
        ))}
        {work.status === 'GENERATING' && (
          <span aria-hidden="true" className="absolute inset-x-0 bottom-0 h-0.5 bg-black/60">
            <span
              className="block h-full origin-left bg-[#ff5440] transition-transform duration-200"
              style={{ transform: `scaleX(${work.progress / 100})` }}
            />
          </span>
        )}
      </Link>
      <FavouriteButton work={work} className="absolute top-2 right-2" />
      <div className="flex flex-1 flex-col gap-1 p-3">
        <p className="text-sm font-medium">{work.scene.name}</p>
        <div className="mt-auto flex items-center justify-between gap-2 text-xs">
          <span className="inline-flex items-center gap-2">
            <Lamp tone={workTones[work.status]} />
            {w.status[work.status]}
          </span>
          <span className="num hidden text-faint sm:inline">{dateTime(locale, work.createdAt)}</span>
        </div>
      </div>
    </article>
  )
}

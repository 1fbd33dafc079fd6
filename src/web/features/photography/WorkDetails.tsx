import { Link } from '@tanstack/react-router'
import type { Work } from '../../../api/contract-photography.ts'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'

/** What it was made of and with, what it cost, and the run behind it. */
export function WorkDetails({ work }: { work: Work }) {
  const w = useWords(photographyWords)
  const m = useMessages()
  const { parameters, watermark, credits } = work
  const percent = Math.round(parameters.retouch * 100)
  const rows: [string, string][] = [
    [w.framing, w.framings[parameters.framing]],
    [w.time, w.times[parameters.time]],
    [w.mood, w.moods[parameters.mood]],
    [w.aspect, `${w.aspects[work.aspect]} ${work.aspect}`],
    [w.retouch, w.retouchValue(percent)],
    ...(parameters.clothing === '' ? [] : ([[w.clothing, parameters.clothing]] as [string, string][])),
    [w.mark.title, watermark === null ? w.none : watermark.type === 'text' ? watermark.text : w.mark.image],
    [w.model, work.models.image],
    [w.seed, String(work.seed)],
    [w.paid, m.credits(credits.captured)],
    ...(credits.held > 0 ? ([[w.held, m.credits(credits.held)]] as [string, string][]) : []),
    ...(credits.released > 0 ? ([[w.returned, m.credits(credits.released)]] as [string, string][]) : []),
  ]
  return (
    <section className="card divide-y divide-line shadow-card">
      <div className="p-4">
        <h2 className="label mb-2">{w.made}</h2>
        <ul aria-label={w.uploadsLabel} className="flex flex-wrap gap-2">
          {work.uploads.map((upload) => (
            <li
              key={upload.id}
              className="film grid size-16 place-items-center overflow-hidden rounded-md text-center text-[0.625rem] leading-tight"
            >
              {upload.previewUrl === null ? (
                w.uploadGone
              ) : (
                <img src={upload.previewUrl} alt={upload.name ?? ''} loading="lazy" className="size-full object-cover" />
              )}
            </li>
          ))}
        </ul>
      </div>
      <div className="p-4">
        <h2 className="label mb-2">{w.details}</h2>
        <dl className="num grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
          {rows.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd className="text-right">
                <bdi>{value}</bdi>
              </dd>
            </div>
          ))}
          <dt className="text-muted">{w.jobs}</dt>
          <dd className="text-right">
            <Link to="/jobs/$jobId" params={{ jobId: work.jobId }} className="link">
              {work.jobId.slice(-8)}
            </Link>
          </dd>
        </dl>
      </div>
    </section>
  )
}

import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Job } from '../../../api/contract.ts'
import { activityWords } from '../../../messages/activity.ts'
import { studios } from '../../app/studios.ts'
import { ago } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Bar } from '../../ui/Bar.tsx'
import { Spinner } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { JobMark, outlookOf } from './JobMark.tsx'
import { JobThumb } from './JobThumb.tsx'
import { Parts } from './Parts.tsx'

type Props = {
  job: Job
  chosen: ReadonlySet<string>
  onChoose: (job: Job, on: boolean) => void
  onCancel: (job: Job) => void
  onRetry: (job: Job) => void
  busyId: string | null
}

const square =
  'grid size-10 shrink-0 place-items-center rounded-lg text-muted transition-colors hover:bg-raised hover:text-text disabled:text-faint'

/** One piece of work: what it is, how far, what it costs, and what may be done. Its parts unfold below it. */
export function JobRow({ job, chosen, onChoose, onCancel, onRetry, busyId }: Props) {
  const { m, locale } = useI18n()
  const w = useWords(activityWords)
  const [open, setOpen] = useState(false)
  const studio = studios.find((s) => s.subjects.includes(job.subject.kind))
  const name = job.title ?? job.what
  const canCancel = job.can.includes('cancel')
  const outlook = outlookOf(job, m, locale)
  return (
    <article className="group/row relative rounded-lg transition-colors hover:bg-surface has-[a:focus-visible]:bg-surface">
      <div className="flex items-center gap-3 px-1 py-3 sm:gap-4 sm:px-2">
        <div className="relative">
          <JobThumb job={job} className="size-14" />
          {canCancel && (
            <label className="absolute -inset-1 z-10 grid place-items-center rounded-lg opacity-0 transition-opacity group-hover/row:opacity-100 has-checked:opacity-100 has-focus-visible:opacity-100 pointer-coarse:opacity-100">
              <input
                type="checkbox"
                checked={chosen.has(job.jobId)}
                onChange={(e) => onChoose(job, e.target.checked)}
                aria-label={w.select(name)}
                className="size-5.5 appearance-none rounded-md border-2 border-[#f3ece6] bg-black/60 checked:bg-[#f3ece6] checked:bg-[url('data:image/svg+xml,%3Csvg%20xmlns=%22http://www.w3.org/2000/svg%22%20viewBox=%220%200%2020%2020%22%3E%3Cpath%20d=%22M4%2010.5l4%204%208-9%22%20fill=%22none%22%20stroke=%22%23120d0c%22%20stroke-width=%223%22/%3E%3C/svg%3E')] focus-visible:outline-[#ffd9a8]"
              />
            </label>
          )}
        </div>
        <div className="grid min-w-0 flex-1 gap-x-6 gap-y-1 md:grid-cols-[minmax(0,1fr)_13rem] md:items-center">
          <div className="min-w-0">
            <h2 className="truncate text-base font-medium tracking-normal">
              <Link to="/jobs/$jobId" params={{ jobId: job.jobId }} className="after:absolute after:inset-0 after:rounded-lg">
                {name}
              </Link>
            </h2>
            <p className="num truncate text-sm text-muted">
              {[studio && m.places[studio.id].name, job.title === null ? null : job.what, ago(locale, job.createdAt), m.credits(job.price)]
                .filter(Boolean)
                .join(' · ')}
            </p>
          </div>
          <div className="min-w-0">
            <p className="flex flex-wrap items-center gap-x-3 text-sm">
              <JobMark job={job} />
              {outlook !== null && <span className="num text-xs text-muted">{outlook}</span>}
              {job.children !== null && job.children.failed > 0 && (
                <span className="num text-xs text-fault">{w.partsFailed(job.children.failed)}</span>
              )}
            </p>
            {job.closedAt === null && (
              <div className="mt-1.5">
                <Bar percent={job.progress} label={name} waiting={job.waiting} />
              </div>
            )}
            {job.error && <p className="truncate text-sm text-fault">{job.error.message}</p>}
            {job.can.includes('retry') && job.retryCredits !== null && (
              <button
                type="button"
                className="num relative z-10 -ml-2 inline-flex min-h-8 items-center gap-2 rounded-lg px-2 text-sm text-muted transition-colors hover:bg-raised hover:text-text"
                aria-label={w.retryOne(name, job.retryCredits)}
                onClick={() => onRetry(job)}
              >
                <Icon name="retry" className="size-4" />
                {w.retry}
                <span className="border-l border-line-strong pl-2">{m.credits(job.retryCredits)}</span>
              </button>
            )}
          </div>
        </div>
        <div className="relative z-10 flex shrink-0 items-center justify-end max-sm:flex-col sm:w-20">
          {busyId === job.jobId ? (
            <span className={square}>
              <Spinner />
            </span>
          ) : canCancel ? (
            <button type="button" className={square} aria-label={w.cancelOne(name)} title={m.task.cancel} onClick={() => onCancel(job)}>
              <Icon name="close" className="size-4.5" />
            </button>
          ) : null}
          {job.children !== null && (
            <button
              type="button"
              className={square}
              aria-expanded={open}
              aria-label={open ? w.hideParts : w.parts(job.children.total)}
              title={open ? w.hideParts : w.parts(job.children.total)}
              onClick={() => setOpen(!open)}
            >
              <Icon name="chevron" className={`size-5 transition-transform ${open ? 'rotate-180' : ''}`} />
            </button>
          )}
        </div>
      </div>
      {open && job.children !== null && (
        <div className="relative z-10 mb-3 ml-6 border-l border-line pl-3 sm:ml-9 sm:pl-7">
          <Parts parentId={job.jobId} total={job.children.total} />
        </div>
      )}
    </article>
  )
}

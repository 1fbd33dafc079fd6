import { Link } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Job } from '../../../api/contract.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Lamp } from '../../ui/StatusMark.tsx'
import { JobThumb } from '../activity/JobThumb.tsx'
import { placeOf } from './useTelling.ts'

const showMs = 9_000
/** more than this become one note */
const cardsMax = 3

/** Notes of what has come to its end. They go by themselves, not while somebody is at them; the bell keeps them all. */
export function Toasts({ jobs, onDismiss }: { jobs: Job[]; onDismiss: (jobIds: string[]) => void }) {
  const m = useMessages()
  const [held, setHeld] = useState(false)
  const ids = jobs.map((job) => job.jobId)
  const key = ids.join()
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => onDismiss(key.split(',')), showMs)
    return () => clearTimeout(timer)
  }, [held, key, onDismiss])
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only keeps the notes while somebody is at them
    <section
      aria-label={m.notify.title}
      aria-live="polite"
      className="fixed inset-x-3 bottom-18 z-40 grid grid-cols-[minmax(0,1fr)] gap-2 sm:left-auto sm:w-96 md:right-6 md:bottom-6"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {jobs.length > cardsMax ? (
        <Card to="/activity" onDismiss={() => onDismiss(ids)} title={m.notify.several(jobs.length)} detail={m.notify.see} />
      ) : (
        jobs.map((job) => (
          <Card
            key={job.jobId}
            to={placeOf(job)}
            job={job}
            onDismiss={() => onDismiss([job.jobId])}
            title={job.status === 'failed' ? m.notify.failed : m.notify.done(job.what)}
            detail={job.title ?? job.error?.message ?? job.what}
          />
        ))
      )}
    </section>
  )
}

function Card(props: { to: string; job?: Job; title: string; detail: string; onDismiss: () => void }) {
  const m = useMessages()
  return (
    <div className="flex items-center gap-3 rounded-xl border border-line-strong bg-raised p-2 shadow-card motion-safe:animate-[rise_.25s_ease-out]">
      <Link to={props.to} onClick={props.onDismiss} className="flex min-w-0 flex-1 items-center gap-3 rounded-lg">
        {props.job && <JobThumb job={props.job} className="size-12" />}
        <span className="min-w-0 py-1">
          <span className="flex items-center gap-2 text-sm font-semibold">
            <Lamp tone={props.job?.status === 'failed' ? 'failed' : 'done'} />
            {props.title}
          </span>
          <span className="block truncate text-sm text-muted">{props.detail}</span>
        </span>
      </Link>
      <button
        type="button"
        aria-label={m.app.close}
        onClick={props.onDismiss}
        className="grid size-10 shrink-0 place-items-center rounded-lg text-muted hover:bg-surface hover:text-text"
      >
        <Icon name="close" className="size-4" />
      </button>
    </div>
  )
}

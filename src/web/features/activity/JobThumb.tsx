import type { Job } from '../../../api/contract.ts'
import { studios } from '../../app/studios.ts'
import { Icon } from '../../ui/Icon.tsx'

/** What a job has made so far as a small square; its studio's mark where there is nothing to see yet. */
export function JobThumb({ job, className = '' }: { job: Job; className?: string }) {
  const studio = studios.find((s) => s.subjects.includes(job.subject.kind))
  const shown = job.previews.length >= 4 ? job.previews.slice(0, 4) : job.previews.slice(0, 1)
  const look = job.closedAt !== null ? '' : job.waiting ? 'frame-waiting' : 'frame-developing'
  return (
    <span aria-hidden="true" className={`film frame block shrink-0 rounded-md ${shown.length === 0 ? look : ''} ${className}`}>
      {shown.length === 0 ? (
        <span className="absolute inset-0 grid place-items-center text-[#8f837b]">
          <Icon name={studio?.icon ?? 'activity'} className="size-5" />
        </span>
      ) : (
        <span className={`absolute inset-0 grid ${shown.length === 4 ? 'grid-cols-2 gap-px' : ''}`}>
          {shown.map((p) => (
            <img
              key={p.url}
              src={p.url}
              alt=""
              loading="lazy"
              decoding="async"
              className="size-full min-h-0 object-cover"
              style={p.placeholder === null ? undefined : { background: `center / cover url("${p.placeholder}")` }}
            />
          ))}
        </span>
      )}
    </span>
  )
}

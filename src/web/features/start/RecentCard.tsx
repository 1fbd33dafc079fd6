import { Link } from '@tanstack/react-router'
import type { Job } from '../../../api/contract.ts'
import { pageOf, studios } from '../../app/studios.ts'
import { ago } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { JobMark } from '../activity/JobMark.tsx'
import { JobThumb } from '../activity/JobThumb.tsx'

/** A piece of work of any studio, by the newest thing done for it. */
export function RecentCard({ job }: { job: Job }) {
  const { m, locale } = useI18n()
  const studio = studios.find((s) => s.subjects.includes(job.subject.kind))
  const name = job.title ?? job.what
  return (
    <Link
      to={pageOf(job.subject) ?? `/jobs/${job.jobId}`}
      aria-label={m.start.open(name)}
      className="card flex h-full flex-col overflow-hidden transition-[border-color,translate] duration-150 hover:-translate-y-0.5 hover:border-control"
    >
      <span className="relative block">
        <JobThumb job={job} className="aspect-[4/3]! w-full rounded-none!" />
        {studio && (
          <span className="absolute top-2 left-2 flex items-center gap-1.5 rounded-md bg-black/75 px-2 py-1 text-xs font-medium text-[#f3ece6]">
            <Icon name={studio.icon} className="size-3.5" />
            {m.places[studio.id].short}
          </span>
        )}
        {job.closedAt === null && (
          <span aria-hidden="true" className="absolute inset-x-0 bottom-0 h-0.5 bg-black/60">
            <span
              className="block h-full origin-left bg-[#ff5440] transition-transform duration-200"
              style={{ transform: `scaleX(${job.progress / 100})` }}
            />
          </span>
        )}
      </span>
      <span className="flex flex-1 flex-col gap-2 p-3 sm:p-3.5">
        <span className="line-clamp-2 text-sm">{name}</span>
        <span className="mt-auto flex items-center justify-between gap-2">
          <JobMark job={job} className="text-xs!" />
          <span className="num hidden text-xs whitespace-nowrap text-faint sm:inline">{ago(locale, job.createdAt)}</span>
        </span>
      </span>
    </Link>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { activityWords } from '../../../messages/activity.ts'
import { useWords } from '../../i18n/words.ts'
import { JobMark } from './JobMark.tsx'
import { JobThumb } from './JobThumb.tsx'
import { childrenQuery } from './queries.ts'

/** A parent's parts in their order; each follows its own events. */
export function Parts({ parentId, total }: { parentId: string; total: number }) {
  const w = useWords(activityWords)
  const parts = useQuery(childrenQuery(parentId)).data?.items.toReversed()
  return (
    <ol className="grid gap-x-6 sm:grid-cols-2" style={parts ? undefined : { minHeight: `${Math.min(total, 20) * 1.25}rem` }}>
      {parts?.map((part, i) => (
        <li key={part.jobId}>
          <Link
            to="/jobs/$jobId"
            params={{ jobId: part.jobId }}
            className="flex min-h-10 items-center gap-3 rounded-lg px-2 text-sm text-muted hover:bg-raised hover:text-text"
          >
            <JobThumb job={part} className="size-7 rounded-sm!" />
            <span className="num">{w.part(i + 1)}</span>
            <span className="num ml-auto text-xs">{part.closedAt === null && !part.waiting ? `${part.progress}%` : ''}</span>
            <JobMark job={part} className="text-xs!" />
          </Link>
        </li>
      ))}
    </ol>
  )
}

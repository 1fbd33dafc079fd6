import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Job } from '../../../api/contract.ts'
import { studios } from '../../app/studios.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { recentJobsQuery } from '../activity/queries.ts'
import { RecentCard } from './RecentCard.tsx'
import { StudioTile } from './StudioTile.tsx'

/** Where everybody arrives: each studio with a first piece of work one click away, and what was made lately. */
export function StartPage() {
  const m = useMessages()
  usePageTitle(m.start.title)
  const recent = useQuery(recentJobsQuery)
  const items = latestOfEach(recent.data?.items ?? [])
  return (
    <>
      <h1 tabIndex={-1} className="pt-[5vh] pb-6 text-2xl sm:pb-8">
        {m.start.heading}
      </h1>
      <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {studios.map((studio) => (
          <li key={studio.id} className="min-w-0">
            <StudioTile studio={studio} />
          </li>
        ))}
      </ul>
      <section aria-labelledby="recent" className="pt-12">
        <div className="mb-4 flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <h2 id="recent" className="text-lg">
            {m.start.recent}
          </h2>
          <Link to="/activity" className="link ml-auto inline-flex min-h-8 items-center text-sm text-muted hover:text-text">
            {m.notify.see}
          </Link>
        </div>
        {recent.data && items.length === 0 ? (
          <p className="flex items-center gap-3 rounded-xl border border-dashed border-line-strong p-8 text-muted">
            <Icon name="library" />
            {m.start.nothing}
          </p>
        ) : (
          <ul className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-3 xl:grid-cols-4">
            {recent.data
              ? items.slice(0, 8).map((job) => (
                  <li key={job.subject.id}>
                    <RecentCard job={job} />
                  </li>
                ))
              : [0, 1, 2, 3].map((i) => <li key={i} aria-hidden="true" className="card aspect-[4/4.6] bg-surface" />)}
          </ul>
        )}
      </section>
    </>
  )
}

/** A task or a film shows once, as the newest thing done for it; what that has not made yet is seen in the one before. */
function latestOfEach(jobs: Job[]): Job[] {
  const bySubject = Map.groupBy(jobs, (job) => job.subject.id)
  return [...bySubject.values()].flatMap(([newest, ...before]) => {
    if (newest === undefined) return []
    const previews = [newest, ...before].find((job) => job.previews.length > 0)?.previews ?? []
    return [{ ...newest, previews }]
  })
}

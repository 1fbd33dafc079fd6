import { useQuery } from '@tanstack/react-query'
import { studios } from '../../app/studios.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { recentQuery } from '../tasks/queries.ts'
import { TaskCard } from '../tasks/TaskCard.tsx'
import { StudioTile } from './StudioTile.tsx'

/** Where everybody arrives: each studio with a first piece of work one click away, and what was made lately. */
export function StartPage() {
  const m = useMessages()
  usePageTitle(m.start.title)
  const recent = useQuery(recentQuery)
  const items = recent.data?.items ?? []
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
        <h2 id="recent" className="mb-4 text-lg">
          {m.start.recent}
        </h2>
        {recent.data && items.length === 0 ? (
          <p className="flex items-center gap-3 rounded-xl border border-dashed border-line-strong p-8 text-muted">
            <Icon name="library" />
            {m.start.nothing}
          </p>
        ) : (
          <ul className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-3 xl:grid-cols-4">
            {recent.data
              ? items.slice(0, 8).map((t) => (
                  <li key={t.id}>
                    <TaskCard task={t} />
                  </li>
                ))
              : [0, 1, 2, 3].map((i) => <li key={i} aria-hidden="true" className="card h-62 bg-surface" />)}
          </ul>
        )}
      </section>
    </>
  )
}

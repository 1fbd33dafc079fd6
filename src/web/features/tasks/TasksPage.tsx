import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { TaskStatus } from '../../../api/contract.ts'
import { newKey } from '../../../client/http.ts'
import { api } from '../../api/client.ts'
import { tasksQuery } from './queries.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Button, buttonClass } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { TaskCard } from './TaskCard.tsx'

const filters: TaskStatus[] = ['IMAGE_GENERATING', 'IMAGE_COMPLETED', 'MODEL_GENERATING', 'MODEL_COMPLETED', 'FAILED', 'CANCELLED']
const chip =
  'inline-flex min-h-9 items-center rounded-full border border-line px-3.5 text-sm text-muted transition-colors hover:border-control hover:text-text'
const chipOn = { className: 'bg-ink! text-on-ink! border-ink!', 'aria-current': 'true' } as const

/** Every task of the account, newest first, by state. */
export function TasksPage() {
  const m = useMessages()
  usePageTitle(m.tasks.title)
  const { status } = useSearch({ from: '/tasks' })
  const query = useInfiniteQuery(tasksQuery(status))
  const queryClient = useQueryClient()
  const [busy, setBusy] = useState(false)
  const items = query.data?.pages.flatMap((p) => p.items) ?? []
  const running = items.filter((t) => t.can.includes('cancel'))
  const cancelAll = async () => {
    setBusy(true)
    await Promise.allSettled(running.map((t) => api.cancelTask(t.id, { idempotencyKey: newKey() })))
    setBusy(false)
    void queryClient.invalidateQueries()
  }
  return (
    <>
      <div className="flex flex-wrap items-center gap-4 pt-8 pb-5">
        <h1 tabIndex={-1} className="text-2xl">
          {m.tasks.title}
        </h1>
        {running.length > 1 && (
          <div className="ml-auto">
            <Confirm
              trigger={<Button busy={busy}>{m.tasks.cancelAll(running.length)}</Button>}
              title={m.tasks.cancelAllTitle(running.length)}
              body={m.task.cancelBody}
              confirm={m.task.cancelConfirm}
              keep={m.task.cancelKeep}
              onConfirm={() => void cancelAll()}
            />
          </div>
        )}
      </div>
      <nav aria-label={m.tasks.filter} className="mb-6 flex flex-wrap gap-2">
        <Link
          to="/tasks"
          search={{}}
          className={chip}
          activeProps={chipOn}
          activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
        >
          {m.tasks.all}
        </Link>
        {filters.map((f) => (
          <Link
            key={f}
            to="/tasks"
            search={{ status: f }}
            className={chip}
            activeProps={chipOn}
            activeOptions={{ exact: true, includeSearch: true }}
          >
            {m.progress.status[f]}
          </Link>
        ))}
      </nav>
      <ProblemNote error={query.data ? null : query.error} />
      {query.data && items.length === 0 && (
        <div className="flex flex-col items-start gap-4 rounded-xl border border-dashed border-line-strong p-10">
          <p className="text-lg">{m.tasks.empty}</p>
          <p className="text-muted">{m.tasks.emptyLead}</p>
          <Link to="/create" className={buttonClass('primary')}>
            {m.compose.pageTitle}
          </Link>
        </div>
      )}
      <ul className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-3 xl:grid-cols-4">
        {items.map((t) => (
          <li key={t.id}>
            <TaskCard task={t} />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <div className="mt-6 flex justify-center">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {m.app.more}
          </Button>
        </div>
      )}
    </>
  )
}

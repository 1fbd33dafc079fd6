import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { quoteQuery } from '../../api/queries.ts'
import { recentQuery } from '../tasks/queries.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { TaskCard } from '../tasks/TaskCard.tsx'
import { Composer } from './Composer.tsx'
import { emptyDraft, readDraft, writeDraft, type Draft } from './draft.ts'
import { useCreateTask } from './useCreateTask.ts'

/** Where work begins: the prompt box, examples that start at one click, the newest tasks. */
export function NewTaskPage() {
  const m = useMessages()
  usePageTitle(m.compose.pageTitle)
  const navigate = useNavigate()
  const recent = useQuery(recentQuery)
  const [draft, setDraft] = useState<Draft>(readDraft)
  const change = (next: Draft) => {
    setDraft(next)
    writeDraft(next)
  }

  const create = useCreateTask((task, sent) => {
    const now = readDraft()
    if (now.prompt === sent.prompt) change({ ...emptyDraft, model: now.model })
    void navigate({ to: '/tasks/$taskId', params: { taskId: task.id } })
  })
  const four = useQuery(quoteQuery({ kind: 'task', count: 4 })).data
  const items = recent.data?.items ?? []
  const developing = items.filter((t) => t.status === 'IMAGE_GENERATING' || t.status === 'MODEL_GENERATING').length
  const waiting = items.filter((t) => t.status === 'IMAGE_PENDING' || t.status === 'MODEL_PENDING').length

  return (
    <>
      <section className="mx-auto max-w-3xl pt-[7vh] pb-12">
        <h1 tabIndex={-1} className="mb-6 text-2xl">
          {m.compose.heading}
        </h1>
        <Composer draft={draft} onDraft={change} create={create} />
        <div className="mt-6">
          <h2 className="label mb-2">{m.compose.examples(four?.credits ?? null)}</h2>
          <ul className="flex flex-wrap gap-2">
            {m.compose.exampleList.map((prompt) => (
              <li key={prompt}>
                <button
                  type="button"
                  disabled={create.isPending}
                  onClick={() => create.mutate({ prompt, count: 4, ...(four ? { priceVersion: four.priceVersion } : {}) })}
                  className="flex min-h-10 items-center gap-2 rounded-full border border-line bg-surface py-2 pr-4 pl-3 text-left text-sm text-muted transition-colors hover:border-control hover:text-text active:translate-y-px disabled:opacity-60"
                >
                  <span aria-hidden="true" className="size-1.5 shrink-0 rounded-full bg-red" />
                  {prompt}
                </button>
              </li>
            ))}
          </ul>
        </div>
      </section>

      <section aria-labelledby="recent" className="border-t border-line pt-8">
        <div className="mb-4 flex flex-wrap items-baseline gap-x-4 gap-y-1">
          <h2 id="recent" className="text-lg">
            {m.compose.recent}
          </h2>
          {developing + waiting > 0 && <p className="num text-sm text-muted">{m.compose.running(developing, waiting)}</p>}
          <Link to="/tasks" className="link ml-auto inline-flex min-h-8 items-center text-sm text-muted hover:text-text">
            {m.compose.allTasks}
          </Link>
        </div>
        {recent.data && items.length === 0 ? (
          <p className="flex items-center gap-3 rounded-xl border border-dashed border-line-strong p-8 text-muted">
            <Icon name="cube" />
            {m.compose.noTasks}
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

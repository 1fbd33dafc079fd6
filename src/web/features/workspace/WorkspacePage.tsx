import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Task } from '../../../api/contract.ts'
import { ApiError } from '../../../client/problem.ts'
import { NotFoundPage } from '../../app/ErrorPage.tsx'
import { taskQuery } from '../tasks/queries.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Button } from '../../ui/Button.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { shorten } from '../../i18n/format.ts'
import { tones } from '../../ui/StatusMark.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { ActionPanel } from './ActionPanel.tsx'
import { ContactSheet } from './ContactSheet.tsx'
import { DetailsPanel } from './DetailsPanel.tsx'
import { ModelStage } from './ModelStage.tsx'
import { PromptHeading } from './PromptHeading.tsx'
import { StatusPanel } from './StatusPanel.tsx'
import { useTaskActions } from './useTaskActions.ts'

/** One task from prompt to model. Everything shown comes from the server, so it is the same after a refresh or elsewhere. */
export function WorkspacePage() {
  const m = useMessages()
  const { taskId } = useParams({ from: '/tasks/$taskId' })
  const query = useQuery(taskQuery(taskId))
  if (query.data) return <Workspace key={query.data.id} task={query.data} />
  if (query.error instanceof ApiError && query.error.status === 404) return <NotFoundPage />
  if (query.error)
    return (
      <div className="mx-auto max-w-lg space-y-4 py-[12vh]">
        <ProblemNote error={query.error} />
        <Button look="primary" onClick={() => void query.refetch()}>
          {m.app.retry}
        </Button>
      </div>
    )
  return (
    <div className="grid gap-6 pt-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <h1 tabIndex={-1} className="sr-only">
        {m.app.loading}
      </h1>
      <div aria-hidden="true" className="film aspect-square max-h-[70vh] w-full rounded-xl" />
    </div>
  )
}

function Workspace({ task }: { task: Task }) {
  const m = useMessages()
  const label = m.progress.status[task.status]
  usePageTitle(shorten(task.prompt, 60), { id: task.id, tone: tones[task.status], progress: task.progress, label, name: task.prompt })
  const actions = useTaskActions(task)
  const [picked, setPicked] = useState<number | null>(null)
  const [version, setVersion] = useState<string | null>(null)
  const choice = picked ?? task.selectedImageIndex
  // a model just asked for is what to look at, whatever was looked at before
  const shown =
    task.models.find((x) => x.jobId === version) ??
    (picked === null ? task.model : task.models.find((x) => x.imageIndex === picked)) ??
    null
  const pick = (index: number) => {
    setPicked(index)
    setVersion(null)
  }
  return (
    <article className="workspace pt-6 sm:pt-8">
      <PromptHeading task={task} />
      <div className="mt-5 grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-8">
        {task.models.length === 0 ? (
          <ContactSheet task={task} choice={choice} onPick={pick} />
        ) : (
          <ModelStage task={task} choice={choice} shown={shown} onPick={pick} />
        )}
        <div className="grid gap-4 lg:sticky lg:top-20">
          <StatusPanel task={task} actions={actions} />
          <ActionPanel
            task={task}
            choice={choice}
            actions={actions}
            onMakeModel={(index) =>
              actions.mutate(
                { type: 'select', index },
                {
                  onSuccess: () => {
                    setPicked(null)
                    setVersion(null)
                  },
                },
              )
            }
          />
          <DetailsPanel task={task} shown={shown} onVersion={setVersion} />
        </div>
      </div>
    </article>
  )
}

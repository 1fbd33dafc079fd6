import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Task } from '../../../api/contract.ts'
import { QueryPage, SheetWaiting } from '../../app/QueryPage.tsx'
import { taskQuery } from '../tasks/queries.ts'
import { useMessages } from '../../i18n/i18n.tsx'
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
  const { taskId } = useParams({ from: '/tasks/$taskId' })
  return (
    <QueryPage query={useQuery(taskQuery(taskId))} waiting={<SheetWaiting className="pt-6" />}>
      {(task) => <Workspace key={task.id} task={task} />}
    </QueryPage>
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
            onMakeModel={(index, by) =>
              actions.mutate(
                { type: 'select', index, ...(by && { by }) },
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

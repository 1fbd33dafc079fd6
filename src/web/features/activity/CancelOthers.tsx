import { useQuery } from '@tanstack/react-query'
import { useMessages } from '../../i18n/i18n.tsx'
import { Button } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { recentJobsQuery } from './queries.ts'
import { useCancelJobs } from './useJobActions.ts'

/** Stops everything that runs, in every studio, except this subject. Offered only when there is something to stop. */
export function CancelOthers({ subjectId }: { subjectId: string }) {
  const m = useMessages()
  const cancel = useCancelJobs()
  const jobs = useQuery(recentJobsQuery).data?.items ?? []
  const others = new Set(jobs.filter((j) => j.can.includes('cancel') && j.subject.id !== subjectId).map((j) => j.subject.id)).size
  if (others === 0) return null
  return (
    <Confirm
      trigger={
        <Button look="quiet" busy={cancel.isPending} className="px-3 text-sm">
          {m.task.cancelOthers}
        </Button>
      }
      title={m.task.cancelOthersTitle(others)}
      body={m.task.cancelBody}
      confirm={m.task.cancelOthersConfirm}
      keep={m.task.cancelKeep}
      onConfirm={() => cancel.mutate({ exceptSubjects: [subjectId] })}
    />
  )
}

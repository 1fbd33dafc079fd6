import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Job } from '../../../api/contract.ts'
import { api } from '../../api/client.ts'
import { paid } from '../../api/paid.ts'
import { putJob } from './live.ts'

export type JobAction = { type: 'cancel'; job: Job } | { type: 'retry'; job: Job }

/** Stops a job or makes it again, by the rules of its studio; whatever comes of it is shown at once. */
export function useJobActions(onMade?: (made: Job) => void) {
  const queryClient = useQueryClient()
  const refresh = (job: Job) => {
    void queryClient.invalidateQueries({ queryKey: ['job', job.jobId] })
    void queryClient.invalidateQueries({ queryKey: ['timeline', job.jobId] })
    void queryClient.invalidateQueries({ queryKey: ['session'] })
    void queryClient.invalidateQueries({ queryKey: ['jobs', 'summary'] })
  }
  return useMutation({
    mutationFn: ({ type, job }: JobAction) =>
      type === 'cancel'
        ? api.cancelJob(job.jobId)
        : paid(`retry job ${job.jobId}`, (idempotencyKey) =>
            api.retryJob(job.jobId, job.retryCredits === null ? {} : { credits: job.retryCredits }, { idempotencyKey }),
          ),
    onSuccess: (answer, { type, job }) => {
      putJob(queryClient, answer)
      if (type === 'retry') {
        // what was made again cannot be made again a second time
        putJob(queryClient, { ...job, can: [], retryCredits: null })
        onMade?.(answer)
      }
      refresh(job)
    },
    // somebody else was first, or the price moved: what is true now is shown with the refusal
    onError: (_error, { job }) => {
      refresh(job)
      void queryClient.invalidateQueries({ queryKey: ['jobs', 'list'] })
    },
  })
}

/** Stops several jobs with one request: these, or everything but what belongs to one subject. */
export function useCancelJobs() {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (body: { jobIds?: string[]; exceptSubjects?: string[] }) => api.cancelJobs(body),
    onSettled: () => void queryClient.invalidateQueries(),
  })
}

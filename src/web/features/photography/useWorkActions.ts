import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Work } from '../../../api/contract-photography.ts'
import { ApiError } from '../../../client/problem.ts'
import { paid } from '../../api/paid.ts'
import { photography } from './api.ts'

export type Action = { type: 'retry' } | { type: 'cancel' }

/** The events a person may send to a work. What the answer says is shown at once; the stream brings the rest. */
export function useWorkActions(work: Work) {
  const queryClient = useQueryClient()
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: ['photo-works'] })
    void queryClient.invalidateQueries({ queryKey: ['session'] })
  }
  return useMutation({
    mutationFn: ({ type }: Action) => {
      // jobs end, so the same event later on the same work is a new intent: what it acts on is part of the name
      const intent = `photograph ${type} ${work.id} ${work.photographs.map(({ jobId }) => jobId).join()}`
      return paid(intent, (idempotencyKey) =>
        type === 'retry'
          ? photography.retry(work.id, { priceVersion: work.prices.priceVersion }, { idempotencyKey })
          : photography.cancel(work.id, { idempotencyKey }),
      )
    },
    onSuccess: (next) => {
      queryClient.setQueryData(['photo-work', work.id], next)
      refresh()
    },
    onError: (error) => {
      // somebody else was first, or the price moved: show what is true now, together with the refusal
      if (error instanceof ApiError && (error.status === 409 || error.status === 402))
        void queryClient.invalidateQueries({ queryKey: ['photo-work', work.id] })
      refresh()
    },
  })
}
export type WorkActions = ReturnType<typeof useWorkActions>

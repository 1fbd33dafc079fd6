import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Task } from '../../../api/contract.ts'
import { ApiError } from '../../../client/problem.ts'
import { api } from '../../api/client.ts'
import { paid } from '../../api/paid.ts'

/** `model3d` and the price that was shown for it; without one, the task's own. */
export type Action = { type: 'select'; index: number; by?: { model3d: string; priceVersion: string } } | { type: 'retry'; stage: 'image' | 'model' } | { type: 'cancel' }

/** The events a person may send to a task. What the answer says is shown at once; the stream brings the rest. */
export function useTaskActions(task: Task) {
  const queryClient = useQueryClient()
  const refresh = () => {
    void queryClient.invalidateQueries({ queryKey: ['tasks'] })
    void queryClient.invalidateQueries({ queryKey: ['session'] })
  }
  return useMutation({
    mutationFn: (action: Action) => {
      // jobs end, so the same event later on the same task is a new intent: what it acts on is part of the name
      const state = `${task.id} ${task.models[0]?.jobId ?? ''} ${task.images.map((i) => i.jobId).join()}`
      const { priceVersion } = task.prices
      switch (action.type) {
        case 'select':
          return paid(`model ${action.index} ${action.by?.model3d ?? ''} ${state}`, (idempotencyKey) =>
            api.selectImage(
              task.id,
              { selectedImageIndex: action.index, priceVersion, ...(action.by && { models: { model3d: action.by.model3d }, priceVersion: action.by.priceVersion }) },
              { idempotencyKey },
            ),
          )
        case 'retry':
          return paid(`retry ${action.stage} ${state}`, (idempotencyKey) =>
            api.retryTask(task.id, { stage: action.stage, priceVersion }, { idempotencyKey }),
          )
        case 'cancel':
          return paid(`cancel ${state}`, (idempotencyKey) => api.cancelTask(task.id, { idempotencyKey }))
      }
    },
    onSuccess: (next) => {
      queryClient.setQueryData(['task', task.id], next)
      refresh()
    },
    onError: (error) => {
      // somebody else was first, or the price moved: show what is true now, together with the refusal
      if (error instanceof ApiError && (error.status === 409 || error.status === 402))
        void queryClient.invalidateQueries({ queryKey: ['task', task.id] })
      refresh()
    },
  })
}

export type TaskActions = ReturnType<typeof useTaskActions>

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { CreateTask, Task } from '../../../api/contract.ts'
import { ApiError } from '../../../client/problem.ts'
import { api } from '../../api/client.ts'
import { paid } from '../../api/paid.ts'

/** Starts a task at the price the person saw, under the key of that intent. */
export function useCreateTask(onCreated: (task: Task, sent: CreateTask) => void) {
  const queryClient = useQueryClient()
  const router = useRouter()
  return useMutation({
    // the page that follows is fetched beside the request, so that it is there even if the network goes meanwhile
    onMutate: () => void router.loadRouteChunk(router.routesById['/tasks/$taskId']),
    mutationFn: (body: CreateTask) => paid(`create ${JSON.stringify(body)}`, (idempotencyKey) => api.createTask(body, { idempotencyKey })),
    onSuccess: (task, sent) => {
      queryClient.setQueryData(['task', task.id], task)
      void queryClient.invalidateQueries({ queryKey: ['tasks'] })
      void queryClient.invalidateQueries({ queryKey: ['session'] })
      onCreated(task, sent)
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'price_changed') void queryClient.invalidateQueries({ queryKey: ['quote'] })
      if (error instanceof ApiError && error.status === 401) void queryClient.invalidateQueries({ queryKey: ['session'] })
    },
  })
}

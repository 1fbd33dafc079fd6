import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { CreateWork, WorkCreated } from '../../../api/contract-photography.ts'
import { ApiError } from '../../../client/problem.ts'
import { paid } from '../../api/paid.ts'
import { photography } from './api.ts'

/** Takes the photographs at the price the person saw, under the key of that intent; then goes to them. */
export function useTake(onTaken: (made: WorkCreated) => void = () => {}) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (body: CreateWork) =>
      paid(`photograph ${JSON.stringify(body)}`, (idempotencyKey) => photography.create(body, { idempotencyKey })),
    onSuccess: (made) => {
      void queryClient.invalidateQueries({ queryKey: ['photo-works'] })
      void queryClient.invalidateQueries({ queryKey: ['session'] })
      onTaken(made)
      void navigate({ to: '/photography/$workId', params: { workId: made.workId } })
    },
    onError: (error) => {
      if (error instanceof ApiError && error.code === 'price_changed') void queryClient.invalidateQueries({ queryKey: ['photo-quote'] })
      if (error instanceof ApiError && error.status === 401) void queryClient.invalidateQueries({ queryKey: ['session'] })
    },
  })
}
export type Take = ReturnType<typeof useTake>

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { VideoProject } from '../../../api/video-contract.ts'
import { ApiError } from '../../../client/problem.ts'
import { paid } from '../../api/paid.ts'
import { videoKey } from './api.ts'

/** Runs a change of a project, one after the other; what the answer says is shown at once. */
export function useAct(id: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationKey: videoKey(id),
    scope: { id: `video ${id}` },
    mutationFn: (run: () => Promise<VideoProject>) => run(),
    onSuccess: (project) => {
      // what is being read just now may be from before the change
      void queryClient.cancelQueries({ queryKey: videoKey(id) })
      queryClient.setQueryData(videoKey(id), project)
      void queryClient.invalidateQueries({ queryKey: ['videos'] })
      void queryClient.invalidateQueries({ queryKey: ['session'] })
    },
    onError: (error) => {
      // somebody else was first, or the price moved: show what is true now, together with the refusal
      if (error instanceof ApiError && (error.status === 409 || error.status === 402 || error.status === 404)) void queryClient.invalidateQueries({ queryKey: videoKey(id) })
      if (error instanceof ApiError && (error.status === 401 || error.status === 402)) void queryClient.invalidateQueries({ queryKey: ['session'] })
    },
  })
}
export type Act = ReturnType<typeof useAct>

/** A purchase under the key of its intent: the same button after something has ended is another one. */
export const buying = <T>(what: string, { id, updatedAt }: VideoProject, send: (idempotencyKey: string) => Promise<T>): Promise<T> => paid(`video ${what} ${id} ${updatedAt}`, send)

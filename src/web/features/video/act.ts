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

type Send = (paid: { quotedCredits?: number }, options: { idempotencyKey: string }) => Promise<VideoProject>

/**
 * Purchases for a project, at the price that is shown: another one is refused. A purchase waits for the changes before it; if one of
 * them is refused, so is the purchase, for the same reason: what would be bought is not what the page shows.
 */
export function useBuy(project: VideoProject) {
  const { id, updatedAt } = project
  const queryClient = useQueryClient()
  const act = useAct(id)
  const buy = (what: string, credits: number | null, send: Send) => {
    const before = queryClient.getMutationCache().findAll({ mutationKey: videoKey(id), status: 'pending' })
    act.mutate(async () => {
      const refused = before.find(({ state }) => state.status === 'error')
      if (refused !== undefined) throw refused.state.error as Error
      // under the key of its intent: the same button after something has ended is another one
      return await paid(`video ${what} ${id} ${updatedAt}`, (idempotencyKey) => send(credits === null ? {} : { quotedCredits: credits }, { idempotencyKey }))
    })
  }
  return { act, buy }
}
export type Buying = ReturnType<typeof useBuy>

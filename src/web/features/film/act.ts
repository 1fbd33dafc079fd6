import { useMutation, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { FilmAsset, FilmProject, FilmShot } from '../../../api/film-contract.ts'
import { ApiError } from '../../../client/problem.ts'
import { paid } from '../../api/paid.ts'
import { filmKey } from './queries.ts'

type Answer = FilmProject | FilmAsset | FilmShot | { items: FilmShot[] } | void

/** Runs a change of the film. What the answer says is shown at once; what else it changed is read again. */
export function useAct(filmId: string) {
  const queryClient = useQueryClient()
  const mutation = useMutation({
    mutationKey: filmKey(filmId),
    mutationFn: (run: () => Promise<Answer>) => run(),
    onSuccess: (answer) => {
      show(queryClient, filmId, answer)
      // anew, also where it is being read just now: that may be from before the change
      void queryClient.invalidateQueries({ queryKey: filmKey(filmId) })
    },
    onError: (error) => {
      // somebody else was first, or the price moved: show what is true now, together with the refusal
      if (error instanceof ApiError && (error.status === 409 || error.status === 402 || error.status === 404)) void queryClient.invalidateQueries({ queryKey: filmKey(filmId) })
      if (error instanceof ApiError && (error.status === 401 || error.status === 402)) void queryClient.invalidateQueries({ queryKey: ['session'] })
    },
  })
  return mutation
}
export type Act = ReturnType<typeof useAct>

function show(queryClient: QueryClient, filmId: string, answer: Answer): void {
  if (answer === undefined || 'items' in answer) return
  queryClient.setQueryData<FilmProject>(filmKey(filmId), (film) => {
    if ('shots' in answer) return answer
    if (film === undefined) return film
    if ('role' in answer) {
      const known = film.assets.some(({ id }) => id === answer.id)
      return { ...film, assets: known ? film.assets.map((asset) => (asset.id === answer.id ? answer : asset)) : [...film.assets, answer] }
    }
    return { ...film, shots: film.shots.map((shot) => (shot.id === answer.id ? { ...answer, number: shot.number } : shot)) }
  })
}

type Item = FilmAsset | FilmShot

/** Jobs end, so the same button later is another intent: what it acts on is part of the name. */
export function buying<T>(what: string, items: readonly Item[], send: (idempotencyKey: string) => Promise<T>): Promise<T> {
  const state = items.map(({ id, runtime }) => `${id} ${runtime.jobs.map(({ jobId }) => jobId).join()}`).join()
  return paid(`film ${what} ${digest(state)}`, send)
}

/** Short and stable; it only has to tell one state of a few hundred items from another. */
function digest(text: string): string {
  let [a, b] = [0x811c9dc5, 0x1b873593]
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    a = Math.imul(a ^ code, 0x01000193)
    b = Math.imul(b ^ code, 0x85ebca6b) + i
  }
  return `${(a >>> 0).toString(36)}${(b >>> 0).toString(36)}`
}

/** Shows a change that is about to be made; the server's answer overrules it, and what is being read from before it is not shown. */
export function useOptimistic(filmId: string) {
  const queryClient = useQueryClient()
  return useCallback(
    (change: (film: FilmProject) => FilmProject) => {
      void queryClient.cancelQueries({ queryKey: filmKey(filmId) })
      queryClient.setQueryData<FilmProject>(filmKey(filmId), (film) => film && change(film))
    },
    [queryClient, filmId],
  )
}

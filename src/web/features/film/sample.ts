import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { FilmProject } from '../../../api/film-contract.ts'
import { defaultConfig, priceOf } from './figures.ts'
import { shotsToMake, useGenerate } from './NextStep.tsx'
import { filmApi, filmKey, modelsQuery } from './queries.ts'

const sampleAssets = 3
const sampleShots = 3

/** The sample film: begun by one click, at the price of all that follows. */
export function useSample() {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const images = useQuery(modelsQuery('image')).data
  const videos = useQuery(modelsQuery('video')).data
  const picture = priceOf(images?.find(({ isDefault }) => isDefault))
  const config = defaultConfig(videos, '16:9')
  const clip = config && priceOf(videos?.find(({ id }) => id === config.model), config)
  const begin = useMutation({
    mutationFn: () => filmApi.createFilm({ sample: true }),
    onSuccess: (film) => {
      queryClient.setQueryData(filmKey(film.id), film)
      void queryClient.invalidateQueries({ queryKey: ['films'] })
      void navigate({ to: '/film/$projectId', params: { projectId: film.id }, search: { run: 'sample' } })
    },
  })
  return { begin, price: picture === null || clip === null ? null : picture * sampleAssets + clip * sampleShots }
}

/**
 * Goes on with the sample by itself: first the pictures, then the shots that show them, as the one click said. If the page
 * is closed meanwhile, the next step waits as a button.
 */
export function useSampleRun(film: FilmProject): void {
  const { run } = useSearch({ from: '/film/$projectId' })
  const navigate = useNavigate({ from: '/film/$projectId' })
  const { act, generate } = useGenerate(film)
  const step = useRef<'none' | 'assets' | 'shots'>('none')
  useEffect(() => {
    if (run !== 'sample') return
    const drafts = film.assets.filter(({ runtime }) => runtime.status === 'draft')
    const shots = shotsToMake(film).now.filter(({ runtime }) => runtime.status === 'draft')
    if (step.current === 'none' && drafts.length > 0) {
      step.current = 'assets'
      generate('assets', drafts)
    } else if (step.current !== 'shots' && drafts.length === 0 && shots.length === film.shots.length && shots.length > 0) {
      step.current = 'shots'
      generate('shots', shots)
    }
    // begun, or refused: the rest is the person's
    if (act.isError || film.shots.some(({ runtime }) => runtime.status !== 'draft')) void navigate({ search: (s) => ({ ...s, run: undefined }), replace: true })
  }, [run, film, generate, act.isError, navigate])
}

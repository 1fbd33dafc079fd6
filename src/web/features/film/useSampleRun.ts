import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { FilmProject } from '../../../api/film-contract.ts'
import { shotsToMake, useGenerate } from './NextStep.tsx'

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

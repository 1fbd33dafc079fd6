import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { FilmProject } from '../../../api/film-contract.ts'
import { modelsQuery } from '../../api/queries.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import type { Act } from './act.ts'
import { defaultConfig } from './figures.ts'
import { filmApi } from './queries.ts'
import { useFilmWords } from './words.ts'

const linesMax = 200

/** One more shot, made like the last one; or a whole list of them, a line each. */
export function AddShots({ film, act, onAdded }: { film: FilmProject; act: Act; onAdded: (id: string) => void }) {
  const w = useFilmWords()
  const id = useId()
  const models = useQuery(modelsQuery('video')).data
  const [list, setList] = useState<string | null>(null)
  const config = film.shots.at(-1)?.config ?? defaultConfig(models, film.aspect)
  const lines = (list ?? '').split('\n').map((line) => line.trim()).filter((line) => line !== '').slice(0, linesMax)

  const add = (texts: string[], open: boolean) =>
    act.mutate(
      async () => {
        const answer = await filmApi.createShots(film.id, { shots: texts.map((text) => ({ text, config })) })
        if (open && answer.items[0]) onAdded(answer.items[0].id)
        return answer
      },
      { onSuccess: () => setList(null) },
    )
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        <Button look={film.shots.length === 0 ? 'primary' : 'secondary'} busy={act.isPending} onClick={() => add([''], true)}>
          <Icon name="plus" className="size-4" />
          {film.shots.length === 0 ? w.next.addShot : w.shot.add}
        </Button>
        <Button look="quiet" aria-expanded={list !== null} onClick={() => setList(list === null ? '' : null)}>
          {w.shot.addMany}
        </Button>
      </div>
      {list !== null && (
        <form
          className="card grid gap-2 p-3"
          onSubmit={(e) => {
            e.preventDefault()
            if (lines.length > 0) add(lines, false)
          }}
        >
          <label htmlFor={id} className="label">
            {w.shot.addManyTitle}
          </label>
          <textarea
            dir="auto"
            id={id}
            rows={5}
            value={list}
            aria-describedby={`${id}-hint`}
            onChange={(e) => setList(e.target.value)}
            className="field-sizing-content max-h-96 w-full resize-none rounded-lg border border-line bg-transparent p-3 text-base leading-6 hover:border-control"
          />
          <p id={`${id}-hint`} className="text-sm text-faint">
            {w.shot.addManyHint}
          </p>
          <div>
            <Button type="submit" disabled={lines.length === 0} busy={act.isPending}>
              {w.shot.addManyConfirm(lines.length)}
            </Button>
          </div>
        </form>
      )}
    </div>
  )
}

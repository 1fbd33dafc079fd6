import { useQuery } from '@tanstack/react-query'
import type { FilmAsset, FilmProject, FilmShot } from '../../../api/film-contract.ts'
import { sessionQuery } from '../../api/queries.ts'
import { Button, Price } from '../../ui/Button.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { buying, useAct } from './act.ts'
import { failedOf } from './BatchBar.tsx'
import { useDismissed } from './dismissed.ts'
import { filmApi } from './queries.ts'
import { isBusy, sumOf } from './status.tsx'
import { useFilmWords } from './words.ts'

const missing = <T extends FilmAsset | FilmShot>(items: readonly T[]): T[] => items.filter((item) => item.content === null && item.runtime.status !== 'completed' && !isBusy(item))
const ready = (items: readonly FilmAsset[]): FilmAsset[] => items.filter(({ prompt }) => prompt.trim() !== '')

/** Shots that can be generated now: what they show has a picture. */
export function shotsToMake(film: FilmProject): { now: FilmShot[]; waiting: string[] } {
  const pictured = new Set(film.assets.filter(({ content }) => content !== null).map(({ id }) => id))
  const shots = missing(film.shots).filter(({ text, config }) => text.trim() !== '' || config === null)
  const now = shots.filter(({ references }) => references.every((id) => pictured.has(id)))
  const names = new Set(shots.flatMap(({ references }) => references.filter((id) => !pictured.has(id))))
  return { now, waiting: film.assets.filter(({ id }) => names.has(id)).map(({ name }) => name) }
}

/** Generates these items as one batch, at the sum that is on the button. */
export function useGenerate(film: FilmProject) {
  const act = useAct(film.id)
  const generate = (of: 'assets' | 'shots', items: readonly (FilmAsset | FilmShot)[]) =>
    act.mutate(() =>
      buying(`generate ${of}`, items, (idempotencyKey) => filmApi.generateFilm(film.id, { of, ids: items.map(({ id }) => id), quotedCredits: sumOf(items) }, { idempotencyKey })),
    )
  return { act, generate }
}

/** What to do next, with its price: the missing pictures, the missing shots, the export. */
export function NextStep({ film, onCut }: { film: FilmProject; onCut: () => void }) {
  const w = useFilmWords()
  const available = useQuery(sessionQuery).data?.me?.credits.available
  const { act, generate } = useGenerate(film)
  // what failed just now is offered again where that is told
  const dismissed = useDismissed()
  const told = new Set(film.batches.filter(({ jobId, closedAt }) => closedAt !== null && !dismissed.includes(jobId)).flatMap((batch) => failedOf(film, batch).map(({ id }) => id)))
  const pictures = ready(missing(film.assets)).filter(({ id }) => !told.has(id))
  const { now, waiting } = shotsToMake(film)
  const shots = now.filter(({ id }) => !told.has(id))
  const idle = film.shots.filter((shot) => !isBusy(shot) && shot.text.trim() !== '' && shot.config !== null)
  const sum = sumOf(pictures.length > 0 ? pictures : shots)
  const short = available !== undefined && sum > available

  const whole = film.cut.status === 'ready'
  return (
    <section aria-label={w.next.title} className="flex flex-col gap-2">
      <div className="flex flex-wrap items-center gap-2">
        {pictures.length > 0 && (
          <Button look={shots.length === 0 ? 'primary' : 'secondary'} busy={act.isPending} onClick={() => generate('assets', pictures)}>
            {w.next.pictures(pictures.length)}
            <Price>{w.price(sumOf(pictures))}</Price>
          </Button>
        )}
        {shots.length > 0 && (
          <Button look="primary" busy={act.isPending} onClick={() => generate('shots', shots)}>
            {w.next.shots(shots.length)}
            <Price>{w.price(sumOf(shots))}</Price>
          </Button>
        )}
        {film.shots.some(({ content }) => content !== null) && (
          <Button look={whole ? 'primary' : 'secondary'} onClick={onCut}>
            {w.next.toCut}
          </Button>
        )}
        {whole && idle.length === film.shots.length && (
          <Button look="quiet" busy={act.isPending} onClick={() => generate('shots', idle)}>
            {w.next.everything(idle.length)}
            <Price>{w.price(sumOf(idle))}</Price>
          </Button>
        )}
      </div>
      {waiting.length > 0 && shots.length === 0 && pictures.length > 0 && <p className="text-sm text-muted">{w.next.waiting(waiting.join(', '))}</p>}
      {short && <p className="text-sm text-fault">{w.next.missing(sum, available)}</p>}
      {pictures.length + shots.length > 0 && <p className="text-xs text-faint">{w.next.refund}</p>}
      <ProblemNote error={act.error} />
    </section>
  )
}

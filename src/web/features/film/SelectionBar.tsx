import type { FilmAsset, FilmProject, FilmShot } from '../../../api/film-contract.ts'
import { Button, Price } from '../../ui/Button.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { useGenerate } from './NextStep.tsx'
import { isBusy, sumOf } from './status.tsx'
import { useFilmWords } from './words.ts'

/** What is ticked, and what generating it costs. Stays in reach while one scrolls. */
export function SelectionBar({ film, checked, onClear, onAll }: { film: FilmProject; checked: ReadonlySet<string>; onClear: () => void; onAll: () => void }) {
  const w = useFilmWords()
  const { act, generate } = useGenerate(film)
  const chosen = <T extends FilmAsset | FilmShot>(items: readonly T[]) => items.filter(({ id }) => checked.has(id))
  const [shots, assets] = [chosen(film.shots), chosen(film.assets)]
  if (shots.length + assets.length === 0) return null
  const idle = { shots: shots.filter((s) => !isBusy(s)), assets: assets.filter((a) => !isBusy(a)) }
  return (
    <section aria-label={w.selection.title} className="sticky bottom-18 z-20 grid gap-2 rounded-xl border border-line-strong bg-raised p-3 shadow-card md:bottom-4">
      <div className="flex flex-wrap items-center gap-2">
        <p className="num mr-auto text-sm font-medium">
          {w.selection.title}: {w.selection.count(shots.length, assets.length)}
        </p>
        {shots.length < film.shots.length && (
          <Button look="quiet" className="px-3 text-sm" onClick={onAll}>
            {w.selection.all}
          </Button>
        )}
        <Button look="quiet" className="px-3 text-sm" onClick={onClear}>
          {w.selection.clear}
        </Button>
        {idle.assets.length > 0 && (
          <Button className="text-sm" busy={act.isPending} onClick={() => generate('assets', idle.assets)}>
            {w.selection.generateAssets(idle.assets.length)}
            <Price>{w.price(sumOf(idle.assets))}</Price>
          </Button>
        )}
        {idle.shots.length > 0 && (
          <Button look="primary" className="text-sm" busy={act.isPending} onClick={() => generate('shots', idle.shots)}>
            {w.selection.generateShots(idle.shots.length)}
            <Price>{w.price(sumOf(idle.shots))}</Price>
          </Button>
        )}
      </div>
      <ProblemNote error={act.error} />
    </section>
  )
}

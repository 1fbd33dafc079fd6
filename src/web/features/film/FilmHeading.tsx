import type { FilmAspect, FilmProject } from '../../../api/film-contract.ts'
import { clock } from '../../i18n/format.ts'
import { useAct } from './act.ts'
import { aspects } from './figures.ts'
import { filmApi } from './queries.ts'
import { useDraft } from '../../ui/useDraft.ts'
import { useFilmWords } from './words.ts'

export type View = 'board' | 'table' | 'assets' | 'cut'
export const views: readonly View[] = ['board', 'table', 'assets', 'cut']

/** The film's name, written where it stands; what it comes to; and the ways to look at it. */
export function FilmHeading({ film, view, onView, withAssets }: { film: FilmProject; view: View; onView: (view: View) => void; withAssets: boolean }) {
  const w = useFilmWords()
  const act = useAct(film.id)
  const name = useDraft(film.name, (value) => (value.trim() === '' ? Promise.resolve() : act.mutateAsync(() => filmApi.patchFilm(film.id, { name: value }))))
  const shown = views.filter((v) => v !== 'assets' || withAssets)
  return (
    <header className="flex flex-wrap items-end gap-x-6 gap-y-3">
      <div className="min-w-0 flex-1 basis-full lg:basis-72">
        <h1 tabIndex={-1} className="sr-only">
          {film.name}
        </h1>
        <input
          dir="auto"
          value={name.value}
          aria-label={w.film.rename}
          autoComplete="off"
          onChange={(e) => name.set(e.target.value)}
          onBlur={() => void name.flush().catch(() => {})}
          onKeyDown={(e) => e.key === 'Enter' && !e.nativeEvent.isComposing && void name.flush().catch(() => {})}
          className="-mx-2 w-[calc(100%+1rem)] truncate rounded-lg border border-transparent bg-transparent px-2 py-0.5 text-2xl font-semibold tracking-tight hover:border-line focus:border-line"
        />
        <div className="num mt-1 flex flex-wrap items-center gap-x-3 text-sm text-muted">
          <select
            value={film.aspect}
            aria-label={w.film.frame}
            title={w.film.frame}
            onChange={(e) => act.mutate(() => filmApi.patchFilm(film.id, { aspect: e.target.value as FilmAspect }))}
            className="h-8 rounded-md border border-line bg-bg px-1.5 text-sm text-text hover:border-control"
          >
            {aspects.map((aspect) => (
              <option key={aspect} value={aspect}>
                {aspect}
              </option>
            ))}
          </select>
          <p>
            {[w.film.facts(film.shots.length, clock(film.cut.seconds)), film.credits.captured + film.credits.held > 0 ? w.film.credits(film.credits.captured, film.credits.held) : null]
            .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
      </div>
      <nav aria-label={w.film.view} className="flex rounded-lg border border-line p-0.5">
        {shown.map((v) => (
          <button
            key={v}
            type="button"
            aria-pressed={view === v || (view === 'assets' && !withAssets && v === 'board')}
            onClick={() => onView(v)}
            className="min-h-9 rounded-md px-3 text-sm text-muted transition-colors hover:text-text aria-pressed:bg-raised aria-pressed:font-medium aria-pressed:text-text"
          >
            {w.film[v]}
          </button>
        ))}
      </nav>
    </header>
  )
}

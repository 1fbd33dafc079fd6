/** The film studio as the API uses it: commands, and films in the reader's language. */
import type { FilmAsset, FilmProject, FilmQuote, FilmShot, FilmSummaryList } from '../../api/film-contract.ts'
import type { Engine } from '../../engine/types.ts'
import type { Locale } from '../../messages/locale.ts'
import type { Models } from '../../providers/registry.ts'
import type { Outlook } from '../outlook.ts'
import { filmExports } from './export.ts'
import { filmGenerate, planOf, type Of, type Wish } from './generate.ts'
import { filmItems, type InFilm } from './items.ts'
import { presentAsset, presentFilm, presentShot, presentSummary, type PresentOptions } from './presenter.ts'
import { filmProjects } from './projects.ts'
import type { Refusal } from './refusals.ts'
import { filmOf, listFilms, loadFilm } from './rows.ts'
import { viewOf, type FilmView } from './state.ts'

export type Film = ReturnType<typeof filmStudio>

/** places in the queue are told of the first few that wait: behind them everybody knows his own */
const positionsMax = 20

export function filmStudio(engine: Engine, models: Models, outlook: Outlook) {
  const { pool } = engine

  async function view({ accountId, projectId }: InFilm): Promise<FilmView | null> {
    const rows = await loadFilm(pool, accountId, projectId)
    return rows === null ? null : viewOf(rows)
  }
  async function options(film: FilmView, locale: Locale): Promise<PresentOptions> {
    const waiting = [...film.assets, ...film.shots].flatMap(({ generation }) => (generation[0]?.phase === 'queued' ? [generation[0].id] : []))
    const [durations, positions] = await Promise.all([outlook.durations(), outlook.positions(waiting.slice(0, positionsMax))])
    return { locale, models, durations, positions, nowMs: Date.now() }
  }

  return {
    projects: filmProjects(engine, models),
    items: filmItems(engine, models),
    generate: filmGenerate(engine, models),
    export: filmExports(engine),

    /** Which film an asset or shot belongs to; null where the account has no such item. */
    filmOf: (accountId: string, of: Of, itemId: string) => filmOf(pool, accountId, of === 'assets' ? 'asset' : 'shot', itemId),

    /** null where the account has no such film */
    async film(film: InFilm, locale: Locale): Promise<FilmProject | null> {
      const found = await view(film)
      return found && presentFilm(found, await options(found, locale))
    },
    async films(accountId: string, page: { after: string | null; limit: number }): Promise<FilmSummaryList> {
      const { films, next } = await listFilms(pool, accountId, page)
      return { items: films.map(presentSummary), nextCursor: next }
    },
    async asset(film: InFilm, assetId: string, locale: Locale): Promise<FilmAsset | null> {
      const found = await view(film)
      const item = found?.assets.find(({ row }) => row.id === assetId)
      return found && item ? presentAsset(found, item, await options(found, locale)) : null
    },
    async shot(film: InFilm, shotId: string, locale: Locale): Promise<FilmShot | null> {
      const found = await view(film)
      const at = found?.shots.findIndex(({ row }) => row.id === shotId) ?? -1
      const item = found?.shots[at]
      return found && item ? presentShot(found, item, at + 1, await options(found, locale)) : null
    },
    /** What a wish would cost now; nothing is created. */
    async quote(film: InFilm, wish: Wish, available: number): Promise<FilmQuote | Refusal> {
      const found = await view(film)
      if (found === null) return { type: 'not_found' }
      const plan = planOf(found, models, wish)
      if (plan.type !== 'plan') return plan
      const { credits, jobs } = plan
      return { count: jobs.length, credits, available, sufficient: available >= credits, refund: 'unfinished_work_is_free' }
    },
  }
}

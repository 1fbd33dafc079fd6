/** Films on the pages of all studios: a job is stopped and made again by the rules of its film. */
import type { Engine } from '../../engine/types.ts'
import type { Models } from '../../providers/registry.ts'
import { againInProjects, type Again } from '../again.ts'
import { ordinaryPort, type KnownJob, type StudioPort } from '../port.ts'
import { itemsOf, planOf, type Wish } from './generate.ts'
import { assetImageBatch, assetImageGeneration, filmExport, filmSubject } from './names.ts'
import { loadFilm } from './rows.ts'
import { viewOf, type FilmView } from './state.ts'
import { exportEventsOf } from './statechart.ts'
import type { Film } from './studio.ts'

export function filmPort(engine: Engine, models: Models, film: Film): StudioPort {
  const { pool } = engine
  const load = async (accountId: string, projectId: string): Promise<FilmView | null> => {
    const rows = await loadFilm(pool, accountId, projectId)
    return rows && viewOf(rows)
  }

  /** With the words and pictures of now: an item that has moved on, or whose newest generation is another, is not made again from here. */
  function againOf(view: FilmView, job: KnownJob): Again | null {
    if (job.kind === filmExport) {
      const newest = view.exports[0]
      const may = newest?.id === job.id && newest.status !== 'completed' && exportEventsOf(view.cut.status, view.exportWork).includes('export')
      return may ? { credits: 0, run: (target) => film.export({ ...target, transition: newest.cut?.transition ?? 'cut' }) } : null
    }
    const of = job.kind === assetImageGeneration || job.kind === assetImageBatch ? 'assets' : 'shots'
    const failed = itemsOf(view, of).filter(
      ({ chart, generation }) => (chart.status === 'failed' || chart.status === 'cancelled') && generation.some((row) => row.id === job.id || row.parent_id === job.id),
    )
    if (failed.length === 0) return null
    const wish: Wish = { of, pick: { ids: failed.map(({ row }) => row.id) } }
    const plan = planOf(view, models, wish)
    if (plan.type !== 'plan' || plan.jobs.length === 0) return null
    const { credits } = plan
    return { credits, run: (target) => film.generate({ ...target, ...wish, quotedCredits: credits }) }
  }

  return {
    ...ordinaryPort(engine, [filmSubject]),
    ...againInProjects(pool, { load, againOf }),
    async cancel({ accountId, job }) {
      const result = await film.projects.cancelJob({ accountId, projectId: job.subject.id, jobId: job.id })
      return result.type === 'done' || result.type === 'not_found' ? { type: result.type } : { type: 'illegal' }
    },
  }
}

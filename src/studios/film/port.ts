/** Films on the pages of all studios: a job is stopped and made again by the rules of its film. */
import type { FilmTransition } from '../../api/film-contract.ts'
import type { Engine } from '../../engine/types.ts'
import type { Models } from '../../providers/registry.ts'
import { ordinaryPort, type KnownJob, type StudioPort } from '../port.ts'
import { itemsOf, planOf, type Wish } from './generate.ts'
import { assetImageBatch, assetImageGeneration, filmExport, filmSubject } from './names.ts'
import { answeredBefore } from '../refusals.ts'
import { loadFilm } from './rows.ts'
import { viewOf, type FilmView } from './state.ts'
import { exportEventsOf } from './statechart.ts'
import type { Film } from './studio.ts'

/** What making a job again would come to now. */
type Again = { credits: number } & ({ wish: Wish } | { transition: FilmTransition })

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
      return may ? { credits: 0, transition: newest.cut?.transition ?? 'cut' } : null
    }
    const of = job.kind === assetImageGeneration || job.kind === assetImageBatch ? 'assets' : 'shots'
    const failed = itemsOf(view, of).filter(
      ({ chart, generation }) => (chart.status === 'failed' || chart.status === 'cancelled') && generation.some((row) => row.id === job.id || row.parent_id === job.id),
    )
    if (failed.length === 0) return null
    const wish: Wish = { of, pick: { ids: failed.map(({ row }) => row.id) } }
    const plan = planOf(view, models, wish)
    return plan.type === 'plan' && plan.jobs.length > 0 ? { credits: plan.credits, wish } : null
  }

  return {
    ...ordinaryPort(engine, [filmSubject]),
    async retryable(accountId, jobs) {
      const closed = jobs.filter(({ status }) => status === 'failed' || status === 'cancelled' || status === 'completed')
      const views = new Map<string, FilmView | null>()
      for (const { subject } of closed) if (!views.has(subject.id)) views.set(subject.id, await load(accountId, subject.id))
      return new Map(
        closed.flatMap((job) => {
          const view = views.get(job.subject.id)
          const again = view && againOf(view, job)
          return again ? [[job.id, again.credits]] : []
        }),
      )
    },
    async retry({ accountId, job, credits, idempotency }) {
      const projectId = job.subject.id
      const before = await answeredBefore(pool, accountId, idempotency)
      if (before?.type === 'done' && before.jobId !== undefined) return { type: 'done', jobId: before.jobId }
      if (before?.type === 'idempotency_conflict') return before
      const view = await load(accountId, projectId)
      if (view === null) return { type: 'not_found' }
      // a second click: what it asks for is there
      const already = view.rows.jobs.find((row) => row.retry_of === job.id && row.status !== 'failed' && row.status !== 'cancelled')
      if (already) return { type: 'done', jobId: already.id }
      const again = againOf(view, job)
      if (again === null) return { type: 'illegal' }
      if (credits !== undefined && credits !== again.credits) return { type: 'price_changed', credits: again.credits }
      const target = { accountId, projectId, idempotency }
      const result = 'wish' in again ? await film.generate({ ...target, ...again.wish, quotedCredits: again.credits }) : await film.export({ ...target, transition: again.transition })
      switch (result.type) {
        case 'done':
          return { type: 'done', jobId: result.jobId ?? job.id }
        case 'illegal':
        case 'blocked':
        case 'conflict':
          return { type: 'illegal' }
        default:
          return result
      }
    },
    async cancel({ accountId, job }) {
      const result = await film.projects.cancelJob({ accountId, projectId: job.subject.id, jobId: job.id })
      return result.type === 'done' || result.type === 'not_found' ? { type: result.type } : { type: 'illegal' }
    },
  }
}

/** This studio's work on the pages of all studios: a job is stopped and made again by the statechart of its work. */
import type { Engine } from '../../engine/types.ts'
import type { Models } from '../../providers/registry.ts'
import { creditsAgain } from '../again.ts'
import { ordinaryPort, type KnownJob, type StudioPort } from '../port.ts'
import { photographSet, photoSubject } from './names.ts'
import { priceNow } from './prices.ts'
import { loadWorks } from './rows.ts'
import { viewOf, type WorkView } from './state.ts'
import type { Photography } from './studio.ts'

export function photographyPort(engine: Engine, models: Models, { commands }: Photography): StudioPort {
  const { pool } = engine

  /** What a retry of this job costs, if it may be made now: the missing photographs, whichever of them it is asked through. */
  function creditsOf(view: WorkView, job: KnownJob): number | null {
    const missing = view.photographs.filter((row) => row.status !== 'completed')
    const isCurrent = job.kind === photographSet ? view.sets[0]?.id === job.id : missing.some((row) => row.id === job.id)
    if (!view.state.can.includes('retry') || !isCurrent) return null
    return priceNow(models, view.subject.data.models.image).photograph * missing.length
  }

  return {
    ...ordinaryPort(engine, [photoSubject]),
    retryable: (accountId, jobs) =>
      creditsAgain(jobs, {
        load: async (ids) => new Map((await loadWorks(pool, accountId, ids)).map((rows) => [rows.subject.id, viewOf(rows)])),
        creditsOf,
      }),
    async retry({ accountId, job, credits, idempotency }) {
      const load = async () => (await loadWorks(pool, accountId, [job.subject.id])).map(viewOf)[0]
      const made = (view: WorkView | undefined) => view?.jobs.find((row) => row.retry_of === job.id && row.status !== 'failed' && row.status !== 'cancelled')
      const view = await load()
      if (view === undefined) return { type: 'not_found' }
      // a second click: what it asks for is there
      const already = made(view)
      if (already) return { type: 'done', jobId: already.id }
      const price = creditsOf(view, job)
      if (price === null) return { type: 'illegal' }
      if (credits !== undefined && credits !== price) return { type: 'price_changed', credits: price }
      const result = await commands.retry({ accountId, workId: job.subject.id, idempotency })
      if (result.type !== 'done') return result.type === 'illegal' ? { type: 'illegal' } : result
      const after = await load()
      return { type: 'done', jobId: (made(after) ?? after?.jobs.find((row) => row.retry_of === job.id))?.id ?? job.id }
    },
    async cancel({ accountId, job }) {
      const result = await commands.cancelJob({ accountId, workId: job.subject.id, jobId: job.id })
      return result.type === 'done' || result.type === 'not_found' ? { type: result.type } : { type: 'illegal' }
    },
  }
}

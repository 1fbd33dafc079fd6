/** This studio's work on the pages of all studios: a job is stopped and made again by the statechart of its task. */
import type { Engine } from '../../engine/types.ts'
import type { Models } from '../../providers/registry.ts'
import { creditsAgain } from '../again.ts'
import { ordinaryPort, type KnownJob, type StudioPort } from '../port.ts'
import { imageSet, model3dGeneration, taskSubject } from './names.ts'
import { pricesFor } from './prices.ts'
import { loadTasks } from './rows.ts'
import { viewOf, type TaskView } from './state.ts'
import type { ImageTo3d } from './studio.ts'

export function imageTo3dPort(engine: Engine, models: Models, { commands }: ImageTo3d): StudioPort {
  const { pool } = engine

  /** Which stage of its task a retry of this job would make again, if that may be done now, and for how much. */
  function retryOf(view: TaskView, job: KnownJob): { stage: 'image' | 'model'; credits: number } | null {
    const { can } = view.state
    if (job.kind === model3dGeneration) {
      if (!can.includes('retryModel') || view.model?.jobId !== job.id) return null
      return { stage: 'model', credits: pricesFor(models, view.madeWith).prices.model3d }
    }
    const missing = view.pictures.filter((row) => row.status !== 'completed')
    const isCurrent = job.kind === imageSet ? view.sets[0]?.id === job.id : missing.some((row) => row.id === job.id)
    if (!can.includes('retryImages') || !isCurrent) return null
    return { stage: 'image', credits: pricesFor(models, view.madeWith).prices.image * missing.length }
  }

  return {
    ...ordinaryPort(engine, [taskSubject]),
    retryable: (accountId, jobs) =>
      creditsAgain(jobs, {
        load: async (ids) => new Map((await loadTasks(pool, accountId, ids)).map((rows) => [rows.subject.id, viewOf(rows)])),
        creditsOf: (view, job) => retryOf(view, job)?.credits ?? null,
      }),
    async retry({ accountId, job, credits, idempotency }) {
      const load = async () => (await loadTasks(pool, accountId, [job.subject.id])).map(viewOf)[0]
      const made = (view: TaskView | undefined) => view?.jobs.find((row) => row.retry_of === job.id && row.status !== 'failed' && row.status !== 'cancelled')
      const view = await load()
      if (view === undefined) return { type: 'not_found' }
      // a second click: what it asks for is there
      const already = made(view)
      if (already) return { type: 'done', jobId: already.id }
      const retry = retryOf(view, job)
      if (retry === null) return { type: 'illegal' }
      if (credits !== undefined && credits !== retry.credits) return { type: 'price_changed', credits: retry.credits }
      const result = await commands.retry({ accountId, taskId: job.subject.id, stage: retry.stage, idempotency })
      if (result.type === 'out_of_range') return { type: 'illegal' }
      if (result.type !== 'done') return result.type === 'illegal' ? { type: 'illegal' } : result
      const after = await load()
      return { type: 'done', jobId: (made(after) ?? after?.jobs.find((row) => row.retry_of === job.id))?.id ?? job.id }
    },
    async cancel({ accountId, job }) {
      const result = await commands.cancelJob({ accountId, taskId: job.subject.id, jobId: job.id })
      return result.type === 'done' || result.type === 'not_found' ? { type: result.type } : { type: 'illegal' }
    },
  }
}

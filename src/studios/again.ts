/** Making closed work again in studios whose projects buy by the words of now. */
import type { Pool } from 'pg'
import type { JobStatus } from '../engine/types.ts'
import type { Idempotency, KnownJob, StudioPort } from './port.ts'
import { answeredBefore, type CommonRefusal, type Done } from './refusals.ts'

/** What making a job again would come to now, and how it is done at that sum. */
export type Again = {
  credits: number
  run(target: { accountId: string; projectId: string; idempotency: Idempotency | undefined }): Promise<Done | CommonRefusal | { type: 'blocked' }>
}

type Row = { id: string; retry_of: string | null; status: JobStatus }
type Project<View> = {
  load(accountId: string, projectId: string): Promise<View | null>
  /** null: it has moved on, and is not made again from here */
  againOf(view: View, job: KnownJob): Again | null
}

/** What each of these jobs that is closed would cost to make again; its subject is read once, however many of its jobs there are. */
export async function creditsAgain<View>(
  jobs: readonly KnownJob[],
  subjects: { load(ids: string[]): Promise<ReadonlyMap<string, View>>; /** null: it is not made again */ creditsOf(view: View, job: KnownJob): number | null },
): Promise<ReadonlyMap<string, number>> {
  const closed = jobs.filter(({ status }) => status !== 'pending' && status !== 'processing')
  if (closed.length === 0) return new Map()
  const views = await subjects.load([...new Set(closed.map(({ subject }) => subject.id))])
  return new Map(
    closed.flatMap((job) => {
      const view = views.get(job.subject.id)
      const credits = view === undefined ? null : subjects.creditsOf(view, job)
      return credits === null ? [] : [[job.id, credits]]
    }),
  )
}

/** The part of a studio's port that makes work again; each project is read once, however many of its jobs are asked about. */
export function againInProjects<View extends { rows: { jobs: readonly Row[] } }>(pool: Pool, { load, againOf }: Project<View>): Pick<StudioPort, 'retryable' | 'retry'> {
  return {
    retryable: (accountId, jobs) =>
      creditsAgain(jobs, {
        async load(ids) {
          const views = new Map<string, View>()
          for (const id of ids) {
            const view = await load(accountId, id)
            if (view !== null) views.set(id, view)
          }
          return views
        },
        creditsOf: (view, job) => againOf(view, job)?.credits ?? null,
      }),
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
      const result = await again.run({ accountId, projectId, idempotency })
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
  }
}

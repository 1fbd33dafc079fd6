/** Builders of submissions, in the rows the submit statement takes. */
import { newId } from '../ids.ts'
import type { Recovery, Uuid } from '../types.ts'
import type { JobRow, SubmissionRow, SubmitRequest } from '../verbs.ts'

export type Work = {
  account: Uuid
  id?: Uuid
  /** an existing one; default: one of its own, created with the job */
  subject?: Uuid
  price?: number
  kind?: string
  lane?: string
  priority?: number
  recovery?: Recovery
  attemptsMax?: number
  deadlineMs?: number
  perNode?: number
  /** the Idempotency-Key, and what its body hashed to */
  key?: string
  hash?: string
  once?: string
  byEngine?: boolean
}

const jobRow = (work: Work, id: Uuid, price: number): JobRow => ({
  id,
  parent_id: null,
  retry_of: null,
  kind: work.kind ?? 'paint',
  lane: work.lane ?? 'studio',
  per_node: work.perNode ?? null,
  priority: work.priority ?? 0,
  price,
  price_version: 'v1',
  attempts_max: work.attemptsMax ?? 3,
  recovery: work.recovery ?? 'none',
  deadline_ms: work.deadlineMs ?? 3_600_000,
  policy: null,
  children_total: null,
  input: { prompt: 'a fox' },
})

const submissionRow = (work: Work, jobId: Uuid, price: number): SubmissionRow => ({
  account_id: work.account,
  subject_kind: 'task',
  subject_id: work.subject ?? newId(),
  subject_data: work.subject ? null : { prompt: 'a fox' },
  job_id: jobId,
  price,
  idem_key: work.key ?? null,
  idem_hash: work.hash ?? (work.key ? 'body' : null),
  once_key: work.once ?? null,
  by_engine: work.byEngine ?? false,
})

/** One job by itself. Price 10 unless said. */
export function single(work: Work): SubmitRequest {
  const job = jobRow(work, work.id ?? newId(), work.price ?? 10)
  return { submission: submissionRow(work, job.id, job.price), jobs: [job] }
}

/** A parent and one child per price. */
export function family(work: Work & { policy: 'all' | 'some'; prices: number[] }): SubmitRequest & { parent: Uuid; children: Uuid[] } {
  const parent = work.id ?? newId()
  const children = work.prices.map((price) => ({ ...jobRow(work, newId(), price), parent_id: parent }))
  const rows: JobRow[] = [
    { ...jobRow(work, parent, 0), kind: 'set', lane: null, policy: work.policy, children_total: children.length, input: null },
    ...children,
  ]
  const total = work.prices.reduce((sum, price) => sum + price, 0)
  return { submission: submissionRow(work, parent, total), jobs: rows, parent, children: children.map((child) => child.id) }
}

/** Why nothing happened, as all studios say it: nothing was created, nothing was charged. */
import type { Pool } from 'pg'
import type { FieldProblem } from '../api/problems.ts'
import type { SubmitResult } from '../engine/types.ts'
import type { Idempotency } from './port.ts'

export type CommonRefusal =
  | { type: 'not_found' }
  | { type: 'invalid'; fields: FieldProblem[] }
  | { type: 'illegal'; event: string; status: string; can: string[] }
  /** `credits`: what it costs now */
  | { type: 'price_changed'; credits: number }
  | { type: 'insufficient_credits'; available: number; needed: number }
  | { type: 'idempotency_conflict' }
  /** somebody else changed the same thing first */
  | { type: 'conflict' }

/** `done`: it is as it was asked to be, by this request or by an earlier one. */
export type Done = { type: 'done'; /** the job, or parent of jobs, that was made for it now or then */ jobId?: string }

/** What the engine refused, as a refusal of a studio's. */
export function refusalOf(result: Extract<SubmitResult, { type: 'refused' }>) {
  switch (result.code) {
    case 'insufficient_credits':
      return { type: 'insufficient_credits' as const, available: result.available ?? 0, needed: result.needed ?? 0 }
    case 'idempotency_conflict':
      return { type: 'idempotency_conflict' as const }
    case 'account_not_found':
      return { type: 'not_found' as const }
  }
}

/** Was this very request answered before? Asked first, for its subject has moved on since and might refuse it now. */
export async function answeredBefore(pool: Pool, accountId: string, idempotency: Idempotency | undefined): Promise<Done | { type: 'idempotency_conflict' } | null> {
  if (idempotency === undefined) return null
  const { rows } = await pool.query<{ hash: string; job_id: string }>({
    name: 'submission_answer',
    text: 'select hash, job_id from submission_key where account_id = $1 and key = $2',
    values: [accountId, idempotency.key],
  })
  if (rows[0] === undefined) return null
  return rows[0].hash === idempotency.hash ? { type: 'done', jobId: rows[0].job_id } : { type: 'idempotency_conflict' }
}

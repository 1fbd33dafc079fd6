/** Why nothing happened to a film: nothing was created, nothing was charged. */
import type { Pool } from 'pg'
import type { FieldProblem } from '../../api/problems.ts'
import type { SubmitResult } from '../../engine/types.ts'

export type Idempotency = { key: string; hash: string }

/** An asset or shot that stands in the way, as people know it. */
export type Named = { kind: 'asset' | 'shot'; id: string; name: string }

export type Refusal =
  | { type: 'not_found' }
  | { type: 'invalid'; fields: FieldProblem[] }
  | { type: 'illegal'; event: string; status: string; can: string[] }
  /** something else must be there, or gone, first; `items` names it */
  | { type: 'blocked'; code: 'film_empty' | 'film_incomplete' | 'asset_in_use' | 'asset_without_picture' | 'too_many_items'; items: Named[]; max?: number }
  | { type: 'price_changed'; credits: number }
  | { type: 'insufficient_credits'; available: number; needed: number }
  | { type: 'idempotency_conflict' }
  /** so many others changed the same film at once that this one never got its turn */
  | { type: 'conflict' }

/** `done`: it is as it was asked to be, by this request or by an earlier one. */
export type CommandResult = { type: 'done'; /** the job, or parent of jobs, that was made for it now or then */ jobId?: string } | Refusal

/** What the engine refused, as a refusal of the studio's. */
export function refusalOf(result: Extract<SubmitResult, { type: 'refused' }>): Refusal {
  switch (result.code) {
    case 'insufficient_credits':
      return { type: 'insufficient_credits', available: result.available ?? 0, needed: result.needed ?? 0 }
    case 'idempotency_conflict':
      return { type: 'idempotency_conflict' }
    case 'account_not_found':
      return { type: 'not_found' }
  }
}

/** Was this very request answered before? Asked first, for the film has moved on since and might refuse it now. */
export async function answeredBefore(pool: Pool, accountId: string, idempotency: Idempotency | undefined): Promise<CommandResult | null> {
  if (idempotency === undefined) return null
  const { rows } = await pool.query<{ hash: string; job_id: string }>({
    name: 'submission_answer',
    text: 'select hash, job_id from submission_key where account_id = $1 and key = $2',
    values: [accountId, idempotency.key],
  })
  if (rows[0] === undefined) return null
  return rows[0].hash === idempotency.hash ? { type: 'done', jobId: rows[0].job_id } : { type: 'idempotency_conflict' }
}

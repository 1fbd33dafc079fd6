/** Ledger lines as they cross the wire: figures with the sentence that explains them. */
import type { Pool } from 'pg'
import { renderFailure } from '../messages/failures.ts'
import type { Locale } from '../messages/locale.ts'
import { grantReason, kindName, renderLedger } from '../messages/record.ts'
import type { LedgerLine } from './contract.ts'

export type LedgerRow = {
  id: number
  kind: LedgerLine['kind']
  available_delta: number
  held_delta: number
  write_off: number
  reason: string | null
  job_id: string | null
  job_kind: string | null
  error_params: Record<string, string | number> | null
  created_at: Date
}

const columns = 'l.id, l.kind, l.available_delta, l.held_delta, l.write_off, l.reason, l.job_id, l.created_at, j.kind as job_kind, j.error_params'

const pageSql = `
select ${columns} from ledger l left join job j on j.id = l.job_id
where l.account_id = $1 and ($2::bigint is null or l.id < $2)
order by l.id desc limit $3`

/** An account's lines, newest first, one more than a page holds. */
export const ledgerPage = async (pool: Pool, accountId: string, before: string | null, limit: number): Promise<LedgerRow[]> =>
  (await pool.query<LedgerRow>({ name: 'api_ledger', text: pageSql, values: [accountId, before, limit + 1] })).rows

/** so many lines of one piece of work are told */
const linesMax = 500
const jobSql = `
select ${columns}
from (select $1::uuid as id union all select job_id from job_data where parent_id = $1) w
join ledger l on l.job_id = w.id join job j on j.id = w.id
order by l.id limit ${linesMax}`

/** The lines that a job and its children caused, in the order of time. */
export const ledgerOfJob = async (pool: Pool, jobId: string): Promise<LedgerRow[]> => (await pool.query<LedgerRow>(jobSql, [jobId])).rows

export function presentLine(row: LedgerRow, locale: Locale): LedgerLine {
  const size = row.kind === 'write_off' ? row.write_off : Math.abs(row.held_delta === 0 ? row.available_delta : row.held_delta)
  return {
    id: String(row.id),
    kind: row.kind,
    availableDelta: row.available_delta,
    heldDelta: row.held_delta,
    reason: row.reason,
    message: renderLedger(locale, row.kind, {
      // an adjustment's sign is its meaning
      credits: row.kind === 'adjustment' ? row.available_delta : size,
      what: row.job_kind === null ? undefined : kindName(locale, row.job_kind),
      reason: row.reason === null ? undefined : reasonOf(row, row.reason, locale),
    }),
    jobId: row.job_id,
    createdAt: row.created_at.toISOString(),
  }
}

/** A job's line carries a failure's code, a grant's the admin's own words. */
function reasonOf(row: LedgerRow, reason: string, locale: Locale): string {
  if (row.job_id === null) return grantReason(locale, reason)
  // the sentence goes on behind it
  return renderFailure(locale, { code: reason, params: row.error_params ?? {} }).message.replace(/[.。]$/, '')
}

/** What an operator looks at: where work stands, what fails, whose outcome nobody knows, and whether the books are right. */
import type { Pool } from 'pg'
import { audit } from '../engine/audit.ts'
import { renderFailure } from '../messages/failures.ts'
import type { Locale } from '../messages/locale.ts'
import { kindName } from '../messages/record.ts'
import type { AuditAnswer, Operations, UnknownList } from './contract-operations.ts'
import { limitSeconds, openPhases, recentPhases } from './dwell.ts'

/** newest jobs looked at for failures: the primary key is ordered by time */
const failuresAmong = 5_000
const failuresSql = `
select error_code as code, kind, count(*) as count, max(closed_at) as last_at
from (select kind, status, error_code, closed_at from job order by id desc limit ${failuresAmong}) recent
where status = 'failed' group by 1, 2`
type FailureRow = { code: string; kind: string; count: number; last_at: Date }

const nodesSql = `
select id, name, started_at, lease_until > now() as alive, stopping, cardinality(kinds) > 0 as worker
from node order by lease_until > now() desc, started_at desc limit 100`
type NodeRow = { id: string; name: string; started_at: Date; alive: boolean; stopping: boolean; worker: boolean }

const unknownMax = 200
const unknownSql = `
select j.id, j.account_id, c.name as account_name, j.kind, j.recovery, j.price, a.no, a.lane, a.posted_at, a.unknown_at, a.unknown_until
from job j join attempt a on a.job_id = j.id and a.no = j.attempts join account c on c.id = j.account_id
where j.wake_at is not null and j.phase = 'unknown'
order by a.unknown_at limit ${unknownMax}`
type UnknownRow = {
  id: string; account_id: string; account_name: string; kind: string; recovery: string; price: number
  no: number; lane: string; posted_at: Date | null; unknown_at: Date | null; unknown_until: Date | null
}

const what = (locale: Locale, kind: string) => kindName(locale, kind) ?? kind

export async function readOperations(pool: Pool, locale: Locale): Promise<Operations> {
  const [open, recent, failures, nodes] = await Promise.all([
    openPhases(pool),
    recentPhases(pool),
    pool.query<FailureRow>(failuresSql),
    pool.query<NodeRow>(nodesSql),
  ])
  return {
    phases: open.map(({ kind, phase, jobs, oldest_seconds }) => {
      const limit = limitSeconds[phase] ?? null
      return { kind, what: what(locale, kind), phase, jobs, oldestSeconds: oldest_seconds, limitSeconds: limit, exceeded: limit !== null && oldest_seconds > limit }
    }),
    recent: recent.map((row) => ({ ...row, what: what(locale, row.kind) })),
    failures: failureClasses(failures.rows, locale),
    failuresAmong,
    nodes: nodes.rows.map(({ id, name, started_at, alive, stopping, worker }) => ({ id, name, startedAt: started_at.toISOString(), alive, stopping, worker })),
    unknown: open.reduce((sum, { phase, jobs }) => (phase === 'unknown' ? sum + jobs : sum), 0),
  }
}

function failureClasses(rows: readonly FailureRow[], locale: Locale): Operations['failures'] {
  return [...Map.groupBy(rows, (row) => row.code)]
    .map(([code, own]) => ({
      code,
      message: renderFailure(locale, { code }).message,
      count: own.reduce((sum, row) => sum + row.count, 0),
      kinds: own.toSorted((a, b) => b.count - a.count).map(({ kind, count }) => ({ kind, what: what(locale, kind), count })),
      lastAt: new Date(Math.max(...own.map((row) => row.last_at.getTime()))).toISOString(),
    }))
    .toSorted((a, b) => b.count - a.count)
}

export async function readUnknown(pool: Pool, locale: Locale): Promise<UnknownList> {
  const { rows } = await pool.query<UnknownRow>(unknownSql)
  return {
    items: rows.map((row) => ({
      jobId: row.id,
      account: { id: row.account_id, name: row.account_name },
      kind: row.kind,
      what: what(locale, row.kind),
      attempt: row.no,
      lane: row.lane,
      attemptKey: row.recovery === 'idempotency-key' ? row.id : `${row.id}-${row.no}`,
      postedAt: row.posted_at?.toISOString() ?? null,
      unknownAt: (row.unknown_at ?? row.posted_at ?? new Date()).toISOString(),
      until: row.unknown_until?.toISOString() ?? null,
      credits: row.price,
    })),
    nextCursor: null,
  }
}

/** The audit of `safelight doctor`, in one snapshot beside the work; a million jobs take seconds. */
export async function runAudit(pool: Pool): Promise<AuditAnswer> {
  const client = await pool.connect()
  const startedAt = performance.now()
  try {
    const { ok, findings, notices, checked, counts } = await audit(client, { rowsMax: 20 })
    const entries = (list: typeof findings | typeof notices) => list.map(({ code, means, count, rows }) => ({ code, means, count, rows }))
    return { ok, findings: entries(findings), notices: entries(notices), checks: checked.length, tookMs: Math.round(performance.now() - startedAt), counts }
  } finally {
    client.release()
  }
}

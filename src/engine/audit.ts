/** `safelight doctor`: proves the ledger and the jobs against each other, or shows the rows that are off. Reads only. */
import type pg from 'pg'
import { checks, findingWords, notices, noticeWords, type FindingCode, type NoticeCode } from './audit-checks.ts'

export type AuditRow = Record<string, string | number | boolean | null>

/** One kind of defect, or of notice: how often, and the first rows. */
export type AuditEntry<Code extends string = string> = { /** which check found it */ check: string; code: Code; means: string; count: number; rows: AuditRow[] }

export type AuditReport = {
  /** nothing is off */
  ok: boolean
  findings: AuditEntry<FindingCode>[]
  /** worth knowing, not wrong */
  notices: AuditEntry<NoticeCode>[]
  /** what was looked at */
  checked: { name: string; ms: number }[]
  counts: { accounts: number; jobs: number; openJobs: number; ledgerLines: number; credits: number }
}

export type AuditOptions = {
  /** rows shown of each kind */
  rowsMax?: number
  /** told before each check */
  onCheck?(name: string): void
}

/**
 * Examines the whole database in one snapshot, so that work going on meanwhile is neither disturbed nor mistaken for a
 * defect. Sequential scans are allowed for this transaction only: the engine's role forbids them, and an audit by index
 * would take minutes at a million jobs instead of seconds.
 */
export async function audit(client: pg.ClientBase, options: AuditOptions = {}): Promise<AuditReport> {
  await client.query('begin transaction isolation level repeatable read, read only')
  try {
    return await examine(client, options)
  } finally {
    await client.query('rollback').catch(() => {})
  }
}

/** The audit within the transaction that is open: for tests, which spoil the database in it first. */
export async function examine(client: pg.ClientBase, { rowsMax = 50, onCheck }: AuditOptions = {}): Promise<AuditReport> {
  const findings: AuditEntry<FindingCode>[] = []
  const seen: AuditEntry<NoticeCode>[] = []
  const checked: AuditReport['checked'] = []
  await client.query(`set local enable_seqscan = on; set local work_mem = '64MB'; set local statement_timeout = 0`)
  for (const check of checks) {
    onCheck?.(check.name)
    const startedAt = performance.now()
    for (const { code, total, row } of await rowsOf(client, `select finding as code, * from (${check.sql}) c`, rowsMax))
      entryFor(findings, check.name, code as FindingCode, findingWords[code as FindingCode], total).rows.push(row)
    checked.push({ name: check.name, ms: Math.round(performance.now() - startedAt) })
  }
  for (const notice of notices)
    for (const { code, total, row } of await rowsOf(client, `select '${notice.name}' as code, * from (${notice.sql}) c`, rowsMax))
      entryFor(seen, notice.name, code as NoticeCode, noticeWords[code as NoticeCode], total).rows.push(row)
  return { ok: findings.length === 0, findings, notices: seen, checked, counts: await countAll(client) }
}

/** Rows with how many there are of their kind; rendered by PostgreSQL, so that ids and times look as psql shows them. */
async function rowsOf(client: pg.ClientBase, sql: string, rowsMax: number): Promise<{ code: string; total: number; row: AuditRow }[]> {
  const { rows } = await client.query<{ row: AuditRow & { code: string; total: number } }>(
    `select row_to_json(q) as row
     from (select c.*, count(*) over (partition by code) as total, row_number() over (partition by code) as nth from (${sql}) c) q
     where nth <= $1 order by code, nth`,
    [rowsMax],
  )
  return rows.map(({ row: { code, total, finding: _, nth: __, ...row } }) => ({ code, total, row }))
}

function entryFor<Code extends string>(entries: AuditEntry<Code>[], check: string, code: Code, means: string, count: number): AuditEntry<Code> {
  let entry = entries.find((e) => e.code === code)
  if (!entry) entries.push((entry = { check, code, means, count, rows: [] }))
  return entry
}

async function countAll(client: pg.ClientBase): Promise<AuditReport['counts']> {
  const { rows } = await client.query(
    `select (select count(*) from account)::float8 as "accounts",
       count(*)::float8 as "jobs", count(*) filter (where status in ('pending', 'processing'))::float8 as "openJobs",
       (select count(*) from ledger)::float8 as "ledgerLines",
       (select coalesce(sum(available + held), 0) from account)::float8 as "credits"
     from job`,
  )
  return rows[0]
}

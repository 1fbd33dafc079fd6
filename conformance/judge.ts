/** Holds what came of each cell against what was written down, and every bill against the ledger. */
import type { Pool } from 'pg'
import type { Bill } from '../simulators/lib/books.ts'
import type { Simulator } from '../simulators/lib/server.ts'
import { audit } from '../src/engine/audit.ts'
import type { Played } from './round.ts'

export type Verdict = { provider: string; fault: string; point: string; jobId: string; outcome: string; expected: string[]; problems: string[] }

type Row = { id: string; status: string; phase: string | null; error_code: string | null; ledger: string[]; posted: number; files: number }

const rowsSql = `
select j.id, j.status, j.phase, j.error_code,
  array(select l.kind from ledger l where l.job_id = j.id order by l.id) as ledger,
  (select count(*)::integer from attempt a where a.job_id = j.id and a.posted_at is not null) as posted,
  (select count(*)::integer from file f where f.job_id = j.id) as files
from job j where j.id = any ($1)`

export async function judge(pool: Pool, simulators: ReadonlyMap<string, Simulator>, played: readonly Played[]): Promise<Verdict[]> {
  const { rows } = await pool.query<Row>(rowsSql, [played.map(({ jobId }) => jobId)])
  const byId = new Map(rows.map((row) => [row.id, row]))
  return played.map(({ cell, jobId }) => {
    const row = byId.get(jobId)
    const { provider, fault, point, expected } = cell
    if (!row) return { provider, fault, point, jobId, outcome: 'lost', expected, problems: ['the job is gone'] }
    const outcome = outcomeOf(row)
    const simulator = simulators.get(provider)
    const problems = [...(expected.includes(outcome) ? [] : [`came to "${outcome}"`]), ...(simulator ? moneyProblems(row, simulator.billed().filter((bill) => bill.tag === jobId)) : [])]
    return { provider, fault, point, jobId, outcome, expected, problems }
  })
}

function outcomeOf({ status, phase, error_code, ledger }: Row): string {
  if (phase !== null) return `open (${phase})`
  return `${status}${status === 'failed' ? ` ${error_code}` : ''}${ledger.includes('write_off') ? ', written off' : ''}`
}

function moneyProblems({ status, ledger, posted, files }: Row, bills: readonly Bill[]): string[] {
  const problems: string[] = []
  const byClient = Map.groupBy(bills, ({ client }) => client)
  for (const [client, same] of byClient) if (client !== '' && same.length > 1) problems.push(`${same.length} bills for one attempt (${client})`)
  if (bills.length > posted) problems.push(`${bills.length} bills for ${posted} requests that left`)
  const settled = ledger.filter((kind) => kind !== 'hold').toSorted().join(' ')
  if (status === 'completed') {
    if (bills.length !== 1) problems.push(`${bills.length} bills for a result that was paid for`)
    if (settled !== 'capture') problems.push(`paid as "${settled}"`)
    if (files === 0) problems.push('paid for, and no file')
  } else {
    if (settled !== 'release' && settled !== 'release write_off') problems.push(`settled as "${settled}"`)
    if (bills.length > 0 && !ledger.includes('write_off')) problems.push(`${bills.length} bills that nothing in the ledger answers`)
  }
  return problems
}

/** The ledger against itself, jobs against attempts, and whatever else `safelight doctor` proves. */
export async function auditProblems(pool: Pool): Promise<string[]> {
  const client = await pool.connect()
  try {
    return (await audit(client)).findings.map((finding) => `${finding.code}: ${finding.count} rows`)
  } finally {
    client.release()
  }
}

/** What must be true once the dust has settled: of our database, of the provider's books, and of what was promised. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import { audit } from '../src/engine/audit.ts'
import type { Customers } from './customers.ts'
import { deadlineMs, unknownWindowMs } from './kinds.ts'
import type { Task } from './provider.ts'

export type Finding = { check: string; what: string }
export type CheckCounts = {
  jobs: number
  lost: number
  doubled: number
  openPastTime: number
  ledgerErrors: number
  unmatchedBills: number
  eventErrors: number
  fileErrors: number
  otherErrors: number
}
export type Checked = { counts: CheckCounts; findings: Finding[]; outcomes: Record<string, number> }

export type CheckOptions = {
  client: pg.PoolClient
  customers: Customers
  tasks: ReadonlyMap<string, Task>
  /** terminal events heard, by job */
  heard: ReadonlyMap<string, string[]>
  filesDir: string
  leaseMs: number
}

type JobRow = {
  id: string
  kind: string
  status: string
  phase: string | null
  policy: string | null
  attempts: number
  error_code: string | null
  ran_ms: number | null
  captures: number
  releases: number
  write_offs: number
}

const jobsSql = `
  select j.id, j.kind, j.status, j.phase, j.policy, j.attempts, j.error_code,
    (extract(epoch from coalesce(j.closed_at, now()) - j.started_at) * 1000)::float8 as ran_ms,
    coalesce(l.captures, 0)::integer as captures, coalesce(l.releases, 0)::integer as releases, coalesce(l.write_offs, 0)::integer as write_offs
  from job j left join (
    select job_id, count(*) filter (where kind = 'capture') as captures, count(*) filter (where kind = 'release') as releases,
      count(*) filter (where kind = 'write_off') as write_offs
    from ledger where job_id is not null group by job_id
  ) l on l.job_id = j.id`

/** Examines everything; no findings, nothing is off. */
export async function checkAll({ client, customers, tasks, heard, filesDir, leaseMs }: CheckOptions): Promise<Checked> {
  const counts: CheckCounts = { jobs: 0, lost: 0, doubled: 0, openPastTime: 0, ledgerErrors: 0, unmatchedBills: 0, eventErrors: 0, fileErrors: 0, otherErrors: 0 }
  const findings: Finding[] = []
  const outcomes: Record<string, number> = {}
  const find = (check: Exclude<keyof CheckCounts, 'jobs'>, what: string, times = 1): void => {
    counts[check] += times
    findings.push({ check, what })
  }

  const rows = (await client.query<JobRow>(jobsSql)).rows
  const jobs = new Map(rows.map((row) => [row.id, row]))
  const say = (job: JobRow) => `${job.id} ${job.kind} ${job.status}${job.phase ? `/${job.phase}` : ''} ${job.error_code ?? ''} after ${job.attempts} attempts`

  // promised
  const promised = new Set<string>()
  for (const [rootId, { leaves }] of customers.accepted)
    for (const id of new Set([rootId, ...leaves.map((leaf) => leaf.jobId)])) {
      promised.add(id)
      if (!jobs.has(id)) find('lost', `${id} was acknowledged and does not exist`)
    }
  for (const job of rows) if (!promised.has(job.id)) find('doubled', `${say(job)} was never asked for (or its answer not believed)`)
  for (const complaint of customers.complaints) find('doubled', complaint)

  // ended, in time
  const allowedMs = deadlineMs(leaseMs) + unknownWindowMs(leaseMs) + leaseMs * 10
  for (const job of rows) {
    if (job.policy === null) counts.jobs++
    const outcome = `${job.status}${job.error_code ? ` ${job.error_code}` : ''}`
    if (job.policy === null) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
    if (job.phase !== null) find('openPastTime', `still open: ${say(job)}`)
    else if (job.policy === null && job.ran_ms !== null && job.ran_ms > allowedMs) find('openPastTime', `took ${Math.round(job.ran_ms)} ms: ${say(job)}`)
    if (job.captures + job.releases > 1 || job.write_offs > 1) find('doubled', `${job.captures} captures, ${job.releases} releases: ${say(job)}`)
  }

  // the provider's books
  const billed = [...tasks.values()].filter((task) => task.state === 'done' || task.state === 'running')
  const perKey = Map.groupBy(billed, (task) => task.key)
  for (const [key, bills] of perKey) if (bills.length > 1) find('doubled', `${bills.length} bills for ${key}: ${bills.map((b) => b.id).join(' ')}`)
  for (const [jobId, bills] of Map.groupBy(billed, (task) => task.jobId)) {
    const job = jobs.get(jobId)
    const matched = job ? job.captures + job.write_offs : 0
    if (bills.length > matched)
      find('unmatchedBills', `${bills.map((b) => `${b.id} (${b.kind}, ${b.state}, attempt ${b.attempt})`).join(', ')} but ${matched} captures and write-offs: ${job ? say(job) : jobId}`, bills.length - matched)
  }

  // and the other way round: who paid got something
  const done = new Set([...tasks.values()].filter((task) => task.state === 'done').map((task) => task.jobId))
  for (const job of rows)
    if (job.status === 'completed' && job.policy === null && job.kind !== 'chaos.local' && !done.has(job.id)) find('doubled', `completed without any work at the provider: ${say(job)}`)

  // told
  for (const job of rows) {
    const told = heard.get(job.id) ?? []
    if (job.phase === null && (told.length !== 1 || told[0] !== `job.${job.status}`)) find('eventErrors', `heard [${told.join(' ')}]: ${say(job)}`)
  }

  await checkFiles(client, filesDir, (what) => find('fileErrors', what))

  const report = await audit(client)
  for (const { code, means, count, rows: shown } of report.findings)
    find(/balance|held|ledger|settle|hold/.test(code) ? 'ledgerErrors' : 'otherErrors', `${code} (${means}): ${JSON.stringify(shown.slice(0, 3))}`, count)
  // a provider that may still be at work past its job's deadline keeps its place for ten minutes
  const places = await client.query(`select job_id, no, outcome, error_code from attempt where slot_lane is not null and error_code is distinct from 'deadline_exceeded'`)
  for (const row of places.rows) find('otherErrors', `a place in its lane is still taken: ${JSON.stringify(row)}`)
  return { counts, findings, outcomes }
}

async function checkFiles(client: pg.PoolClient, filesDir: string, find: (what: string) => void): Promise<void> {
  const { rows } = await client.query<{ id: string; files: number; storage_key: string; sha256: string }>(
    `select j.id, count(f.id)::integer as files, min(f.storage_key) as storage_key, min(f.sha256) as sha256
     from job j left join file f on f.job_id = j.id where j.status = 'completed' and j.policy is null group by j.id`,
  )
  for (const { id, files, storage_key, sha256 } of rows) {
    if (files !== 1) find(`${id} completed with ${files} files`)
    else if (createHash('sha256').update(readFileSync(join(filesDir, storage_key))).digest('hex') !== sha256) find(`${id} completed, but its file is another one`)
  }
}

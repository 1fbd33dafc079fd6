/** A node with a hundred thousand parked jobs, whose wakes are spread over an hour, at a provider that says "still running". */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { z } from 'zod'
import { createEngine } from '../../src/engine/engine.ts'
import type { JobKind } from '../../src/engine/types.ts'
import { childConfig, report } from '../lib/child.ts'
import { benchLog } from '../lib/log.ts'
import { cpuMsOfTree } from '../lib/processes.ts'
import { round } from '../lib/stats.ts'

export type ParkedConfig = { url: string; seconds: number; postgresPid: number | null; /** wakes are this much faster than over an hour */ fasterBy: number }
export type ParkedResult = {
  pollsPerSecond: number
  nodeCpuPercent: number
  postgresCpuPercent: number | null
  rssMb: number
  transactionsPerSecond: number
  /** bytes of each index after a vacuum, before and after the run */
  indexes: Record<string, [number, number]>
}

const config = childConfig<ParkedConfig>()
const hourMs = 3_600_000 / config.fasterBy
const client = new pg.Client({ connectionString: config.url })
await client.connect()

const indexes = async () => {
  await client.query('vacuum job, attempt, job_data, node, lane, flow, account')
  const { rows } = await client.query<{ name: string; bytes: string }>(
    `select i.indexrelid::regclass::text as name, pg_relation_size(i.indexrelid) as bytes from pg_index i
     where i.indrelid in ('job'::regclass, 'attempt'::regclass, 'job_data'::regclass, 'node'::regclass)`,
  )
  return Object.fromEntries(rows.map(({ name, bytes }) => [name, Number(bytes)]))
}
const transactions = async () => {
  await client.query('select pg_stat_clear_snapshot()')
  return Number((await client.query('select xact_commit + xact_rollback as n from pg_stat_database where datname = current_database()')).rows[0].n)
}

await client.query(
  `update job set wake_at = now() + (row_number_in / (select count(*) from job where phase = 'submitted')::float8) * $1 * interval '1 millisecond'
   from (select id as which, row_number() over (order by md5(id::text)) as row_number_in from job where wake_at is not null and phase = 'submitted') o where id = which`,
  [hourMs],
)

let polls = 0
const kind: JobKind = {
  kind: 'history',
  input: z.any(),
  price: () => ({ credits: 1, version: '2026-11' }),
  lane: () => 'history 0',
  recovery: 'idempotency-key',
  deadlineMs: 31_536_000_000,
  submit: () => Promise.reject(new Error('nothing is submitted here')),
  poll() {
    polls++
    return Promise.resolve({ type: 'running', progress: 40, pollInMs: hourMs })
  },
  collect: () => Promise.resolve({ files: [] }),
}
const engine = createEngine({ databaseUrl: config.url, kinds: [kind], roles: { api: true, worker: true }, log: benchLog() })
await engine.start()
// start-up and the tail of the update above are not steady state; when hours are short, one of them passes first
await delay(config.fasterBy > 1 ? 1.2 * hourMs : Math.min(10_000, config.seconds * 500))
const before = await indexes()
await delay(2_000)

const pollsBefore = polls
const transactionsBefore = await transactions()
const cpu = process.cpuUsage()
const postgresBefore = config.postgresPid === null ? null : cpuMsOfTree(config.postgresPid)
const since = performance.now()
let rss = 0
while (performance.now() - since < config.seconds * 1_000) {
  await delay(1_000)
  rss = Math.max(rss, process.memoryUsage.rss())
}
const tookMs = performance.now() - since
const used = process.cpuUsage(cpu)
const postgresAfter = config.postgresPid === null ? null : cpuMsOfTree(config.postgresPid)
await delay(1_200)
const transactionsAfter = await transactions()
const pollsAfter = polls
const after = await indexes()
await engine.stop()
await client.end()

report({
  pollsPerSecond: round((pollsAfter - pollsBefore) / (tookMs / 1_000), 1),
  nodeCpuPercent: round((used.user + used.system) / 10 / tookMs, 2),
  postgresCpuPercent: postgresBefore === null || postgresAfter === null ? null : round(((postgresAfter - postgresBefore) / tookMs) * 100, 2),
  rssMb: round(rss / 1_048_576, 0),
  transactionsPerSecond: round((transactionsAfter - transactionsBefore) / (tookMs / 1_000), 1),
  indexes: Object.fromEntries(Object.keys(after).map((name) => [name, [before[name] ?? 0, after[name]!]])),
} satisfies ParkedResult)
process.exit(0)

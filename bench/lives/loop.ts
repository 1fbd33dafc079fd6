/** The same closed loop for every contestant: so many lives under way, each slot begins the next when its own is over. */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { accountPicker, type Mix } from '../lib/accounts.ts'
import { cpuMsOfTree } from '../lib/processes.ts'
import { round, spread, type Spread } from '../lib/stats.ts'

export type LivesConfig = {
  contestant: string
  url: string
  mix: Mix
  warmupSeconds: number
  seconds: number
  outstanding: number
  postgresPid: number | null
  seed: number
  /** the engine writes its batches here; the bound reads them */
  batchesFile?: string
  redisUrl?: string
  /** of the engine; `info` by default, as in production */
  logLevel?: string
}

export type LivesResult = {
  livesPerSecond: number
  /** of one core */
  nodeCpuPercent: number
  postgresCpuPercent: number | null
  /** from asking to hold the credits to the end, as the contestant's own process sees it */
  life: Spread
  /** rows written for each completed life */
  rows: { ledger: number; attempt: number; file: number; event: number }
  details?: Record<string, unknown>
}

export type Contestant = {
  /** begins a life and resolves when it is over */
  life(accountId: string): Promise<void>
  stop(): Promise<void>
  details?(): Record<string, unknown>
}

/** Measures one contestant. A life counts when the commit that captured it falls into the window, by the database's clock. */
export async function measureLives(config: LivesConfig, open: () => Promise<Contestant>): Promise<LivesResult> {
  const client = new pg.Client({ connectionString: config.url })
  await client.connect()
  const before = await counters(client)
  const contestant = await open()
  const pick = accountPicker(config.mix, config.seed)
  const latencies: number[] = []
  let over = false
  let measuring = false

  async function slot(): Promise<void> {
    while (!over) {
      const since = performance.now()
      await contestant.life(pick())
      if (measuring) latencies.push(performance.now() - since)
    }
  }
  const slots = Promise.all(Array.from({ length: config.outstanding }, slot))
  slots.catch(() => {}) // heard below
  await Promise.race([delay(config.warmupSeconds * 1_000), slots])
  measuring = true
  const window = await openWindow(client, config.postgresPid)
  await Promise.race([delay(config.seconds * 1_000), slots])
  const measured = await window.close()
  measuring = false
  over = true
  await Promise.race([slots, delay(30_000, undefined, { ref: false }).then(() => Promise.reject(new Error('lives did not end within 30 s')))])
  await contestant.stop()
  const result = { ...measured, life: spread(latencies), rows: await rowsPerLife(client, before), details: contestant.details?.() }
  await client.end()
  return result
}

/** Opens the measured window: CPU of both sides, and the database's clock at either end. */
export async function openWindow(client: pg.Client, postgresPid: number | null) {
  const postgresCpu = () => (postgresPid === null ? null : cpuMsOfTree(postgresPid))
  const clock = async () => (await client.query<{ at: string }>('select clock_timestamp()::text as at')).rows[0]!.at
  const from = await clock()
  const cpu = process.cpuUsage()
  const postgres = postgresCpu()
  const since = performance.now()
  return {
    async close() {
      const tookMs = performance.now() - since
      const used = process.cpuUsage(cpu)
      const postgresNow = postgresCpu()
      const to = await clock()
      const lives = await capturedBetween(client, from, to)
      return {
        livesPerSecond: round(lives / (tookMs / 1_000), 1),
        nodeCpuPercent: round((used.user + used.system) / 10 / tookMs, 1),
        postgresCpuPercent: postgres === null || postgresNow === null ? null : round(((postgresNow - postgres) / tookMs) * 100, 1),
      }
    },
  }
}

/** By attempt: every contestant writes one for each life, under a time-ordered job id, and ends it in the commit that captures. */
async function capturedBetween(client: pg.Client, from: string, to: string): Promise<number> {
  const { rows } = await client.query<{ lives: string }>(
    `select count(*) as lives from attempt
     where job_id >= (lpad(to_hex((extract(epoch from $1::timestamptz - interval '60 seconds') * 1000)::bigint), 12, '0') || '70008000000000000000')::uuid
       and outcome = 'completed' and ended_at >= $1::timestamptz and ended_at < $2::timestamptz`,
    [from, to],
  )
  return Number(rows[0]!.lives)
}

type Counters = { captures: number; ledger: number; attempt: number; file: number; event: number }

/** Counts by primary keys and sequences, which a table of millions answers at once. */
export async function counters(client: pg.Client): Promise<Counters> {
  await client.query('select pg_stat_force_next_flush()')
  const { rows } = await client.query(
    `select coalesce(sum(n_tup_ins) filter (where relname = 'ledger'), 0)::float8 as ledger,
       coalesce(sum(n_tup_ins) filter (where relname = 'attempt'), 0)::float8 as attempt,
       coalesce(sum(n_tup_ins) filter (where relname = 'file'), 0)::float8 as file,
       coalesce(sum(n_tup_ins) filter (where relname like 'event%'), 0)::float8 as event
     from pg_stat_user_tables`,
  )
  return { captures: 0, ...rows[0] }
}

export async function rowsPerLife(client: pg.Client, before: Counters): Promise<LivesResult['rows']> {
  // backends report what they did with a delay of up to a second
  await delay(1_200)
  await client.query('select pg_stat_clear_snapshot()').catch(() => {})
  const after = await counters(client)
  const lives = after.attempt - before.attempt
  const per = (table: 'ledger' | 'attempt' | 'file' | 'event') => round((after[table] - before[table]) / lives, 2)
  return { ledger: per('ledger'), attempt: per('attempt'), file: per('file'), event: per('event') }
}

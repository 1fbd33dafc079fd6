/** A database with the engine's statements in hand: what the tests of single verbs stand on. */
import pg from 'pg'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../testing/postgres.ts'
import { audit } from '../audit.ts'
import { openPool } from '../database.ts'
import { newId } from '../ids.ts'
import { armParams, closeParams, submitParams } from '../params.ts'
import { statement, type Verb } from '../statements.ts'
import type { Uuid } from '../types.ts'
import type { AdoptedJob, ClaimedJob, CloseAnswer, CloseRequest, DueJob, ParkRequest, RetryRequest, SubmitAnswer, SubmitRequest, Verdict } from '../verbs.ts'
import { installGuard } from './guard.ts'

type Queryable = pg.Pool | pg.Client
export type Fenced = { job_id: Uuid; token: number }
export type JobNow = {
  id: Uuid
  status: string
  phase: string | null
  token: number
  attempts: number
  attempts_max: number
  node_id: Uuid | null
  progress: number
  wake_seq: number
  due_in_ms: number | null
  cancel_requested_at: Date | null
  error_code: string | null
  price: number
  children_open: number | null
  children_completed: number | null
  children_failed: number | null
  children_cancelled: number | null
}

const everything = 'account, subject, job, job_data, attempt, file, ledger, submission_key, lane, flow, node, event'

/** Statements, sent one at a time as the engine would, over the pool or a connection of the test's choosing. */
export function createBed(url: string) {
  const clients: pg.Client[] = []
  const pool = openPool({ connectionString: url, max: 12, name: 'bed' })

  async function send<Row>(verb: Verb, params: unknown[], on: Queryable = pool): Promise<Row[]> {
    const { name, text } = statement(verb)
    return (await on.query({ name, text, values: params })).rows as Row[]
  }
  const one = async <T>(sql: string, params: unknown[] = []): Promise<T> => (await pool.query(sql, params)).rows[0] as T
  const many = async <T>(sql: string, params: unknown[] = []): Promise<T[]> => (await pool.query(sql, params)).rows as T[]
  const verdictOf = async (verb: Verb, request: object, extra: unknown[] = [], on?: Queryable): Promise<Verdict | undefined> =>
    (await send<{ verdict: Verdict }>(verb, [JSON.stringify([request]), ...extra], on))[0]?.verdict

  const bed = {
    url, pool, send, one, many,
    /** lets go of what a test left open, and empties the database */
    async clear(): Promise<void> {
      for (const client of clients.splice(0)) await client.end()
      await pool.query(`truncate ${everything} cascade`)
    },
    /** a connection of its own; ended after the test at the latest */
    async connect(): Promise<pg.Client> {
      const client = new pg.Client({ connectionString: url, application_name: 'bed', statement_timeout: 15_000 })
      await client.connect()
      clients.push(client)
      return client
    },

    async account(credits = 1_000): Promise<Uuid> {
      const id = newId()
      await pool.query(`insert into account (id, name, available) values ($1, 'test', $2)`, [id, credits])
      if (credits > 0)
        await pool.query(`insert into ledger (account_id, kind, available_delta, held_delta, reason) values ($1, 'grant', $2, 0, 'test')`, [id, credits])
      return id
    },
    /** a node with a lease for an hour, steady since an hour ago */
    async node({ kinds = ['paint'], leaseMs = 3_600_000 } = {}): Promise<Uuid> {
      const id = newId()
      await pool.query(
        `insert into node (id, name, kinds, lease_until, steady_since)
         values ($1, 'test', $2, now() + $3 * interval '1 millisecond', now() - interval '1 hour')`,
        [id, kinds, leaseMs],
      )
      return id
    },
    lane: (id: string, limits: { maxInFlight?: number; perMinute?: number; perNode?: number } = {}) =>
      pool.query(
        `insert into lane (id, max_in_flight, per_minute, per_node, rate_tokens) values ($1, $2, $3, $4, coalesce($3, 0))`,
        [id, limits.maxInFlight ?? null, limits.perMinute ?? null, limits.perNode ?? null],
      ),
    /** what `kill -9` and a lease's time make of a node */
    kill: (node: Uuid) => pool.query(`update node set lease_until = now() - interval '1 minute' where id = $1`, [node]),
    due: (job: Uuid) => pool.query(`update job set wake_at = now() where id = $1 and wake_at is not null`, [job]),

    submit(requests: SubmitRequest[], on?: Queryable): Promise<SubmitAnswer[]> {
      return send('submit', submitParams(requests), on)
    },
    claim: (node: Uuid, { room = 100, kinds = ['paint'], busy = [] as { lane: string; busy: number }[] } = {}, on?: Queryable) =>
      send<ClaimedJob>('claim', [node, kinds, room, JSON.stringify(busy)], on),
    arm: async (job: Fenced, node: Uuid, marginMs = 2_000, on?: Queryable) =>
      (await send<{ verdict: Verdict }>('arm', armParams([job], node, marginMs), on))[0]?.verdict,
    park: (request: ParkRequest, on?: Queryable) => verdictOf('park', request, [], on),
    poll: (most = 100, takeMs = 60_000) => send<DueJob>('poll', [most, takeMs]),
    collect: (job: Fenced, node: Uuid) => verdictOf('collect', job, [node]),
    async close(request: CloseRequest | CloseRequest[], on?: Queryable): Promise<CloseAnswer[]> {
      return await send('close', closeParams([request].flat()), on)
    },
    retry: (request: RetryRequest) => verdictOf('retry', request),
    promote: async () => (await send<{ promoted: number }>('promote', [500]))[0]!.promoted,
    progress: (job: Fenced, progress: number, message: string | null = null) =>
      send('progress', [JSON.stringify([{ ...job, progress, message }])]),
    wake: (job: Uuid) => send('wake', [[job]]),
    /** the lease is short, for this PostgreSQL has not been up for long */
    rescue: (node: Uuid, { leaseMs = 100, graceMs = 0, orphans = [] as { id: Uuid; token: number }[] } = {}, on?: Queryable) =>
      send<AdoptedJob>('rescue', [node, leaseMs, 100, graceMs, JSON.stringify(orphans)], on),
    quiesce: (on: Queryable = pool) => on.query(statement('quiesce').text),
    cancelParent: (job: Uuid) => send('cancel_parent', [[job]]),

    job: (id: Uuid) => one<JobNow>('select *, extract(epoch from wake_at - now()) * 1000 as due_in_ms from job where id = $1', [id]),
    attempt: (job: Uuid, no = 1) => one<Record<string, unknown>>('select * from attempt where job_id = $1 and no = $2', [job, no]),
    balance: (account: Uuid) => one<{ available: number; held: number }>('select available, held from account where id = $1', [account]),
    /** the kinds of a job's ledger lines, in order of writing */
    ledger: async (job: Uuid) => (await many<{ kind: string }>('select kind from ledger where job_id = $1 order by id', [job])).map((l) => l.kind),
    events: async (job: Uuid) => (await many<{ type: string }>('select type from event where job_id = $1 order by id', [job])).map((e) => e.type),
    /** everything `safelight doctor` would find wrong */
    async audit(): Promise<unknown[]> {
      const client = await pool.connect()
      try {
        return (await audit(client)).findings
      } finally {
        client.release()
      }
    },

    /** a job of its own account, brought to a phase on a node */
    async at(phase: 'queued' | 'preparing' | 'submitting' | 'submitted' | 'unknown' | 'collecting', request: SubmitRequest, node: Uuid): Promise<Fenced> {
      await bed.submit([request])
      const job = { job_id: request.submission.job_id, token: 0 }
      if (phase === 'queued') return job
      const claimed = await bed.claim(node)
      job.token = claimed.find((c) => c.id === job.job_id)!.token
      if (phase === 'preparing') return job
      await bed.arm(job, node)
      if (phase === 'submitting') return job
      if (phase === 'unknown') await bed.park({ ...job, attempt: 1, phase: 'unknown', due_in_ms: 60_000, window_ms: 600_000 })
      else await bed.park({ ...job, attempt: 1, phase: 'submitted', external_id: `ext-${job.job_id}`, due_in_ms: 60_000 })
      if (phase === 'collecting') await bed.collect(job, node)
      return job
    },
    async end(): Promise<void> {
      for (const client of clients.splice(0)) await client.end()
      await pool.end()
    },
  }
  return bed
}

export type Bed = ReturnType<typeof createBed>

/** One guarded database per test file, emptied before each test. Read the bed inside tests only. */
export function useBed(): { readonly bed: Bed } {
  let database: TestDatabase
  let bed: Bed
  beforeAll(async () => {
    database = await createTestDatabase()
    bed = createBed(database.url)
    await installGuard(bed.pool)
  })
  beforeEach(async () => void (await bed.clear()))
  afterAll(async () => {
    await bed.end()
    await database.drop()
  })
  return {
    get bed() {
      return bed
    },
  }
}

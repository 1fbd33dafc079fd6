/** A small installation in every state an honest life can reach, made by the engine itself, for the audit to look at. */
import { setTimeout as delay } from 'node:timers/promises'
import { pino } from 'pino'
import { z } from 'zod'
import { createEngine } from './engine.ts'
import { jobError } from './errors.ts'
import { newId } from './ids.ts'
import type { JobKind, NewJob, Submission } from './types.ts'

export type World = {
  account: string
  /** jobs by the state they were left in */
  jobs: Record<'parent' | 'completed' | 'failed' | 'parked' | 'unknown' | 'queued' | 'delayed' | 'held' | 'openParent' | 'openChild' | 'poor', string>
  /** the node that died with `held` in its hands */
  deadNode: string
}

const base = { input: z.object({ lane: z.string() }), lane: (input: { lane: string }) => input.lane, deadlineMs: 3_600_000 }
const price = () => ({ credits: 10, version: 'v1' })

const kinds: JobKind<{ lane: string }>[] = [
  { ...base, kind: 'works', price, recovery: 'repeatable', submit: async () => ({ type: 'done', result: null }), collect: async ({ jobId }) => ({ files: [file(jobId)] }) },
  { ...base, kind: 'declined', price, recovery: 'repeatable', submit: () => Promise.reject(jobError('content_rejected')), collect: async () => ({ files: [] }) },
  {
    ...base, kind: 'busy', price, recovery: 'none', attemptsMax: 9,
    submit: () => Promise.reject(jobError('provider_overloaded', { acceptance: 'surely-not', retryAfterMs: 3_600_000 })),
    collect: async () => ({ files: [] }),
  },
  {
    ...base, kind: 'far', price, recovery: 'client-id', unknownWindowMs: 3_600_000,
    submit: async ({ jobId }) => ({ type: 'accepted', externalId: `far-${jobId}`, pollInMs: 3_600_000 }),
    poll: async () => ({ type: 'running', pollInMs: 3_600_000 }),
    collect: async () => ({ files: [] }),
  },
  { ...base, kind: 'lost', price, recovery: 'none', unknownWindowMs: 3_600_000, submit: () => Promise.reject(new Error('connection reset')), collect: async () => ({ files: [] }) },
  { ...base, kind: 'dear', price: () => ({ credits: 1_000_000, version: 'v1' }), recovery: 'none', submit: async () => ({ type: 'done', result: null }), collect: async () => ({ files: [] }) },
]

const file = (jobId: string) => ({ id: newId(), role: 'image', mime: 'image/png', bytes: 1, sha256: '00', storageKey: `files/${jobId}` })

/** Lives a few lives on an empty migrated database. Ends with no node alive. */
export async function liveAWhile(databaseUrl: string): Promise<World> {
  const engine = createEngine({ databaseUrl, kinds, roles: { api: true, worker: true }, log: pino({ level: 'silent' }) })
  const account = newId()
  await engine.pool.query(`insert into account (id, name) values ($1, 'Ada')`, [account])
  await engine.start()
  await engine.grant({ accountId: account, kind: 'grant', credits: 1_000, reason: 'welcome' })
  await engine.lanes.configure('open', { maxInFlight: 10 })
  await engine.lanes.configure('shut', {})
  await engine.lanes.pause('shut', 'maintenance')

  const submit = async (jobs: NewJob[], more: Partial<Submission> = {}) => {
    const result = await engine.submit({ accountId: account, subject: { kind: 'task', id: newId(), create: {} }, jobs, ...more })
    if (result.type !== 'created') throw new Error(`not created: ${JSON.stringify(result)}`)
    return result.jobId
  }
  const job = (kind: string, lane = 'open'): NewJob => ({ id: newId(), kind, input: { lane } })
  const some = (id: string) => ({ id, kind: 'set', policy: 'some' as const })

  const children = [job('works'), job('declined')]
  const parent = await submit(children, { parent: some(newId()), idempotency: { key: 'POST /tasks one', hash: 'h' } })
  const openChild = job('works', 'shut')
  const openParent = await submit([job('works'), openChild], { parent: some(newId()) })
  const parked = await submit([job('far')])
  const unknown = await submit([job('lost')])
  const delayed = await submit([job('busy')])
  const queued = await submit([job('works', 'shut')], { once: 'model:0' })
  const held = await submit([job('works', 'shut')])
  const poor = await submit([job('dear')], { byEngine: true })

  const settled = `select count(*)::int as n from job where phase in ('submitted', 'unknown', 'delayed') or closed_at is not null`
  for (let n = 0; n < 8; await delay(10)) n = (await engine.pool.query<{ n: number }>(settled)).rows[0]!.n
  await engine.stop()
  const deadNode = await killedWith(databaseUrl, held)
  return {
    account,
    deadNode,
    jobs: { parent, completed: children[0]!.id, failed: children[1]!.id, parked, unknown, queued, delayed, held, openParent, openChild: openChild.id, poor },
  }
}

/** What `kill -9` leaves: a job claimed by a node whose lease ran out. */
async function killedWith(databaseUrl: string, jobId: string): Promise<string> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const node = newId()
  await client.query(`insert into node (id, name, kinds, lease_until) values ($1, 'dead', '{works}', now() - interval '1 hour')`, [node])
  await client.query(
    `update job set status = 'processing', phase = 'preparing', ready_lane = null, node_id = $2, token = 1, attempts = 1, deadline_at = now() + interval '1 hour' where id = $1`,
    [jobId, node],
  )
  await client.query(`insert into attempt (job_id, no, lane, node_id, token) values ($1, 1, 'shut', $2, 1)`, [jobId, node])
  await client.end()
  return node
}

/** Puts a node together: verbs over a pool, a heartbeat, a bus, and, where it works, the worker and its duties. */
import { hostname } from 'node:os'
import type { Logger } from 'pino'
import type { Runtime } from './attempt.ts'
import { startBus, type Topic } from './bus.ts'
import { createRun, openPool } from './database.ts'
import { startEvents } from './events.ts'
import { grantCredits } from './grant.ts'
import { sessionName } from './frozen.ts'
import { noFaults, type ReachFault } from './faults.ts'
import { startHeartbeat } from './heartbeat.ts'
import { startHousekeeping } from './housekeeping.ts'
import { newId } from './ids.ts'
import { createLanes } from './lanes.ts'
import { takeMsByDefault } from './parked.ts'
import { submitRequest, submitResult } from './submission.ts'
import type { CancelResult, Engine, JobKind } from './types.ts'
import type { Verb } from './statements.ts'
import { createVerbs, type Verdict } from './verbs.ts'
import { startWorker, type Worker } from './worker.ts'

export type EngineOptions = {
  databaseUrl: string
  /** a direct URL for LISTEN and the heartbeat, where databaseUrl goes through PgBouncer */
  listenUrl?: string
  kinds: JobKind[]
  roles: { api: boolean; worker: boolean }
  log: Logger
  name?: string
  /** false behind a PgBouncer without protocol-level prepared statements */
  prepared?: boolean
  poolMax?: number
  leaseMs?: number
  beatMs?: number
  placesMax?: number
  pollsMax?: number
  /** how long a submit waits for a PostgreSQL that is away before the caller is told */
  submitPatienceMs?: number
  reach?: ReachFault
  /** how long a node may take over asking a provider about a parked job before another may ask too */
  takeMs?: number
  onBatch?(verb: Verb, size: number): void
  /** how each fenced verb was judged, for the tests that prove the fence */
  onVerdict?(verb: Verb, verdict: Verdict, jobId: string): void
}

/** A node of the engine; nothing runs before `start`. Throws when two kinds share a name. */
export function createEngine(options: EngineOptions): Engine {
  const { log, roles, databaseUrl, listenUrl = databaseUrl, prepared = true, leaseMs = 8_000, beatMs = 2_000, reach = noFaults } = options
  const kinds = new Map<string, JobKind>()
  for (const kind of options.kinds) {
    if (kinds.has(kind.kind)) throw new Error(`job kind ${kind.kind} is defined twice`)
    kinds.set(kind.kind, kind)
  }
  const nodeId = newId()
  const pool = openPool({ connectionString: databaseUrl, max: options.poolMax ?? 16, name: sessionName(nodeId) })
  const stopped = new AbortController()
  const bus = startBus({ url: listenUrl, nodeId, tellEveryMs: 5, log })
  const committed = (topic: Topic) => {
    if (topic !== 'events') bus.tell(topic)
    bus.tell('events')
  }
  const shared = { nodeId, armMarginMs: Math.round(leaseMs / 4), committed, onBatch: options.onBatch, onVerdict: options.onVerdict }
  // what holds a lease is resent for as long as anybody could still believe in it; people are told sooner
  const verbs = createVerbs({ ...shared, run: createRun({ pool, patienceMs: 10 * 60_000, prepared, stopped: stopped.signal }) })
  const asking = createVerbs({
    ...shared,
    run: createRun({ pool, patienceMs: options.submitPatienceMs ?? 1_500, prepared, stopped: stopped.signal }),
  })
  const duties = createVerbs({ ...shared, run: createRun({ pool, patienceMs: 0, prepared, stopped: stopped.signal }) })
  const events = startEvents({ pool, log })
  bus.on('events', events.kick)
  const lanes = createLanes({ pool, committed })
  const stops: (() => Promise<void>)[] = []
  let worker: Worker | undefined
  let ended: Promise<void> | undefined

  async function openChildren(parentId: string): Promise<string[]> {
    const { rows } = await pool.query<{ id: string }>(
      'select j.id from job_data d join job j on j.id = d.job_id where d.parent_id = $1 and j.phase is not null',
      [parentId],
    )
    return rows.map((row) => row.id)
  }

  async function cancelChildren(parentId: string): Promise<void> {
    await Promise.all((await openChildren(parentId)).map((id) => closeForPerson(id)))
  }

  async function stopAll(): Promise<void> {
    for (const stop of stops.splice(0)) await stop()
    stopped.abort()
    await Promise.all([verbs.drained(), asking.drained(), duties.drained()])
    await events.stop()
    await bus.stop()
    await pool.end()
  }

  async function closeForPerson(jobId: string): Promise<CancelResult> {
    const answer = await asking.close({ job_id: jobId, token: null, outcome: 'cancelled', error_code: 'cancelled' })
    if (answer.verdict === 'applied' || answer.verdict === 'already_by_you') {
      log.info({ jobId, attempt: answer.attempts, tookMs: answer.took_ms, kind: answer.kind }, 'job cancelled')
      committed('cancel')
      return { type: 'cancelled' }
    }
    if (answer.verdict === 'asked') return { type: 'requested' }
    return { type: 'closed', status: answer.status }
  }

  return {
    nodeId,
    pool,
    kinds,
    events,
    lanes,

    async start() {
      const heartbeat = await startHeartbeat({
        url: listenUrl, nodeId, name: options.name ?? `${hostname()}:${process.pid}`, kinds: roles.worker ? [...kinds.keys()] : [],
        leaseMs, beatMs, prepared, log,
      })
      stops.push(() => heartbeat.stop())
      if (!roles.worker) return
      const runtime: Runtime = {
        kinds, heartbeat, log, takeMs: options.takeMs ?? takeMsByDefault, reach, postMarginMs: leaseMs / 8, lanes, cancelChildren,
        // the duties that only look skip a turn while PostgreSQL is away; what settles work is resent
        verbs: { ...verbs, claim: duties.claim, poll: duties.poll, rescue: duties.rescue, owned: duties.owned },
      }
      worker = startWorker({ runtime, bus, leaseMs, placesMax: options.placesMax ?? 256, pollsMax: options.pollsMax ?? 64 })
      const housekeeping = startHousekeeping({ pool, verbs: duties, bus, log, cancelChildren })
      stops.unshift(() => worker!.stop(), () => housekeeping.stop())
    },

    stop: () => (ended ??= stopAll()),

    async submit(submission) {
      const request = submitRequest(kinds, submission)
      const { job_id: id } = request.submission
      await reach('submit.sending', id)
      const answer = await asking.submit(request)
      await reach('submit.committed', id)
      return submitResult(request, answer)
    },

    async cancel({ accountId, jobId }) {
      const { rows } = await pool.query<{ policy: string | null; status: CancelResult extends { status: infer S } ? S : never }>(
        'select policy, status from job where id = $1 and account_id = $2',
        [jobId, accountId],
      )
      const job = rows[0]
      if (!job) return { type: 'not_found' }
      if (job.policy === null) return await closeForPerson(jobId)
      await asking.cancelParent(jobId)
      await reach('cancel.noted', jobId)
      await cancelChildren(jobId)
      const after = await pool.query<{ status: 'processing' | 'completed' | 'failed' | 'cancelled' }>('select status from job where id = $1', [jobId])
      const { status } = after.rows[0]!
      if (status === 'cancelled') return { type: 'cancelled' }
      return status === 'processing' ? { type: 'requested' } : { type: 'closed', status }
    },

    async grant(request) {
      await grantCredits(pool, request)
      committed('events')
    },

    wake: async (jobIds) => void (await Promise.all(jobIds.map((id) => asking.wake(id)))),

    async resolveUnknown(request) {
      const { rows } = await pool.query<{ token: number; attempts: number }>(
        `select token, attempts from job where id = $1 and phase = 'unknown'`,
        [request.jobId],
      )
      const job = rows[0]
      if (!job) return 'stale'
      const fenced = { job_id: request.jobId, token: job.token }
      if ('found' in request) {
        const verdict = await asking.park({ ...fenced, attempt: job.attempts, phase: 'submitted', external_id: request.found, due_in_ms: 0 })
        committed('due')
        return verdict === 'applied' ? 'applied' : 'stale'
      }
      const verdict = await asking.retry({ ...fenced, delay_ms: 0, outcome: 'lost', error_code: 'worker_lost', counts: false })
      if (verdict === 'cancel_requested') await asking.close({ ...fenced, outcome: 'cancelled', error_code: 'cancelled' })
      committed('due')
      return verdict === 'applied' || verdict === 'cancel_requested' ? 'applied' : 'stale'
    },
  }
}

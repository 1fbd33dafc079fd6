/** Duties that any node may do at any time: each is one short statement that skips what others hold. */
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Bus } from './bus.ts'
import { endFrozenSessions } from './frozen.ts'
import { startLoop, type Loop } from './loop.ts'
import { dropPartitions, preparePartitions } from './partitions.ts'
import { statement } from './statements.ts'
import type { Verbs } from './verbs.ts'

export type HousekeepingOptions = {
  pool: pg.Pool
  verbs: Verbs
  bus: Bus
  log: Logger
  cancelChildren(parentId: string): Promise<void>
  /** how long events are kept for a subscriber to resume from */
  eventsKeptMs?: number
}

const hour = 3_600_000
const promoteMax = 500
const unknownKindMax = 100
const keysKeptDays = 7
/** how long an attempt that we gave up on, while its provider goes on, keeps its place in the lane */
const placeKept = `interval '10 minutes'`

/** Starts the duties: backoffs that are over, empty flows, half-done cancels, frozen nodes' sessions, unknown kinds, event partitions, old rows. */
export function startHousekeeping({ pool, verbs, bus, log, cancelChildren, eventsKeptMs = 48 * hour }: HousekeepingOptions): { stop(): Promise<void> } {
  let submittedSince = true
  bus.on('work', () => (submittedSince = true))

  const promote = startLoop({
    name: 'promote',
    everyMs: 500,
    log,
    run: async () => (await verbs.promote(promoteMax)) === promoteMax,
  })
  bus.on('due', promote.kick)

  const quiesce = startLoop({
    name: 'quiesce',
    everyMs: 1_000,
    log,
    async run() {
      if (!submittedSince) return
      submittedSince = false
      const client = await pool.connect()
      let failed = true
      try {
        // one message, two statements: see the file
        await client.query(statement('quiesce').text)
        failed = false
      } finally {
        // it may have died between its begin and its commit: nobody else must get that connection
        client.release(failed)
      }
    },
  })

  const sweep = startLoop({
    name: 'sweep',
    everyMs: 5_000,
    log,
    async run() {
      const parents = await pool.query<{ id: string }>(
        `select id from job where cancel_requested_at < now() - interval '2 seconds' and policy is not null limit 100`,
      )
      for (const { id } of parents.rows) await cancelChildren(id)
      await pool.query(`update attempt set slot_lane = null where slot_lane is not null and ended_at < now() - ${placeKept}`)
      const orphans = await pool.query<{ id: string; kind: string }>(
        `with known as materialized (select distinct unnest(kinds) as kind from node where lease_until > now() and not stopping)
         select id, kind from job
         where ready_lane is not null and created_at < now() - interval '15 seconds'
           and exists (select from known) and not exists (select from known where known.kind = job.kind)
         limit ${unknownKindMax}`,
      )
      for (const { id, kind } of orphans.rows) {
        const { verdict } = await verbs.close({ job_id: id, token: null, outcome: 'failed', error_code: 'unknown_job_type', error_params: { kind } })
        if (verdict === 'applied') log.warn({ jobId: id, kind, reason: 'unknown_job_type' }, 'job failed')
      }
    },
  })

  // by itself: the duties above may be waiting for the very locks that such a session holds
  const frozen = startLoop({
    name: 'frozen',
    everyMs: 5_000,
    log,
    async run() {
      const sessions = await endFrozenSessions(pool)
      if (sessions > 0) log.warn({ sessions }, 'sessions of a frozen node were ended')
    },
  })

  const store = startLoop({
    name: 'store',
    everyMs: hour / 4,
    log,
    async run() {
      await preparePartitions(pool)
      await dropPartitions(pool, eventsKeptMs)
      await pool.query(`delete from webhook_message where received_at < now() - interval '${keysKeptDays} days'`)
      await pool.query(`delete from submission_key where created_at < now() - interval '${keysKeptDays} days'`)
      await pool.query(
        `delete from node where lease_until < now() - interval '1 day' and not exists (select from job where node_id = node.id)`,
      )
    },
  })

  const loops: Loop[] = [promote, quiesce, sweep, frozen, store]
  return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) }
}

import type pg from 'pg'
import type { Engine } from './types.ts'

/** What a lane learns from its own requests, beside what operators set. */
export type Lanes = Engine['lanes'] & {
  /** A request met a trouble that speaks of the whole lane: it pauses, longer each time, at least as long as was asked. */
  trouble(lane: string, reason: string, how: 'at-once' | 'repeated', retryAfterMs?: number): Promise<void>
  /** Something went well: troubles are forgotten, and a lane whose pause was over is open again. */
  well(lane: string): Promise<void>
}

/** how many 5xx or silences in a row close a lane */
const repeatedMax = 5
/** the first pause; it doubles with each trouble that follows, to the longest */
const pauseMs = { provider_rate_limited: 1_000, provider_auth: 30_000, provider_quota: 60_000, other: 10_000 }
const pauseMsMax = 10 * 60_000

/** A lane's limits and pauses, for all nodes at once. */
export function createLanes({ pool, committed }: { pool: pg.Pool; committed(topic: 'work'): void }): Lanes {
  return {
    async configure(lane, { maxInFlight, perMinute, perNode }) {
      const client = await pool.connect()
      let failed: Error | undefined
      const lost = (error: Error) => (failed = error)
      client.on('error', lost)
      try {
        // one transaction: while it holds the lane no claim counts attempts that do not count yet
        await client.query('begin')
        const before = await client.query('select from lane where id = $1 and max_in_flight is not null for no key update', [lane])
        await client.query(
          `insert into lane (id, max_in_flight, per_minute, per_node, rate_tokens) values ($1, $2, $3, $6, coalesce($3, 0))
           on conflict (id) do update set
             max_in_flight = case when $4 then excluded.max_in_flight else lane.max_in_flight end,
             per_minute = case when $5 then excluded.per_minute else lane.per_minute end,
             per_node = case when $7 then excluded.per_node else lane.per_node end,
             ver = lane.ver + 1`,
          [
            lane, maxInFlight ?? null, perMinute ?? null, maxInFlight !== undefined, perMinute !== undefined,
            perNode ?? null, perNode !== undefined,
          ],
        )
        if (maxInFlight !== undefined && (maxInFlight !== null) !== (before.rowCount === 1))
          // attempts that are open count from now on, or no longer; found by what their phases have an index on
          await client.query(
            `update attempt a set slot_lane = case when $2 then a.lane end
             from job j
             where j.lane = $1 and (j.node_id is not null or j.wake_at is not null)
               and j.phase in ('preparing', 'submitting', 'submitted', 'unknown') and a.job_id = j.id and a.no = j.attempts
               and a.ended_at is null and a.slot_lane is distinct from case when $2 then a.lane end`,
            [lane, maxInFlight !== null],
          )
        await client.query('commit')
      } catch (error) {
        failed = error as Error
        throw error
      } finally {
        client.off('error', lost)
        client.release(failed)
      }
      committed('work')
    },
    async pause(lane, reason, forMs) {
      await pool.query(
        `update lane set paused_reason = $2, probe_until = null, ver = ver + 1,
           paused_until = case when $3::bigint is null then null else now() + $3 * interval '1 millisecond' end
         where id = $1`,
        [lane, reason, forMs ?? null],
      )
    },
    async trouble(lane, reason, how, retryAfterMs = 0) {
      const first = pauseMs[reason as keyof typeof pauseMs] ?? pauseMs.other
      // requests that were out when the lane was closed tell nothing new; what an operator closed stays as it is
      await pool.query(
        `update lane set failures = failures + 1, ver = ver + 1,
           paused_reason = case when failures + 1 >= $3 or paused_reason is not null then $2 else paused_reason end,
           paused_until = case when failures + 1 >= $3 or paused_reason is not null
             then now() + greatest($4, least($5 * 2 ^ greatest(0, failures + 1 - $3), $6)) * interval '1 millisecond' end,
           probe_until = null
         where id = $1 and (paused_reason is null or paused_until <= now())`,
        [lane, reason, how === 'at-once' ? 1 : repeatedMax, retryAfterMs, first, pauseMsMax],
      )
    },
    async well(lane) {
      const { rows } = await pool.query<{ paused: boolean }>(
        `update lane set failures = 0, ver = ver + 1, probe_until = null,
           paused_reason = case when paused_until <= now() then null else paused_reason end,
           paused_until = case when paused_until <= now() then null else paused_until end
         where id = $1 and (failures > 0 or paused_until <= now())
         returning paused_reason is not null as paused`,
        [lane],
      )
      if (rows[0]?.paused === false) committed('work')
    },
    async resume(lane) {
      await pool.query('update lane set paused_reason = null, paused_until = null, probe_until = null, failures = 0, ver = ver + 1 where id = $1', [lane])
      committed('work')
    },
  }
}

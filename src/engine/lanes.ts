import type pg from 'pg'
import type { Engine } from './types.ts'

/** A lane's limits and pauses, for all nodes at once. */
export function createLanes({ pool, committed }: { pool: pg.Pool; committed(topic: 'work'): void }): Engine['lanes'] {
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
        `update lane set paused_reason = $2, ver = ver + 1,
           paused_until = case when $3::bigint is null then null else now() + $3 * interval '1 millisecond' end
         where id = $1`,
        [lane, reason, forMs ?? null],
      )
    },
    async resume(lane) {
      await pool.query('update lane set paused_reason = null, paused_until = null, ver = ver + 1 where id = $1', [lane])
      committed('work')
    },
  }
}

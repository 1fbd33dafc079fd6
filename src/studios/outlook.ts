/** How long things take and how many wait ahead: estimates for people, from this installation's own recent history. */
import type { Pool } from 'pg'
import type { Eta } from '../api/contract.ts'

export type Durations = { p50: number; p90: number }
export type Outlook = {
  /** seconds from submit to completion by kind; asked of the database at most every few seconds */
  durations(): Promise<ReadonlyMap<string, Durations>>
  /** the same as last known, without waiting */
  lastDurations(): ReadonlyMap<string, Durations>
  /** jobs ahead in the lane of each of these that waits in a queue */
  positions(jobIds: readonly string[]): Promise<ReadonlyMap<string, number>>
}

const freshMs = 5_000
/** fewer than this say nothing about a range */
const samplesMin = 3
/** newest jobs looked at: the primary key is ordered by time, so no further index is needed */
const jobsMax = 2_000
/** how far a queue is counted, the lane's and the account's own: who waits behind more reads this */
const queueMax = 1_000

const durationsSql = `
select kind,
  percentile_cont(0.5) within group (order by seconds)::float8 as p50,
  percentile_cont(0.9) within group (order by seconds)::float8 as p90
from (
  select kind, status, extract(epoch from closed_at - created_at) as seconds
  from job order by id desc limit ${jobsMax}
) recent
where status = 'completed'
group by kind having count(*) >= ${samplesMin}`

// Accounts take turns in a lane, so of every other account at most as many go first as of my own, and one. A queue is
// numbered once for all who wait in it: counted for each of a page of fifty, a long one took a tenth of a second.
const positionsSql = `
with mine as materialized (
  select id, ready_lane, account_id from job where id = any($1::uuid[]) and ready_lane is not null
),
load as materialized (
  select l.ready_lane, q.account_id, count(*) as waiting
  from (select distinct ready_lane from mine) l
  cross join lateral (
    -- in the index's own order, or all of a long queue is gathered before the first is counted
    select account_id from job where ready_lane = l.ready_lane order by account_id, priority desc, id limit ${queueMax}
  ) q
  group by 1, 2
),
own as materialized (
  select q.id, row_number() over (partition by k.ready_lane, k.account_id order by q.priority desc, q.id) - 1 as ahead
  from (select distinct ready_lane, account_id from mine) k
  cross join lateral (
    select j.id, j.priority from job j where j.ready_lane = k.ready_lane and j.account_id = k.account_id
    order by j.priority desc, j.id limit ${queueMax}
  ) q
)
select m.id, coalesce(own.ahead, ${queueMax}) + coalesce(
  (select sum(least(o.waiting, coalesce(own.ahead, ${queueMax}) + 1)) from load o where o.ready_lane = m.ready_lane and o.account_id <> m.account_id), 0
)::bigint as ahead
from mine m left join own on own.id = m.id`

export function createOutlook(pool: Pool): Outlook {
  let known: ReadonlyMap<string, Durations> = new Map()
  let askedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<ReadonlyMap<string, Durations>> | null = null

  async function ask() {
    const { rows } = await pool.query<{ kind: string } & Durations>({ name: 'outlook_durations', text: durationsSql })
    known = new Map(rows.map(({ kind, p50, p90 }) => [kind, { p50, p90 }]))
    askedAt = performance.now()
    return known
  }
  function durations() {
    if (performance.now() - askedAt < freshMs) return Promise.resolve(known)
    asking ??= ask().finally(() => {
      asking = null
    })
    return asking
  }
  return {
    durations,
    lastDurations() {
      // keeps itself fresh for the next caller; an error is the next reader's to see
      durations().catch(() => {})
      return known
    },
    async positions(jobIds) {
      if (jobIds.length === 0) return new Map()
      const { rows } = await pool.query<{ id: string; ahead: number }>({ name: 'outlook_positions', text: positionsSql, values: [jobIds] })
      return new Map(rows.map((row) => [row.id, Number(row.ahead)]))
    },
  }
}

/** What is still to go of a usual duration; null when it already took longer than usual: better silent than wrong. */
export function etaFrom(usual: Durations | undefined, elapsedSeconds: number): Eta | null {
  if (usual === undefined || elapsedSeconds >= usual.p90) return null
  const round = (seconds: number) => Math.round(seconds * 10) / 10
  return { secondsLow: round(Math.max(0, usual.p50 - elapsedSeconds)), secondsHigh: round(usual.p90 - elapsedSeconds) }
}

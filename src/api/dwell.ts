/** How long work stands in each phase (E16): what is open now, and what recent work took. */
import type { Pool } from 'pg'

export type OpenPhase = { kind: string; phase: string; jobs: number; oldest_seconds: number }
export type RecentPhase = { kind: string; phase: string; p50: number; p90: number; p99: number }

/**
 * How long a phase may last before somebody should look, in seconds. Queues are judged by their oldest; `submitted`
 * and `children` follow their providers and are bounded by the job's own deadline; the rest is our own doing.
 */
export const limitSeconds: Record<string, number> = {
  queued: 15 * 60,
  delayed: 10 * 60,
  preparing: 5 * 60,
  submitting: 15 * 60,
  submitted: 60 * 60,
  unknown: 30 * 60,
  collecting: 10 * 60,
}

// Every open job lies in exactly one of three small partial indexes, so closed history is never read.
const openSql = `
select kind, phase, count(*) as jobs, extract(epoch from now() - min(phase_at))::float8 as oldest_seconds
from (
  select kind, phase, phase_at from job where ready_lane is not null
  union all select kind, phase, phase_at from job where wake_at is not null
  union all select kind, phase, phase_at from job where node_id is not null
) open group by kind, phase`

/** newest jobs looked at: the primary key is ordered by time */
const recentMax = 1_000
const recentSql = `
with recent as materialized (select id, kind, created_at from job order by id desc limit ${recentMax}),
spans as (
  select r.kind, s.phase, extract(epoch from s.until - s.since)::float8 as seconds
  from recent r join attempt a on a.job_id = r.id
  cross join lateral (values
    ('queued', case when a.no = 1 then r.created_at end, a.claimed_at),
    ('preparing', a.claimed_at, a.posted_at),
    ('submitting', a.posted_at, coalesce(a.accepted_at, a.unknown_at, a.collecting_at, a.ended_at)),
    ('submitted', a.accepted_at, coalesce(a.collecting_at, a.ended_at)),
    ('collecting', a.collecting_at, a.ended_at)
  ) s(phase, since, until)
  where s.since is not null and s.until is not null
)
select kind, phase,
  percentile_cont(0.5) within group (order by seconds) as p50,
  percentile_cont(0.9) within group (order by seconds) as p90,
  percentile_cont(0.99) within group (order by seconds) as p99
from spans group by kind, phase`

export const openPhases = async (pool: Pool): Promise<OpenPhase[]> => (await pool.query<OpenPhase>(openSql)).rows
export const recentPhases = async (pool: Pool): Promise<RecentPhase[]> => (await pool.query<RecentPhase>(recentSql)).rows

/** The phases that stand longer than they should. */
export const overdue = (phases: readonly OpenPhase[]): OpenPhase[] =>
  phases.filter(({ phase, oldest_seconds }) => oldest_seconds > (limitSeconds[phase] ?? Number.POSITIVE_INFINITY))

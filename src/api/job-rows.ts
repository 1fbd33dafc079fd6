/** Jobs as their owner may read them, and the rows their stories are made of. Lists are found by job-list.ts. */
import type { Pool } from 'pg'
import type { JobPhase, JobStatus } from '../engine/types.ts'

export type JobRow = {
  id: string
  parent_id: string | null
  retry_of: string | null
  kind: string
  lane: string | null
  status: JobStatus
  phase: JobPhase | null
  progress: number
  progress_message: string | null
  price: number
  attempts: number
  subject_kind: string
  subject_id: string
  children_total: number | null
  children_open: number | null
  children_completed: number | null
  children_failed: number | null
  children_cancelled: number | null
  cancel_requested_at: Date | null
  error_code: string | null
  error_params: Record<string, string | number> | null
  created_at: Date
  started_at: Date | null
  phase_at: Date
  wake_at: Date | null
  closed_at: Date | null
}

export type AttemptRow = {
  no: number
  lane: string
  claimed_at: Date
  posted_at: Date | null
  accepted_at: Date | null
  unknown_at: Date | null
  collecting_at: Date | null
  ended_at: Date | null
  external_id: string | null
  outcome: string | null
  error_code: string | null
  error_params: Record<string, string | number> | null
}

export const jobColumns = [
  'id', 'parent_id', 'retry_of', 'kind', 'lane', 'status', 'phase', 'progress', 'progress_message', 'price', 'attempts', 'subject_kind', 'subject_id',
  'children_total', 'children_open', 'children_completed', 'children_failed', 'children_cancelled', 'cancel_requested_at', 'error_code', 'error_params',
  'created_at', 'started_at', 'phase_at', 'wake_at', 'closed_at',
] as const

export async function loadJob(pool: Pool, accountId: string, jobId: string): Promise<JobRow | null> {
  const { rows } = await pool.query<JobRow>({ name: 'api_job', text: `select ${jobColumns.join(', ')} from job where id = $2 and account_id = $1`, values: [accountId, jobId] })
  return rows[0] ?? null
}

export async function loadJobs(pool: Pool, accountId: string, jobIds: readonly string[]): Promise<JobRow[]> {
  const { rows } = await pool.query<JobRow>({ name: 'api_jobs', text: `select ${jobColumns.join(', ')} from job where id = any($2::uuid[]) and account_id = $1`, values: [accountId, jobIds] })
  return rows
}

export async function loadAttempts(pool: Pool, jobId: string): Promise<AttemptRow[]> {
  const { rows } = await pool.query<AttemptRow>(
    // arming writes the job alone; its attempt is told with the next step
    `select no, lane, claimed_at,
       coalesce(posted_at, (select j.posted_at from job j where j.id = attempt.job_id and j.attempts = attempt.no)) as posted_at,
       accepted_at, unknown_at, collecting_at, ended_at, external_id, outcome, error_code, error_params
     from attempt where job_id = $1 order by no`,
    [jobId],
  )
  return rows
}

/** A parent's children taken together. */
export type PartsRow = { parent_id: string; price: number; progress: number; begun: boolean; unknown: boolean; first_waiting: string | null }

const partsSql = `
select d.parent_id, sum(j.price)::bigint as price, avg(case when j.closed_at is null then j.progress else 100 end)::float8 as progress,
  bool_or(j.started_at is not null or j.closed_at is not null) as begun, bool_or(j.phase is not distinct from 'unknown') as unknown,
  (array_agg(j.id order by j.id) filter (where j.phase = 'queued'))[1] as first_waiting
from job_data d join job j on j.id = d.job_id where d.parent_id = any($1::uuid[]) group by d.parent_id`

export async function loadParts(pool: Pool, parentIds: readonly string[]): Promise<ReadonlyMap<string, PartsRow>> {
  if (parentIds.length === 0) return new Map()
  const { rows } = await pool.query<PartsRow>({ name: 'api_job_parts', text: partsSql, values: [parentIds] })
  return new Map(rows.map((row) => [row.parent_id, row]))
}

export type PreviewRow = { root: string; id: string; placeholder: string | null }

/** how many children are looked at for something to show */
const previewChildrenMax = 40
const previewsSql = `
select r.id as root, f.id, f.placeholder from unnest($1::uuid[]) r(id) cross join lateral (
  select f.id, f.meta->>'placeholder' as placeholder
  from (select r.id as job_id union all (select d.job_id from job_data d where d.parent_id = r.id order by d.job_id limit ${previewChildrenMax})) c
  join file f on f.job_id = c.job_id and f.role = 'preview'
  order by c.job_id limit 4
) f`

/** Up to four small pictures of what each of these jobs and its children have made. */
export async function loadPreviews(pool: Pool, jobIds: readonly string[]): Promise<ReadonlyMap<string, PreviewRow[]>> {
  if (jobIds.length === 0) return new Map()
  const { rows } = await pool.query<PreviewRow>({ name: 'api_job_previews', text: previewsSql, values: [jobIds] })
  return Map.groupBy(rows, (row) => row.root)
}

export type MadeRow = { id: string; role: string; mime: string; bytes: number; width: number | null; height: number | null }
export type WorkRow = { input: unknown; output: Record<string, unknown> | null }

/** What a job was given and what came of it. */
export async function loadWork(pool: Pool, jobId: string): Promise<WorkRow & { files: MadeRow[] }> {
  const [work, files] = await Promise.all([
    pool.query<WorkRow>('select input, output from job_data where job_id = $1', [jobId]),
    pool.query<MadeRow>('select id, role, mime, bytes, width, height from file where job_id = $1 order by role, id', [jobId]),
  ])
  return { input: work.rows[0]?.input ?? null, output: work.rows[0]?.output ?? null, files: files.rows }
}

const summarySql = `
select j.lane as id, l.max_in_flight, l.per_minute,
  l.paused_reason is not null and (l.paused_until is null or l.paused_until > now()) as paused,
  count(*) filter (where j.phase in ('queued', 'delayed')) as waiting,
  count(*) filter (where j.phase not in ('queued', 'delayed')) as running,
  count(*) filter (where j.phase = 'unknown') as unknown
from (
  select q.id from lane l cross join lateral (select id from job where ready_lane = l.id and account_id = $1) q
  union all select id from job where wake_at is not null and account_id = $1
  union all select id from job where node_id is not null and account_id = $1
) o join job j on j.id = o.id join lane l on l.id = j.lane
group by 1, 2, 3, 4 order by 1`

export type SummaryRow = { id: string; max_in_flight: number | null; per_minute: number | null; paused: boolean; waiting: number; running: number; unknown: number }
export const loadSummary = async (pool: Pool, accountId: string): Promise<SummaryRow[]> =>
  (await pool.query<SummaryRow>({ name: 'api_job_summary', text: summarySql, values: [accountId] })).rows

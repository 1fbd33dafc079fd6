/** Jobs as their owner may read them: lists, one, and the rows its durable story is made of. */
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

export type JobLedgerRow = { id: number; kind: string; available_delta: number; held_delta: number; write_off: number; reason: string | null; created_at: Date }

const columns = `id, parent_id, retry_of, kind, lane, status, phase, progress, progress_message, price, attempts, subject_kind, subject_id,
  children_total, children_open, children_completed, children_failed, children_cancelled, cancel_requested_at, error_code, error_params,
  created_at, started_at, phase_at, wake_at, closed_at`

export type JobFilter = { after: string | null; limit: number; status: JobStatus | null; subjectId: string | null; parentId: string | null }

/** One more than `limit` rows tells the caller that there is a next page. */
export async function listJobs(pool: Pool, accountId: string, { after, limit, status, subjectId, parentId }: JobFilter): Promise<JobRow[]> {
  const { rows } = await pool.query<JobRow>(
    // found through job_data, which has the indexes by owner; the lateral keeps the way back to job a step by primary key
    `select j.* from job_data d cross join lateral (select ${columns} from job where id = d.job_id offset 0) j
     where d.account_id = $1 and ($2::uuid is null or d.job_id < $2) and ($3::text is null or j.status = $3)
       and ($4::uuid is null or d.subject_id = $4) and ($5::uuid is null or d.parent_id = $5)
     order by d.job_id desc limit $6`,
    [accountId, after, status, subjectId, parentId, limit + 1],
  )
  return rows
}

export async function loadJob(pool: Pool, accountId: string, jobId: string): Promise<JobRow | null> {
  const { rows } = await pool.query<JobRow>({ name: 'api_job', text: `select ${columns} from job where id = $2 and account_id = $1`, values: [accountId, jobId] })
  return rows[0] ?? null
}

export async function loadStory(pool: Pool, jobId: string): Promise<{ attempts: AttemptRow[]; ledger: JobLedgerRow[] }> {
  const [attempts, ledger] = await Promise.all([
    pool.query<AttemptRow>(
      `select no, claimed_at, posted_at, accepted_at, unknown_at, collecting_at, ended_at, external_id, outcome, error_code, error_params
       from attempt where job_id = $1 order by no`,
      [jobId],
    ),
    pool.query<JobLedgerRow>('select id, kind, available_delta, held_delta, write_off, reason, created_at from ledger where job_id = $1 order by id', [jobId]),
  ])
  return { attempts: attempts.rows, ledger: ledger.rows }
}

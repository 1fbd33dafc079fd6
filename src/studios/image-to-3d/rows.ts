/** Reads tasks from the database: two statements however many tasks, each a consistent picture of their jobs. */
import type { Pool } from 'pg'
import type { JobStanding } from '../job-row.ts'
import { taskSubject } from './names.ts'
import type { TaskModels } from './prices.ts'
import type { Choice } from './selection.ts'

/** What the person asked for; kept with the task. */
export type TaskData = { prompt: string; seed: number; count: number; models?: TaskModels; choice?: Choice }
export type SubjectRow = { id: string; created_at: Date; data: TaskData }
export type FileRow = { id: string; role: string; storage_key: string; placeholder: string | null; mime: string; bytes: number; width: number | null; height: number | null }
export type LedgerRow = { kind: string; available: number; held: number }
export type JobRow = JobStanding & {
  subject_id: string
  created_at: Date
  closed_at: Date | null
  input: Record<string, unknown> | null
  files: FileRow[] | null
  ledger: LedgerRow[] | null
}
export type TaskRows = { subject: SubjectRow; /** newest first */ jobs: JobRow[] }

const subjectsSql = `
select id, created_at, data from subject where id = any($2::uuid[]) and account_id = $1 and kind = '${taskSubject}'`

const listSql = `
select id, created_at, data from subject
where account_id = $1 and kind = '${taskSubject}' and ($2::uuid is null or id < $2)
order by id desc limit $3`

const jobsSql = `
select j.id, j.subject_id, j.parent_id, j.retry_of, j.kind, j.status, j.phase, j.progress,
  j.cancel_requested_at is not null as cancel_requested, j.error_code, j.error_params, j.created_at, j.closed_at,
  d.input, f.files, l.ledger
from job_data d
join job j on j.id = d.job_id
left join lateral (
  select json_agg(json_build_object('id', id, 'role', role, 'storage_key', storage_key, 'placeholder', meta->>'placeholder',
    'mime', mime, 'bytes', bytes, 'width', width, 'height', height)) as files
  from file where job_id = j.id
) f on true
left join lateral (
  select json_agg(json_build_object('kind', kind, 'available', available_delta, 'held', held_delta)) as ledger
  from ledger where job_id = j.id
) l on true
where d.subject_id = any($2::uuid[]) and d.account_id = $1
order by j.created_at desc, j.id desc`

async function withJobs(pool: Pool, accountId: string, subjects: SubjectRow[]): Promise<TaskRows[]> {
  if (subjects.length === 0) return []
  const { rows } = await pool.query<JobRow>({ name: 'task_jobs', text: jobsSql, values: [accountId, subjects.map((s) => s.id)] })
  const bySubject = Map.groupBy(rows, (row) => row.subject_id)
  return subjects.map((subject) => ({ subject, jobs: bySubject.get(subject.id) ?? [] }))
}

/** Those of these tasks that are this account's. */
export async function loadTasks(pool: Pool, accountId: string, taskIds: readonly string[]): Promise<TaskRows[]> {
  const { rows } = await pool.query<SubjectRow>({ name: 'task_subjects', text: subjectsSql, values: [accountId, taskIds] })
  return await withJobs(pool, accountId, rows)
}

/** One task of this account, or null: another account's task does not exist here. */
export async function loadTask(pool: Pool, accountId: string, taskId: string): Promise<TaskRows | null> {
  return (await loadTasks(pool, accountId, [taskId]))[0] ?? null
}

/** A page of an account's tasks, newest first. `next` is the cursor of the page after, if there is one. */
export async function listTasks(
  pool: Pool,
  accountId: string,
  page: { after: string | null; limit: number },
): Promise<{ tasks: TaskRows[]; next: string | null }> {
  const { rows } = await pool.query<SubjectRow>({ name: 'task_list', text: listSql, values: [accountId, page.after, page.limit + 1] })
  const subjects = rows.slice(0, page.limit)
  return { tasks: await withJobs(pool, accountId, subjects), next: rows.length > page.limit ? (subjects.at(-1)?.id ?? null) : null }
}

/** Keeps which existing model the person wants to see. A choice, not a status: it decides nothing about any job. */
export async function keepChoice(pool: Pool, accountId: string, taskId: string, choice: Choice): Promise<void> {
  await pool.query(
    `update subject set data = data || jsonb_build_object('choice', $3::jsonb) where id = $2 and account_id = $1 and kind = '${taskSubject}'`,
    [accountId, taskId, JSON.stringify(choice)],
  )
}

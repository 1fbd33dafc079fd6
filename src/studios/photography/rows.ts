/** Reads works from the database: two statements however many works, each a consistent picture of their jobs. */
import type { Pool, PoolClient } from 'pg'
import type { PhotoAspect, PhotoParameters, Watermark } from '../../api/contract-photography.ts'
import { inTransaction } from '../../engine/database.ts'
import type { JobStanding } from '../job-row.ts'
import { photoSubject } from './names.ts'

/** What the person asked for; kept with the work. */
export type WorkData = {
  uploadIds: string[]
  sceneId: string
  parameters: PhotoParameters
  count: number
  aspect: PhotoAspect
  seed: number
  watermark: Watermark | null
  models: { image: string }
  /** the scene's name in the language it was asked for in: what the work is called on the pages of all work */
  title: string
}
export type SubjectRow = { id: string; created_at: Date; data: WorkData; favourite: boolean }
export type FileRow = { id: string; role: string; placeholder: string | null; width: number | null; height: number | null }
export type LedgerRow = { kind: string; available: number; held: number }
export type JobRow = JobStanding & {
  subject_id: string
  created_at: Date
  closed_at: Date | null
  input: { index?: number; uploadId?: string; request?: { seed?: number } } | null
  output: Record<string, unknown> | null
  files: FileRow[] | null
  ledger: LedgerRow[] | null
}
export type WorkRows = { subject: SubjectRow; /** newest first */ jobs: JobRow[] }

/** whole, or any of the photographs it made */
const favourite = `(
  exists (select from favourite v where v.account_id = s.account_id and v.subject_id = s.id)
  or exists (
    select from job_data d join file f on f.job_id = d.job_id join favourite v on v.account_id = s.account_id and v.file_id = f.id
    where d.subject_id = s.id))`
const columns = `s.id, s.created_at, s.data, ${favourite} as favourite`
/** a work with a mark is gone, whatever its jobs and ledger still tell */
const from = `from subject s left join photo_work_mark m on m.work_id = s.id
where s.account_id = $1 and s.kind = '${photoSubject}' and m.work_id is null`

const subjectSql = `select ${columns} ${from} and s.id = $2`
const pageSql = 'and ($2::uuid is null or s.id < $2) order by s.id desc limit $3'
const listSql = `select ${columns} ${from} ${pageSql}`
/** begins at the stars, of which there are few, not at the works */
const favouritesSql = `
with starred as materialized (
  select subject_id as id from favourite where account_id = $1 and subject_id is not null
  union
  select d.subject_id from favourite v join file f on f.id = v.file_id join job_data d on d.job_id = f.job_id where v.account_id = $1
)
select ${columns} ${from} and s.id in (select id from starred) ${pageSql}`

const jobsSql = `
select j.id, j.subject_id, j.parent_id, j.retry_of, j.kind, j.status, j.phase, j.progress,
  j.cancel_requested_at is not null as cancel_requested, j.error_code, j.error_params, j.created_at, j.closed_at,
  json_build_object('index', d.input->'index', 'uploadId', d.input->'uploadId') as input, d.output, f.files, l.ledger
from job_data d
join job j on j.id = d.job_id
left join lateral (
  select json_agg(json_build_object('id', id, 'role', role, 'placeholder', meta->>'placeholder', 'width', width, 'height', height)) as files
  from file where job_id = j.id
) f on true
left join lateral (
  select json_agg(json_build_object('kind', kind, 'available', available_delta, 'held', held_delta)) as ledger
  from ledger where job_id = j.id
) l on true
where d.subject_id = any($2::uuid[]) and d.account_id = $1
order by j.created_at desc, j.id desc`

async function withJobs(pool: Pool, accountId: string, subjects: SubjectRow[]): Promise<WorkRows[]> {
  if (subjects.length === 0) return []
  const { rows } = await pool.query<JobRow>({ name: 'photo_jobs', text: jobsSql, values: [accountId, subjects.map((s) => s.id)] })
  const bySubject = Map.groupBy(rows, (row) => row.subject_id)
  return subjects.map((subject) => ({ subject, jobs: bySubject.get(subject.id) ?? [] }))
}

/** One work of this account, or null: another account's work does not exist here. */
export async function loadWork(pool: Pool, accountId: string, workId: string): Promise<WorkRows | null> {
  const { rows } = await pool.query<SubjectRow>({ name: 'photo_subject', text: subjectSql, values: [accountId, workId] })
  return (await withJobs(pool, accountId, rows))[0] ?? null
}

/** Those of these works that are this account's and have not been thrown away. */
export async function loadWorks(pool: Pool, accountId: string, workIds: readonly string[]): Promise<WorkRows[]> {
  const { rows } = await pool.query<SubjectRow>({ name: 'photo_subjects', text: `select ${columns} ${from} and s.id = any($2::uuid[])`, values: [accountId, workIds] })
  return await withJobs(pool, accountId, rows)
}

/** A page of an account's works, newest first. `next` is the cursor of the page after, if there is one. */
export async function listWorks(
  pool: Pool,
  accountId: string,
  page: { after: string | null; limit: number; favourites: boolean },
): Promise<{ works: WorkRows[]; next: string | null }> {
  const sql = page.favourites ? { name: 'photo_favourites', text: favouritesSql } : { name: 'photo_list', text: listSql }
  const { rows } = await pool.query<SubjectRow>({ ...sql, values: [accountId, page.after, page.limit + 1] })
  const subjects = rows.slice(0, page.limit)
  return { works: await withJobs(pool, accountId, subjects), next: rows.length > page.limit ? (subjects.at(-1)?.id ?? null) : null }
}

/**
 * Stars a work whole, also before anything of it is made, or takes the star off it and off each of its photographs. A wish,
 * not a status.
 */
export async function keepFavourite(pool: Pool, accountId: string, workId: string, favourite: boolean): Promise<void> {
  if (favourite) {
    await pool.query('insert into favourite (account_id, subject_id) values ($1, $2) on conflict (account_id, subject_id) do nothing', [accountId, workId])
    return
  }
  await inTransaction(pool, async (db) => {
    // first the star of the whole, as the library does: what it makes of that star at this moment the second statement sees
    await db.query('delete from favourite where account_id = $1 and subject_id = $2', [accountId, workId])
    await db.query('delete from favourite where account_id = $1 and file_id = any($2::uuid[])', [accountId, await fileIdsOf(db, accountId, workId)])
  })
}

/**
 * Marks a work as deleted unless one of its jobs is open: decided in one statement, so that a retry and a deletion at the
 * same moment cannot both win. True: it is deleted, by this or an earlier request.
 */
export async function markDeleted(pool: Pool, accountId: string, workId: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into photo_work_mark (work_id, account_id, deleted_at)
     select $1, $2, now()
     where not exists (select from job_data d join job j on j.id = d.job_id where d.subject_id = $1 and j.status in ('pending', 'processing'))
     on conflict (work_id) do update set deleted_at = photo_work_mark.deleted_at`,
    [workId, accountId],
  )
  return (rowCount ?? 0) > 0
}

/** Every file that this work's jobs made. */
export async function fileIdsOf(db: Pool | PoolClient, accountId: string, workId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    'select f.id from job_data d join file f on f.job_id = d.job_id where d.subject_id = $1 and d.account_id = $2',
    [workId, accountId],
  )
  return rows.map((row) => row.id)
}

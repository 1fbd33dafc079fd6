/**
 * Lists of jobs, newest first, fast however long the history: which index finds the ids depends on what is asked for, and
 * the rows are then read by primary key.
 */
import type { Pool } from 'pg'
import type { JobStatus } from '../engine/types.ts'
import { jobColumns, type JobRow } from './job-rows.ts'

export type JobFilter = {
  after: string | null
  limit: number
  /** `open`: pending or processing */
  status: JobStatus | 'open' | null
  subjectId: string | null
  parentId: string | null
  /** only what has no parent: a set, not its pictures */
  roots: boolean
  /** subject kinds of a studio */
  subjectKinds: readonly string[] | null
  kind: string | null
}

/** A studio with fewer subjects than this is read by subject; one with more is common enough to be met on the way back in time. */
const fewSubjects = 1_000

// Every open job that is nobody's parent lies in exactly one of three partial indexes, and every open parent has an open
// child, so the closed history is never read.
const openIds = `
select coalesce(j.parent_id, j.id) as root, j.id from (
  select q.id from lane l cross join lateral (select id from job where ready_lane = l.id and account_id = $1) q
  union all select id from job where wake_at is not null and account_id = $1
  union all select id from job where node_id is not null and account_id = $1
) o join job j on j.id = o.id`

/** One more than `limit` rows tells the caller that there is a next page. */
export async function listJobs(pool: Pool, accountId: string, filter: JobFilter): Promise<JobRow[]> {
  const { after, limit, status, subjectId, parentId, roots, subjectKinds, kind } = filter
  const values: unknown[] = [accountId]
  const param = (value: unknown) => `$${values.push(value)}`
  const where: string[] = []
  if (status === 'open') where.push(`j.status in ('pending', 'processing')`)
  // spelt out: the planner must see that a partial index holds it
  else if (status !== null) where.push(`j.status = '${status}'`)
  if (roots) where.push('j.parent_id is null')
  if (kind !== null) where.push(`j.kind = ${param(kind)}`)
  if (subjectKinds !== null) where.push(`j.subject_kind = any(${param(subjectKinds)}::text[])`)
  if (after !== null) where.push(`j.id < ${param(after)}`)

  const read = async (from: string) => {
    const { rows } = await pool.query<JobRow>(
      `select ${jobColumns.map((c) => `j.${c}`).join(', ')} from ${from} where ${['j.account_id = $1', ...where].join(' and ')} order by j.id desc limit ${limit + 1}`,
      values,
    )
    return rows
  }
  if (parentId !== null) return read(`job_data d join job j on j.id = d.job_id and d.parent_id = ${param(parentId)}`)
  if (subjectId !== null) return read(`job_data d join job j on j.id = d.job_id and d.subject_id = ${param(subjectId)}`)
  if (status === 'open' || status === 'pending' || status === 'processing')
    return read(`(select ${roots ? 'distinct root as id' : 'distinct unnest(array[root, id]) as id'} from (${openIds}) o) o join job j on j.id = o.id`)
  if (status === 'failed' || status === 'cancelled') return read('job j')
  if (subjectKinds !== null) {
    const { rows } = await pool.query<{ id: string }>(`select id from subject where account_id = $1 and kind = any($2::text[]) limit ${fewSubjects + 1}`, [accountId, subjectKinds])
    if (rows.length <= fewSubjects) return read(`job_data d join job j on j.id = d.job_id and d.subject_id = any(${param(rows.map((r) => r.id))}::uuid[])`)
  }
  return walk(pool, accountId, filter, where, values)
}

/** Back in time along the account's list; each step to job is one by primary key. */
async function walk(pool: Pool, accountId: string, { after, limit, roots }: JobFilter, where: string[], values: unknown[]): Promise<JobRow[]> {
  const { rows } = await pool.query<JobRow>(
    `select j.* from job_data d cross join lateral (select ${jobColumns.join(', ')} from job where id = d.job_id offset 0) j
     where d.account_id = $1 ${roots ? 'and d.parent_id is null' : ''} ${after === null ? '' : `and d.job_id < $${values.push(after)}`}
       ${where.map((w) => `and ${w}`).join(' ')}
     order by d.job_id desc limit ${limit + 1}`,
    values,
  )
  return rows
}

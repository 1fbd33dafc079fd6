/**
 * What has come to its end, told to a person once: on whichever device asks first. The end itself is read off the jobs;
 * kept is only who was told and has seen it.
 */
import type { Pool } from 'pg'
import { production } from '../studios/video/names.ts'

/** how far back an end is news, and how many of them */
const newsDays = 7
const newsMax = 50
/** who asks for more than this before something has come to its end is not told of it: an index by end would cost every job */
const newsAmong = 1_000
/** after these more follows by itself, unless a part of them failed: whole, they are no news */
const halfway = `'${production}'`

const news = `
select j.id, j.closed_at
from (select job_id from job_data where account_id = $1 and parent_id is null order by job_id desc limit ${newsAmong}) d
join job j on j.id = d.job_id
where j.status in ('completed', 'failed')
  and not (j.kind in (${halfway}) and j.status = 'completed' and j.children_failed = 0) and j.closed_at > now() - interval '${newsDays} days'
order by j.closed_at desc limit ${newsMax}`

// What was inserted is what nobody had been told: two devices that ask at once share it out, each end to one of them.
const claimSql = `
with swept as (delete from notice where account_id = $1 and told_at < now() - interval '${2 * newsDays} days')
insert into notice (account_id, job_id) select $1, id from (${news}) n on conflict do nothing returning job_id as id`

const listSql = `
select n.id, m.read_at is not null as read from (${news}) n left join notice m on m.account_id = $1 and m.job_id = n.id
order by n.closed_at desc`

// by work, or by everything there is of a task, a film
const readSql = `
insert into notice (account_id, job_id, read_at)
select $1, n.id, now() from (${news}) n join job j on j.id = n.id
where $2::uuid[] is null or n.id = any($2) or j.subject_id = any($2)
on conflict (account_id, job_id) do update set read_at = coalesce(notice.read_at, excluded.read_at)`

export type NoticeRow = { id: string; read: boolean }
export type Notices = ReturnType<typeof createNotices>

export function createNotices(pool: Pool) {
  return {
    /** newest end first */
    async list(accountId: string): Promise<NoticeRow[]> {
      return (await pool.query<NoticeRow>({ name: 'notice_list', text: listSql, values: [accountId] })).rows
    },
    /** the jobs whose end the caller is to tell, and nobody else */
    async claim(accountId: string): Promise<string[]> {
      return (await pool.query<{ id: string }>({ name: 'notice_claim', text: claimSql, values: [accountId] })).rows.map((row) => row.id)
    },
    /** seen: these jobs, or those of these subjects; null: all */
    async read(accountId: string, ids: readonly string[] | null): Promise<void> {
      await pool.query({ name: 'notice_read', text: readSql, values: [accountId, ids] })
    },
  }
}

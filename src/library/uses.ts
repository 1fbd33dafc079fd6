/** What still needs a file. Asked before anything is deleted. */
import type { Pool } from 'pg'
import { idAt, sourcesOf } from './entries.ts'

/** `open`: work under way reads it, so that it may not go; otherwise what was made with it stays when it goes. */
export type FileUse = { fileId: string; subject: { kind: string; id: string }; title: string; open: boolean }

/** A studio's own knowledge of its references: assets a shot names, portraits of a work. */
export type UseFinder = (accountId: string, fileIds: readonly string[]) => Promise<FileUse[]>

/** longer than any job is open */
const jobDaysMax = 7
const dayMs = 24 * 60 * 60_000

const titleSql = `coalesce(d.input ->> 'title', d.input #>> '{request,prompt}', d.input ->> 'prompt', s.data ->> 'title', s.data ->> 'name', s.data ->> 'topic', s.data ->> 'prompt', '')`

/** Jobs under way that read these files, and files made from them. */
export function jobUses(pool: Pool): UseFinder {
  return async (accountId, fileIds) => {
    const wanted = new Set(fileIds)
    const [open, made] = await Promise.all([
      pool.query<{ subject_kind: string; subject_id: string; input: unknown; title: string }>(
        `select j.subject_kind, j.subject_id, d.input, ${titleSql} as title
         from job_data d
         cross join lateral (select * from job where id = d.job_id offset 0) j
         left join subject s on s.id = j.subject_id
         where d.account_id = $1 and d.job_id > $2 and j.status in ('pending', 'processing') and j.policy is null`,
        [accountId, idAt(Date.now() - jobDaysMax * dayMs)],
      ),
      pool.query<{ subject_kind: string; subject_id: string; sources: string[]; title: string }>(
        `select j.subject_kind, j.subject_id, e.sources, e.title
         from library_entry e join file f on f.id = e.file_id join job j on j.id = f.job_id
         where e.account_id = $1 and e.sources && $2::uuid[] and e.file_id <> all($2::uuid[])`,
        [accountId, fileIds],
      ),
    ])
    const use = (row: { subject_kind: string; subject_id: string; title: string }, sources: readonly string[], isOpen: boolean): FileUse[] =>
      sources.filter((id) => wanted.has(id)).map((fileId) => ({ fileId, subject: { kind: row.subject_kind, id: row.subject_id }, title: row.title.slice(0, 200), open: isOpen }))
    return [...open.rows.flatMap((row) => use(row, sourcesOf(row.input), true)), ...made.rows.flatMap((row) => use(row, row.sources, false))]
  }
}

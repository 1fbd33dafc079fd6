/** Reads video projects from the database: one statement for all that belongs to one, so that all of it is of one moment. */
import type { Pool, PoolClient } from 'pg'
import type { VideoAspect, VideoLanguage, VideoModels } from '../../api/video-contract.ts'
import type { JobStanding } from '../job-row.ts'
import { production, sceneRewrite, videoFinal, videoScript, videoSubject } from './names.ts'
import type { ProjectScript } from './scenes.ts'
import type { Scene } from './script.ts'

/** The script as a person has left it. */
export type Edit = ProjectScript & {
  /** the script job whose script was edited; null: they wrote it themselves */
  after: string | null
  /** rewrites of scenes that are in it already */
  applied: string[]
}

/** What the person said of the video; kept with its subject. Never a status. */
export type VideoData = {
  topic: string
  audience: string
  tone: string
  seconds: number
  aspect: VideoAspect
  language: VideoLanguage
  narration: boolean
  models: VideoModels
  title?: string
  edit?: Edit
  updatedAt?: string
  deletedAt?: string
  /** when the person answered the offer to go on with it */
  offeredAt?: string
  /** the newest finished video that the person was told of */
  notified?: string
}

export type FileRow = {
  id: string
  role: string
  mime: string
  bytes: number
  storage_key: string
  width: number | null
  height: number | null
  seconds: number | null
  placeholder: string | null
}
export type JobRow = JobStanding & {
  created_at: string
  closed_at: string | null
  /** of a parent */
  children: number | null
  scene_id: string | null
  /** what it was made of, in short: equal digests mean equal requests, seeds aside */
  made_of: string | null
  /** of a rewrite: the script job whose script it was for */
  of: string | null
  /** what a writer wrote */
  written: { script?: ProjectScript; scene?: Scene } | null
  files: FileRow[] | null
}
export type VideoRows = {
  id: string
  created_at: Date
  data: VideoData
  /** newest first */
  jobs: JobRow[]
  /** productions after which all is put together by itself */
  continuing: string[]
  /** finished videos whose end the person has seen */
  seen: string[]
  credits: { held: number; captured: number; released: number }
}

const projectSql = (from: string) => `
select p.id, p.created_at, p.data,
  (select coalesce(json_agg(json_build_object('id', j.id, 'parent_id', j.parent_id, 'retry_of', j.retry_of, 'kind', j.kind, 'status', j.status,
      'phase', j.phase, 'progress', j.progress, 'cancel_requested', j.cancel_requested_at is not null, 'error_code', j.error_code,
      'error_params', j.error_params, 'created_at', j.created_at, 'closed_at', j.closed_at, 'children', j.children_total,
      'scene_id', d.input->>'sceneId', 'made_of', d.input->>'madeOf', 'of', d.input->>'of',
      'written', case when j.kind in ('${videoScript}', '${sceneRewrite}') then d.output end,
      'files', f.files) order by j.created_at desc, j.id desc), '[]')
    from job_data d
    join job j on j.id = d.job_id
    left join lateral (
      select json_agg(json_build_object('id', x.id, 'role', x.role, 'mime', x.mime, 'bytes', x.bytes, 'storage_key', x.storage_key,
        'width', x.width, 'height', x.height, 'seconds', (x.meta->>'seconds')::float8, 'placeholder', x.meta->>'placeholder')) as files
      from file x where x.job_id = j.id
    ) f on true
    where d.subject_id = p.id) as jobs,
  (select coalesce(json_agg(c.job_id), '[]') from continuation c
    where c.job_id in (select d.job_id from job_data d join job j on j.id = d.job_id where d.subject_id = p.id and j.kind = '${production}')) as continuing,
  -- after a week an end is no news, whoever has looked at it
  (select coalesce(json_agg(j.id), '[]') from job_data d
    join job j on j.id = d.job_id and j.kind = '${videoFinal}' and j.status = 'completed'
    left join notice n on n.account_id = p.account_id and n.job_id = j.id
    where d.subject_id = p.id and (n.read_at is not null or j.closed_at < now() - interval '7 days')) as seen,
  (select json_build_object('held', coalesce(sum(l.held_delta), 0), 'captured', coalesce(-sum(l.held_delta) filter (where l.kind = 'capture'), 0),
      'released', coalesce(sum(l.available_delta) filter (where l.kind = 'release'), 0))
    from job_data d join ledger l on l.job_id = d.job_id where d.subject_id = p.id) as credits
from ${from}`

const oneSql = projectSql(`subject p where p.id = $2 and p.account_id = $1 and p.kind = '${videoSubject}' and not p.data ? 'deletedAt'`)
const listSql = projectSql(`(
  select * from subject
  where account_id = $1 and kind = '${videoSubject}' and not data ? 'deletedAt' and ($2::uuid is null or id < $2)
  order by id desc limit $3
) p order by p.id desc`)

/** One project of this account with all that belongs to it, or null: another account's does not exist here. */
export async function loadProject(db: Pool | PoolClient, accountId: string, projectId: string): Promise<VideoRows | null> {
  const { rows } = await db.query<VideoRows>({ name: 'video_project', text: oneSql, values: [accountId, projectId] })
  return rows[0] ?? null
}

/** A page of an account's projects, newest first. `next` is the cursor of the page after, if there is one. */
export async function listProjects(pool: Pool, accountId: string, page: { after: string | null; limit: number }): Promise<{ projects: VideoRows[]; next: string | null }> {
  const { rows } = await pool.query<VideoRows>({ name: 'video_projects', text: listSql, values: [accountId, page.after, page.limit + 1] })
  const projects = rows.slice(0, page.limit)
  return { projects, next: rows.length > page.limit ? (projects.at(-1)?.id ?? null) : null }
}

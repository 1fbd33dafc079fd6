/** Reads films from the database: one statement for a whole film however many shots, so that all of it is of one moment. */
import type { Pool, PoolClient } from 'pg'
import type { FilmAspect, FilmConfig, FilmRole, FilmTransition } from '../../api/film-contract.ts'
import type { JobStanding } from '../job-row.ts'
import { filmSubject } from './names.ts'

/** What the person said of the film; kept with its subject. */
export type FilmData = { name: string; aspect: FilmAspect; updatedAt?: string; deletedAt?: string }

/** Which version the person wants; `after` is the newest job at that moment, so that a later one overrules it. */
export type Choice = { fileId: string; after: string | null }

export type FileRow = {
  id: string
  job_id: string | null
  role: string
  mime: string
  bytes: number
  storage_key: string
  width: number | null
  height: number | null
  seconds: number | null
  placeholder: string | null
  created_at: string
}
export type AssetRow = {
  id: string
  role: FilmRole
  name: string
  prompt: string
  model: string | null
  uploads: string[]
  choice: Choice | null
  asked: boolean
  created_at: string
}
export type ShotRow = {
  id: string
  rank: string
  text: string
  config: FilmConfig | null
  choice: Choice | null
  asked: boolean
  created_at: string
  references: string[]
}
export type JobRow = JobStanding & {
  created_at: string
  closed_at: string | null
  policy: string | null
  children: { total: number; open: number; completed: number; failed: number; cancelled: number } | null
  item_id: string | null
  model: string | null
  /** what it was made of, in short: equal digests mean equal requests, seeds aside */
  made_of: string | null
  seconds: number | null
  cut: { name: string; transition: FilmTransition; shots: number } | null
  files: FileRow[] | null
}
export type FilmRows = {
  id: string
  created_at: Date
  data: FilmData
  assets: AssetRow[]
  /** in the film's order */
  shots: ShotRow[]
  /** newest first */
  jobs: JobRow[]
  /** pictures brought along, by id */
  uploads: FileRow[]
  credits: { held: number; captured: number; released: number }
}

const fileJson = (alias: string) => `json_build_object('id', ${alias}.id, 'job_id', ${alias}.job_id, 'role', ${alias}.role, 'mime', ${alias}.mime,
  'bytes', ${alias}.bytes, 'storage_key', ${alias}.storage_key, 'width', ${alias}.width, 'height', ${alias}.height,
  'seconds', (${alias}.meta->>'seconds')::float8, 'placeholder', ${alias}.meta->>'placeholder', 'created_at', ${alias}.created_at)`

const filmSql = `
select p.id, p.created_at, p.data,
  (select coalesce(json_agg(json_build_object('id', a.id, 'role', a.role, 'name', a.name, 'prompt', a.prompt, 'model', a.model,
      'uploads', a.uploads, 'choice', a.choice, 'asked', a.asked, 'created_at', a.created_at) order by a.created_at, a.id), '[]')
    from film_asset a where a.project_id = p.id) as assets,
  (select coalesce(json_agg(json_build_object('id', s.id, 'rank', s.rank, 'text', s.text, 'config', s.config, 'choice', s.choice,
      'asked', s.asked, 'created_at', s.created_at,
      'references', array(select r.asset_id from film_reference r where r.shot_id = s.id order by r.ordinal)) order by s.rank), '[]')
    from film_shot s where s.project_id = p.id) as shots,
  (select coalesce(json_agg(json_build_object('id', j.id, 'parent_id', j.parent_id, 'retry_of', j.retry_of, 'kind', j.kind, 'status', j.status, 'phase', j.phase,
      'progress', j.progress, 'cancel_requested', j.cancel_requested_at is not null, 'error_code', j.error_code,
      'error_params', j.error_params, 'created_at', j.created_at, 'closed_at', j.closed_at, 'policy', j.policy,
      'children', case when j.children_total is not null then json_build_object('total', j.children_total, 'open', j.children_open,
        'completed', j.children_completed, 'failed', j.children_failed, 'cancelled', j.children_cancelled) end,
      'item_id', d.input->>'itemId', 'model', d.input->>'model', 'made_of', d.input->>'madeOf',
      'seconds', (d.input->'request'->>'seconds')::float8, 'cut', d.input->'cut',
      'files', f.files) order by j.created_at desc, j.id desc), '[]')
    from job_data d
    join job j on j.id = d.job_id
    left join lateral (select json_agg(${fileJson('x')}) as files from file x where x.job_id = j.id) f on true
    where d.subject_id = p.id) as jobs,
  (select coalesce(json_agg(${fileJson('x')}), '[]') from file x
    where x.account_id = p.account_id and x.id = any (array(select unnest(a.uploads) from film_asset a where a.project_id = p.id))) as uploads,
  (select json_build_object('held', coalesce(sum(l.held_delta), 0), 'captured', coalesce(-sum(l.held_delta) filter (where l.kind = 'capture'), 0),
      'released', coalesce(sum(l.available_delta) filter (where l.kind = 'release'), 0))
    from job_data d join ledger l on l.job_id = d.job_id where d.subject_id = p.id) as credits
from subject p
where p.id = $2 and p.account_id = $1 and p.kind = '${filmSubject}' and not p.data ? 'deletedAt'`

/** One film of this account with all that belongs to it, or null: another account's film does not exist here. */
export async function loadFilm(db: Pool | PoolClient, accountId: string, projectId: string): Promise<FilmRows | null> {
  const { rows } = await db.query<FilmRows>({ name: 'film', text: filmSql, values: [accountId, projectId] })
  return rows[0] ?? null
}

export type SummaryRow = {
  id: string
  created_at: Date
  data: FilmData
  assets: number
  shots: number
  seconds: number
  open: number
  exports: number
  pictures: { id: string; placeholder: string | null }[]
}

const summaries = `
select p.id, p.created_at, p.data,
  (select count(*)::int from film_asset a where a.project_id = p.id) as assets, s.shots, s.seconds, j.open, j.exports,
  (select coalesce(json_agg(json_build_object('id', f.id, 'placeholder', f.placeholder) order by f.place), '[]') from (
    -- the first shots in their order, or else what the assets look like
    select i.place, f.id, f.meta->>'placeholder' as placeholder
    from (
      select id, row_number() over (order by of, rank, created_at) as place from (
        select 1 as of, id, rank, created_at from film_shot where project_id = p.id
        union all select 2, id, '', created_at from film_asset where project_id = p.id) items
      order by place limit 12
    ) i
    cross join lateral (
      select f.id, f.meta from job_data d join file f on f.job_id = d.job_id and f.role = 'preview'
      where d.subject_id = p.id and d.input->>'itemId' = i.id::text
      order by d.job_id desc limit 1
    ) f
    order by i.place limit 4) f) as pictures
from page p
cross join lateral (
  select count(*)::int as shots, coalesce(sum((s.config->>'seconds')::float8), 0) as seconds from film_shot s where s.project_id = p.id
) s
cross join lateral (
  select count(*) filter (where j.phase is not null and j.policy is null)::int as open,
    count(*) filter (where j.kind = 'film_export' and j.status = 'completed')::int as exports
  from job_data d join job j on j.id = d.job_id where d.subject_id = p.id
) j
order by p.id desc`

const listSql = `
with page as materialized (
  select id, created_at, data from subject
  where account_id = $1 and kind = '${filmSubject}' and not data ? 'deletedAt' and ($2::uuid is null or id < $2)
  order by id desc limit $3
)${summaries}`

/** A page of an account's films, newest first. `next` is the cursor of the page after, if there is one. */
export async function listFilms(pool: Pool, accountId: string, page: { after: string | null; limit: number }): Promise<{ films: SummaryRow[]; next: string | null }> {
  const { rows } = await pool.query<SummaryRow>({ name: 'film_list', text: listSql, values: [accountId, page.after, page.limit + 1] })
  const films = rows.slice(0, page.limit)
  return { films, next: rows.length > page.limit ? (films.at(-1)?.id ?? null) : null }
}

/** Which film an item belongs to; null where this account has no such item. */
export async function filmOf(pool: Pool, accountId: string, item: 'asset' | 'shot', itemId: string): Promise<string | null> {
  const { rows } = await pool.query<{ project_id: string }>({
    name: `film_of_${item}`,
    text: `select i.project_id from film_${item} i join subject p on p.id = i.project_id
      where i.id = $2 and i.account_id = $1 and not p.data ? 'deletedAt'`,
    values: [accountId, itemId],
  })
  return rows[0]?.project_id ?? null
}

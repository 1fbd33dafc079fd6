/** Stored files as rows: what jobs made and what people brought. Bytes are in the storage, under a row's key. */
import type { Pool } from 'pg'
import type { SourceImage } from '../providers/provider.ts'
import type { Removals } from './removals.ts'

export type StoredFile = {
  id: string
  accountId: string
  /** the job that made it; null: somebody brought it */
  jobId: string | null
  /** image, model3d, video, speech; or what only accompanies one of these (preview, hover, original, subtitles) */
  role: string
  /** what its owner calls it; null for what a job made */
  name: string | null
  mime: string
  bytes: number
  /** of the bytes as stored, in hex */
  sha256: string
  storageKey: string
  width: number | null
  height: number | null
  /** small facts: placeholder, seconds, index */
  meta: Record<string, unknown>
  createdAt: Date
}

/** What stands in a library by itself. Every other role accompanies one of these. */
export const mainRoles = ['image', 'model3d', 'video', 'speech'] as const

type Row = {
  id: string
  account_id: string
  job_id: string | null
  role: string
  name: string | null
  mime: string
  bytes: number
  sha256: string
  storage_key: string
  width: number | null
  height: number | null
  meta: Record<string, unknown> | null
  created_at: Date
}

const columns = 'f.id, f.account_id, f.job_id, f.role, f.name, f.mime, f.bytes, f.sha256, f.storage_key, f.width, f.height, f.meta, f.created_at'

const present = (row: Row): StoredFile => ({
  id: row.id,
  accountId: row.account_id,
  jobId: row.job_id,
  role: row.role,
  name: row.name,
  mime: row.mime,
  bytes: row.bytes,
  sha256: row.sha256,
  storageKey: row.storage_key,
  width: row.width,
  height: row.height,
  meta: row.meta ?? {},
  createdAt: row.created_at,
})

export type Files = ReturnType<typeof createFiles>

export function createFiles(pool: Pool, removals: Removals) {
  return {
    /** Those of these that are this account's, in the order asked for; another account's file does not exist here. */
    async find(accountId: string, ids: readonly string[]): Promise<StoredFile[]> {
      if (ids.length === 0) return []
      const { rows } = await pool.query<Row>({
        name: 'files_find',
        text: `select ${columns} from file f where f.id = any($1::uuid[]) and f.account_id = $2`,
        values: [ids, accountId],
      })
      const byId = new Map(rows.map((row) => [row.id, row]))
      return ids.flatMap((id) => byId.get(id) ?? []).map(present)
    },

    /** One file; with `accountId` null whoever's it is, for addresses that were signed. */
    async one(id: string, accountId: string | null): Promise<StoredFile | null> {
      const { rows } = await pool.query<Row>({
        name: 'files_one',
        text: `select ${columns} from file f where f.id = $1 and ($2::uuid is null or f.account_id = $2)`,
        values: [id, accountId],
      })
      return rows[0] === undefined ? null : present(rows[0])
    },

    /** The small picture of a file: its own, or that of the job that made it. */
    async previewOf(id: string): Promise<StoredFile | null> {
      const { rows } = await pool.query<Row>({
        name: 'files_preview',
        text: `select ${columns} from file o cross join lateral (
                 select * from file where preview_of = o.id and role = 'preview'
                 union all select * from file where job_id = o.job_id and role = 'preview' and preview_of is null
               ) f where o.id = $1 order by f.preview_of nulls last, f.id limit 1`,
        values: [id],
      })
      return rows[0] === undefined ? null : present(rows[0])
    },

    /** The few moving seconds that stand for a video. */
    async hoverOf(id: string): Promise<StoredFile | null> {
      const { rows } = await pool.query<Row>({
        name: 'files_hover',
        text: `select ${columns} from file o cross join lateral (
                 select * from file where preview_of = o.id and role = 'hover'
                 union all select * from file where job_id = o.job_id and role = 'hover' and preview_of is null
               ) f where o.id = $1 order by f.preview_of nulls last, f.id limit 1`,
        values: [id],
      })
      return rows[0] === undefined ? null : present(rows[0])
    },

    /**
     * Deletes files of this account, rows first and then bytes, with what only accompanies them: previews, and
     * everything else of a job none of whose main files remains. Whether something still needs them is the caller's to
     * ask. Returns the ids among `ids` that are gone.
     */
    async remove(accountId: string, ids: readonly string[]): Promise<string[]> {
      const { rows } = await pool.query<{ id: string; storage_key: string }>(
        `with chosen as materialized (select id, job_id from file where id = any($2::uuid[]) and account_id = $1),
         gone as (
           delete from file f
           where f.id in (select id from chosen)
             or f.preview_of in (select id from chosen)
             or f.job_id in (select job_id from chosen) and f.role <> all($3)
               and not exists (
                 select from file o where o.job_id = f.job_id and o.role = any($3) and o.id not in (select id from chosen))
           returning f.id, f.storage_key
         ),
         noted as (
           insert into storage_removal (storage_key, due_at) select storage_key, now() from gone
           on conflict (storage_key) do update set due_at = excluded.due_at
         )
         select id, storage_key from gone`,
        [accountId, ids, mainRoles],
      )
      // the rows are gone: that some bytes wait for the sweep is nothing to tell anybody
      await removals.now(rows.map((row) => row.storage_key)).catch(() => {})
      const gone = new Set(rows.map((row) => row.id))
      return ids.filter((id) => gone.has(id))
    },
  }
}

/** A stored picture as models are shown it. @throws TypeError for what is no picture of known size */
export function asSource({ id, storageKey, mime, bytes, width, height }: StoredFile): SourceImage {
  if (width === null || height === null || !mime.startsWith('image/')) throw new TypeError(`file ${id} is not a picture`)
  return { fileId: id, storageKey, mime, bytes, width, height }
}

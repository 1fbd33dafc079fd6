/** The library as the API uses it: everything an account made or brought, across studios. Holds no status of its own. */
import type { Pool } from 'pg'
import { inTransaction } from '../engine/database.ts'
import { mainRoles, type Files } from '../media/files.ts'
import { createArchives, type Archives } from './archive.ts'
import { createEntries } from './entries.ts'
import { libraryQueries, type LibraryFilter, type LibraryRow, type LibraryTimeline } from './query.ts'
import { jobUses, type FileUse, type UseFinder } from './uses.ts'

export type LibraryDetails = {
  item: LibraryRow
  /** null for what people brought */
  made: {
    job: { id: string; kind: string }
    subject: { kind: string; id: string }
    model: string | null
    /** what the model was asked, whole */
    request: Record<string, unknown> | null
    /** credits paid for it */
    paid: number
  } | null
  sources: LibraryRow[]
  results: LibraryRow[]
}

export type RemoveResult = { deleted: string[]; inUse: { id: string; uses: FileUse[] }[]; missing: string[] }

export type Library = {
  list(accountId: string, filter: LibraryFilter, page: { after?: string | undefined; startAt?: string | undefined; limit: number }): Promise<{ items: LibraryRow[]; next: string | null }>
  timeline(accountId: string, filter: LibraryFilter, utcOffsetMinutes: number): Promise<LibraryTimeline>
  /** null where the account has no such thing */
  details(accountId: string, id: string): Promise<LibraryDetails | null>
  /** false where the account has no such thing */
  setFavourite(accountId: string, id: string, favourite: boolean): Promise<boolean>
  /** Deletes what nothing needs; with `force` also what finished work was made from, never what work under way reads. */
  remove(accountId: string, ids: readonly string[], force: boolean): Promise<RemoveResult>
  archives: Archives
}

export type LibraryOptions = { pool: Pool; files: Files; /** what studios know of their references */ uses?: readonly UseFinder[] }

const resultsMax = 60
const usesShownMax = 20

export function createLibrary({ pool, files, uses = [] }: LibraryOptions): Library {
  const entries = createEntries(pool)
  const queries = libraryQueries(pool)
  const finders = [jobUses(pool), ...uses]

  return {
    archives: createArchives(pool, files),
    async list(accountId, filter, page) {
      await entries.catchUp(accountId)
      const rows = await queries.list(accountId, filter, page)
      const items = rows.slice(0, page.limit)
      return { items, next: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null }
    },
    async timeline(accountId, filter, utcOffsetMinutes) {
      await entries.catchUp(accountId)
      return await queries.timeline(accountId, filter, utcOffsetMinutes)
    },
    async details(accountId, id) {
      await entries.catchUp(accountId)
      const [item] = await queries.some(accountId, [id])
      if (item === undefined) return null
      const { rows } = await pool.query<{ sources: string[] }>('select sources from library_entry where file_id = $1', [id])
      const [sources, results, made] = await Promise.all([
        queries.some(accountId, rows[0]?.sources ?? []),
        queries.madeOf(accountId, id, resultsMax),
        item.job_id === null ? null : madeBy(pool, item.job_id),
      ])
      return { item, made, sources, results }
    },
    async setFavourite(accountId, id, favourite) {
      if (favourite) {
        const { rowCount } = await pool.query(
          `insert into favourite (account_id, file_id) select account_id, id from file where id = $2 and account_id = $1
           on conflict (account_id, file_id) do update set created_at = favourite.created_at`,
          [accountId, id],
        )
        return rowCount === 1
      }
      return await unstar(pool, accountId, id)
    },
    async remove(accountId, ids, force) {
      // so that what was made from them just now counts too
      await entries.catchUp(accountId)
      const there = (await files.find(accountId, [...new Set(ids)])).filter(({ role }) => (mainRoles as readonly string[]).includes(role)).map((file) => file.id)
      const found = there.length === 0 ? [] : (await Promise.all(finders.map((find) => find(accountId, there)))).flat()
      const kept = Map.groupBy(
        found.filter((use) => use.open || !force),
        (use) => use.fileId,
      )
      const deleted = await files.remove(accountId, there.filter((id) => !kept.has(id)))
      return {
        deleted,
        inUse: [...kept].map(([id, fileUses]) => ({ id, uses: distinct(fileUses).slice(0, usesShownMax) })),
        missing: ids.filter((id) => !there.includes(id)),
      }
    },
  }
}

/**
 * Takes the star off one file. Where it was starred with a whole work, that star becomes one for each file the work has by
 * now, so that the others keep theirs.
 */
const unstar = (pool: Pool, accountId: string, id: string): Promise<boolean> =>
  inTransaction(pool, async (db) => {
    await db.query(
      `with whole as (
         delete from favourite v using file f join job_data d on d.job_id = f.job_id
         where f.id = $2 and f.account_id = $1 and v.account_id = $1 and v.subject_id = d.subject_id
         returning v.subject_id, v.created_at
       )
       insert into favourite (account_id, file_id, created_at)
       select $1, f.id, whole.created_at from whole join job_data d using (subject_id) join file f on f.job_id = d.job_id
       where f.role = any($3)
       on conflict (account_id, file_id) do nothing`,
      [accountId, id, mainRoles],
    )
    // a statement of its own: two who part the same work at once each find what the other made of it
    await db.query('delete from favourite where account_id = $1 and file_id = $2', [accountId, id])
    const { rowCount } = await db.query('select from file where id = $2 and account_id = $1', [accountId, id])
    return rowCount === 1
  })

/** One line for each subject, work under way first. */
function distinct(uses: readonly FileUse[]): FileUse[] {
  const bySubject = new Map<string, FileUse>()
  for (const use of uses.toSorted((a, b) => Number(b.open) - Number(a.open))) if (!bySubject.has(use.subject.id)) bySubject.set(use.subject.id, use)
  return [...bySubject.values()]
}

async function madeBy(pool: Pool, jobId: string): Promise<LibraryDetails['made']> {
  const { rows } = await pool.query<{ kind: string; subject_kind: string; subject_id: string; input: Record<string, unknown> | null; paid: number }>(
    `select j.kind, j.subject_kind, j.subject_id, d.input,
       coalesce((select -sum(l.held_delta) from ledger l where l.job_id = j.id and l.kind = 'capture'), 0) as paid
     from job j left join job_data d on d.job_id = j.id where j.id = $1`,
    [jobId],
  )
  const row = rows[0]
  if (row === undefined) return null
  const { request = row.input, model } = row.input ?? {}
  return {
    job: { id: jobId, kind: row.kind },
    subject: { kind: row.subject_kind, id: row.subject_id },
    model: typeof model === 'string' ? model : null,
    request: typeof request === 'object' ? withoutKeys(request as Record<string, unknown>) : null,
    paid: row.paid,
  }
}

/** Where bytes lie is nobody's business but ours. */
function withoutKeys(value: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'storageKey' ? undefined : inner))) as Record<string, unknown>
}

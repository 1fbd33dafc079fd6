/** Lists of the library: filters put together with Kysely, answered from the entries' own index. */
import { Kysely, PostgresDialect, sql, type ExpressionBuilder, type SqlBool } from 'kysely'
import type { Pool } from 'pg'
import { searchQuery } from './words.ts'

export type LibraryKind = 'image' | 'model3d' | 'video' | 'speech' | 'upload'

export type LibraryFilter = {
  /** `upload`: whatever people brought; the others by what it is, made or brought */
  kind?: LibraryKind | undefined
  /** kind of subject, such as `task` or `film_shot`; several belong to one studio */
  studios?: readonly string[] | undefined
  favourite?: boolean | undefined
  /** made at or after, and before */
  from?: Date | undefined
  to?: Date | undefined
  search?: string | undefined
}

export type LibraryRow = {
  id: string
  made_at: Date
  kind: string
  studio: string | null
  uploaded: boolean
  title: string
  name: string | null
  mime: string
  bytes: number
  width: number | null
  height: number | null
  meta: Record<string, unknown> | null
  job_id: string | null
  favourite: boolean
  preview_id: string | null
}

type Tables = {
  library_entry: { file_id: string; account_id: string; made_at: Date; kind: string; studio: string | null; uploaded: boolean; title: string; words: string; sources: string[] }
  file: {
    id: string
    account_id: string
    job_id: string | null
    role: string
    name: string | null
    mime: string
    bytes: number
    width: number | null
    height: number | null
    meta: Record<string, unknown> | null
    preview_of: string | null
  }
}
type Entry = ExpressionBuilder<Tables, 'library_entry'>

/** An account's favourites: files starred by themselves, and whatever was made for a subject that is starred whole. */
const starred = (accountId: string) => sql`
  select file_id from favourite where account_id = ${accountId} and file_id is not null
  union all
  select f.id from favourite v join job_data d on d.subject_id = v.subject_id join file f on f.job_id = d.job_id where v.account_id = ${accountId}`

/** Items fetched together by a page that shows a long list. */
export const chunkItems = 120

export type LibraryTimeline = {
  total: number
  /** newest first; `month` as `2026-11` in the asked offset from UTC */
  months: { month: string; count: number }[]
  /**
   * The first item of every chunk, newest first. Chunks are counted from the oldest item, so that only the first of them
   * changes when something new is made.
   */
  marks: string[]
}

export type LibraryQueries = ReturnType<typeof libraryQueries>

export function libraryQueries(pool: Pool) {
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })

  const conditions = (accountId: string, filter: LibraryFilter) => (eb: Entry) => {
    const { kind, studios, favourite, from, to, search } = filter
    const query = search === undefined ? null : searchQuery(accountId, search)
    return eb.and([
      eb('account_id', '=', accountId),
      ...(kind === 'upload' ? [eb('uploaded', '=', true)] : kind === undefined ? [] : [eb('kind', '=', kind)]),
      ...(studios === undefined ? [] : [eb('studio', 'in', studios)]),
      ...(from === undefined ? [] : [eb('made_at', '>=', from)]),
      ...(to === undefined ? [] : [eb('made_at', '<', to)]),
      // signs alone are no search, and find nothing rather than everything
      ...(search === undefined || search.trim() === '' ? [] : query === null ? [sql<SqlBool>`false`] : [sql<SqlBool>`words @@ ${query}::tsquery`]),
      ...(favourite === true ? [sql<SqlBool>`library_entry.file_id in (${starred(accountId)})`] : []),
    ])
  }

  /** What a list shows of each. */
  const columns = (accountId: string) =>
    [
      'library_entry.file_id as id',
      'library_entry.made_at',
      'library_entry.kind',
      'library_entry.studio',
      'library_entry.uploaded',
      'library_entry.title',
      'file.name',
      'file.mime',
      'file.bytes',
      'file.width',
      'file.height',
      'file.meta',
      'file.job_id',
      sql<boolean>`(
        exists (select from favourite v where v.account_id = ${accountId} and v.file_id = library_entry.file_id)
        or exists (select from job_data d join favourite v on v.subject_id = d.subject_id where d.job_id = file.job_id and v.account_id = ${accountId}))`.as('favourite'),
      sql<string | null>`coalesce(
        (select p.id from file p where p.preview_of = file.id and p.role = 'preview' limit 1),
        (select p.id from file p where p.job_id = file.job_id and p.role = 'preview' and p.preview_of is null limit 1))`.as('preview_id'),
    ] as const

  return {
    /** A page, newest first: behind `after`, or from `startAt` on. One more row than `limit` tells that there is more. */
    async list(accountId: string, filter: LibraryFilter, page: { after?: string | undefined; startAt?: string | undefined; limit: number }): Promise<LibraryRow[]> {
      // the ids first, so that nothing wide is read of what is not shown
      const ids = db
        .selectFrom('library_entry')
        .select('file_id')
        .where(conditions(accountId, filter))
        .$if(page.after !== undefined, (q) => q.where('file_id', '<', page.after!))
        .$if(page.startAt !== undefined, (q) => q.where('file_id', '<=', page.startAt!))
        .orderBy('file_id', 'desc')
        .limit(page.limit + 1)
      return await db
        .selectFrom('library_entry')
        .innerJoin('file', 'file.id', 'library_entry.file_id')
        .where('library_entry.file_id', 'in', ids)
        .select(columns(accountId))
        .orderBy('library_entry.file_id', 'desc')
        .execute()
    },

    /** Those of these that are this account's, newest first. */
    async some(accountId: string, ids: readonly string[]): Promise<LibraryRow[]> {
      if (ids.length === 0) return []
      return await db
        .selectFrom('library_entry')
        .innerJoin('file', 'file.id', 'library_entry.file_id')
        .where('library_entry.account_id', '=', accountId)
        .where('library_entry.file_id', 'in', ids)
        .select(columns(accountId))
        .orderBy('library_entry.file_id', 'desc')
        .execute()
    },

    /** Files made from this one, newest first. */
    async madeOf(accountId: string, id: string, limit: number): Promise<LibraryRow[]> {
      return await db
        .selectFrom('library_entry')
        .innerJoin('file', 'file.id', 'library_entry.file_id')
        .where('library_entry.account_id', '=', accountId)
        .where(sql<SqlBool>`library_entry.sources @> array[${id}]::uuid[]`)
        .select(columns(accountId))
        .orderBy('library_entry.file_id', 'desc')
        .limit(limit)
        .execute()
    },

    /** How many there are, by month, and where each chunk begins. */
    async timeline(accountId: string, filter: LibraryFilter, utcOffsetMinutes: number): Promise<LibraryTimeline> {
      const { rows } = await sql<{ total: number; months: LibraryTimeline['months'] | null; marks: string[] | null }>`
        with hit as materialized (
          ${db.selectFrom('library_entry').select(['file_id', 'made_at']).where(conditions(accountId, filter))}
        ),
        counted as (select file_id, made_at, row_number() over (order by file_id) as n, count(*) over () as total from hit)
        select (select count(*) from hit) as total,
          (select json_agg(json_build_object('month', month, 'count', count) order by month desc) from (
             select to_char((made_at at time zone 'UTC') + ${utcOffsetMinutes} * interval '1 minute', 'YYYY-MM') as month, count(*) as count
             from hit group by 1) m) as months,
          (select json_agg(file_id order by n desc) from counted where n = total or n % ${sql.lit(chunkItems)} = 0) as marks`.execute(db)
      const { total, months, marks } = rows[0]!
      return { total, months: months ?? [], marks: marks ?? [] }
    },
  }
}

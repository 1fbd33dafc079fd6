/**
 * What the library finds an account's files by. Drawn from files, jobs and subjects when somebody looks, not when a job
 * ends: the path of paid work stays as short as it is, and an emptied table fills itself again.
 */
import type { Pool } from 'pg'
import { isId } from '../engine/ids.ts'
import { mainRoles } from '../media/files.ts'
import { indexWords } from './words.ts'

type Row = {
  id: string
  role: string
  name: string | null
  uploaded: boolean
  studio: string | null
  input: Record<string, unknown> | null
  subject: Record<string, unknown> | null
}

const helping = 500
/** Files are recorded in the order of their ids only nearly: one that was made this long before another may come after it. */
const overlapMs = 6 * 60 * 60_000
const rememberedMax = 10_000

const nothing = '00000000-0000-0000-0000-000000000000'

export type Entries = {
  /** Takes in what the account has made and brought since it was last looked at. Usually nothing: then it is one short query. */
  catchUp(accountId: string): Promise<void>
}

export function createEntries(pool: Pool): Entries {
  /** up to where each account is known to be taken in, on this node: only to ask less */
  const upTo = new Map<string, string>()
  const under = new Map<string, Promise<void>>()

  async function takeIn(accountId: string): Promise<void> {
    for (;;) {
      const { rows } = await pool.query<Row>({
        name: 'library_new',
        text: `select f.id, f.role, f.name, f.job_id is null as uploaded, j.subject_kind as studio, d.input, s.data as subject
          from (
            select id, role, name, job_id from file
            where account_id = $1 and id > $2 and role <> 'preview' and role = any($3)
              and not exists (select from library_entry e where e.file_id = file.id)
            order by id limit ${helping}
          ) f
          left join job j on j.id = f.job_id
          left join job_data d on d.job_id = f.job_id
          left join subject s on s.id = j.subject_id
          order by f.id`,
        values: [accountId, upTo.get(accountId) ?? nothing, mainRoles],
      })
      if (rows.length > 0) await keep(accountId, rows)
      if (rows.length < helping) break
    }
    if (upTo.size >= rememberedMax) upTo.delete(upTo.keys().next().value as string)
    upTo.set(accountId, idAt(Date.now() - overlapMs))
  }

  async function keep(accountId: string, rows: readonly Row[]): Promise<void> {
    const entries = rows.map((row) => ({
      file_id: row.id,
      made_at: new Date(timeOf(row.id)).toISOString(),
      kind: row.role,
      studio: row.uploaded ? null : row.studio,
      uploaded: row.uploaded,
      title: titleOf(row),
      words: indexWords(accountId, textsOf(row).join('\n')),
      sources: sourcesOf(row.input),
    }))
    await pool.query(
      `insert into library_entry (file_id, account_id, made_at, kind, studio, uploaded, title, words, sources)
       select e.file_id, $1, e.made_at, e.kind, e.studio, e.uploaded, e.title, array_to_tsvector(e.words), e.sources
       from json_to_recordset($2) as e(
         file_id uuid, made_at timestamptz, kind text, studio text, uploaded boolean, title text, words text[], sources uuid[])
       -- deleted meanwhile, or taken in by another request
       join file f on f.id = e.file_id
       on conflict (file_id) do nothing`,
      [accountId, JSON.stringify(entries)],
    )
  }

  return {
    catchUp(accountId) {
      const running = under.get(accountId)
      if (running !== undefined) return running.then(() => this.catchUp(accountId))
      const work = takeIn(accountId).finally(() => under.delete(accountId))
      under.set(accountId, work)
      return work
    },
  }
}

/** The first id (UUIDv7) of a millisecond. */
export function idAt(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}

/** The moment in an id (UUIDv7), in milliseconds. */
export const timeOf = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null)
const objectOf = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {})

/** What a piece of work was asked for, whichever studio asked: its own title, the prompt of the request, else what the subject is called. */
function textsOf({ name, input, subject }: Pick<Row, 'name' | 'input' | 'subject'>): string[] {
  const [asked, about] = [objectOf(input), objectOf(subject)]
  const request = objectOf(asked.request)
  const found = [name, asked.title, request.prompt, asked.prompt, request.text, about.title, about.name, about.topic, about.prompt, asked.alias].flatMap((value) => textOf(value) ?? [])
  return [...new Set(found)]
}

const titleCharsMax = 300

const titleOf = (row: Row): string => (textsOf(row)[0] ?? '').trim().slice(0, titleCharsMax).toWellFormed()

const depthMax = 8

/** Files a job was made from: whatever its input names as `fileId` or `fileIds`, at any depth. */
export function sourcesOf(input: unknown): string[] {
  const found = new Set<string>()
  const look = (value: unknown, key: string, depth: number): void => {
    if (depth > depthMax) return
    if (Array.isArray(value)) for (const inner of value) look(inner, key, depth + 1)
    else if (typeof value === 'object' && value !== null) for (const [name, inner] of Object.entries(value)) look(inner, name, depth + 1)
    else if (/fileIds?$/i.test(key) && isId(value)) found.add(value)
  }
  look(input, '', 0)
  return [...found]
}

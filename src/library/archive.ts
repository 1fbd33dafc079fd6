/** Several files as one ZIP: stored, not compressed (media are), so that its length is known before its first byte. */
import { callbackify } from 'node:util'
import type { Pool } from 'pg'
import { ZipFile } from 'yazl'
import { newId } from '../engine/ids.ts'
import type { Files, StoredFile } from '../media/files.ts'
import { extensionOf } from '../media/media-types.ts'
import type { Storage } from '../media/storage.ts'
import { timeOf } from './entries.ts'

export const archiveFilesMax = 2_000
const keptHours = 24

export type Archives = {
  /** Notes what is to be packed; fetched by its id within a day. */
  create(accountId: string, fileIds: readonly string[]): Promise<{ id: string; expiresAt: Date }>
  /** The files of an archive that are still there, each with its name in it; null where the account has no such archive. */
  open(accountId: string, id: string): Promise<{ file: StoredFile; path: string }[] | null>
}

export function createArchives(pool: Pool, files: Files): Archives {
  return {
    async create(accountId, fileIds) {
      const id = newId()
      const { rows } = await pool.query<{ expires_at: Date }>(
        `insert into archive (id, account_id, file_ids) values ($1, $2, $3) returning created_at + interval '${keptHours} hours' as expires_at`,
        [id, accountId, fileIds],
      )
      return { id, expiresAt: rows[0]!.expires_at }
    },
    async open(accountId, id) {
      const { rows } = await pool.query<{ file_ids: string[]; titles: Record<string, string> | null }>(
        `select file_ids, (select json_object_agg(e.file_id, e.title) from library_entry e where e.file_id = any(a.file_ids)) as titles
         from archive a where id = $1 and account_id = $2 and created_at > now() - interval '${keptHours} hours'`,
        [id, accountId],
      )
      if (rows[0] === undefined) return null
      const found = await files.find(accountId, rows[0].file_ids)
      const paths = namesFor(found.map((file) => ({ ...file, title: rows[0]!.titles?.[file.id] ?? '' })))
      return found.map((file, n) => ({ file, path: paths[n]! }))
    },
  }
}

export type Packed = { stream: NodeJS.ReadableStream; bytes: number | null }

/** Starts the ZIP. A file that cannot be read breaks it off: a whole-looking archive with a hole would be worse. */
export async function pack(storage: Storage, entries: readonly { file: StoredFile; path: string }[]): Promise<Packed> {
  const zip = new ZipFile()
  const out = zip.outputStream as NodeJS.ReadableStream & { destroy(error: Error): void }
  zip.on('error', (error: Error) => out.destroy(error))
  const open = callbackify((key: string) => storage.open(key))
  for (const { file, path } of entries)
    zip.addReadStreamLazy(path, { size: file.bytes, compress: false, mtime: file.createdAt }, (done) => open(file.storageKey, done as Parameters<typeof open>[1]))
  // its types forget what the callback is given: the whole length, or -1
  const end = zip.end.bind(zip) as (options: undefined, sized: (bytes: number) => void) => void
  const bytes = await new Promise<number>((resolve) => end(undefined, resolve))
  return { stream: out, bytes: bytes > 0 ? bytes : null }
}

const nameCharsMax = 60
/** what no file system takes, and what reads as a path */
const forbidden = /[\p{Cc}\p{Cf}<>:"/\\|?*]+/gu

/** `2026-11-25 a red fox in the snow.png`: by day and by what was asked for, in any language; numbered where two are the same. */
export function namesFor(files: readonly Pick<StoredFile & { title: string }, 'id' | 'role' | 'name' | 'title' | 'mime'>[]): string[] {
  const taken = new Set<string>()
  return files.map(({ id, role, name, title, mime }) => {
    const day = new Date(timeOf(id)).toISOString().slice(0, 10)
    const called = (name?.replace(/\.[A-Za-z0-9]{1,5}$/, '') ?? title).replaceAll(forbidden, ' ').replaceAll(/\s+/g, ' ').trim()
    const short = Array.from(called).slice(0, nameCharsMax).join('').replace(/[. ]+$/, '')
    const base = `${day} ${short === '' ? role : short}`
    for (let n = 1; ; n++) {
      const path = `${base}${n === 1 ? '' : ` (${n})`}.${extensionOf(mime)}`
      if (taken.has(path.toLowerCase())) continue
      taken.add(path.toLowerCase())
      return path
    }
  })
}

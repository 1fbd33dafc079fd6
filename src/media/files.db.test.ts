/** Rows and bytes together: who dies between them leaves nothing that is not found again. */
import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openPool } from '../engine/database.ts'
import { newId } from '../engine/ids.ts'
import { createTestDatabase, type TestDatabase } from '../testing/postgres.ts'
import { auditFiles } from './audit-files.ts'
import { sweepOrphans } from './duties.ts'
import { asSource, createFiles, type Files } from './files.ts'
import { createRemovals, type Removals } from './removals.ts'
import { createDiskStorage } from './storage-disk.ts'
import { StorageError, type Storage } from './storage.ts'

let database: TestDatabase
let pool: Pool
let root: string
let storage: Storage
let away = false
let files: Files
let removals: Removals
const account = newId()

beforeAll(async () => {
  database = await createTestDatabase()
  pool = openPool({ connectionString: database.url })
  root = await mkdtemp(join(tmpdir(), 'safelight-files-'))
  const disk = createDiskStorage(root)
  storage = { ...disk, delete: (key) => (away ? Promise.reject(new StorageError('io', 'away')) : disk.delete(key)) }
  removals = createRemovals(pool, storage)
  files = createFiles(pool, removals)
})
beforeEach(async () => {
  away = false
  await pool.query('delete from file; delete from storage_removal')
})
afterAll(async () => {
  await pool.end()
  await database.drop()
  await rm(root, { recursive: true, force: true })
})

async function keep({ job = null as string | null, role = 'image', of = null as string | null, owner = account } = {}) {
  const id = newId()
  const key = job === null ? `uploads/${owner}/${of ?? id}/${role}.png` : `files/${owner}/${job}/${role}-${id.slice(-4)}.png`
  const { bytes, sha256 } = await storage.put(key, Buffer.from(id))
  await pool.query(
    `insert into file (id, account_id, job_id, role, mime, bytes, sha256, storage_key, width, height, source_sha256, preview_of)
     values ($1, $2, $3, $4, 'image/png', $5, $6, $7, 10, 20, $8, $9)`,
    [id, owner, job, role, bytes, sha256, key, job === null && of === null ? sha256 : null, of],
  )
  return { id, key }
}
const there = async (...kept: { key: string }[]) => (await Promise.all(kept.map(({ key }) => storage.stat(key)))).map((found) => found !== null)
const noted = async () => (await pool.query('select storage_key from storage_removal')).rows.map((row) => row.storage_key as string)

test('found in the order asked for, and only one’s own', async () => {
  const [a, b, foreign] = [await keep(), await keep(), await keep({ owner: newId() })]
  const found = await files.find(account, [b.id, foreign.id, newId(), a.id])
  expect(found.map((file) => file.id)).toEqual([b.id, a.id])
  expect(asSource(found[0]!)).toEqual({ fileId: b.id, storageKey: b.key, mime: 'image/png', bytes: 36, width: 10, height: 20 })
  expect(() => asSource({ ...found[0]!, mime: 'video/mp4' })).toThrow(TypeError)
  expect(await files.one(foreign.id, account)).toBeNull()
})

// SPEC: A2
test('deleting takes the row, its preview and all their bytes', async () => {
  const upload = await keep()
  const preview = await keep({ role: 'preview', of: upload.id })
  expect((await files.previewOf(upload.id))?.id).toBe(preview.id)
  expect(await files.remove(account, [upload.id, newId()])).toEqual([upload.id])
  expect(await there(upload, preview)).toEqual([false, false])
  expect(await noted()).toEqual([])
})

test('what accompanies a job’s files goes with the last of them', async () => {
  const job = newId()
  const [first, second, preview] = [await keep({ job }), await keep({ job }), await keep({ job, role: 'preview' })]
  await files.remove(account, [first.id])
  expect(await there(first, second, preview)).toEqual([false, true, true])
  await files.remove(account, [second.id])
  expect(await there(second, preview)).toEqual([false, false])
})

test('nobody deletes another account’s file', async () => {
  const foreign = await keep({ owner: newId() })
  expect(await files.remove(account, [foreign.id])).toEqual([])
  expect(await there(foreign)).toEqual([true])
})

test('bytes that could not be deleted are deleted by the sweep', async () => {
  const upload = await keep()
  away = true
  expect(await files.remove(account, [upload.id])).toEqual([upload.id])
  expect(await noted()).toEqual([upload.key])
  await expect(removals.sweep()).rejects.toThrow('away')
  away = false
  expect(await removals.sweep()).toBe(false)
  expect(await there(upload)).toEqual([false])
  expect(await noted()).toEqual([])
})

test('bytes of an upload whose process died go when due, unless their row came after all', async () => {
  const [half, whole] = [{ key: `uploads/${account}/${newId()}/original.png` }, await keep()]
  await storage.put(half.key, Buffer.from('x'))
  await removals.expect([half.key, whole.key])
  await removals.sweep()
  expect(await there(half, whole)).toEqual([true, true])
  await pool.query(`update storage_removal set due_at = now() - interval '1 second'`)
  await removals.sweep()
  expect(await there(half, whole)).toEqual([false, true])
  expect(await noted()).toEqual([])
})

// SPEC: A2
test('the daily sweep removes what nothing has: old, of no open job, under our own keys', async () => {
  const [kept, open] = [await keep(), newId()]
  await pool.query(
    `insert into job (id, account_id, subject_kind, subject_id, kind, lane, ready_lane, phase) values ($1, $2, 'task', $1, 'k', 'l', 'l', 'queued')`,
    [open, account],
  )
  const loose = { old: `files/${account}/${newId()}/image.png`, open: `files/${account}/${open}/image.png`, young: `files/${account}/${newId()}/image.png`, other: 'started', odd: 'files/a/b/c' }
  for (const key of Object.values(loose)) await storage.put(key, Buffer.from('x'))
  for (const key of [loose.old, loose.open, loose.other, loose.odd, kept.key]) await utimes(join(root, key), 0, 0)
  expect(await sweepOrphans({ pool, storage })).toBe(1)
  expect(await there(kept, ...Object.values(loose).map((key) => ({ key })))).toEqual([true, false, true, true, true, true])
})

test('doctor tells rows without bytes from bytes without rows', async () => {
  for await (const key of storage.list('')) await storage.delete(key)
  const [whole, lost, short] = [await keep(), await keep(), await keep()]
  const orphan = `uploads/${account}/${newId()}/original.png`
  await storage.put(orphan, Buffer.from('x'))
  await utimes(join(root, orphan), 0, 0)
  expect(await auditFiles(pool, storage)).toMatchObject({ files: 3, findings: [], notices: [{ code: 'bytes_without_row', count: 1, rows: [{ storage_key: orphan }] }] })
  await storage.delete(lost.key)
  await storage.put(short.key, Buffer.from('x'))
  const { findings } = await auditFiles(pool, storage)
  expect(findings.map(({ code, rows }) => [code, rows.map((row) => row.file_id)])).toEqual([['bytes_missing', [lost.id]], ['bytes_differ', [short.id]]])
  expect(await there(whole)).toEqual([true])
})

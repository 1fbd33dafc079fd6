import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDiskStorage, sweepDiskStorage } from './storage-disk.ts'
import { StorageError, type Storage } from './storage.ts'

let root: string
let storage: Storage
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'safelight-storage-'))
  storage = createDiskStorage(root)
})
afterEach(() => rm(root, { recursive: true, force: true }))

test('what is put comes back, whole and in ranges, with its hash', async () => {
  const bytes = randomBytes(200_000)
  const stored = await storage.put('files/a/b.bin', Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]))
  expect(stored).toEqual({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })
  expect((await storage.read('files/a/b.bin')).equals(bytes)).toBe(true)
  expect((await buffer(await storage.open('files/a/b.bin', { from: 10, to: 19 }))).equals(bytes.subarray(10, 20))).toBe(true)
  expect((await storage.stat('files/a/b.bin'))?.bytes).toBe(bytes.length)
})

test('storing again under the same key replaces it and leaves no stray', async () => {
  await storage.put('k/x', Buffer.from('first'))
  await storage.put('k/x', Buffer.from('second'))
  expect(String(await storage.read('k/x'))).toBe('second')
  expect(await readdir(join(root, 'tmp'))).toEqual([])
})

test('a body that breaks leaves neither the key nor a stray', async () => {
  async function* broken() {
    yield Buffer.from('half')
    throw new Error('connection reset')
  }
  await expect(storage.put('k/y', Readable.from(broken()))).rejects.toMatchObject({ code: 'storage_failed', reason: 'io', retryable: true })
  expect(await storage.stat('k/y')).toBeNull()
  expect(await readdir(join(root, 'tmp'))).toEqual([])
})

test('a full disk is storage_failed, and retryable', async () => {
  async function* full() {
    yield Buffer.from('x')
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  }
  await expect(storage.put('k/z', Readable.from(full()))).rejects.toMatchObject({ code: 'storage_failed', reason: 'no_space', retryable: true })
})

test('what is missing says so', async () => {
  await expect(storage.open('no/such')).rejects.toMatchObject({ reason: 'not_found' })
  await expect(storage.read('no/such')).rejects.toBeInstanceOf(StorageError)
  expect(await storage.stat('no/such')).toBeNull()
  await storage.delete('no/such')
})

test.each(['../etc/passwd', '/etc/passwd', 'a/../b', 'a//b', '', '.', 'a/.hidden', 'a\\b', 'a/\0', 'ü', 'a/' + 'x'.repeat(600)])('key %j is refused', async (key) => {
  await expect(storage.put(key, Buffer.from('x'))).rejects.toBeInstanceOf(TypeError)
  await expect(storage.open(key)).rejects.toBeInstanceOf(TypeError)
})

test('list and delete', async () => {
  for (const key of ['files/a/1.png', 'files/a/2.png', 'files/b/1.png']) await storage.put(key, Buffer.from(key))
  const keys = async (prefix: string) => {
    const found: string[] = []
    for await (const key of storage.list(prefix)) found.push(key)
    return found.sort()
  }
  expect(await keys('files/a/')).toEqual(['files/a/1.png', 'files/a/2.png'])
  await storage.delete('files/a/1.png')
  expect(await keys('')).toEqual(['files/a/2.png', 'files/b/1.png'])
})

test('the sweep removes only what is old enough to be nobody’s', async () => {
  await mkdir(join(root, 'tmp'), { recursive: true })
  await writeFile(join(root, 'tmp', 'old'), 'x')
  await writeFile(join(root, 'tmp', 'new'), 'x')
  await utimes(join(root, 'tmp', 'old'), 0, 0)
  expect(await sweepDiskStorage(root)).toBe(1)
  expect(await readdir(join(root, 'tmp'))).toEqual(['new'])
})

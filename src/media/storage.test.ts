import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createDiskStorage, sweepDiskStorage } from './storage-disk.ts'
import { createS3Storage, openS3Storage, type S3Config } from './storage-s3.ts'
import { StorageError, type Storage } from './storage.ts'

/** An object store on this machine (s3rver has no types). */
type ObjectStore = { run(): Promise<{ port: number }>; close(): Promise<void> }
const S3rver = createRequire(import.meta.url)('s3rver') as new (options: object) => ObjectStore

let folder: string
let store: ObjectStore
let s3: S3Config
const root = () => join(folder, 'disk')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safelight-storage-'))
  store = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: join(folder, 's3'), configureBuckets: [{ name: 'files', configs: [] }] })
  const { port } = await store.run()
  s3 = { endpoint: `http://127.0.0.1:${port}`, bucket: 'files', region: 'us-east-1', keys: { id: 'S3RVER', secret: 'S3RVER' } }
})
afterAll(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

/** What every storage promises, on each there is. */
// SPEC: A2
describe.each(['disk', 'S3'])('on %s', (kind) => {
  let storage: Storage
  let close = () => {}
  beforeEach(() => {
    if (kind === 'disk') storage = createDiskStorage(root())
    else {
      const made = createS3Storage(s3)
      close = made.close
      storage = made
    }
  })
  afterEach(async () => {
    for await (const key of storage.list('')) await storage.delete(key)
    close()
  })
  /** nothing half-written remains */
  const strays = async () => (kind === 'disk' ? await readdir(join(root(), 'tmp')) : [])

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
    expect(await strays()).toEqual([])
  })

  test('a body that breaks leaves neither the key nor a stray', async () => {
    async function* broken() {
      yield Buffer.from('half')
      throw new Error('connection reset')
    }
    await expect(storage.put('k/y', Readable.from(broken()))).rejects.toMatchObject({ code: 'storage_failed', reason: 'io', retryable: true })
    expect(await storage.stat('k/y')).toBeNull()
    expect(await strays()).toEqual([])
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
      return found.toSorted()
    }
    expect(await keys('files/a/')).toEqual(['files/a/1.png', 'files/a/2.png'])
    await storage.delete('files/a/1.png')
    expect(await keys('')).toEqual(['files/a/2.png', 'files/b/1.png'])
  })

  test('a body longer than one part, and an empty one', async () => {
    const bytes = randomBytes(9 * 1024 * 1024)
    const stored = await storage.put('big', Readable.from([bytes.subarray(0, 5_000_000), bytes.subarray(5_000_000)]))
    expect(stored.sha256).toBe(createHash('sha256').update(bytes).digest('hex'))
    expect((await storage.read('big')).equals(bytes)).toBe(true)
    expect((await storage.put('empty', Readable.from([]))).bytes).toBe(0)
    expect((await storage.stat('empty'))?.bytes).toBe(0)
  })
})

test('a full disk, and a full object store, are storage_failed and retryable', async () => {
  async function* full() {
    yield Buffer.from('x')
    throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  }
  await expect(createDiskStorage(root()).put('k/z', Readable.from(full()))).rejects.toMatchObject({ code: 'storage_failed', reason: 'no_space', retryable: true })
  const server = createHttpServer((_, response) => response.writeHead(507, { connection: 'close' }).end('<Error><Code>XMinioStorageFull</Code></Error>'))
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const storage = createS3Storage({ ...s3, endpoint: `http://127.0.0.1:${(server.address() as { port: number }).port}` })
  await expect(storage.put('k/z', Buffer.from('x'))).rejects.toMatchObject({ code: 'storage_failed', reason: 'no_space', retryable: true })
  storage.close()
  await new Promise((closed) => server.close(closed))
})

test('the sweep removes only what is old enough to be nobody’s', async () => {
  await mkdir(join(root(), 'tmp'), { recursive: true })
  await writeFile(join(root(), 'tmp', 'old'), 'x')
  await writeFile(join(root(), 'tmp', 'new'), 'x')
  await utimes(join(root(), 'tmp', 'old'), 0, 0)
  expect(await sweepDiskStorage(root())).toBe(1)
  expect(await readdir(join(root(), 'tmp'))).toEqual(['new'])
})

describe('an object store that cannot be used is said in one sentence', () => {
  const refused = (change: Partial<S3Config>) =>
    openS3Storage({ ...s3, ...change }).then(
      () => null,
      (error: unknown) => error as { code: string; message: string },
    )
  test('no such bucket', async () => {
    expect(await refused({ bucket: 'elsewhere' })).toMatchObject({ code: 'storage_bucket_missing', message: expect.stringMatching(/^The bucket "elsewhere" does not exist at http.*correct S3_BUCKET\.$/) })
  })
  test('wrong keys', async () => {
    expect(await refused({ keys: { id: 'WRONG', secret: 'wrong' } })).toMatchObject({ code: 'storage_auth_failed', message: expect.stringMatching(/does not let these keys write.*S3_SECRET_ACCESS_KEY/) })
  })
  test('nobody there', async () => {
    const free = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number }
        server.close(() => resolve(port))
      })
    })
    expect(await refused({ endpoint: `http://127.0.0.1:${free}` })).toMatchObject({ code: 'storage_unreachable', message: expect.stringMatching(/cannot be reached \(ECONNREFUSED\): start it, or correct S3_ENDPOINT\.$/) })
  })
  test('it works: nothing is said', async () => {
    expect(await refused({})).toBeNull()
  })
})

import { createServer } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { start } from '../cli/start.ts'
import { readConfig } from '../config.ts'
import { createDiskStorage } from '../media/storage-disk.ts'
import { StorageError, type Storage } from '../media/storage.ts'
import { readEvents } from './testing/events.ts'
import { testRenderer } from './testing/renderer.ts'
import { adminKey, startTestServer, type Task, type TestServer } from './testing/server.ts'

// SPEC: A8
describe('several nodes', () => {
  let first: TestServer
  let others: TestServer[]
  const renderer = testRenderer()
  beforeAll(async () => {
    // an api node makes the database; four more start on it at the same moment
    first = await startTestServer({ role: 'api', env: { SAFELIGHT_BOOTSTRAP_API_KEY: `${adminKey}-of-the-first` } })
    others = await Promise.all((['api', 'api', 'worker', 'all'] as const).map((role) => startTestServer({ role, studio: renderer, databaseUrl: first.databaseUrl, env: { SAFELIGHT_BOOTSTRAP_CREDITS: '777' } })))
  })
  afterAll(async () => {
    await Promise.all(others.map((server) => server.stop()))
    await first.stop()
  })

  test('grant the bootstrap credits once, and the last key set is the one that counts', async () => {
    const [api] = others as [TestServer]
    expect((await api.ask('GET', '/api/credits')).body).toEqual({ available: 1000, held: 0 })
    expect((await api.ask('GET', '/api/credits/ledger')).body.items).toHaveLength(1)
    expect((await api.ask('GET', '/api/me', { key: `${adminKey}-of-the-first` })).status).toBe(401)
  })

  test('what is asked of one is done by another and told by a third', async () => {
    const [api, another] = others as [TestServer, TestServer]
    const { key } = await api.account(100)
    const stream = await readEvents(`${another.url}/api/events`, key)
    const { body } = await api.ask<Task>('POST', '/api/tasks', { key, body: { prompt: 'x', count: 2 } })
    await stream.next((event) => event.type === 'job.completed' && event.data.kind === 'image_set')
    expect((await first.ask<Task>('GET', `/api/tasks/${body.id}`, { key })).body).toMatchObject({ status: 'IMAGE_COMPLETED', credits: { captured: 10 } })
    await stream.close()
  })

  test('addresses signed by one are good at all', async () => {
    const [api, another] = others as [TestServer, TestServer]
    const { key } = await api.account(100)
    const { body } = await api.ask<Task>('POST', '/api/tasks', { key, body: { prompt: 'x', count: 1 } })
    const task = await api.until(key, body.id, (t) => t.status === 'IMAGE_COMPLETED')
    const { url } = (await api.ask('POST', `${task.images[0]?.url}/sign`, { key, body: {} })).body
    // these nodes keep files in folders of their own, so the right to them is all that can be seen here
    expect((await another.ask('GET', url, { key: null })).status).not.toBe(403)
  })
})

describe('work that stands', () => {
  // SPEC: E16 A5
  test('longer than it should raises an alert, once', async () => {
    const server = await startTestServer({ role: 'api' })
    try {
      const { key } = await server.account(100)
      await server.ask('POST', '/api/tasks', { key, body: { prompt: 'x', count: 2 } })
      const client = new Client({ connectionString: server.databaseUrl })
      await client.connect()
      await client.query(`update job set phase_at = now() - interval '1 hour' where kind = 'image_generation'`)
      await client.end()
      const { text } = await server.ask('GET', '/metrics')
      expect(text).toContain('safelight_phase_limit_exceeded{kind="image_generation",phase="queued"} 1')
      expect(text).toContain('safelight_jobs_open{kind="image_generation",phase="queued"} 2')
      expect(server.logs.filter((line) => line.alert === 'phase_limit_exceeded')).toMatchObject([{ kind: 'image_generation', phase: 'queued', jobs: 2, limitSeconds: 900 }])
    } finally {
      await server.stop()
    }
  })
})

describe('behind a pooler without prepared statements', () => {
  test('everything works unnamed', async () => {
    const server = await startTestServer({ studio: testRenderer(), env: { SAFELIGHT_PREPARED_STATEMENTS: 'off' } })
    try {
      const { key } = await server.account(100)
      const { body } = await server.ask<Task>('POST', '/api/tasks', { key, body: { prompt: 'x', count: 1 } })
      await server.until(key, body.id, (task) => task.status === 'IMAGE_COMPLETED')
    } finally {
      await server.stop()
    }
  })
})

describe('a full disk', () => {
  // SPEC: P4
  test('is waited out: stored at the next try, drawn once and paid once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'safelight-full-'))
    const disk = createDiskStorage(folder)
    let full = 2
    const storage: Storage = {
      ...disk,
      put: async (key, body) => {
        if (key.endsWith('image.png') && full-- > 0) throw new StorageError('no_space', 'The disk is full.')
        return await disk.put(key, body)
      },
    }
    const renderer = testRenderer()
    const server = await startTestServer({ studio: renderer, storage })
    try {
      const { key } = await server.account(100)
      const { body } = await server.ask<Task>('POST', '/api/tasks', { key, body: { prompt: 'x', count: 1 } })
      const task = await server.until(key, body.id, (t) => t.status === 'IMAGE_COMPLETED')
      expect(task.credits).toEqual({ held: 0, captured: 5, released: 0 })
      expect(renderer.calls).toHaveLength(1)
      expect((await server.ask('GET', task.images[0]?.url ?? '', { key })).status).toBe(200)
    } finally {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })
})

describe('what keeps Safelight from starting is one sentence', () => {
  const log = pino({ level: 'silent' })
  const attempt = async (env: Record<string, string>) => {
    try {
      const running = await start({ config: readConfig(env), log, webFolder: null })
      await running.stop()
      return null
    } catch (error) {
      return error as Error & { code: string }
    }
  }
  async function expectRefusal(env: Record<string, string>, code: string, words: RegExp) {
    const error = await attempt(env)
    expect(error?.name).toBe('StartupError')
    expect(error?.code).toBe(code)
    expect(error?.message).toMatch(words)
    expect(error?.message).not.toMatch(/\n/)
  }

  test('a taken port', async () => {
    const taken = createServer()
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
    const { port } = taken.address() as { port: number }
    await expectRefusal({ PORT: String(port), SAFELIGHT_DATA: '/nowhere/at/all' }, 'port_taken', new RegExp(`Port ${port} .* already in use`))
    await new Promise((resolve) => taken.close(resolve))
  })

  test('a data folder that cannot be written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'safelight-start-'))
    await writeFile(join(folder, 'file'), '')
    await expectRefusal({ PORT: '0', SAFELIGHT_DATA: join(folder, 'file', 'data') }, 'data_folder_unwritable', /cannot write/)
    await rm(folder, { recursive: true })
  })

  test.each([
    ['postgresql://safelight:hunter2@127.0.0.1:1/none', 'database_unreachable'],
    ['not an address', 'database_url_malformed'],
  ])('DATABASE_URL %s', async (DATABASE_URL, code) => {
    const folder = await mkdtemp(join(tmpdir(), 'safelight-start-'))
    await expectRefusal({ PORT: '0', SAFELIGHT_DATA: folder, DATABASE_URL }, code, /^(?!.*hunter2)/)
    await rm(folder, { recursive: true })
  })

  test('an address that is not ours', async () => {
    await expectRefusal({ PORT: '3999', HOST: '203.0.113.1' }, 'config_invalid', /not an address of this machine/)
  })
})

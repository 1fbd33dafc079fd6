/** A whole Safelight for tests: real server, real PostgreSQL, a renderer that does what the test says. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino, type Logger } from 'pino'
import { start, type StartOptions } from '../../cli/start.ts'
import { readConfig } from '../../config.ts'
import { createTestDatabase } from '../../testing/postgres.ts'
import type { AccountCreated, EventEnvelope, Problem, Task } from '../contract.ts'
import { readEvents } from './events.ts'

export const adminKey = 'admin-key-for-tests-0123456789'

export type Answer<T = any> = { status: number; headers: Headers; body: T; text: string }
export type AskOptions = { key?: string | null; body?: unknown; raw?: string | Uint8Array; headers?: Record<string, string> }

export type TestServer = {
  url: string
  databaseUrl: string
  /** lines the server logged */
  logs: Record<string, unknown>[]
  ask<T = any>(method: string, path: string, options?: AskOptions): Promise<Answer<T>>
  /** a fresh account with a key of its own */
  account(credits?: number): Promise<{ id: string; key: string }>
  /** resolves when the task fulfils the condition; looks again at every event, never sleeps */
  until(key: string, taskId: string, condition: (task: Task) => boolean): Promise<Task>
  stop(): Promise<void>
}

export type TestServerOptions = Partial<Pick<StartOptions, 'studio' | 'trial' | 'storage' | 'role' | 'webFolder'>> & {
  env?: Record<string, string>
  /** another way to the same test database, such as through a proxy */
  through?(databaseUrl: string): Promise<string> | string
  /** join a database that another server of this test made */
  databaseUrl?: string
}

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const database = options.databaseUrl === undefined ? await createTestDatabase() : null
  const databaseUrl = options.databaseUrl ?? database!.url
  const dataFolder = await mkdtemp(join(tmpdir(), 'safelight-http-'))
  const logs: Record<string, unknown>[] = []
  const log: Logger = pino({ level: 'debug' }, { write: (line: string) => void logs.push(JSON.parse(line) as Record<string, unknown>) })
  const config = readConfig({
    PORT: '0',
    SAFELIGHT_DATA: dataFolder,
    DATABASE_URL: options.through ? await options.through(databaseUrl) : databaseUrl,
    SAFELIGHT_BOOTSTRAP_API_KEY: adminKey,
    SAFELIGHT_LOCAL_THREADS: '4',
    ...options.env,
  })
  const { studio, trial, storage, role, webFolder = null } = options
  const running = await start({ config, log, webFolder, ...(studio && { studio }), ...(trial && { trial }), ...(storage && { storage }), ...(role && { role }) })
  const url = running.url ?? ''

  async function ask<T>(method: string, path: string, { key = adminKey, body, raw, headers = {} }: AskOptions = {}): Promise<Answer<T>> {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(raw !== undefined && { body: raw as BodyInit }),
    })
    const text = await response.text()
    const json = (response.headers.get('content-type') ?? '').includes('json') && text !== ''
    return { status: response.status, headers: response.headers, text, body: (json ? JSON.parse(text) : undefined) as T }
  }

  return {
    url,
    databaseUrl,
    logs,
    ask,
    async account(credits = 1000) {
      const { body } = await ask<AccountCreated>('POST', '/api/admin/accounts', { body: { name: 'test', credits } })
      return { id: body.accountId, key: body.apiKey }
    },
    async until(key, taskId, condition) {
      const stream = await readEvents(`${url}/api/events`, key)
      try {
        for (;;) {
          const { body } = await ask<Task>('GET', `/api/tasks/${taskId}`, { key })
          if (condition(body)) return body
          await stream.next((event) => event.subject?.id === taskId)
        }
      } finally {
        await stream.close()
      }
    },
    async stop() {
      await running.stop()
      await database?.drop()
      await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

export type { EventEnvelope, Problem, Task }

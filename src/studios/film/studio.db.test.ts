import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testProvider, testVideo } from '../../api/testing/provider.ts'
import { createEngine } from '../../engine/engine.ts'
import { newId } from '../../engine/ids.ts'
import type { Engine } from '../../engine/types.ts'
import { createModels } from '../../providers/registry.ts'
import { createTestDatabase, type TestDatabase } from '../../testing/postgres.ts'
import { createOutlook } from '../outlook.ts'
import { filmKinds } from './kinds.ts'
import { filmStudio, type Film } from './studio.ts'

let database: TestDatabase
let engine: Engine
let film: Film
let queries = 0
const accountId = newId()
const config = { model: testVideo, seconds: 2, aspect: '16:9', mode: 'standard' } as const

beforeAll(async () => {
  database = await createTestDatabase()
  const models = createModels({ folders: [], local: [testProvider()], config: { providers: {}, defaults: {}, fallbacks: {}, webhooks: false } })
  // no worker: what is submitted stays in the queue
  engine = createEngine({ databaseUrl: database.url, kinds: filmKinds({ models } as never, {} as never), roles: { api: true, worker: false }, log: pino({ level: 'silent' }) })
  await engine.start()
  await engine.pool.query('insert into account (id, name) values ($1, $2)', [accountId, 'test'])
  await engine.grant({ accountId, kind: 'grant', credits: 1_000_000, reason: 'test' })
  const counting = new Proxy(engine.pool, {
    get(pool, name) {
      if (name === 'query') queries++
      const value = Reflect.get(pool, name) as unknown
      return typeof value === 'function' ? (value.bind(pool) as unknown) : value
    },
  })
  // usual durations are asked for every few seconds, whoever reads
  film = filmStudio({ ...engine, pool: counting }, models, { ...createOutlook(counting), durations: async () => new Map() })
})
afterAll(async () => {
  await engine.stop()
  await database.drop()
})

async function filmOf(shots: number): Promise<string> {
  const projectId = await film.projects.create(accountId, { name: 'Long', aspect: '16:9', sample: null })
  await film.items.createShots({ accountId, projectId }, Array.from({ length: shots }, (_, i) => ({ text: `shot ${i}`, config })))
  return projectId
}
const asked = async (run: () => Promise<unknown>): Promise<number> => {
  queries = 0
  await run()
  return queries
}

test('a film is one query, and one more for its places in the queue, however many shots it has', async () => {
  const counts: number[] = []
  for (const shots of [1, 10, 200]) {
    const projectId = await filmOf(shots)
    counts.push(await asked(() => film.film({ accountId, projectId }, 'en')))
    expect(await film.generate({ accountId, projectId, of: 'shots', pick: { all: 'missing' } })).toMatchObject({ type: 'done' })
    counts.push(await asked(() => film.film({ accountId, projectId }, 'en')))
    const read = await film.film({ accountId, projectId }, 'en')
    expect([read?.shots.length, read?.shots.every(({ runtime }) => runtime.status === 'pending')]).toEqual([shots, true])
    expect(read?.shots[0]?.runtime.queuePosition).toBeTypeOf('number')
  }
  expect(counts).toEqual([1, 2, 1, 2, 1, 2])
  expect(await asked(() => film.films(accountId, { after: null, limit: 50 }))).toBe(1)
})

test('a crash between marking and buying shows as an orphan that may be generated; what was refused was never asked for', async () => {
  const projectId = await filmOf(1)
  const failing = filmStudio({ ...engine, submit: () => Promise.reject(new Error('died')) }, createModels({ folders: [], local: [testProvider()], config: { providers: {}, defaults: {}, fallbacks: {}, webhooks: false } }), createOutlook(engine.pool))
  await expect(failing.generate({ accountId, projectId, of: 'shots', pick: { all: 'missing' } })).rejects.toThrow('died')
  expect((await film.film({ accountId, projectId }, 'en'))?.shots[0]).toMatchObject({ runtime: { status: 'failed', error: { code: 'orphan' } }, can: ['generate', 'edit', 'delete'] })
  expect(await film.generate({ accountId, projectId, of: 'shots', pick: { all: 'missing' } })).toMatchObject({ type: 'done' })
  expect((await film.film({ accountId, projectId }, 'en'))?.shots[0]?.runtime.status).toBe('pending')
})

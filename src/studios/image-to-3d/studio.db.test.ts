import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEngine } from '../../engine/engine.ts'
import { newId } from '../../engine/ids.ts'
import type { Engine } from '../../engine/types.ts'
import { createTestDatabase, type TestDatabase } from '../../testing/postgres.ts'
import { createOutlook, etaFrom } from '../outlook.ts'
import { imageTo3dKinds } from './kinds.ts'
import { localModels, submitOnly } from '../../providers/testing/models.ts'
import { imageTo3dStudio, type ImageTo3d } from './studio.ts'

let database: TestDatabase
let engine: Engine
let studio: ImageTo3d
let queries = 0
const models = localModels()
const rich = newId()
const other = newId()
beforeAll(async () => {
  database = await createTestDatabase()
  // no worker: what is submitted stays in the queue
  engine = createEngine({ databaseUrl: database.url, kinds: imageTo3dKinds(submitOnly(models)), roles: { api: true, worker: false }, log: pino({ level: 'silent' }) })
  await engine.start()
  for (const id of [rich, other]) {
    await engine.pool.query('insert into account (id, name) values ($1, $2)', [id, id])
    await engine.grant({ accountId: id, kind: 'grant', credits: 10_000, reason: 'test' })
  }
  const counting = new Proxy(engine.pool, {
    get(pool, name) {
      if (name === 'query') queries++
      const value = Reflect.get(pool, name) as unknown
      return typeof value === 'function' ? (value.bind(pool) as unknown) : value
    },
  })
  studio = imageTo3dStudio({ ...engine, pool: counting }, models, createOutlook(counting))
})
afterAll(async () => {
  await engine.stop()
  await database.drop()
})

const create = async (accountId: string, count = 4) => {
  const result = await studio.commands.create(accountId, { prompt: 'x', seed: 1, count })
  if (result.type !== 'created') throw new Error(result.type)
  return result.task
}

test('a list takes the same few queries whatever its length', async () => {
  for (let i = 0; i < 60; i++) await create(rich)
  await studio.tasks(rich, { after: null, limit: 1 }, 'en')
  const counts = []
  for (const limit of [1, 10, 50]) {
    queries = 0
    expect((await studio.tasks(rich, { after: null, limit }, 'en')).items).toHaveLength(limit)
    counts.push(queries)
  }
  expect(counts).toEqual([3, 3, 3])
})

test('the answer to a creation is what a read says right after', async () => {
  const created = await create(other)
  const told = studio.presentCreated(created, 'zh-CN')
  const read = await studio.task(other, created.taskId, 'zh-CN')
  const { queuePosition, eta, createdAt, stageStartedAt, ...rest } = told
  expect(read).toMatchObject(rest)
  expect(queuePosition).toBeNull()
  expect(eta).toBeNull()
  expect(Math.abs(Date.parse(read?.createdAt ?? '') - Date.parse(createdAt))).toBeLessThan(5_000)
  expect(stageStartedAt).not.toBeNull()
})

test('places in the queue: accounts take turns', async () => {
  const last = (await studio.tasks(rich, { after: null, limit: 1 }, 'en')).items[0]
  // 59 tasks of four before it, and as many of the other account as there are: four
  expect(last?.queuePosition).toBe(59 * 4 + 4)
  const [first] = (await studio.tasks(other, { after: null, limit: 10 }, 'en')).items
  // the hundreds of another account count as the one whose turn may come first
  expect(first?.queuePosition).toBe(1)
})

test('an estimate is a range of what is still to go, and silent when it would be wrong', () => {
  expect(etaFrom({ p50: 10, p90: 20 }, 4)).toEqual({ secondsLow: 6, secondsHigh: 16 })
  expect(etaFrom({ p50: 10, p90: 20 }, 12)).toEqual({ secondsLow: 0, secondsHigh: 8 })
  expect(etaFrom({ p50: 10, p90: 20 }, 20)).toBeNull()
  expect(etaFrom(undefined, 0)).toBeNull()
})

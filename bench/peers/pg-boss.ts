/** pg-boss 12.38: jobs sent in the transaction that holds the credits, fetched in batches, woken by NOTIFY. */
import type pg from 'pg'
import { batchMax } from '../../src/engine/verbs.ts'
import { input } from '../lives/kind.ts'
import type { Contestant } from '../lives/loop.ts'
import { openPool, payloadOf, waiting } from './contestant.ts'
import { gathered, many, one, transaction, type Ask } from './domain.ts'

type Sql = { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> }
type Boss = {
  on(event: 'error', listener: (error: Error) => void): void
  start(): Promise<unknown>
  stop(options: object): Promise<void>
  createQueue(name: string, options: object): Promise<void>
  send(name: string, data: object, options: { db: Sql }): Promise<unknown>
  insert(name: string, jobs: { data: object }[], options: { db: Sql }): Promise<unknown>
  work(name: string, options: object, handler: (jobs: { data: Ask }[]) => Promise<unknown>): Promise<unknown>
}
const library = 'pg-boss'

const queue = { notify: true, retryLimit: 3 }
export const idiomaticConfig = {
  batchSize: 32, localConcurrency: 4, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, queue, poolMax: 32, bossPoolMax: 16,
  'per step': 'one transaction', 'job added': 'send in the transaction that holds the credits',
}
export const batchedConfig = {
  batchSize: 500, localConcurrency: 4, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5, queue, poolMax: 16, bossPoolMax: 16,
  'per step': "the engine's set-based statements over the fetched batch", 'job added': `insert of ${batchMax} in the transaction that holds the credits`,
}

async function open(url: string, max: number): Promise<Boss> {
  const { PgBoss } = (await import(library)) as { PgBoss: new (options: object) => Boss }
  const boss = new PgBoss({ connectionString: url, max, useListenNotify: true, schedule: false })
  boss.on('error', (error) => console.error('pg-boss:', error.message))
  await boss.start()
  await boss.createQueue('life', queue)
  return boss
}

const within = (client: pg.PoolClient): { db: Sql } => ({ db: { executeSql: (text, values) => client.query(text, values) } })
const askOf = ({ data: { job_id, account_id } }: { data: Ask }): Ask => ({ job_id, account_id })

export async function idiomatic(url: string): Promise<Contestant> {
  const { poolMax, bossPoolMax, batchSize, localConcurrency, burstWhenBatchFull, pollingIntervalSeconds } = idiomaticConfig
  const pool = openPool(url, poolMax)
  const boss = await open(url, bossPoolMax)
  const { begin, end } = waiting()
  await boss.work('life', { batchSize, localConcurrency, burstWhenBatchFull, pollingIntervalSeconds }, async (jobs) => {
    await Promise.all(
      jobs.map(askOf).map(async (ask) => {
        await one.begin(pool, ask)
        await one.arm(pool, ask)
        await one.finish(pool, ask)
        end(ask.job_id)
      }),
    )
  })
  return {
    async life(accountId) {
      const { ask, over } = begin(accountId)
      await transaction(pool, async (client) => {
        await one.hold(client, ask)
        await boss.send('life', payloadOf(ask, input), within(client))
      })
      await over
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 5_000 })
      await pool.end()
    },
  }
}

export async function batched(url: string): Promise<Contestant> {
  const { poolMax, bossPoolMax, batchSize, localConcurrency, burstWhenBatchFull, pollingIntervalSeconds } = batchedConfig
  const pool = openPool(url, poolMax)
  const boss = await open(url, bossPoolMax)
  const { begin, end } = waiting()
  await boss.work('life', { batchSize, localConcurrency, burstWhenBatchFull, pollingIntervalSeconds }, async (jobs) => {
    const asks = jobs.map(askOf)
    await many.begin(pool, asks)
    await many.arm(pool, asks)
    await many.finish(pool, asks)
    for (const { job_id } of asks) end(job_id)
  })
  const submit = gathered((asks) =>
    transaction(pool, async (client) => {
      await many.hold(client, asks)
      await boss.insert('life', asks.map((ask) => ({ data: payloadOf(ask, input) })), within(client))
    }),
  )
  return {
    async life(accountId) {
      const { ask, over } = begin(accountId)
      await submit(ask)
      await over
    },
    async stop() {
      await boss.stop({ graceful: true, timeout: 5_000 })
      await pool.end()
    },
  }
}

/**
 * BullMQ 6.7 on Redis (append-only file, fsync always), with the ledger in PostgreSQL. The hold and the job cannot share
 * a transaction: credits are held first, then the job is added; what a crash in between leaves is left out of account.
 */
import { batchMax } from '../../src/engine/verbs.ts'
import { input } from '../lives/kind.ts'
import type { Contestant } from '../lives/loop.ts'
import { openPool, payloadOf, waiting } from './contestant.ts'
import { gathered, many, one, type Ask } from './domain.ts'

type Queue = { add(name: string, data: object, options: object): Promise<unknown>; addBulk(jobs: { name: string; data: object; opts: object }[]): Promise<unknown>; close(): Promise<void> }
type Worker = { on(event: 'error', listener: (error: Error) => void): void; waitUntilReady(): Promise<unknown>; close(): Promise<void> }
type BullMq = {
  Queue: new (name: string, options: object) => Queue
  Worker: new (name: string, run: (job: { data: Ask }) => Promise<void>, options: object) => Worker
}
const library = 'bullmq'

const redis = 'appendonly yes, appendfsync always'
export const idiomaticConfig = { concurrency: 64, poolMax: 80, redis, 'per step': 'one transaction', 'job added': 'add, after the transaction that holds the credits' }
export const batchedConfig = {
  concurrency: 1_024, poolMax: 16, redis, 'per step': `the engine's batcher, ${batchMax} rows, 2 in flight`, 'job added': `addBulk of ${batchMax}, after the transaction that holds the credits`,
}
const opts = { removeOnComplete: true, attempts: 3 }

async function open(redisUrl: string, concurrency: number, run: (ask: Ask) => Promise<void>) {
  const { Queue, Worker } = (await import(library)) as BullMq
  const { hostname: host, port } = new URL(redisUrl)
  const connection = { host, port: Number(port), maxRetriesPerRequest: null }
  const queue = new Queue('life', { connection })
  const worker = new Worker('life', ({ data: { job_id, account_id } }) => run({ job_id, account_id }), { connection, concurrency })
  worker.on('error', (error) => console.error('bullmq:', error.message))
  await worker.waitUntilReady()
  return {
    queue,
    async close() {
      await worker.close()
      await queue.close()
    },
  }
}

export async function idiomatic(url: string, redisUrl: string): Promise<Contestant> {
  const pool = openPool(url, idiomaticConfig.poolMax)
  const { begin, end } = waiting()
  const { queue, close } = await open(redisUrl, idiomaticConfig.concurrency, async (ask) => {
    await one.begin(pool, ask)
    await one.arm(pool, ask)
    await one.finish(pool, ask)
    end(ask.job_id)
  })
  return {
    async life(accountId) {
      const { ask, over } = begin(accountId)
      await one.hold(pool, ask)
      await queue.add('life', payloadOf(ask, input), { ...opts, jobId: ask.job_id })
      await over
    },
    async stop() {
      await close()
      await pool.end()
    },
  }
}

export async function batched(url: string, redisUrl: string): Promise<Contestant> {
  const pool = openPool(url, batchedConfig.poolMax)
  const { begin, end } = waiting()
  const start = gathered((asks) => many.begin(pool, asks))
  const arm = gathered((asks) => many.arm(pool, asks))
  const finish = gathered((asks) => many.finish(pool, asks))
  const { queue, close } = await open(redisUrl, batchedConfig.concurrency, async (ask) => {
    await start(ask)
    await arm(ask)
    await finish(ask)
    end(ask.job_id)
  })
  const submit = gathered(async (asks) => {
    await many.hold(pool, asks)
    await queue.addBulk(asks.map((ask) => ({ name: 'life', data: payloadOf(ask, input), opts: { ...opts, jobId: ask.job_id } })))
  })
  return {
    async life(accountId) {
      const { ask, over } = begin(accountId)
      await submit(ask)
      await over
    },
    async stop() {
      await close()
      await pool.end()
    },
  }
}

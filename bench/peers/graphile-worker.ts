/** graphile-worker 0.18: jobs added by its SQL function in the transaction that holds the credits. */
import { batchMax } from '../../src/engine/verbs.ts'
import { input } from '../lives/kind.ts'
import type { Contestant } from '../lives/loop.ts'
import { openPool, payloadOf, waiting } from './contestant.ts'
import { gathered, many, one, transaction, type Ask } from './domain.ts'

// as much of its types as is used here: the peers are not installed with the product
type Runner = { stop(): Promise<void> }
type GraphileWorker = {
  run(options: { pgPool: unknown; preset: object; taskList: Record<string, (payload: Ask) => Promise<void>> }): Promise<Runner>
  runMigrations(options: { pgPool: unknown; preset: object }): Promise<void>
}
const library = 'graphile-worker'
const load = () => import(library) as Promise<GraphileWorker>

export const idiomaticConfig = { concurrentJobs: 64, poolMax: 80, 'per step': 'one transaction', 'job added': 'add_job in the transaction that holds the credits' }
export const batchedConfig = {
  concurrentJobs: 2_048, localQueue: { size: 1_024 }, completeJobBatchDelay: 5, failJobBatchDelay: 5, poolMax: 16,
  'per step': `the engine's batcher, ${batchMax} rows, 2 in flight`, 'job added': 'add_jobs in the transaction that holds the credits',
}

export async function idiomatic(url: string): Promise<Contestant> {
  const { run, runMigrations } = await load()
  // connections for as many jobs as run at once, and some to submit
  const pool = openPool(url, idiomaticConfig.poolMax)
  const { begin, end } = waiting()
  const preset = { worker: { concurrentJobs: idiomaticConfig.concurrentJobs, pollInterval: 1_000, logger: await logger() } }
  await runMigrations({ pgPool: pool, preset })
  const runner = await run({
    pgPool: pool,
    preset,
    taskList: {
      async life(ask) {
        await one.begin(pool, ask)
        await one.arm(pool, ask)
        await one.finish(pool, ask)
        // its own completion of the job follows, in a statement of its own
        end(ask.job_id)
      },
    },
  })
  return {
    async life(accountId) {
      const { ask, over } = begin(accountId)
      await transaction(pool, async (client) => {
        await one.hold(client, ask)
        await client.query({ name: 'graphile_add', text: `select graphile_worker.add_job('life', $1::json, max_attempts => 3)`, values: [payloadOf(ask, input)] })
      })
      await over
    },
    async stop() {
      await runner.stop()
      await pool.end()
    },
  }
}

export async function batched(url: string): Promise<Contestant> {
  const { run, runMigrations } = await load()
  const pool = openPool(url, batchedConfig.poolMax)
  const { begin, end } = waiting()
  const { concurrentJobs, localQueue, completeJobBatchDelay, failJobBatchDelay } = batchedConfig
  const preset = {
    worker: { concurrentJobs, localQueue, completeJobBatchDelay, failJobBatchDelay, pollInterval: 1_000, logger: await logger() },
  }
  await runMigrations({ pgPool: pool, preset })
  const submit = gathered((asks) =>
    transaction(pool, async (client) => {
      await many.hold(client, asks)
      await client.query({
        name: 'graphile_add_many',
        text: `select count(*) from graphile_worker.add_jobs(array(
          select ('life', p, null, now(), 3, null, 0, null)::graphile_worker.job_spec from json_array_elements($1::json) p))`,
        values: [JSON.stringify(asks.map((ask) => payloadOf(ask, input)))],
      })
    }),
  )
  const start = gathered((asks) => many.begin(pool, asks))
  const arm = gathered((asks) => many.arm(pool, asks))
  const finish = gathered((asks) => many.finish(pool, asks))
  const runner = await run({
    pgPool: pool,
    preset,
    taskList: {
      async life({ job_id, account_id }) {
        const ask = { job_id, account_id }
        await start(ask)
        await arm(ask)
        await finish(ask)
        end(job_id)
      },
    },
  })
  return {
    async life(accountId) {
      const { ask, over } = begin(accountId)
      await submit(ask)
      await over
    },
    async stop() {
      await runner.stop()
      await pool.end()
    },
  }
}

async function logger(): Promise<unknown> {
  const { Logger } = (await import(library)) as { Logger: new (factory: () => (level: string, message: string) => void) => unknown }
  return new Logger(() => (level, message) => {
    if (level === 'error') console.error(message)
  })
}

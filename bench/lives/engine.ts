/** The real engine: one node with both roles, fed through `engine.submit` as a route would. */
import { writeFileSync } from 'node:fs'
import type pg from 'pg'
import { createEngine } from '../../src/engine/engine.ts'
import { newId } from '../../src/engine/ids.ts'
import { benchLog } from '../lib/log.ts'
import { childConfig, report } from '../lib/child.ts'
import type { Batches } from './batches.ts'
import { input, noopKind } from './kind.ts'
import { measureLives, type LivesConfig } from './loop.ts'

const config = childConfig<LivesConfig & { placesMax?: number }>()
const batches: Batches = {}
const ends = new Map<string, () => void>()
let claimSizes: number[] = []

async function sizesOfClaims(pool: pg.Pool, nodeId: string): Promise<number[]> {
  const { rows } = await pool.query<{ size: number }>(
    'select count(*) as size from attempt where job_id >= $1::uuid and node_id = $2 group by claimed_at order by claimed_at',
    [`${nodeId.slice(0, 8)}-0000-7000-8000-000000000000`, nodeId],
  )
  return rows.map((row) => row.size)
}

const result = await measureLives(config, async () => {
  const engine = createEngine({
    databaseUrl: config.url,
    kinds: [noopKind],
    // a life is over with the commit that closes it, not when the kind's own code has run
    reach(point, jobId) {
      if (point !== 'close.committed') return
      ends.get(jobId)?.()
      ends.delete(jobId)
    },
    roles: { api: true, worker: true },
    log: benchLog(config.logLevel),
    placesMax: config.placesMax ?? config.outstanding,
    onBatch: (verb, size) => void (batches[verb] ??= []).push(size),
  })
  await engine.start()
  return {
    async life(accountId) {
      const id = newId()
      const over = new Promise<void>((done) => ends.set(id, done))
      const answer = await engine.submit({ accountId, subject: { kind: 'task', id }, jobs: [{ id, kind: 'bench', input }] })
      if (answer.type !== 'created') throw new Error(`submit was answered ${JSON.stringify(answer)}`)
      await over
    },
    async stop() {
      claimSizes = await sizesOfClaims(engine.pool, engine.nodeId)
      await engine.stop()
    },
    details: () => ({
      statements: Object.fromEntries(Object.entries(batches).map(([verb, sizes]) => [verb, { count: sizes.length, mean: Math.round(sizes.reduce((a, b) => a + b, 0) / sizes.length) }])),
    }),
  }
})
if (config.batchesFile) {
  // what a claim asked for says little: how many it got is in the attempts, which carry their statement's time
  batches.claim = claimSizes
  writeFileSync(config.batchesFile, JSON.stringify(batches))
}
report(result)
process.exit(0)

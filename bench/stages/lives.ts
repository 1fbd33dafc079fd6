/** Paid lives per second: the engine, its bound, and the peers, interleaved, so that all meet the same weather. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mixes, type Mix } from '../lib/accounts.ts'
import { runChild } from '../lib/child.ts'
import type { Figure, StageResult } from '../lib/figures.ts'
import type { Options } from '../lib/options.ts'
import { withClient } from '../lib/server.ts'
import { median, round } from '../lib/stats.ts'
import type { LivesConfig, LivesResult } from '../lives/loop.ts'
import * as bullmq from '../peers/bullmq.ts'
import * as graphile from '../peers/graphile-worker.ts'
import { installPeers } from '../peers/install.ts'
import * as boss from '../peers/pg-boss.ts'
import { startRedis, type Redis } from '../peers/redis.ts'

type Entry = { name: string; file: 'engine' | 'bound' | 'peer'; mix: Mix; outstanding: number }
/** The bound logs nothing and the peers' loggers are off, so lives are compared without; what the lines cost is told beside. */
const logging = 'engine with its log'
/** One transaction per step and job: more at once only wait for each other, longest where they share accounts. */
const idiomaticOutstanding = 256

export type LivesOptions = { engine: boolean; peers: boolean; postgresPid: number | null; log(line: string): void }

export async function lives(options: Options, url: string, { engine, peers, postgresPid, log }: LivesOptions): Promise<StageResult> {
  const versions = peers ? installPeers(log) : {}
  const redis = peers ? await startRedis(log) : null
  const folder = await mkdtemp(join(tmpdir(), 'safelight-bench-batches-'))
  const results = new Map<string, LivesResult[]>()
  try {
    const entries = plan(options, { engine, peers, redis })
    for (let run = 0; run <= options.runs; run++)
      for (const entry of roundOf(entries, run)) {
        const key = `${entry.name}, ${entry.mix}`
        await settle(url)
        const config: LivesConfig = {
          contestant: entry.name, url, mix: entry.mix, warmupSeconds: options.warmupSeconds, seconds: options.seconds,
          outstanding: entry.outstanding, postgresPid, seed: run,
          ...(entry.name !== logging && { batchesFile: join(folder, `${entry.mix}.json`), logLevel: 'warn' }), ...(redis && { redisUrl: redis.url }),
        }
        const result = await runChild<LivesResult>(new URL(`../lives/${entry.file}.ts`, import.meta.url), config, (options.warmupSeconds + options.seconds + 90) * 1_000)
        if (run > 0) results.set(key, [...(results.get(key) ?? []), result])
        log(`  run ${run}${run === 0 ? ' (not counted)' : ''}: ${key}: ${result.livesPerSecond} lives/s (node ${result.nodeCpuPercent}%, PostgreSQL ${result.postgresCpuPercent}% of a core)`)
      }
  } finally {
    await redis?.stop()
    await rm(folder, { recursive: true, force: true })
  }
  return summary(options, results, { engine, peers, versions, redis })
}

function plan(options: Options, { engine, peers, redis }: { engine: boolean; peers: boolean; redis: Redis | null }): Entry[] {
  const { outstanding } = options
  const entries: Entry[] = []
  for (const mix of mixes) {
    if (engine || (peers && mix === 'uniform')) entries.push({ name: 'engine', file: 'engine', mix, outstanding })
    if (engine) entries.push({ name: 'bound', file: 'bound', mix, outstanding })
    if (engine && mix === 'uniform') entries.push({ name: logging, file: 'engine', mix, outstanding })
    if (peers && mix === 'uniform')
      for (const name of ['graphile-worker', 'pg-boss', ...(redis ? ['BullMQ'] : [])])
        entries.push(
          { name: `${name} batched`, file: 'peer', mix, outstanding },
          { name: `${name} idiomatic`, file: 'peer', mix, outstanding: Math.min(outstanding, idiomaticOutstanding) },
        )
  }
  return entries
}

/**
 * A fresh copy of the database is still on its way to the disk, and every WAL file is new: run 0 pays for that, and is dropped; it
 * records the engine's batches in each mix. Every other run goes backwards, for whoever follows another mix meets its pages cold.
 */
function roundOf(entries: Entry[], run: number): Entry[] {
  if (run === 0) return entries.filter(({ name }) => name === 'engine')
  return run % 2 === 1 ? entries : entries.toReversed()
}

/** Every run starts behind a checkpoint and with its predecessor's rows cleaned up. */
async function settle(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('vacuum (analyze) account, lane, flow, node')
    await client.query('vacuum job, attempt, job_data, file, ledger')
    await client.query('checkpoint')
  })
}

function summary(options: Options, results: Map<string, LivesResult[]>, { engine, peers, versions, redis }: { engine: boolean; peers: boolean; versions: Record<string, string>; redis: Redis | null }): StageResult {
  const rate = (key: string) => round(median((results.get(key) ?? []).map((result) => result.livesPerSecond)), 0)
  const figures: Figure[] = []
  if (engine)
    for (const mix of mixes) {
      const [ours, bound] = [rate(`engine, ${mix}`), rate(`bound, ${mix}`)]
      figures.push(
        { what: `paid lives, ${mix}`, value: ours, unit: 'lives/s', bar: { atLeast: 3_000 } },
        { what: `  the bound, ${mix}`, value: bound, unit: 'lives/s' },
        { what: `  engine / bound, ${mix}`, value: round(ours / bound), unit: 'x', bar: { atLeast: 0.75 } },
      )
    }
  if (engine) figures.push({ what: 'paid lives, uniform, each logged in two lines', value: rate(`${logging}, uniform`), unit: 'lives/s' })
  if (peers) {
    const names = [...results.keys()].filter((key) => / (batched|idiomatic),/.test(key))
    const ours = rate('engine, uniform')
    if (!engine) figures.push({ what: 'engine, uniform', value: ours, unit: 'lives/s' })
    for (const key of names) figures.push({ what: key, value: rate(key), unit: 'lives/s' })
    const batched = names.filter((key) => key.includes('batched'))
    for (const key of names) figures.push({ what: `  engine / ${key}`, value: round(ours / rate(key)), unit: 'x' })
    const best = batched.reduce((a, b) => (rate(b) > rate(a) ? b : a))
    figures.push({ what: `engine / best batched peer (${best.split(' ')[0]})`, value: round(ours / rate(best)), unit: 'x', bar: { atLeast: 1 } })
  }
  return {
    figures,
    details: {
      runs: options.runs, secondsPerRun: options.seconds, outstanding: options.outstanding, results: Object.fromEntries(results),
      ...(peers && { peers: peerConfigs(versions, redis) }),
    },
    notes: peers && !redis ? ['BullMQ was left out: there is no redis-server here and none could be fetched.'] : [],
  }
}

const peerConfigs = (versions: Record<string, string>, redis: Redis | null) => ({
  'graphile-worker': { version: versions['graphile-worker'], idiomatic: graphile.idiomaticConfig, batched: graphile.batchedConfig },
  'pg-boss': { version: versions['pg-boss'], idiomatic: boss.idiomaticConfig, batched: boss.batchedConfig },
  BullMQ: redis ? { version: versions.bullmq, redis: redis.version, idiomatic: bullmq.idiomaticConfig, batched: bullmq.batchedConfig } : 'no redis-server',
})

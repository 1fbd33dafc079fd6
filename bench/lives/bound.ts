/**
 * The bound: the engine's own statements, byte for byte, with the batch sizes and the concurrency the engine had, sent by
 * as little code as possible. No engine code runs here but the reading of the statements' text.
 *
 * A claim picks its jobs itself, so a recording cannot be replayed to the letter: the sizes are replayed, and arm and
 * close name the jobs the claims returned. A statement waits until as many rows as it carried in the recording are
 * there; when nothing at all is in flight, the fullest queue goes as it is.
 */
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { newId } from '../../src/engine/ids.ts'
import { armParams, closeParams, submitParams } from '../../src/engine/params.ts'
import { statement } from '../../src/engine/statements.ts'
import { accountPicker } from '../lib/accounts.ts'
import { childConfig, report } from '../lib/child.ts'
import { cpuMsOfTree } from '../lib/processes.ts'
import { round } from '../lib/stats.ts'
import type { Batches } from './batches.ts'
import { fileOf, input, lanes, price } from './kind.ts'
import { counters, openWindow, rowsPerLife, type LivesConfig } from './loop.ts'

const config = childConfig<LivesConfig>()
const batches = JSON.parse(readFileSync(config.batchesFile!, 'utf8')) as Batches
const nodeId = newId()
const pick = accountPicker(config.mix, config.seed)

type Claimed = { id: string; token: string }
type Ref = { job_id: string; token: number }
const claimed: Ref[] = []
const armed: Ref[] = []
let waiting = 0 // submitted, not yet claimed
let outstanding = 0
let inFlight = 0
let over = false
const sent: Record<string, number> = {}

const job = {
  parent_id: null, retry_of: null, kind: 'bench', per_node: null, priority: 0, price, price_version: '2026-11', attempts_max: 3,
  recovery: 'idempotency-key' as const, deadline_ms: 600_000, policy: null, children_total: null, input,
}
const submission = { subject_kind: 'task', subject_data: null, price, idem_key: null, idem_hash: null, once_key: null, by_engine: false }

/** One kind of statement: its recorded sizes, how many rows it could carry now, and what to do with `size` of them. */
type Stream = {
  verb: 'submit' | 'claim' | 'arm' | 'close'
  connections: number
  ready(): number
  /** takes the rows at once, and tells what to send and what to do with the answer */
  take(size: number): { values: unknown[]; answered(rows: Claimed[]): void }
}

const streams: Stream[] = [
  {
    verb: 'submit',
    connections: 2,
    ready: () => (over ? 0 : config.outstanding - outstanding),
    take(size) {
      outstanding += size
      const requests = Array.from({ length: size }, (_, n) => {
        const id = newId()
        return {
          submission: { account_id: pick(), subject_id: id, job_id: id, ...submission },
          jobs: [{ id, lane: lanes[n % lanes.length]!, ...job }],
        }
      })
      return { values: submitParams(requests), answered: () => void (waiting += size) }
    },
  },
  {
    verb: 'claim',
    connections: 1,
    ready: () => waiting,
    take: (size) => ({
      values: [nodeId, ['bench'], size, '[]'],
      answered(rows) {
        waiting -= rows.length
        for (const { id, token } of rows) claimed.push({ job_id: id, token: Number(token) })
      },
    }),
  },
  {
    verb: 'arm',
    connections: 2,
    ready: () => claimed.length,
    take(size) {
      const refs = claimed.splice(0, size)
      return { values: armParams(refs, nodeId, 2_000), answered: () => void armed.push(...refs) }
    },
  },
  {
    verb: 'close',
    connections: 2,
    ready: () => armed.length,
    take(size) {
      const refs = armed.splice(0, size)
      const requests = refs.map((ref) => ({ ...ref, attempt: 1, outcome: 'completed' as const, alone: true, output: null, files: [fileOf(ref.job_id)] }))
      return { values: closeParams(requests), answered: () => void (outstanding -= refs.length) }
    },
  },
]

const clients: pg.Client[] = []
async function open(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: config.url, types: { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig })
  await client.connect()
  clients.push(client)
  return client
}

/** The engine's recorded sizes in order, over and over; of claims those that found something. */
function sizesOf(verb: Stream['verb']): () => number {
  const sizes = (batches[verb] ?? []).filter((size) => size > 0)
  if (sizes.length === 0) throw new Error(`the recording has no ${verb}`)
  let at = 0
  return () => sizes[at++ % sizes.length]!
}

const wakers = new Set<() => void>()
function settle(): void {
  for (const wake of wakers) wake()
}

async function drive(stream: Stream, client: pg.Client, next: () => number): Promise<void> {
  const { name, text } = statement(stream.verb)
  while (true) {
    const size = Math.min(next(), config.outstanding)
    // idle: nobody else will add to the queue, so go with what there is
    while (stream.ready() < size && !(inFlight === 0 && stream.ready() > 0)) {
      if (over && outstanding === 0) return
      await new Promise<void>((wake) => {
        const once = () => {
          wakers.delete(once)
          wake()
        }
        wakers.add(once)
      })
    }
    const { values, answered } = stream.take(Math.min(size, stream.ready()))
    inFlight++
    sent[stream.verb] = (sent[stream.verb] ?? 0) + 1
    const { rows } = await client.query<Claimed>({ name, text, values })
    inFlight--
    answered(rows)
    settle()
  }
}

const watch = await open()
const beat = statement('heartbeat')
await watch.query(beat.text, [nodeId, 'bound', ['bench'], 600_000, false])
const before = await counters(watch)
const drivers: Promise<void>[] = []
const backends = new Map<Stream['verb'], number[]>()
for (const stream of streams) {
  const next = sizesOf(stream.verb)
  for (let n = 0; n < stream.connections; n++) {
    const client = await open()
    backends.set(stream.verb, [...(backends.get(stream.verb) ?? []), (client as unknown as { processID: number }).processID])
    drivers.push(drive(stream, client, next))
  }
}

/** CPU of each statement's own backends, in ms; nothing of a server elsewhere. */
function cpuByVerb(): Record<string, number> {
  if (config.postgresPid === null) return {}
  return Object.fromEntries([...backends].map(([verb, pids]) => [verb, pids.reduce((sum, pid) => sum + (cpuMsOfTree(pid) ?? 0), 0)]))
}
const all = Promise.all(drivers)
all.catch(() => {})
await Promise.race([delay(config.warmupSeconds * 1_000), all])
const window = await openWindow(watch, config.postgresPid)
const cpuFrom = cpuByVerb()
await Promise.race([delay(config.seconds * 1_000), all])
const cpuTo = cpuByVerb()
const measured = await window.close()
const lives = measured.livesPerSecond * config.seconds
const cpuUsPerLife = Object.fromEntries(Object.entries(cpuTo).map(([verb, ms]) => [verb, round(((ms - cpuFrom[verb]!) * 1_000) / lives, 0)]))
over = true
settle()
await all
const rows = await rowsPerLife(watch, before)
await watch.query(beat.text, [nodeId, 'bound', ['bench'], 0, true])
for (const client of clients) await client.end()
report({ ...measured, life: { p50: NaN, p95: NaN, p99: NaN, max: NaN, samples: 0 }, rows, details: { statements: sent, cpuUsPerLife } })
process.exit(0)

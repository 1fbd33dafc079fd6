/**
 * Renews the node's lease from a thread and a connection of its own, so that neither a busy event loop nor a full pool
 * loses it. It tells the main thread until when the lease surely holds, through shared memory.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import pg from 'pg'
import { statement } from './statements.ts'

const { url, nodeId, name, kinds, leaseMs, beatMs, until, prepared } = workerData as {
  url: string
  nodeId: string
  name: string
  kinds: string[]
  leaseMs: number
  beatMs: number
  until: BigInt64Array
  prepared: boolean
}

let stopping = false
let wake = new AbortController()
parentPort!.on('message', () => {
  stopping = true
  wake.abort()
})

const beat = statement('heartbeat')
let client: pg.Client | undefined

async function once(leaseForMs: number): Promise<void> {
  if (!client) {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'safelight heartbeat',
      connectionTimeoutMillis: beatMs,
      query_timeout: leaseMs,
    })
    fresh.on('error', () => {
      if (client === fresh) client = undefined
    })
    await fresh.connect()
    client = fresh
  }
  // measured from before the question: the lease can only be longer than we believe
  const asked = process.hrtime.bigint()
  await client.query({
    ...(prepared && { name: beat.name }),
    text: beat.text,
    values: [nodeId, name, kinds, leaseForMs, stopping],
  })
  Atomics.store(until, 0, asked + BigInt(leaseForMs) * 1_000_000n)
}

let reported = false
while (!stopping) {
  try {
    await once(leaseMs)
    if (!reported) parentPort!.postMessage({ type: 'ready' })
    reported = true
  } catch (error) {
    parentPort!.postMessage({ type: 'missed', message: (error as Error).message })
    client?.end().catch(() => {})
    client = undefined
  }
  await delay(client ? beatMs : Math.min(500, beatMs), undefined, { signal: wake.signal }).catch(() => {})
  wake = stopping ? wake : new AbortController()
}
try {
  await once(0)
} catch {
  // the lease ends by itself
}
await client?.end().catch(() => {})
parentPort!.postMessage({ type: 'stopped' })
// a port that listens keeps the thread alive
parentPort!.close()

/**
 * One connection per node that both listens and tells: after a commit, in a statement of its own and at most one per
 * few milliseconds (inside the transactions NOTIFY cost 11,650 -> 4,590 a second). Losing a message costs nothing but
 * time: everybody polls as a backstop. Needs a direct connection, for behind PgBouncer LISTEN reaches nobody.
 */
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'

/** work: something may be claimed. due: a delayed or parked job is due now. cancel: a job was cancelled or asked to be. */
export type Topic = 'work' | 'due' | 'events' | 'cancel'
export type Bus = {
  /** says it to this node at once and to all others soon */
  tell(topic: Topic): void
  on(topic: Topic, listener: () => void): void
  stop(): Promise<void>
}

const channel = 'safelight'
const letters: Record<Topic, string> = { work: 'w', due: 'd', events: 'e', cancel: 'c' }
const topics = Object.keys(letters) as Topic[]

export type BusOptions = { url: string; nodeId: string; tellEveryMs: number; log: Logger }

/** Starts the bus; it reconnects by itself for as long as it is not stopped. */
export function startBus({ url, nodeId, tellEveryMs, log }: BusOptions): Bus {
  const listeners = new Map<Topic, (() => void)[]>(topics.map((topic) => [topic, []]))
  const pending = new Set<Topic>()
  let client: pg.Client | undefined
  let telling = false
  let reconnect: NodeJS.Timeout | undefined
  let stopped = false

  const call = (topic: Topic) => {
    for (const listener of listeners.get(topic)!) listener()
  }

  async function connect(): Promise<void> {
    if (stopped) return
    const fresh = new pg.Client({ connectionString: url, application_name: 'safelight bus', connectionTimeoutMillis: 5_000, keepAlive: true })
    const lost = () => {
      if (client === fresh) client = undefined
      fresh.removeAllListeners('notification')
      clearTimeout(reconnect)
      if (!stopped) reconnect = setTimeout(() => void connect(), 500)
    }
    fresh.on('error', lost)
    fresh.on('end', lost)
    try {
      await fresh.connect()
      // a notification that a crash forgets is made good by polling
      await fresh.query(`set synchronous_commit = off; listen ${channel}`)
    } catch (error) {
      log.debug({ err: error }, 'bus not connected yet')
      fresh.end().catch(() => {})
      return lost()
    }
    if (stopped) return void fresh.end().catch(() => {})
    fresh.on('notification', ({ payload = '' }) => {
      const [said = '', from] = payload.split(':')
      if (from === nodeId) return
      for (const topic of topics) if (said.includes(letters[topic])) call(topic)
    })
    client = fresh
    // whatever was said while we were away
    for (const topic of topics) call(topic)
  }
  void connect()

  async function flush(): Promise<void> {
    if (telling || !client) return
    telling = true
    while (pending.size > 0 && client && !stopped) {
      const said = [...pending].map((topic) => letters[topic]).join('')
      pending.clear()
      await client.query('select pg_notify($1, $2)', [channel, `${said}:${nodeId}`]).catch(() => {})
      await delay(tellEveryMs)
    }
    telling = false
  }

  return {
    tell(topic) {
      call(topic)
      pending.add(topic)
      // the first one leaves at once; those behind it wait for their turn together
      void flush()
    },
    on: (topic, listener) => void listeners.get(topic)!.push(listener),
    async stop() {
      stopped = true
      clearTimeout(reconnect)
      await client?.end().catch(() => {})
    },
  }
}

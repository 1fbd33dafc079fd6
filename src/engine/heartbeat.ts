import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'

export type Heartbeat = {
  /** until when the lease surely holds, on the monotonic clock of `process.hrtime.bigint()` */
  heldUntil(): bigint
  /** how long the lease surely still holds, in ms; below 0 when it may have lapsed */
  remainingMs(): number
  stop(): Promise<void>
}

export type HeartbeatOptions = {
  url: string
  nodeId: string
  name: string
  kinds: string[]
  leaseMs: number
  beatMs: number
  prepared: boolean
  log: Logger
}

/** Starts the heartbeat's thread; resolves after the first beat was committed. A thread that dies is started again. */
export async function startHeartbeat({ log, ...options }: HeartbeatOptions): Promise<Heartbeat> {
  const until = new BigInt64Array(new SharedArrayBuffer(8))
  let stopping = false
  let worker!: Worker
  let stopped!: () => void
  const whenStopped = new Promise<void>((resolve) => (stopped = resolve))

  await new Promise<void>((ready) => {
    const launch = () => {
      worker = new Worker(new URL('./heartbeat-thread.ts', import.meta.url), { workerData: { ...options, until } })
      worker.on('message', (message: { type: string; message?: string }) => {
        if (message.type === 'ready') ready()
        else if (message.type === 'missed') log.warn({ reason: message.message }, 'heartbeat missed')
      })
      worker.on('error', (error) => log.error({ err: error }, 'heartbeat thread died'))
      // stopped while it was down: there is nothing left to stop
      worker.on('exit', () => (stopping ? stopped() : setTimeout(() => (stopping ? stopped() : launch()), 200)))
    }
    launch()
  })

  return {
    heldUntil: () => Atomics.load(until, 0),
    remainingMs: () => Number(Atomics.load(until, 0) - process.hrtime.bigint()) / 1e6,
    async stop() {
      stopping = true
      worker.postMessage('stop')
      await whenStopped
    },
  }
}

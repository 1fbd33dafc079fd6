import type { Task } from '../api/contract.ts'
import { sleep } from '../client/http.ts'
import { openLive } from '../client/live.ts'
import { ApiError } from '../client/problem.ts'
import type { Server } from './server.ts'

export type Follower = {
  /** Reads the task at every change until `done` holds of it, or `stop` aborts; hands out what was read last. */
  until(done: (task: Task) => boolean, onTask: (task: Task) => void, stop?: AbortSignal): Promise<Task>
  close(): void
}

export type FollowOptions = {
  server: Server
  taskId: string
  onReconnecting(): void
  /** how long to go on trying while nobody answers */
  patienceMs?: number
}

/** Two reads are at least this far apart, however fast events come. */
const readEveryMs = 100
/** Should the stream be silent though something changed, a look now and then finds it. */
const lookEveryMs = 2_000

/**
 * Follows one task by the event stream: an event says that something changed, and the task is read anew, so that what
 * is shown is always what the server would say. A connection that breaks is resumed behind the last event.
 */
export function followTask({ server, taskId, onReconnecting, patienceMs = 5 * 60_000 }: FollowOptions): Follower {
  let kick = () => {}
  const live = openLive({
    url: `${server.url}/api/events`,
    headers: server.headers,
    onEvent: (event) => {
      if (event.subject?.id === taskId || event.type === 'hello' || event.type === 'reset') kick()
    },
  })

  async function read(): Promise<Task> {
    const since = performance.now()
    for (let tries = 1; ; tries++) {
      try {
        return await server.client.task(taskId)
      } catch (error) {
        const away = error instanceof ApiError && (error.status === 0 || error.status >= 500 || error.status === 429)
        if (!away || performance.now() - since > patienceMs) throw error
        if (tries === 2) onReconnecting()
        live.wake()
        await sleep(Math.min(250 * tries, 2_000))
      }
    }
  }

  return {
    close: live.close,
    async until(done, onTask, stop) {
      for (;;) {
        // before the read: what happens meanwhile must be looked at too
        const changed = new Promise<void>((resolve) => (kick = resolve))
        const task = await read()
        onTask(task)
        if (done(task) || stop?.aborted) return task
        const timer = new AbortController()
        const stopped = new Promise<void>((resolve) => stop?.addEventListener('abort', () => resolve(), { once: true, signal: timer.signal }))
        await sleep(readEveryMs)
        await Promise.race([changed, stopped, sleep(lookEveryMs, timer.signal).catch(() => {})])
        timer.abort()
      }
    },
  }
}

/** The part of a node that works: claims into free places, asks providers about due jobs, adopts what others lost. */
import { askProvider, takeMsByDefault } from './parked.ts'
import { runAttempt, type AbortReason, type Held, type Runtime } from './attempt.ts'
import type { Bus } from './bus.ts'
import { startLoop, type Loop } from './loop.ts'
import { settleAdopted } from './rescuer.ts'

export type WorkerOptions = {
  runtime: Runtime
  bus: Bus
  leaseMs: number
  /** attempts at once on this node */
  placesMax: number
  /** parked jobs asked about at once */
  pollsMax: number
  takeMs?: number
}

export type Worker = {
  stop(): Promise<void>
  /** attempts running here now */
  busy(): number
}

const claimMax = 256
const rescueMax = 200
const deadlineGraceMs = 2_000
const stopGraceMs = 8_000

type Running = { job: Held; abort: AbortController; done: Promise<void> }

/** Starts claiming. `stop` claims no more, hands unfinished work back, and waits for paid POSTs that are out. */
export function startWorker({ runtime, bus, leaseMs, placesMax, pollsMax, takeMs = takeMsByDefault }: WorkerOptions): Worker {
  const { verbs, log, kinds } = runtime
  const running = new Map<string, Running>()
  const polling = new Map<string, { abort: AbortController; done: Promise<void> }>()
  const busyByLane = new Map<string, number>()
  const kindNames = [...kinds.keys()]
  let stopping = false

  function begin(job: Held, deadlineInMs: number): void {
    const abort = new AbortController()
    // the rescuer closes it a little later, should this process be too busy to
    const timer = setTimeout(() => abort.abort('deadline' satisfies AbortReason), Math.min(Math.max(deadlineInMs, 0), 2 ** 31 - 1))
    timer.unref()
    busyByLane.set(job.lane, (busyByLane.get(job.lane) ?? 0) + 1)
    const done = runAttempt(runtime, job, abort.signal).finally(() => {
      clearTimeout(timer)
      if (running.get(job.id)?.job === job) running.delete(job.id)
      busyByLane.set(job.lane, busyByLane.get(job.lane)! - 1)
      claim.kick()
    })
    running.set(job.id, { job, abort, done })
  }

  const claim = startLoop({
    name: 'claim',
    everyMs: 1_000,
    log,
    async run() {
      const room = Math.min(placesMax - running.size, claimMax)
      if (stopping || room <= 0 || kindNames.length === 0 || runtime.heartbeat.remainingMs() <= 0) return false
      const busy = [...busyByLane].filter(([, n]) => n > 0).map(([lane, n]) => ({ lane, busy: n }))
      const jobs = await verbs.claim(kindNames, room, busy)
      for (const { deadline_in_ms, ...job } of jobs) begin(job, deadline_in_ms)
      return jobs.length > 0
    },
  })

  const poll = startLoop({
    name: 'poll',
    everyMs: 500,
    log,
    async run() {
      const room = pollsMax - polling.size
      if (stopping || room <= 0) return false
      const due = await verbs.poll(Math.min(room, claimMax), takeMs)
      for (const job of due) {
        const abort = new AbortController()
        const done = askProvider(runtime, job, abort.signal).finally(() => {
          polling.delete(job.id)
          if (polling.size === pollsMax - 1) poll.kick()
        })
        polling.set(job.id, { abort, done })
      }
      return due.length === Math.min(room, claimMax)
    },
  })

  const rescue = startLoop({
    name: 'rescue',
    everyMs: leaseMs / 5,
    log,
    async run() {
      const adopted = await verbs.rescue(leaseMs, rescueMax, deadlineGraceMs)
      await Promise.all(adopted.map((job) => settleAdopted(runtime, job)))
      return adopted.length === rescueMax
    },
  })

  /** Lets go of what the database says is not ours any more: cancelled, adopted, closed. */
  const reconcile = startLoop({
    name: 'owned',
    everyMs: 1_500,
    log,
    async run() {
      if (running.size === 0) return
      const before = [...running.values()]
      const owned = new Map((await verbs.owned()).map((row) => [row.id, row]))
      for (const { job, abort } of before)
        if (owned.get(job.id)?.token !== job.token && !job.posted) abort.abort('lost' satisfies AbortReason)
    },
  })

  bus.on('work', claim.kick)
  bus.on('due', poll.kick)
  bus.on('cancel', () => {
    reconcile.kick()
    poll.kick()
  })

  const loops: Loop[] = [claim, poll, rescue, reconcile]
  return {
    busy: () => running.size,
    async stop() {
      stopping = true
      await Promise.all(loops.map((loop) => loop.stop()))
      // paid POSTs that are out may answer; everything else is handed back now
      for (const { job, abort } of running.values()) if (!job.posted) abort.abort('stopping' satisfies AbortReason)
      for (const { abort } of polling.values()) abort.abort('stopping' satisfies AbortReason)
      const all = [...running.values(), ...polling.values()].map((r) => r.done)
      let timer: NodeJS.Timeout | undefined
      await Promise.race([Promise.allSettled(all), new Promise((resolve) => (timer = setTimeout(resolve, stopGraceMs)))])
      clearTimeout(timer)
    },
  }
}

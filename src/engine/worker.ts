/** The part of a node that works: claims into free places, asks providers about due jobs, adopts what others lost. */
import { askProvider } from './parked.ts'
import { runAttempt, type AbortReason, type Held, type Runtime } from './attempt.ts'
import type { Bus } from './bus.ts'
import { startLoop, type Loop } from './loop.ts'
import { settleAdopted } from './rescuer.ts'
import type { AdoptedJob, ClaimedJob } from './verbs.ts'

export type WorkerOptions = {
  runtime: Runtime
  bus: Bus
  leaseMs: number
  /** attempts at once on this node */
  placesMax: number
  /** parked jobs asked about at once */
  pollsMax: number
}

export type Worker = {
  stop(): Promise<void>
  /** attempts running here now */
  busy(): number
}

/** of a node with so many places: a claim that takes all there is looks at no flow, which is half of what it costs */
const claimMax = 1_024
const rescueMax = 200
const deadlineGraceMs = 2_000
const stopGraceMs = 8_000
/** an answer that is only late, not lost, arrives before */
const orphanAfterMs = 3_000

type InHand = { id: string; token: number }
type Running<Job extends InHand = InHand> = { job: Job; abort: AbortController; done: Promise<void> }

/** Starts claiming. `stop` claims no more, hands unfinished work back, and waits for paid POSTs that are out. */
export function startWorker({ runtime, bus, leaseMs, placesMax, pollsMax }: WorkerOptions): Worker {
  const { verbs, log, kinds } = runtime
  const running = new Map<string, Running<Held>>()
  const polling = new Map<string, Running>()
  const adopting = new Set<AdoptedJob>()
  /** owned by this node and not in its hands: since when, by id and token */
  let missing = new Map<string, number>()
  let orphans: { id: string; token: number }[] = []
  const busyByLane = new Map<string, number>()
  const kindNames = [...kinds.keys()]
  let stopping = false

  function begin(job: ClaimedJob): void {
    const abort = new AbortController()
    // the rescuer closes it a little later, should this process be too busy to
    const timer = setTimeout(() => abort.abort('deadline' satisfies AbortReason), Math.min(Math.max(job.deadline_in_ms, 0), 2 ** 31 - 1))
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
      for (const job of jobs) begin(job)
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
      const due = await verbs.poll(Math.min(room, claimMax), runtime.takeMs)
      for (const job of due) {
        const abort = new AbortController()
        const done = askProvider(runtime, job, abort.signal).finally(() => {
          if (polling.get(job.id)?.job === job) polling.delete(job.id)
          if (polling.size === pollsMax - 1) poll.kick()
        })
        polling.set(job.id, { job, abort, done })
      }
      return due.length === Math.min(room, claimMax)
    },
  })

  const rescue = startLoop({
    name: 'rescue',
    everyMs: leaseMs / 5,
    log,
    async run() {
      const adopted = await verbs.rescue(leaseMs, rescueMax, deadlineGraceMs, orphans.splice(0, rescueMax))
      for (const job of adopted) adopting.add(job)
      await Promise.all(adopted.map((job) => settleAdopted(runtime, job).finally(() => adopting.delete(job))))
      return adopted.length === rescueMax
    },
  })

  /**
   * Lets go of what the database says is not ours any more: cancelled, adopted, closed. And finds what it says is ours
   * although we never heard of it: the answer to the commit of a claim or a rescue was lost, and since this node lives,
   * no other would ever adopt it.
   */
  const reconcile = startLoop({
    name: 'owned',
    everyMs: 1_500,
    log,
    async run() {
      const before = [...running.values()]
      const rows = await verbs.owned()
      const owned = new Map(rows.map((row) => [row.id, row]))
      for (const { job, abort } of before)
        if (owned.get(job.id)?.token !== job.token && !job.posted) abort.abort('lost' satisfies AbortReason)

      const name = ({ id, token }: InHand) => `${id} ${token}`
      const inHand = new Set([...[...running.values(), ...polling.values()].map(({ job }) => job), ...adopting].map(name))
      const now = performance.now()
      const strangers = rows.filter((row) => !inHand.has(name(row)))
      missing = new Map(strangers.map((row) => [name(row), missing.get(name(row)) ?? now]))
      orphans = strangers.filter((row) => now - missing.get(name(row))! > orphanAfterMs)
      if (orphans.length > 0) rescue.kick()
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
      // a duty that waits for a PostgreSQL that is away is not waited for
      await atMost(stopGraceMs, Promise.all(loops.map((loop) => loop.stop())))
      // paid POSTs that are out may answer; everything else is handed back now
      for (const { job, abort } of running.values()) if (!job.posted) abort.abort('stopping' satisfies AbortReason)
      for (const { abort } of polling.values()) abort.abort('stopping' satisfies AbortReason)
      const all = [...running.values(), ...polling.values()].map((r) => r.done)
      await atMost(stopGraceMs, Promise.allSettled(all))
    },
  }
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))])
  clearTimeout(timer)
}

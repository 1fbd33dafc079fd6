/** Carries the plan's harm out on the processes and on PostgreSQL, and counts what was really done. */
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { faultPoints, type FaultPoint } from '../src/engine/faults.ts'
import type { FromChild, Trap } from './child.ts'
import type { Child, Fleet, Role } from './fleet.ts'
import type { TimedHarm } from './plan.ts'
import type { ChaosPostgres } from './postgres.ts'
import type { Proxy } from './proxy.ts'
import type { Random } from './random.ts'

export type HarmOptions = {
  fleet: Fleet
  postgres: ChaosPostgres
  proxy: Proxy
  pool: pg.Pool
  random: Random
  leaseMs: number
  log(line: string): void
}

export type Harmer = {
  counts: { kills: number; freezes: number; terminations: number; restarts: number; stops: number; resubscriptions: number }
  hits: Record<FaultPoint, number>
  freezesAt: Partial<Record<FaultPoint, number>>
  /** starts one harm; never throws */
  begin(harm: TimedHarm): void
  /** a process stepped into a trap */
  hit(child: Child, message: Extract<FromChild, { type: 'hit' }>): void
  /** a process is new: it gets the traps nobody stepped into yet */
  arm(child: Child): void
  openTraps(): Trap[]
  /** how much harm is due and not done yet: on a slow machine the plan's clock waits for it */
  behind(): number
  /** lifts what is still set and waits until everything frozen runs again */
  end(): Promise<void>
}

const ofTheApi: ReadonlySet<FaultPoint> = new Set(['submit.sending', 'submit.committed', 'cancel.noted'])
const steadyLeft = 2
/** traps that lie out at once; with more, every new process would die at its first step */
const trapsOut = { worker: 5, api: 1, subscriber: 0 }
const roleFor = (point: FaultPoint): Role => (ofTheApi.has(point) ? 'api' : 'worker')

export function createHarmer({ fleet, postgres, proxy, pool, random, leaseMs, log }: HarmOptions): Harmer {
  const counts = { kills: 0, freezes: 0, terminations: 0, restarts: 0, stops: 0, resubscriptions: 0 }
  const hits = Object.fromEntries(faultPoints.map((point) => [point, 0])) as Record<FaultPoint, number>
  const freezesAt: Partial<Record<FaultPoint, number>> = {}
  const traps = new Map<number, Trap>()
  let queue: Trap[] = []
  const under = new Set<Promise<unknown>>()
  let lastTrap = 0
  let ended = false

  const track = (work: Promise<unknown>): void => {
    const done: Promise<unknown> = work.catch((error: Error) => log(`harm failed: ${error.message}`)).finally(() => under.delete(done))
    under.add(done)
  }

  /**
   * Somebody of the role who is well; waits for one, for a while. Some workers are left that have been well for long
   * enough to declare others dead: where everybody dies within a lease, nobody can be rescued, and nothing is shown.
   */
  async function victim(role: Role): Promise<Child | undefined> {
    for (let i = 0; i < 2_400 && !ended; i++) {
      const child = random.pick(fleet.ready(role))
      if (child && (role !== 'worker' || wellFor('worker', leaseMs * 1.5, child) >= steadyLeft)) return child
      await delay(50)
    }
    return undefined
  }

  function setTrap(how: Trap['how'], point: FaultPoint): void {
    queue.push({ id: ++lastTrap, point, how })
  }

  /** Lays out the next traps of the queue, where enough are well to lose one. */
  function layTraps(): void {
    const steady = { worker: wellFor('worker', leaseMs * 1.5) - steadyLeft, api: wellFor('api', leaseMs / 2), subscriber: 0 }
    queue = queue.filter((trap) => {
      const role = roleFor(trap.point)
      const out = [...traps.values()].filter((other) => roleFor(other.point) === role)
      if (steady[role] <= 0 || out.length >= trapsOut[role] || out.some((other) => other.point === trap.point)) return true
      steady[role]--
      traps.set(trap.id, trap)
      for (const child of fleet.all()) if (child.role === role) child.send({ type: 'trap', trap })
      return false
    })
  }
  const laying = setInterval(layTraps, 100)

  const wellFor = (role: Role, ms: number, except?: Child) =>
    fleet.ready(role).filter((child) => child !== except && performance.now() - child.wellSince > ms).length

  async function tokenOf(jobId: string): Promise<string | undefined> {
    const answer = await pool.query<{ token: string; phase: string }>('select token::text, phase from job where id = $1', [jobId]).catch(() => undefined)
    return answer?.rows[0] && `${answer.rows[0].token} ${answer.rows[0].phase === null}`
  }

  /** Lets a frozen process go on once the job it held is in other hands: then its next verb must be turned away. */
  async function thawOnceAdopted(child: Child, jobId: string): Promise<void> {
    const since = performance.now()
    let before: string | undefined
    while (!ended && performance.now() - since < leaseMs * 5) {
      const now = await tokenOf(jobId)
      before ??= now
      if (now !== before && performance.now() - since > leaseMs * 1.1) break
      await delay(40)
    }
    fleet.thaw(child)
  }

  async function kill(): Promise<void> {
    const child = await victim(random.chance(0.9) ? 'worker' : 'api')
    if (!child) return
    fleet.kill(child)
    counts.kills++
  }

  async function freeze(forMs: number): Promise<void> {
    const child = await victim('worker')
    if (!child) return
    fleet.freeze(child)
    counts.freezes++
    await delay(forMs)
    fleet.thaw(child)
  }

  async function terminate(backends: number): Promise<void> {
    const ask = () => pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name in ('safelight bus', 'safelight heartbeat') or application_name ~ '^safelight [0-9a-f-]{36}$'
       order by md5(pid::text || $1) limit $2`,
      [String(random.next()), backends],
    )
    // once more should PostgreSQL be away just now
    const { rowCount } = await ask().catch(() => delay(5_000).then(ask))
    counts.terminations += rowCount ?? 0
  }

  async function resubscribe(how: 'kill' | 'reconnect'): Promise<void> {
    const child = await victim('subscriber')
    if (!child) return
    counts.resubscriptions++
    fleet.kill(child, how === 'kill' ? 'SIGKILL' : 'SIGTERM')
  }

  async function stop(): Promise<void> {
    const child = await victim('worker')
    if (!child) return
    counts.stops++
    fleet.kill(child, 'SIGTERM')
    for (let i = 0; i < leaseMs / 10 && child.state !== 'ended'; i++) await delay(50)
    if (child.state !== 'ended') fleet.kill(child)
  }

  async function restart(how: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void> {
    log(`PostgreSQL gets ${how}`)
    await postgres.restart(how)
    counts.restarts++
  }

  return {
    counts,
    hits,
    freezesAt,
    openTraps: () => [...traps.values(), ...queue],
    behind: () => queue.length + under.size,
    begin(harm) {
      switch (harm.type) {
        case 'kill':
          return track(kill())
        case 'kill-at':
          return setTrap('kill', harm.point)
        case 'freeze':
          return track(freeze(harm.forMs))
        case 'freeze-at':
          return setTrap('freeze', harm.point)
        case 'terminate':
          return track(terminate(harm.backends))
        case 'cut':
          return proxy.cut(harm)
        case 'restart':
          return track(restart(harm.how))
        case 'stop':
          return track(stop())
        case 'resubscribe':
          return track(resubscribe(harm.how))
      }
    },
    hit(child, { id, point, how, jobId }) {
      traps.delete(id)
      for (const other of fleet.all()) if (other !== child) other.send({ type: 'untrap', id })
      if (how === 'kill') {
        hits[point]++
        counts.kills++
      } else {
        freezesAt[point] = (freezesAt[point] ?? 0) + 1
        counts.freezes++
        track(thawOnceAdopted(child, jobId))
      }
    },
    arm(child) {
      for (const trap of traps.values()) if (roleFor(trap.point) === child.role) child.send({ type: 'trap', trap })
    },
    async end() {
      clearInterval(laying)
      for (const trap of traps.values()) for (const child of fleet.all()) child.send({ type: 'untrap', id: trap.id })
      traps.clear()
      for (let i = 0; i < leaseMs / 10 && under.size > 0; i++) await delay(50)
      ended = true
      await Promise.all(under)
    },
  }
}

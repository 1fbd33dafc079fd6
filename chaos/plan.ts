/** What will happen, drawn from the seed before anything starts: the work people ask for, and the harm done meanwhile. */
import { createHash } from 'node:crypto'
import { faultPoints, type FaultPoint } from '../src/engine/faults.ts'
import type { ChaosOptions } from './options.ts'
import { createRandom, type Random } from './random.ts'

/** How the provider answers one POST. `lost-after`, `down-after`, `silent`: it took the work although no answer says so. */
export type PostBehaviour = 'ok' | 'slow' | 'lost-after' | 'lost-before' | 'busy' | 'down-after' | 'down-before' | 'refused' | 'silent'

export const kindNames = ['chaos.client-id', 'chaos.keyed', 'chaos.sync', 'chaos.blind', 'chaos.local'] as const
export type KindName = (typeof kindNames)[number]

/** One job's script: it travels as the job's input, and the provider plays it. */
export type Work = {
  kind: KindName
  price: number
  prepareMs: number
  /** 1: the first attempt cannot prepare, and may try again */
  prepareFaults: number
  workMs: number
  collectMs: number
  collectFaults: number
  /** by the number of POSTs this job has made; the last one stays */
  posts: PostBehaviour[]
  polls: 'plain' | 'flaky'
  end: 'done' | 'failed' | 'stuck'
  cancellable: boolean
  hook: 'none' | 'once' | 'twice' | 'early'
}

export type SubmissionPlan = {
  atMs: number
  account: number
  parent: 'none' | 'all' | 'some'
  jobs: Work[]
  /** the client asks again: the identical submission, fresh ids under the same key, or another body under it */
  resend: 'none' | 'same' | 'fresh' | 'other'
  cancelAfterMs: number | undefined
  cancelOnlyFirst: boolean
  retryWhenFailed: boolean
  byEngine: boolean
}

export type CutVerb = (typeof cutVerbs)[number]
export const cutVerbs = ['submit', 'claim', 'arm', 'park', 'poll', 'collect', 'close', 'retry', 'rescue', 'promote', 'progress', 'heartbeat'] as const

export type Harm =
  | { type: 'kill' }
  /** who next reaches the point dies there */
  | { type: 'kill-at'; point: FaultPoint }
  | { type: 'freeze'; forMs: number }
  /** who next reaches the point is stopped, until the job it held was adopted */
  | { type: 'freeze-at'; point: FaultPoint }
  | { type: 'terminate'; backends: number }
  | { type: 'cut'; verb: CutVerb; answer: 'arrived' | 'on-its-way' }
  | { type: 'restart'; how: 'SIGINT' | 'SIGQUIT' | 'SIGKILL' }
  | { type: 'stop' }
  | { type: 'resubscribe'; how: 'kill' | 'reconnect' }
export type TimedHarm = Harm & { atMs: number }

export type Plan = { durationMs: number; submissions: SubmissionPlan[]; harms: TimedHarm[]; accounts: number; hash: string }

/** The points at which a node is frozen so that its next verb comes too late, with how often (of 50). */
const freezePoints: Partial<Record<FaultPoint, number>> = {
  'arm.sending': 7, 'arm.committed': 7, 'post.leaving': 4, 'park.sending': 6, 'poll.answered': 6, 'close.sending': 6,
  'retry.sending': 5, 'progress.sending': 5,
}
export const accountCount = 10

function work(random: Random, leaseMs: number): Work {
  const kind = random.weighted<KindName>({ 'chaos.client-id': 40, 'chaos.keyed': 15, 'chaos.sync': 15, 'chaos.blind': 8, 'chaos.local': 22 })
  const post = () =>
    random.weighted<PostBehaviour>({ ok: 60, slow: 14, 'lost-after': 7, 'lost-before': 3, busy: 6, 'down-after': 3, 'down-before': 3, refused: 4, silent: 1 })
  return {
    kind,
    price: random.whole(1, 9),
    prepareMs: random.chance(0.3) ? random.whole(50, 400) : 0,
    prepareFaults: random.chance(0.04) ? 1 : 0,
    workMs: random.chance(0.15) ? random.whole(leaseMs, leaseMs * 2) : random.whole(100, leaseMs / 2),
    collectMs: random.chance(0.3) ? random.whole(100, 600) : 5,
    collectFaults: random.chance(0.06) ? random.whole(1, 2) : 0,
    posts: [post(), post(), 'ok'],
    polls: random.chance(0.12) ? 'flaky' : 'plain',
    end: random.weighted({ done: 90, failed: 8.5, stuck: 1.5 }),
    cancellable: random.chance(0.6),
    hook: random.weighted({ none: 30, once: 40, twice: 20, early: 10 }),
  }
}

function submissions(random: Random, { jobs, leaseMs }: ChaosOptions, durationMs: number): SubmissionPlan[] {
  const all: SubmissionPlan[] = []
  // one account in ten is poor, and refused most of the time
  for (let made = 0; made < jobs * 1.1; made += all.at(-1)!.jobs.length) {
    const parent = random.weighted<SubmissionPlan['parent']>({ none: 55, all: 20, some: 25 })
    const size = parent === 'none' ? 1 : Math.min(random.whole(2, 4), Math.max(2, Math.ceil(jobs * 1.1) - made))
    all.push({
      atMs: 0,
      account: random.whole(0, accountCount - 1),
      parent,
      jobs: Array.from({ length: size }, () => work(random, leaseMs)),
      resend: random.weighted({ none: 70, same: 14, fresh: 10, other: 6 }),
      cancelAfterMs: random.chance(0.12) ? random.whole(0, leaseMs) : undefined,
      cancelOnlyFirst: random.chance(0.3),
      retryWhenFailed: random.chance(0.3),
      byEngine: random.chance(0.1),
    })
  }
  // work keeps coming to the end of the harm, so that there is always something to harm
  all.forEach((submission, i) => (submission.atMs = Math.round(((i + random.next()) / all.length) * durationMs)))
  return all.sort((x, y) => x.atMs - y.atMs)
}

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: Math.max(0, Math.round(count)) }, (_, i) => make(i))
}

function harms(random: Random, options: ChaosOptions, durationMs: number): TimedHarm[] {
  const perPoint = Math.min(Math.ceil(options.pointHits * 1.4), Math.max(options.pointHits, Math.floor(options.kills / faultPoints.length)))
  const targeted: Harm[] = faultPoints.flatMap((point) => times(perPoint, () => ({ type: 'kill-at' as const, point })))
  const weights = Object.entries(freezePoints) as [FaultPoint, number][]
  const frozen: Harm[] = weights.flatMap(([point, weight]) =>
    times(options.freezes && Math.max(1, (weight * options.freezes) / 50), () => ({ type: 'freeze-at' as const, point })),
  )
  const rest: Harm[] = [
    ...times(options.kills - targeted.length, () => ({ type: 'kill' as const })),
    ...times(options.freezes - frozen.length, () => ({ type: 'freeze' as const, forMs: random.whole(Math.round(options.leaseMs * 1.3), options.leaseMs * 2) })),
    ...times(options.terminations, () => ({ type: 'terminate' as const, backends: random.whole(1, 3) })),
    ...times(options.cuts, (i) => ({
      type: 'cut' as const, verb: cutVerbs[i % cutVerbs.length]!, answer: random.chance(0.7) ? ('arrived' as const) : ('on-its-way' as const),
    })),
    ...times(options.stops, () => ({ type: 'stop' as const })),
    ...times(options.kills / 10, () => ({ type: 'resubscribe' as const, how: random.chance(0.5) ? ('kill' as const) : ('reconnect' as const) })),
  ]
  const spread = (list: Harm[], from: number, to: number): TimedHarm[] =>
    list.map((harm, i) => ({ ...harm, atMs: Math.round(durationMs * (from + ((to - from) * (i + random.next())) / Math.max(1, list.length))) }))
  // traps wait for somebody to step into them, so they are set early enough; restarts have room between them
  return [
    ...spread(random.shuffled([...targeted, ...frozen]), 0.03, 0.85),
    ...spread(random.shuffled(rest), 0.03, 0.97),
    ...spread(times(options.restarts, (i) => ({ type: 'restart' as const, how: (['SIGQUIT', 'SIGINT', 'SIGKILL'] as const)[i % 3]! })), 0.1, 0.95),
  ].sort((x, y) => x.atMs - y.atMs)
}

/** The whole plan; equal options give an equal plan and hash. */
export function makePlan(options: ChaosOptions): Plan {
  const durationMs = Math.round(options.minutes * 60_000)
  const plan = {
    durationMs,
    accounts: accountCount,
    submissions: submissions(createRandom(options.seed, 'work'), options, durationMs),
    harms: harms(createRandom(options.seed, 'harm'), options, durationMs),
  }
  return { ...plan, hash: createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 16) }
}

/**
 * Does to a database whatever nodes, people and providers may do to it, in any order and with any token it ever saw:
 * so that most of what it asks is stale, double, or too late. It keeps no model of what should happen; the guard, the
 * audit and the counts of the property tests judge.
 */
import fc from 'fast-check'
import { remedyFor } from '../database.ts'
import type { Recovery, Uuid } from '../types.ts'
import type { CloseRequest } from '../verbs.ts'
import type { Bed, Fenced } from './bed.ts'
import { family, single } from './work.ts'

const acts = [
  'submit', 'submit', 'submitFamily', 'claim', 'claim', 'arm', 'arm', 'arm', 'park', 'park', 'parkUnknown', 'poll', 'collect',
  'complete', 'complete', 'complete', 'fail', 'cancelled', 'cancel', 'cancelParent', 'retry', 'rescue', 'promote', 'wake',
  'progress', 'quiesce', 'dueAll', 'resend', 'resend', 'grant',
] as const
export type Act = { name: (typeof acts)[number]; pick: number; late: boolean; flag: boolean }

/** `late`: with any grip ever had, rather than the newest of a job */
export const anyAct: fc.Arbitrary<Act> = fc.record({
  name: fc.constantFrom(...acts),
  pick: fc.nat(1_000),
  late: fc.integer({ min: 0, max: 3 }).map((n) => n === 0),
  flag: fc.boolean(),
})

/** What somebody once held: who may use it now is for the database to say. */
type Grip = Fenced & { attempt: number; node: Uuid; wakeSeq: number }

const lanes = ['wide', 'narrow', 'single']
const recoveries: Recovery[] = ['none', 'repeatable', 'client-id', 'idempotency-key']

export async function createMonkey(bed: Bed) {
  await bed.lane('narrow', { maxInFlight: 2 })
  await bed.lane('single', { maxInFlight: 1 })
  const accounts = await Promise.all([100, 60, 0].map((credits) => bed.account(credits)))
  let node = await bed.node()
  const jobs: Uuid[] = []
  const parents: Uuid[] = []
  const grips: Grip[] = []
  const sent: (() => Promise<unknown>)[] = []
  /** (job, attempt) pairs whose POST was allowed, one entry each time it was */
  const posts: string[] = []

  const among = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(list.length, 1)]
  function grip({ pick, late }: Act): Grip | undefined {
    const old = among(grips, pick)
    return !old || late ? old : grips.findLast((g) => g.job_id === old.job_id)
  }
  /** now, and perhaps once more later */
  async function say(request: () => Promise<unknown>): Promise<void> {
    sent.push(request)
    await request()
  }
  const close = (request: CloseRequest) => say(() => bed.close(request))

  async function act(a: Act): Promise<void> {
    const g = grip(a)
    const account = among(accounts, a.pick)!
    switch (a.name) {
      case 'submit': {
        const request = single({
          account, price: (a.pick % 5) * 10, lane: among(lanes, a.pick)!, recovery: among(recoveries, a.pick)!, priority: a.pick % 3,
          attemptsMax: 2, byEngine: a.pick % 7 === 0, ...(a.flag && { key: `key-${a.pick % 4}`, hash: String(a.pick % 8) }),
        })
        jobs.push(request.submission.job_id)
        return await say(() => bed.submit([structuredClone(request)]))
      }
      case 'submitFamily': {
        const request = family({ account, policy: a.flag ? 'all' : 'some', prices: [5, 0, 10].slice(a.pick % 3), recovery: among(recoveries, a.pick)! })
        jobs.push(...request.children)
        parents.push(request.parent)
        return await say(() => bed.submit([structuredClone(request)]))
      }
      case 'claim':
        for (const job of await bed.claim(node, { room: 1 + (a.pick % 4) }))
          grips.push({ job_id: job.id, token: job.token, attempt: job.attempts, node, wakeSeq: job.wake_seq })
        return
      case 'arm':
        if (!g) return
        return await say(async () => {
          if ((await bed.arm(g, g.node)) === 'applied') posts.push(`${g.job_id} ${g.attempt}`)
        })
      case 'park':
        if (!g) return
        return await say(() =>
          bed.park({
            job_id: g.job_id, token: g.token, attempt: g.attempt, phase: 'submitted', due_in_ms: a.flag ? 0 : 60_000, wake_seq: g.wakeSeq,
            external_id: a.pick % 9 === 0 ? 'somebody-else' : `${g.job_id}-${g.attempt}`, progress: a.pick % 100,
          }),
        )
      case 'parkUnknown':
        if (!g) return
        return await say(() => bed.park({ job_id: g.job_id, token: g.token, attempt: g.attempt, phase: 'unknown', due_in_ms: a.flag ? 0 : 60_000, window_ms: 60_000 }))
      case 'poll':
        for (const job of await bed.poll(2)) grips.push({ job_id: job.id, token: job.token, attempt: job.attempts, node, wakeSeq: job.wake_seq })
        return
      case 'collect':
        if (!g) return
        return await say(() => bed.collect(g, g.node))
      case 'complete':
        if (!g) return
        return await close({ job_id: g.job_id, token: g.token, attempt: g.attempt, outcome: 'completed' })
      case 'fail':
        if (!g) return
        return await close({ job_id: g.job_id, token: g.token, attempt: g.attempt, outcome: 'failed', error_code: 'internal', write_off: a.flag, provider_done: a.flag })
      case 'cancelled':
        if (!g) return
        return await close({ job_id: g.job_id, token: g.token, attempt: g.attempt, outcome: 'cancelled', error_code: 'cancelled' })
      case 'cancel': {
        const job = among(jobs, a.pick)
        if (job) await close({ job_id: job, token: null, outcome: 'cancelled', error_code: 'cancelled' })
        return
      }
      case 'cancelParent': {
        const parent = among(parents, a.pick)
        if (parent) await say(() => bed.cancelParent(parent))
        return
      }
      case 'retry':
        if (!g) return
        return await say(() => bed.retry({ job_id: g.job_id, token: g.token, delay_ms: a.flag ? 0 : 60_000, outcome: 'retried', counts: a.flag }))
      case 'rescue': {
        await bed.kill(node)
        node = await bed.node()
        for (const job of await bed.rescue(node)) grips.push({ job_id: job.id, token: job.token, attempt: job.attempts, node, wakeSeq: 0 })
        return
      }
      case 'promote':
        return void (await bed.promote())
      case 'wake': {
        const job = among(jobs, a.pick)
        if (job) await bed.wake(job)
        return
      }
      case 'progress':
        if (g) await say(() => bed.progress(g, a.pick % 100))
        return
      case 'quiesce':
        return void (await bed.quiesce())
      case 'dueAll':
        return void (await bed.pool.query('update job set wake_at = now() where wake_at is not null'))
      case 'resend':
        return void (await among(sent, a.pick)?.())
      case 'grant':
        await bed.pool.query(
          `with line as (insert into ledger (account_id, kind, available_delta, held_delta) values ($1, 'grant', 5, 0))
           update account set available = available + 5 where id = $1`,
          [account],
        )
    }
  }

  return {
    posts,
    /** Throws what no node should ever see; that a submit met its own twin still committing is answered by a resend. */
    async act(a: Act): Promise<void> {
      try {
        await act(a)
      } catch (error) {
        if (remedyFor(error) !== 'resend-once') throw error
      }
    },
    /** Whatever state it was left in, ordinary duties bring every job to an end, once all nodes that took part are dead. */
    async settle(): Promise<void> {
      for (let round = 0; round < 60; round++) {
        const { open } = await bed.one<{ open: number }>('select count(*) as open from job where phase is not null')
        if (open === 0) return
        await bed.pool.query('update attempt set slot_lane = null where ended_at is not null')
        await bed.pool.query('update job set wake_at = now() where wake_at is not null')
        await bed.pool.query(`update node set lease_until = now() - interval '1 minute'`)
        node = await bed.node()
        const held = [...(await bed.rescue(node)), ...(await bed.poll()), ...((await bed.promote()), await bed.claim(node))]
        for (const { id, token, attempts, phase } of held as { id: Uuid; token: number; attempts: number; phase?: string }[]) {
          const job = { job_id: id, token }
          if (phase === 'unknown') await bed.close({ ...job, outcome: 'failed', error_code: 'outcome_unknown', write_off: true })
          else {
            if (phase === 'submitted') await bed.collect(job, node)
            else if (phase !== 'submitting' && phase !== 'collecting' && (await bed.arm(job, node)) === 'cancel_requested')
              await bed.close({ ...job, outcome: 'cancelled', error_code: 'cancelled' })
            await bed.close({ ...job, attempt: attempts, outcome: 'completed' })
          }
        }
      }
      throw new Error(`jobs that nothing ends: ${JSON.stringify(await bed.many('select * from job where phase is not null'))}`)
    },
  }
}

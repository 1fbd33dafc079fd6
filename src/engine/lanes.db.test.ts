/** What lanes learn from their requests: when they close, how they open again, and that waiting costs a job nothing. */
import { expect, test } from 'vitest'
import { jobError } from './errors.ts'
import { single } from './testing/work.ts'
import { useNodes } from './testing/nodes.ts'
import { createProvider } from './testing/provider.ts'

const nodes = useNodes()
const lane = 'lane-remote'
const laneNow = () => nodes.bed.one<{ paused_reason: string | null; failures: number; pause_s: number }>(
  `select paused_reason, failures, extract(epoch from paused_until - now())::float8 as pause_s from lane where id = $1`,
  [lane],
)
/** the pause is over, as if time had passed */
const pauseOver = () => nodes.bed.pool.query(`update lane set paused_until = now(), probe_until = null where id = $1`, [lane])

test('a lane that is limited keeps its jobs, and burns none of their attempts', async () => {
  const provider = createProvider()
  let limited = true
  provider.answers.submit = async (ctx) => {
    if (limited) throw jobError('provider_rate_limited', { acceptance: 'surely-not' })
    return { type: 'accepted', externalId: `ext-${ctx.attemptKey}`, pollInMs: 0 }
  }
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId } = await nodes.submit(engine, 'remote')
  for (let tries = 1; tries <= 5; tries++) {
    await live.until((e) => e.jobId === jobId && e.data.phase === 'delayed' && e.data.attempt === tries)
    if (tries === 5) limited = false
    await pauseOver()
    await nodes.bed.due(jobId)
  }
  await live.job(jobId, 'completed')
  expect(await nodes.bed.job(jobId)).toMatchObject({ attempts: 6, attempts_max: 3 + 5 })
  expect(await laneNow()).toMatchObject({ paused_reason: null, failures: 0 })
})

// SPEC: E14
test('each trouble in a row closes it for longer; an auth failure is told at once and refunded', async () => {
  const provider = createProvider()
  provider.answers.submit = async () => {
    throw jobError('provider_auth', { acceptance: 'surely-not' })
  }
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const pauses: number[] = []
  for (let n = 0; n < 3; n++) {
    const { jobId, accountId } = await nodes.submit(engine, 'remote')
    await live.job(jobId, 'failed')
    expect(await nodes.bed.balance(accountId)).toEqual({ available: 100, held: 0 })
    pauses.push((await laneNow()).pause_s)
    await pauseOver()
  }
  expect(pauses.map((s) => Math.ceil(s / 30))).toEqual([1, 2, 4])
})

test('five silences or 5xx in a row close a lane, four and a success do not', async () => {
  const engine = await nodes.start({ roles: { api: true, worker: false } })
  await nodes.submit(engine, 'remote')
  const lanes = (engine.lanes as unknown as import('./lanes.ts').Lanes)
  for (let n = 0; n < 4; n++) await lanes.trouble(lane, 'provider_overloaded', 'repeated')
  expect(await laneNow()).toMatchObject({ paused_reason: null, failures: 4 })
  await lanes.well(lane)
  for (let n = 0; n < 5; n++) await lanes.trouble(lane, 'provider_overloaded', 'repeated')
  expect(await laneNow()).toMatchObject({ paused_reason: 'provider_overloaded', failures: 5 })
  // requests that were out when it closed
  await lanes.trouble(lane, 'provider_timeout', 'repeated')
  await lanes.well(lane)
  expect(await laneNow()).toMatchObject({ paused_reason: 'provider_overloaded', failures: 0 })
})

test('when the pause is over one job probes; the rest follow once it went well', async () => {
  const { bed } = nodes
  const node = await bed.node()
  const account = await bed.account()
  await bed.submit([1, 2, 3].map(() => single({ account, lane: 'studio' })))
  await bed.pool.query(`update lane set paused_reason = 'provider_overloaded', paused_until = now(), failures = 5`)
  const [probe, ...more] = await bed.claim(node)
  expect(more).toEqual([])
  expect(probe?.lane_troubled).toBe(true)
  expect(await bed.claim(node)).toEqual([])
  // a probe that nobody ever hears of
  await bed.pool.query(`update lane set probe_until = now()`)
  expect(await bed.claim(node)).toHaveLength(1)
  await bed.pool.query(`update lane set paused_reason = null, paused_until = null, failures = 0`)
  expect((await bed.claim(node)).map((job) => job.lane_troubled)).toEqual([false])
})

// SPEC: E14
test('what an operator closed stays closed, whatever its requests say', async () => {
  const engine = await nodes.start({ roles: { api: true, worker: false } })
  await nodes.submit(engine, 'remote')
  const lanes = (engine.lanes as unknown as import('./lanes.ts').Lanes)
  await lanes.pause(lane, 'maintenance')
  await lanes.trouble(lane, 'provider_rate_limited', 'at-once', 5)
  await lanes.well(lane)
  expect(await laneNow()).toMatchObject({ paused_reason: 'maintenance', pause_s: null })
})

// SPEC: P5
test('a fallback takes an attempt that was surely not accepted, under the same hold, in its own lane', async () => {
  const provider = createProvider()
  provider.answers.submit = async (ctx) => {
    if (ctx.lane === lane) throw jobError('provider_quota', { acceptance: 'surely-not' })
    return { type: 'accepted', externalId: `at-${ctx.lane}`, pollInMs: 0 }
  }
  const [remote] = provider.kinds
  const engine = await nodes.start({
    provider: { ...provider, kinds: [{ ...remote!, fallback: (_input: unknown, from: string) => (from === lane ? { lane: 'lane-spare', recovery: 'none' as const } : null) }] } as never,
  })
  await engine.lanes.configure('lane-spare', {})
  const live = await nodes.listen(engine)
  const { jobId, accountId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'completed')
  expect(await nodes.bed.many('select lane, outcome, error_code from attempt where job_id = $1 order by no', [jobId])).toEqual([
    { lane, outcome: 'retried', error_code: 'provider_quota' },
    { lane: 'lane-spare', outcome: 'completed', error_code: null },
  ])
  expect(provider.asked).toEqual(['at-lane-spare'])
  expect(await nodes.bed.ledger(jobId)).toEqual(['hold', 'capture'])
  expect(await nodes.bed.balance(accountId)).toEqual({ available: 90, held: 0 })
})

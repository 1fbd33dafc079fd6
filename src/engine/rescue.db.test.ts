/** Attempts that end without their job: retry, promote, rescue. */
import { expect, test } from 'vitest'
import { newId } from './ids.ts'
import { useBed } from './testing/bed.ts'
import { single } from './testing/work.ts'

const use = useBed()

test.each(['preparing', 'submitting', 'submitted', 'unknown', 'collecting'] as const)('retry while %s: the same job waits, under the same hold', async (phase) => {
  const { bed } = use
  const [node, account] = [await bed.node(), await bed.account(100)]
  await bed.lane('one', { maxInFlight: 1 })
  const job = await bed.at(phase, single({ account, lane: 'one' }), node)
  expect(await bed.retry({ ...job, delay_ms: 60_000, outcome: 'retried', error_code: 'provider_overloaded', error_params: { a: 1 }, counts: true })).toBe('applied')
  expect(await bed.job(job.job_id)).toMatchObject({ status: 'pending', phase: 'delayed', node_id: null, attempts: 1, attempts_max: 3 })
  expect(await bed.attempt(job.job_id)).toMatchObject({ outcome: 'retried', error_code: 'provider_overloaded', error_params: { a: 1 }, slot_lane: null, ended_at: expect.any(Date) })
  expect(await bed.promote()).toBe(0)
  expect(await bed.claim(node)).toEqual([])
  await bed.due(job.job_id)
  expect(await bed.promote()).toBe(1)
  expect(await bed.claim(node)).toMatchObject([{ id: job.job_id, attempts: 2 }])
  expect((await bed.attempt(job.job_id, 2)).external_id).toBeNull()
  expect(await bed.balance(account)).toEqual({ available: 90, held: 10 })
  expect(await bed.ledger(job.job_id)).toEqual(['hold'])
})

test('an attempt handed back is no fault of the work: its bound moves along', async () => {
  const { bed } = use
  const job = await bed.at('preparing', single({ account: await bed.account(), attemptsMax: 1 }), await bed.node())
  await bed.retry({ ...job, delay_ms: 0, outcome: 'handed_back', counts: false })
  expect(await bed.job(job.job_id)).toMatchObject({ attempts: 1, attempts_max: 2 })
})

test('the deadline counts from the first claim, through all attempts', async () => {
  const { bed } = use
  const node = await bed.node()
  const job = await bed.at('preparing', single({ account: await bed.account(), deadlineMs: 60_000 }), node)
  await bed.pool.query(`update job set deadline_at = deadline_at - interval '50 seconds'`)
  await bed.retry({ ...job, delay_ms: 0, outcome: 'retried', counts: true })
  await bed.promote()
  expect((await bed.claim(node))[0]!.deadline_in_ms).toBeLessThan(10_000)
})

// SPEC: E5 E11
test.each(['preparing', 'submitting', 'collecting'] as const)('a dead node’s job is adopted while %s, under a new token', async (phase) => {
  const { bed } = use
  const [dead, node] = [await bed.node(), await bed.node()]
  const job = await bed.at(phase, single({ account: await bed.account(), recovery: 'client-id' }), dead)
  expect(await bed.rescue(node)).toEqual([])
  await bed.kill(dead)
  expect(await bed.rescue(node)).toMatchObject([
    { id: job.job_id, phase, why: 'worker_lost', attempts: 1, recovery: 'client-id', external_id: phase === 'collecting' ? `ext-${job.job_id}` : null },
  ])
  const now = await bed.job(job.job_id)
  expect(now).toMatchObject({ phase, node_id: node })
  expect(now.token).toBeGreaterThan(job.token)
  expect(await bed.rescue(node)).toEqual([])
  // whoever adopted dies as well
  await bed.kill(node)
  expect(await bed.rescue(await bed.node())).toMatchObject([{ id: job.job_id }])
})

test('a node that the table does not know owns nothing', async () => {
  const { bed } = use
  const [dead, node] = [await bed.node(), await bed.node()]
  await bed.at('preparing', single({ account: await bed.account() }), dead)
  await bed.pool.query('delete from node where id = $1', [dead])
  expect(await bed.rescue(node)).toHaveLength(1)
})

test('a parked job is nobody’s: nothing to rescue', async () => {
  const { bed } = use
  const [dead, node] = [await bed.node(), await bed.node()]
  for (const phase of ['submitted', 'unknown'] as const) await bed.at(phase, single({ account: await bed.account() }), dead)
  await bed.kill(dead)
  expect(await bed.rescue(node)).toEqual([])
})

test('who was away himself declares nobody dead, until he was steady for a whole lease', async () => {
  const { bed } = use
  const [dead, node] = [await bed.node(), await bed.node()]
  await bed.at('preparing', single({ account: await bed.account() }), dead)
  await bed.kill(dead)
  await bed.kill(node)
  expect(await bed.rescue(node)).toEqual([])
  expect(await bed.rescue(newId())).toEqual([])
  await bed.send('heartbeat', [node, 'test', ['paint'], 60_000, false])
  expect(await bed.one('select steady_since > now() - interval $$5 seconds$$ as anew from node where id = $1', [node])).toEqual({ anew: true })
  expect(await bed.rescue(node, { leaseMs: 30_000 })).toEqual([])
  await bed.pool.query(`update node set steady_since = now() - interval '1 minute' where id = $1`, [node])
  expect(await bed.rescue(node)).toHaveLength(1)
})

test('nobody is dead while PostgreSQL itself came back less than a lease ago', async () => {
  const { bed } = use
  const [dead, node] = [await bed.node(), await bed.node()]
  await bed.at('preparing', single({ account: await bed.account() }), dead)
  await bed.kill(dead)
  const { up } = await bed.one<{ up: number }>(`select ceil(extract(epoch from now() - pg_postmaster_start_time()) * 1000) as up`)
  await bed.pool.query(`update node set steady_since = now() - interval '30 days'`)
  expect(await bed.rescue(node, { leaseMs: up + 60_000 })).toEqual([])
  expect(await bed.rescue(node, { leaseMs: 100 })).toHaveLength(1)
})

// SPEC: E11
test('what hangs past its deadline is taken from a node that lives', async () => {
  const { bed } = use
  const [hung, node] = [await bed.node(), await bed.node()]
  const job = await bed.at('preparing', single({ account: await bed.account(), deadlineMs: 1_000 }), hung)
  expect(await bed.rescue(node)).toEqual([])
  await bed.pool.query(`update job set deadline_at = now() - interval '5 seconds'`)
  expect(await bed.rescue(node, { graceMs: 60_000 })).toEqual([])
  expect(await bed.rescue(node)).toMatchObject([{ id: job.job_id, why: 'deadline_exceeded' }])
})

test('a node finds what it owns without knowing, by the token it has there, and nothing of others', async () => {
  const { bed } = use
  const [node, other] = [await bed.node(), await bed.node()]
  const mine = await bed.at('preparing', single({ account: await bed.account() }), node)
  const theirs = await bed.at('preparing', single({ account: await bed.account() }), other)
  const orphans = [mine, theirs].map((job) => ({ id: job.job_id, token: job.token }))
  expect(await bed.rescue(node, { orphans: [{ id: mine.job_id, token: mine.token + 1 }] })).toEqual([])
  expect(await bed.rescue(node, { orphans })).toMatchObject([{ id: mine.job_id, token: mine.token + 1, why: 'worker_lost' }])
  expect(await bed.rescue(node, { orphans })).toEqual([])
})

// SPEC: E11
test('two rescuers at once share what there is', async () => {
  const { bed } = use
  const dead = await bed.node()
  const account = await bed.account()
  await bed.submit(Array.from({ length: 30 }, () => single({ account })))
  await bed.claim(dead)
  await bed.kill(dead)
  const nodes = await Promise.all(Array.from({ length: 4 }, () => bed.node()))
  const adopted = (await Promise.all(nodes.map((node) => bed.rescue(node)))).flat()
  const rest = await bed.rescue(nodes[0]!)
  expect(new Set([...adopted, ...rest].map((job) => job.id)).size).toBe(30)
  expect(adopted.length + rest.length).toBe(30)
})

test('a heartbeat keeps a lease, and a lapse is remembered', async () => {
  const { bed } = use
  const node = newId()
  const beat = (leaseMs: number) => bed.send('heartbeat', [node, 'test', ['paint'], leaseMs, false])
  const row = () => bed.one<{ steady_since: Date; holds: boolean }>('select steady_since, lease_until > now() as holds from node where id = $1', [node])
  await beat(60_000)
  const first = await row()
  await beat(60_000)
  expect(await row()).toEqual(first)
  await bed.kill(node)
  expect((await row()).holds).toBe(false)
  await beat(60_000)
  const third = await row()
  expect(third.holds).toBe(true)
  expect(third.steady_since.getTime()).toBeGreaterThan(first.steady_since.getTime())
})

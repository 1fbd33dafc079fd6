/** Ends that somebody asks for: cancels of jobs and parents, deadlines, kinds nobody knows. */
import { expect, test } from 'vitest'
import { newId } from './ids.ts'
import { useNodes, type Line } from './testing/nodes.ts'
import { createProvider } from './testing/provider.ts'
import { family, single } from './testing/work.ts'

const nodes = useNodes()

// SPEC: E10
test('cancelled before the provider was asked: free, at once, and the code is called off', async () => {
  const provider = createProvider()
  let calledOff: unknown
  provider.answers.prepare = async (ctx) => await provider.hang(ctx).finally(() => (calledOff = ctx.signal.reason))
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId, accountId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'processing', 'preparing')
  expect(await engine.cancel({ accountId: newId(), jobId })).toEqual({ type: 'not_found' })
  expect(await engine.cancel({ accountId, jobId })).toEqual({ type: 'cancelled' })
  await live.job(jobId, 'cancelled')
  await expect.poll(() => calledOff).toBe('lost')
  expect(await engine.cancel({ accountId, jobId })).toEqual({ type: 'closed', status: 'cancelled' })
  expect(await nodes.bed.balance(accountId)).toEqual({ available: 100, held: 0 })
})

// SPEC: E10
test('cancelled in flight, through a provider that can', async () => {
  const provider = createProvider()
  provider.answers.poll = async () => ({ type: 'running', pollInMs: 60_000 })
  provider.answers.cancel = async () => ({ type: 'accepted' })
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId, accountId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'processing', 'submitted')
  expect(await engine.cancel({ accountId, jobId })).toEqual({ type: 'requested' })
  await live.job(jobId, 'cancel_requested')
  await live.job(jobId, 'cancelled')
  expect(await nodes.bed.balance(accountId)).toEqual({ available: 100, held: 0 })
})

// SPEC: E10
test('cancelled in flight, through a provider that cannot: it ends by the provider’s answer, and is paid for', async () => {
  const provider = createProvider()
  let finish = false
  provider.answers.poll = async () => (finish ? { type: 'done', result: 1 } : { type: 'running', pollInMs: 0 })
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId, accountId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'processing', 'submitted')
  expect(await engine.cancel({ accountId, jobId })).toEqual({ type: 'requested' })
  await live.job(jobId, 'cancel_requested')
  finish = true
  await live.job(jobId, 'completed')
  expect(await nodes.bed.balance(accountId)).toEqual({ available: 90, held: 0 })
})

test('cancelled while the POST is out: looked at as soon as it is answered', async () => {
  const provider = createProvider()
  let answer!: () => void
  const answered = new Promise<void>((resolve) => (answer = resolve))
  provider.answers.submit = async () => {
    await answered
    return { type: 'accepted', externalId: 'e', pollInMs: 3_600_000 }
  }
  provider.answers.cancel = async () => ({ type: 'accepted' })
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId, accountId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'processing', 'submitting')
  expect(await engine.cancel({ accountId, jobId })).toEqual({ type: 'requested' })
  answer()
  await live.job(jobId, 'cancelled')
})

test('cancelled while the POST is out, and the provider refuses it: no other attempt', async () => {
  const provider = createProvider()
  const { jobError } = await import('./errors.ts')
  let refuse!: () => void
  const refused = new Promise<void>((resolve) => (refuse = resolve))
  provider.answers.submit = async () => {
    await refused
    throw jobError('provider_overloaded', { acceptance: 'surely-not' })
  }
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId, accountId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'processing', 'submitting')
  await engine.cancel({ accountId, jobId })
  refuse()
  await live.job(jobId, 'cancelled')
  expect(provider.posts).toHaveLength(1)
  expect(await nodes.bed.job(jobId)).toMatchObject({ attempts: 1 })
})

// SPEC: E6
test('a parent is cancelled with its children', async () => {
  const provider = createProvider()
  provider.answers.prepare = (ctx) => provider.hang(ctx)
  const engine = await nodes.start({ provider, placesMax: 1 })
  const live = await nodes.listen(engine)
  const [accountId, parent] = [await nodes.bed.account(100), newId()]
  await engine.submit({
    accountId,
    subject: { kind: 'task', id: newId(), create: {} },
    parent: { id: parent, kind: 'set', policy: 'some' },
    jobs: [1, 2, 3].map(() => ({ id: newId(), kind: 'remote', input: { prompt: 'x' } })),
  })
  await live.until((e) => e.parentId === parent && e.data.phase === 'preparing')
  expect(await engine.cancel({ accountId, jobId: parent })).toEqual({ type: 'cancelled' })
  await live.job(parent, 'cancelled')
  expect(await nodes.bed.balance(accountId)).toEqual({ available: 100, held: 0 })
})

test('a node that died between noting a parent’s cancel and its children’s: another finishes it', async () => {
  const { bed } = nodes
  const account = await bed.account()
  const set = family({ account, policy: 'some', prices: [10, 10], lane: 'nobody', kind: 'nobody' })
  await bed.submit([set])
  await bed.cancelParent(set.parent)
  await bed.pool.query(`update job set cancel_requested_at = now() - interval '1 minute' where id = $1`, [set.parent])
  const engine = await nodes.start()
  const live = await nodes.listen(engine)
  await expect.poll(() => bed.job(set.parent), { timeout: 10_000 }).toMatchObject({ status: 'cancelled' })
  live.leave()
  expect(await bed.balance(account)).toEqual({ available: 1_000, held: 0 })
})

test('an all parent that has failed asks its other children to stop', async () => {
  const provider = createProvider()
  const { jobError } = await import('./errors.ts')
  provider.answers.prepare = async (ctx) => {
    if ((ctx.input as { prompt: string }).prompt === 'bad') throw jobError('content_rejected')
    return await provider.hang(ctx)
  }
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const [accountId, parent] = [await nodes.bed.account(100), newId()]
  await engine.submit({
    accountId,
    subject: { kind: 'task', id: newId(), create: {} },
    parent: { id: parent, kind: 'set', policy: 'all' },
    jobs: ['good', 'bad', 'good'].map((prompt) => ({ id: newId(), kind: 'remote', input: { prompt } })),
  })
  await live.job(parent, 'failed')
  await expect.poll(() => nodes.bed.balance(accountId), { timeout: 10_000 }).toEqual({ available: 100, held: 0 })
  expect(await nodes.bed.job(parent)).toMatchObject({ status: 'failed', children_failed: 1, children_cancelled: 2, error_code: 'content_rejected' })
  expect(provider.posts).toEqual([])
})

// SPEC: E11
test('the work’s own time runs out: failed, refunded, and the code is called off', async () => {
  const provider = createProvider()
  const [remote] = provider.kinds
  provider.answers.prepare = (ctx) => provider.hang(ctx)
  const engine = await nodes.start({ provider: { ...provider, kinds: [{ ...remote!, deadlineMs: 300 }] } })
  const live = await nodes.listen(engine)
  const { jobId, accountId } = await nodes.submit(engine, 'remote')
  expect((await live.job(jobId, 'failed')).data).toMatchObject({ errorCode: 'deadline_exceeded' })
  expect(await nodes.bed.balance(accountId)).toEqual({ available: 100, held: 0 })
})

test('out of time at a provider that will not stop: the user is free, the place stays taken for a while', async () => {
  const { bed } = nodes
  const provider = createProvider()
  provider.answers.poll = async () => ({ type: 'running', pollInMs: 60_000 })
  const engine = await nodes.start({ provider })
  await engine.lanes.configure('lane-remote', { maxInFlight: 1 })
  const live = await nodes.listen(engine)
  const { jobId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'processing', 'submitted')
  await bed.pool.query(`update job set deadline_at = now()`)
  await engine.wake([jobId])
  expect((await live.job(jobId, 'failed')).data).toMatchObject({ errorCode: 'deadline_exceeded' })
  expect(await bed.ledger(jobId)).toEqual(['hold', 'release', 'write_off'])
  const next = await nodes.submit(engine, 'remote')
  expect((await bed.attempt(jobId)).slot_lane).toBe('lane-remote')
  await bed.pool.query(`update attempt set ended_at = now() - interval '1 hour'`)
  await live.job(next.jobId, 'processing', 'submitted')
})

// SPEC: E4
test('a kind that no living node knows fails once; without workers it waits', async () => {
  const { bed } = nodes
  const lines: Line[] = []
  const request = single({ account: await bed.account(), kind: 'forgotten', lane: 'forgotten' })
  await bed.submit([request])
  await bed.pool.query(`update job set created_at = now() - interval '1 minute'`)
  const engines = [await nodes.start({ log: nodes.logTo(lines) }), await nodes.start({ log: nodes.logTo(lines) })]
  expect(engines).toHaveLength(2)
  const id = request.submission.job_id
  await expect.poll(() => bed.job(id), { timeout: 15_000 }).toMatchObject({ status: 'failed', error_code: 'unknown_job_type' })
  expect(await bed.one('select error_params from job where id = $1', [id])).toEqual({ error_params: { kind: 'forgotten' } })
  expect(lines.filter((line) => line.msg === 'job failed')).toHaveLength(1)
})

test('parked work of a kind that nobody knows any more ends with its time, not never', async () => {
  const { bed } = nodes
  const job = await bed.at('submitted', single({ account: await bed.account() }), await bed.node())
  const unknown = await bed.at('unknown', single({ account: await bed.account() }), await bed.node())
  await nodes.start()
  await bed.pool.query(`update job set deadline_at = now(), wake_at = now()`)
  await bed.pool.query(`update attempt set unknown_until = now() where unknown_until is not null`)
  await expect.poll(() => bed.job(job.job_id), { timeout: 10_000 }).toMatchObject({ status: 'failed', error_code: 'deadline_exceeded' })
  await expect.poll(() => bed.job(unknown.job_id), { timeout: 10_000 }).toMatchObject({ status: 'failed', error_code: 'outcome_unknown' })
  expect(await bed.ledger(job.job_id)).toEqual(['hold', 'release', 'write_off'])
})

test('a provider that accepts a cancel and finishes all the same: what it bills is what arrived, and paid for', async () => {
  const provider = createProvider({ stops: false })
  let done = false
  provider.answers.poll = async () => (done ? { type: 'done', result: 'picture' } : { type: 'running', pollInMs: 60_000 })
  provider.answers.cancel = async () => ({ type: 'accepted' })
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId, accountId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'processing', 'submitted')
  expect(await engine.cancel({ accountId, jobId })).toEqual({ type: 'requested' })
  await live.until((event) => event.jobId === jobId && event.type === 'job.cancel_requested')
  done = true
  await nodes.bed.due(jobId)
  await live.job(jobId, 'completed')
  expect(await nodes.bed.ledger(jobId)).toEqual(['hold', 'capture'])
})

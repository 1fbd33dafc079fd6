/** A node at work: a job's whole life, and every way it can end. */
import { expect, test } from 'vitest'
import { createEngine } from './engine.ts'
import { jobError } from './errors.ts'
import { newId } from './ids.ts'
import { useNodes, type Line } from './testing/nodes.ts'
import { createProvider } from './testing/provider.ts'

const nodes = useNodes()

// SPEC: E17 C1
test('a full life: held, posted once, polled, collected, captured, told, and logged once', async () => {
  const provider = createProvider()
  const lines: Line[] = []
  const file = { id: newId(), role: 'image', mime: 'image/png', bytes: 5, sha256: 'x', storageKey: 'k' }
  provider.answers.collect = async () => ({ files: [file] as never, output: { seed: 7 } })
  const engine = await nodes.start({ provider, log: nodes.logTo(lines) })
  const live = await nodes.listen(engine)
  const { jobId, accountId, result } = await nodes.submit(engine, 'remote')
  expect(result).toMatchObject({ type: 'created', jobId, jobIds: [jobId] })
  await live.job(jobId, 'completed')
  expect(live.heard.map((event) => event.data.phase ?? event.data.status)).toEqual(['pending', 'preparing', 'submitting', 'submitted', 'collecting', 'completed'])
  expect(provider.posts).toEqual([`${jobId}-1`])
  expect(await nodes.bed.balance(accountId)).toEqual({ available: 90, held: 0 })
  expect(await nodes.bed.one('select id, storage_key from file')).toEqual({ id: file.id, storage_key: 'k' })
  const said = lines.filter((line) => line.jobId === jobId).map((line) => line.msg)
  expect(said).toEqual(['job started', 'provider accepted the job', 'job completed'])
  expect(await nodes.bed.audit()).toEqual([])
})

test('a provider that answers at once is not parked', async () => {
  const provider = createProvider()
  provider.answers.submit = async () => ({ type: 'done', result: 1 })
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId } = await nodes.submit(engine, 'blunt')
  await live.job(jobId, 'completed')
  expect(provider.asked).toEqual([])
})

// SPEC: E3
test('a throw is seen at once, once, and refunded', async () => {
  const provider = createProvider()
  const lines: Line[] = []
  provider.answers.prepare = async () => {
    throw jobError('content_rejected', { params: { word: 'x' } })
  }
  const engine = await nodes.start({ provider, log: nodes.logTo(lines) })
  const live = await nodes.listen(engine)
  const { jobId, accountId } = await nodes.submit(engine, 'remote')
  const event = await live.job(jobId, 'failed')
  expect(event.data).toMatchObject({ errorCode: 'content_rejected' })
  expect(provider.posts).toEqual([])
  expect(await nodes.bed.balance(accountId)).toEqual({ available: 100, held: 0 })
  expect(lines.filter((line) => line.msg === 'job failed')).toHaveLength(1)
})

// SPEC: E7
test('what surely cost nothing and may mend is tried again, under the same hold, within its bound', async () => {
  const provider = createProvider()
  provider.answers.submit = async () => {
    throw jobError('provider_overloaded', { acceptance: 'surely-not' })
  }
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId, accountId } = await nodes.submit(engine, 'remote')
  for (const attempt of [1, 2]) {
    await live.until((e) => e.jobId === jobId && e.data.phase === 'delayed' && e.data.attempt === attempt)
    expect((await nodes.bed.job(jobId)).due_in_ms).toBeGreaterThan(0)
    expect(await nodes.bed.ledger(jobId)).toEqual(['hold'])
    await nodes.bed.due(jobId)
  }
  await live.job(jobId, 'failed')
  expect(provider.posts).toEqual([1, 2, 3].map((no) => `${jobId}-${no}`))
  expect(await nodes.bed.balance(accountId)).toEqual({ available: 100, held: 0 })
  expect(await nodes.bed.ledger(jobId)).toEqual(['hold', 'release'])
})

// SPEC: E7 E14
test('a rate limit pauses the lane for as long as the provider asked', async () => {
  const provider = createProvider()
  provider.answers.submit = async () => {
    throw jobError('provider_rate_limited', { acceptance: 'surely-not', retryAfterMs: 60_000 })
  }
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'pending', 'delayed')
  expect((await nodes.bed.job(jobId)).due_in_ms).toBeGreaterThan(50_000)
  expect(await nodes.bed.one(`select paused_reason, paused_until > now() + interval '50 seconds' as long from lane`)).toEqual({ paused_reason: 'provider_rate_limited', long: true })
  provider.answers.submit = async () => ({ type: 'accepted', externalId: 'e', pollInMs: 0 })
  await nodes.bed.due(jobId)
  await live.until((e) => e.jobId === jobId && e.data.phase === 'queued')
  await engine.lanes.resume('lane-remote')
  await live.job(jobId, 'completed')
})

// SPEC: P2
test('an ambiguous answer is never posted again: the provider is asked, and its answer found', async () => {
  const provider = createProvider()
  provider.answers.submit = async () => {
    throw new Error('socket hang up')
  }
  provider.answers.recover = async (ctx) => ({ type: 'found', externalId: `found-${ctx.attemptKey}` })
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'processing', 'unknown')
  await live.job(jobId, 'completed')
  expect(provider.posts).toHaveLength(1)
  expect(provider.asked).toEqual([`found-${jobId}-1`])
})

// SPEC: P2
test('an outcome that stays unknown is released to the user and written off when its window closes', async () => {
  const provider = createProvider()
  provider.answers.submit = async () => {
    throw jobError('provider_timeout')
  }
  const engine = await nodes.start({ provider })
  await engine.lanes.configure('lane-blunt', { maxInFlight: 1 })
  const live = await nodes.listen(engine)
  const { jobId, accountId } = await nodes.submit(engine, 'blunt')
  await live.job(jobId, 'processing', 'unknown')
  expect(await nodes.bed.balance(accountId)).toEqual({ available: 90, held: 10 })
  expect((await nodes.bed.attempt(jobId)).slot_lane).toBe('lane-blunt')
  await nodes.bed.pool.query(`update attempt set unknown_until = now()`)
  await nodes.bed.due(jobId)
  expect((await live.job(jobId, 'failed')).data).toMatchObject({ errorCode: 'outcome_unknown' })
  expect(await nodes.bed.balance(accountId)).toEqual({ available: 100, held: 0 })
  expect(await nodes.bed.ledger(jobId)).toEqual(['hold', 'release', 'write_off'])
  expect((await nodes.bed.attempt(jobId)).slot_lane).toBeNull()
})

test('surely never accepted, under a key the provider dedupes by: a new attempt with the same key', async () => {
  const provider = createProvider()
  provider.answers.submit = async (ctx) => {
    if (ctx.attempt === 1) throw new Error('socket hang up')
    return { type: 'accepted', externalId: 'second', pollInMs: 0 }
  }
  provider.answers.recover = async () => ({ type: 'not-found' })
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId } = await nodes.submit(engine, 'keyed')
  await live.job(jobId, 'completed')
  expect(provider.posts).toEqual([jobId, jobId])
})

test('not found without such a key allows no second POST', async () => {
  const provider = createProvider()
  provider.answers.submit = async () => {
    throw new Error('socket hang up')
  }
  let asked!: () => void
  const askedTwice = new Promise<void>((resolve) => (asked = resolve))
  let times = 0
  provider.answers.recover = async () => {
    if (++times === 2) asked()
    await nodes.bed.pool.query(`update job set wake_seq = wake_seq + 1`) // so that the next look is due at once
    return { type: 'not-found' }
  }
  const engine = await nodes.start({ provider })
  const { jobId } = await nodes.submit(engine, 'remote')
  await askedTwice
  expect(provider.posts).toHaveLength(1)
  expect(await nodes.bed.job(jobId)).toMatchObject({ phase: 'unknown' })
})

test('an operator resolves what nobody can recover, either way', async () => {
  const provider = createProvider()
  provider.answers.submit = async (ctx) => {
    if (ctx.attempt === 1) throw new Error('socket hang up')
    return { type: 'accepted', externalId: 'second', pollInMs: 0 }
  }
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const [one, two] = [await nodes.submit(engine, 'remote'), await nodes.submit(engine, 'remote')]
  for (const { jobId } of [one, two]) await live.job(jobId, 'processing', 'unknown')
  expect(await engine.resolveUnknown({ jobId: one.jobId, found: 'seen-in-their-console' })).toBe('applied')
  expect(await engine.resolveUnknown({ jobId: two.jobId, notFound: true })).toBe('applied')
  for (const { jobId } of [one, two]) await live.job(jobId, 'completed')
  expect(provider.asked.toSorted()).toEqual(['second', 'seen-in-their-console'])
  expect(await engine.resolveUnknown({ jobId: one.jobId, notFound: true })).toBe('stale')
})

// SPEC: E9
test('polls go on while the provider works, and report how far it is', async () => {
  const provider = createProvider()
  let polls = 0
  provider.answers.poll = async () => (++polls < 3 ? { type: 'running', progress: polls * 30, message: 'drawing', pollInMs: 0 } : { type: 'done', result: 1 })
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'completed')
  expect(live.heard.filter((e) => e.type === 'job.progress').map((e) => e.data.progress)).toEqual([30, 60])
})

test.each([
  ['failed', { type: 'failed', failure: { code: 'provider_failed' } }],
  ['cancelled', { type: 'cancelled' }],
] as const)('a provider that says %s ends the job, and nobody pays', async (said, answer) => {
  const provider = createProvider()
  provider.answers.poll = async () => answer
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId, accountId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, said)
  expect(await nodes.bed.ledger(jobId)).toEqual(['hold', 'release'])
  expect(await nodes.bed.balance(accountId)).toEqual({ available: 100, held: 0 })
})

test('storing that fails is tried again without paying again', async () => {
  const provider = createProvider()
  let tries = 0
  provider.answers.collect = async () => {
    if (++tries === 1) throw Object.assign(new Error('disk full'), { code: 'ENOSPC' })
    return { files: [] }
  }
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'completed')
  expect(provider.posts).toHaveLength(1)
  expect(tries).toBe(2)
})

test('what cannot even be asked for is refused before anything is written', async () => {
  const engine = await nodes.start()
  const account = await nodes.bed.account(15)
  const bad = (job: object, more: object = {}) =>
    engine
      .submit({ accountId: account, subject: { kind: 'task', id: newId() }, jobs: [{ id: newId(), kind: 'remote', input: { prompt: 'x' }, ...job }], ...more })
      .then((result) => (result.type === 'refused' ? result : result.type), (error: { failure: unknown }) => error.failure)
  expect(await bad({ kind: 'nonsense' })).toEqual({ code: 'unknown_job_type', params: { kind: 'nonsense' } })
  expect(await bad({ input: { prompt: 7 } })).toEqual({ code: 'invalid_input', params: { field: 'prompt' } })
  expect(await bad({}, { quotedCredits: 9 })).toEqual({ code: 'invalid_input', params: { field: 'quotedCredits', price: 10 } })
  expect(await bad({}, { jobs: [] })).toEqual({ code: 'invalid_input', params: { field: 'jobs' } })
  expect(await bad({}, { accountId: newId() })).toEqual({ type: 'refused', code: 'account_not_found' })
  expect(await bad({}, { quotedCredits: 10 })).toBe('created')
  expect(await bad({})).toEqual({ type: 'refused', code: 'insufficient_credits', available: 5, needed: 10 })
})

test('two kinds of one name do not start', async () => {
  const { kinds } = createProvider()
  const options = { databaseUrl: nodes.bed.url, roles: { api: true, worker: true }, log: nodes.logTo([]) }
  expect(() => createEngine({ ...options, kinds: [...kinds, kinds[0]!] })).toThrow('defined twice')
})

test('a poll that never returns ends with its take, and the job is asked about again', async () => {
  const provider = createProvider()
  let polls = 0
  provider.answers.poll = async () => (++polls === 1 ? new Promise(() => {}) : { type: 'done', result: 1 })
  const engine = await nodes.start({ provider, takeMs: 300, pollsMax: 1 })
  const live = await nodes.listen(engine)
  const { jobId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'completed')
  expect(polls).toBeGreaterThan(1)
  expect(provider.posts).toHaveLength(1)
})

test('a store that stays away delays a paid result, and costs nothing more', async () => {
  const provider = createProvider()
  let tries = 0
  provider.answers.collect = async () => {
    if (++tries <= 4) throw jobError('storage_failed')
    return { files: [] }
  }
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId, accountId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'processing', 'collecting')
  await live.until((e) => e.jobId === jobId && e.data.phase === 'submitted' && tries === 4)
  await nodes.bed.due(jobId)
  await engine.wake([jobId])
  await live.job(jobId, 'completed')
  expect(provider.posts).toHaveLength(1)
  expect(await nodes.bed.ledger(jobId)).toEqual(['hold', 'capture'])
  expect(await nodes.bed.balance(accountId)).toEqual({ available: 90, held: 0 })
})

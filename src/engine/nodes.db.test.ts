/** Several nodes, roles apart, restarts, and a PostgreSQL that cuts every line. */
import { expect, test } from 'vitest'
import { newId } from './ids.ts'
import { useNodes } from './testing/nodes.ts'
import { createProvider } from './testing/provider.ts'
import { single } from './testing/work.ts'

const nodes = useNodes()

/** A batch of jobs of one account, submitted at once. */
async function submitMany(engine: Awaited<ReturnType<typeof nodes.start>>, kind: string, count: number, accountId: string): Promise<string[]> {
  const submitted = Array.from({ length: count }, () => nodes.submit(engine, kind, { accountId }))
  return (await Promise.all(submitted)).map(({ jobId }) => jobId)
}
const open = () => nodes.bed.one('select count(*) as open from job where phase is not null')

// SPEC: A8
test('api and worker apart: one takes requests, the other works, both hear of it', async () => {
  const api = await nodes.start({ roles: { api: true, worker: false } })
  const live = await nodes.listen(api)
  const { jobId } = await nodes.submit(api, 'remote')
  const worker = await nodes.start({ roles: { api: false, worker: true } })
  await live.job(jobId, 'completed')
  expect(await nodes.bed.attempt(jobId)).toMatchObject({ node_id: worker.nodeId })
  const { jobId: second, accountId } = await nodes.submit(api, 'remote')
  await live.job(second, 'completed')
  expect(await api.cancel({ accountId, jobId: second })).toEqual({ type: 'closed', status: 'completed' })
})

test('several nodes share the work, and every job is posted once', async () => {
  const provider = createProvider()
  // Twelve are under way before the first goes on: with four places a node, that takes all three.
  const everywhere = Promise.withResolvers<void>()
  let prepared = 0
  provider.answers.prepare = async () => {
    if (++prepared === 12) everywhere.resolve()
    await everywhere.promise
  }
  const engines = await Promise.all([1, 2, 3].map(() => nodes.start({ provider, placesMax: 4 })))
  const accounts = await Promise.all([1, 2].map(() => nodes.bed.account(10_000)))
  const jobs = (await Promise.all(engines.map((engine, i) => submitMany(engine, 'remote', 40, accounts[i % 2]!)))).flat()
  await expect.poll(open, { timeout: 20_000 }).toEqual({ open: 0 })
  expect(provider.posts.toSorted()).toEqual(jobs.map((id) => `${id}-1`).toSorted())
  expect(await nodes.bed.one(`select count(distinct node_id) = 3 as shared from attempt`)).toEqual({ shared: true })
  expect(await nodes.bed.one('select sum(available) as available, sum(held) as held from account')).toEqual({ available: 20_000 - 1_200, held: 0 })
  expect(await nodes.bed.audit()).toEqual([])
})

// SPEC: E5
test('stop hands work back at once, and it is no fault of the work', async () => {
  const provider = createProvider()
  provider.answers.prepare = (ctx) => provider.hang(ctx)
  const first = await nodes.start({ provider })
  const second = await nodes.start({ roles: { api: true, worker: false } })
  const live = await nodes.listen(second)
  const { jobId } = await nodes.submit(second, 'remote')
  await live.job(jobId, 'processing', 'preparing')
  const began = performance.now()
  await first.stop()
  expect(performance.now() - began).toBeLessThan(2_000)
  expect(await nodes.bed.job(jobId)).toMatchObject({ status: 'pending', attempts: 1, attempts_max: 4 })
  await nodes.start()
  await live.job(jobId, 'completed')
})

test('stop while collecting what was paid for: collected elsewhere, not bought again', async () => {
  const provider = createProvider()
  let collecting!: () => void
  const started = new Promise<void>((resolve) => (collecting = resolve))
  provider.answers.collect = async (ctx) => {
    collecting()
    return await provider.hang(ctx)
  }
  const first = await nodes.start({ provider })
  const { jobId } = await nodes.submit(first, 'remote')
  await started
  await first.stop()
  expect(await nodes.bed.job(jobId)).toMatchObject({ phase: 'submitted', attempts: 1 })
  const other = createProvider()
  const live = await nodes.listen(await nodes.start({ provider: other }))
  await live.job(jobId, 'completed')
  expect([...provider.posts, ...other.posts]).toEqual([`${jobId}-1`])
})

test('stop waits for a paid POST that is out', async () => {
  const provider = createProvider()
  let answer!: () => void
  const answered = new Promise<void>((resolve) => (answer = resolve))
  provider.answers.submit = async () => {
    await answered
    return { type: 'accepted', externalId: 'e', pollInMs: 60_000 }
  }
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const { jobId } = await nodes.submit(engine, 'remote')
  await live.job(jobId, 'processing', 'submitting')
  const stopped = engine.stop()
  answer()
  await stopped
  expect(await nodes.bed.job(jobId)).toMatchObject({ phase: 'submitted' })
  expect(await nodes.bed.attempt(jobId)).toMatchObject({ external_id: 'e' })
})

test('every connection cut, again and again, under load: nothing lost, nothing doubled', async () => {
  const provider = createProvider()
  const engines = await Promise.all([1, 2].map(() => nodes.start({ provider, placesMax: 20, submitPatienceMs: 20_000 })))
  const account = await nodes.bed.account(100_000)
  let over = false
  const cutter = (async () => {
    while (!over)
      await nodes.bed.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name like 'safelight%' and random() < 0.5; select pg_sleep(0.15)`,
      )
  })()
  const jobs: string[] = []
  for (let round = 0; round < 6; round++) for (const engine of engines) jobs.push(...(await submitMany(engine, 'remote', 10, account)))
  over = true
  await cutter
  await nodes.bed.pool.query(`update job set wake_at = now() where wake_at is not null`)
  await expect
    .poll(
      async () => {
        await nodes.bed.pool.query(`update job set wake_at = now() where phase in ('submitted', 'unknown')`)
        return await open()
      },
      { timeout: 25_000, interval: 500 },
    )
    .toEqual({ open: 0 })
  expect(await nodes.bed.one(`select count(*) as all, count(*) filter (where status = 'completed') as completed from job`)).toEqual({ all: 120, completed: 120 })
  expect(new Set(provider.posts).size).toBe(provider.posts.length)
  expect(await nodes.bed.balance(account)).toEqual({ available: 100_000 - 1_200, held: 0 })
  expect(await nodes.bed.audit()).toEqual([])
})

test('a paused lane rests on all nodes, a resumed one goes on', async () => {
  const [one, two] = [await nodes.start(), await nodes.start()]
  await one.lanes.configure('lane-remote', { maxInFlight: 5 })
  await one.lanes.pause('lane-remote', 'maintenance')
  const live = await nodes.listen(two)
  const { jobId } = await nodes.submit(two, 'remote')
  const other = await nodes.submit(two, 'local', {})
  await live.job(other.jobId, 'processing', 'preparing')
  expect(await nodes.bed.job(jobId)).toMatchObject({ phase: 'queued' })
  await two.lanes.resume('lane-remote')
  await live.job(jobId, 'completed')
})

test('a limit set on a lane counts what is running already', async () => {
  const provider = createProvider()
  provider.answers.poll = async () => ({ type: 'running', pollInMs: 60_000 })
  const engine = await nodes.start({ provider })
  const live = await nodes.listen(engine)
  const jobs = await submitMany(engine, 'remote', 2, await nodes.bed.account())
  for (const job of jobs) await live.job(job, 'processing', 'submitted')
  await engine.lanes.configure('lane-remote', { maxInFlight: 2 })
  const { jobId, accountId } = await nodes.submit(engine, 'remote')
  const passing = await nodes.submit(engine, 'local')
  await live.job(passing.jobId, 'processing', 'preparing')
  expect(await nodes.bed.job(jobId)).toMatchObject({ phase: 'queued' })
  await engine.lanes.configure('lane-remote', { maxInFlight: null })
  await live.job(jobId, 'processing', 'submitted')
  await expect(engine.cancel({ accountId, jobId })).resolves.toEqual({ type: 'requested' })
})

test('a limit that is not named stays as it is, and null lifts it', async () => {
  const engine = await nodes.start({ roles: { api: true, worker: false } })
  const limits = () => nodes.bed.one('select max_in_flight, per_minute, per_node, rate_tokens from lane')
  await engine.lanes.configure('x', { maxInFlight: 3, perMinute: 10, perNode: 2 })
  expect(await limits()).toEqual({ max_in_flight: 3, per_minute: 10, per_node: 2, rate_tokens: 10 })
  await engine.lanes.configure('x', { perNode: 4 })
  await engine.lanes.configure('x', { perMinute: null })
  expect(await limits()).toMatchObject({ max_in_flight: 3, per_minute: null, per_node: 4 })
  await engine.lanes.configure('x', { maxInFlight: null, perNode: null })
  expect(await limits()).toMatchObject({ max_in_flight: null, per_node: null })
})

test('no claim slips in between a limit and the counting of what runs already', async () => {
  const { bed } = nodes
  const engine = await nodes.start({ roles: { api: true, worker: false } })
  const [node, account] = [await bed.node(), await bed.account()]
  const running = await bed.at('submitted', single({ account, lane: 'new' }), node)
  await bed.submit([1, 2, 3].map(() => single({ account, lane: 'new' })))
  const blocker = await bed.connect()
  await blocker.query('begin')
  await blocker.query('select from attempt where job_id = $1 for update', [running.job_id])
  const configured = engine.lanes.configure('new', { maxInFlight: 1 })
  await expect.poll(() => bed.one('select count(*) from pg_locks where not granted'), { interval: 5 }).toEqual({ count: 1 })
  expect(await bed.claim(node)).toEqual([])
  await blocker.query('commit')
  await configured
  expect(await bed.claim(node)).toEqual([])
})

test('grants: once is once however many ask, and nobody goes below zero', async () => {
  const engine = await nodes.start({ roles: { api: true, worker: false } })
  const account = await nodes.bed.account(0)
  await Promise.all(Array.from({ length: 6 }, () => engine.grant({ accountId: account, kind: 'grant', credits: 50, reason: 'welcome', once: true })))
  expect(await nodes.bed.balance(account)).toEqual({ available: 50, held: 0 })
  await engine.grant({ accountId: account, kind: 'adjustment', credits: -20, reason: 'mistake' })
  await expect(engine.grant({ accountId: account, kind: 'adjustment', credits: -31, reason: 'more' })).rejects.toMatchObject({ failure: { code: 'insufficient_credits' } })
  await expect(engine.grant({ accountId: newId(), kind: 'grant', credits: 1, reason: 'x' })).rejects.toMatchObject({ failure: { code: 'invalid_input' } })
  expect(await nodes.bed.balance(account)).toEqual({ available: 30, held: 0 })
  expect(await nodes.bed.audit()).toEqual([])
})

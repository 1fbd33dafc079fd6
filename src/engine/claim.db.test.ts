import { expect, test } from 'vitest'
import { newId } from './ids.ts'
import { statement } from './statements.ts'
import { useBed } from './testing/bed.ts'
import { single, type Work } from './testing/work.ts'
import type { ClaimedJob } from './verbs.ts'

const use = useBed()
const many = (count: number, work: Work) => Array.from({ length: count }, () => single(work))
const inFlight = (lane: string) => use.bed.one<{ n: number }>('select count(*) as n from attempt where slot_lane = $1', [lane]).then((r) => r.n)
/** closes what was claimed, so that its place is free again */
const finish = (jobs: ClaimedJob[]) =>
  use.bed.close(jobs.map((job) => ({ job_id: job.id, token: job.token, attempt: job.attempts, outcome: 'failed', error_code: 'internal' })))

test('a claim makes the node the owner, under a new token, with an attempt', async () => {
  const { bed } = use
  const node = await bed.node()
  const request = single({ account: await bed.account(), deadlineMs: 60_000 })
  await bed.submit([request])
  const [job, ...others] = await bed.claim(node)
  expect(others).toEqual([])
  expect(job).toMatchObject({ id: request.submission.job_id, token: 1, attempts: 1, kind: 'paint', input: { prompt: 'a fox' } })
  expect(job!.deadline_in_ms).toBeGreaterThan(55_000)
  expect(await bed.job(job!.id)).toMatchObject({ status: 'processing', phase: 'preparing', node_id: node })
  expect(await bed.attempt(job!.id)).toMatchObject({ node_id: node, token: 1, posted_at: null, slot_lane: null })
  expect(await bed.claim(node)).toEqual([])
  expect(await bed.events(job!.id)).toEqual(['job.pending', 'job.processing'])
})

test('only a node whose lease holds claims, and only kinds it knows', async () => {
  const { bed } = use
  const account = await bed.account()
  await bed.submit([single({ account })])
  const node = await bed.node()
  expect(await bed.claim(newId())).toEqual([])
  expect(await bed.claim(node, { kinds: ['sculpt'] })).toEqual([])
  await bed.kill(node)
  expect(await bed.claim(node)).toEqual([])
  await bed.pool.query(`update node set lease_until = now() + interval '1 minute', stopping = true`)
  expect(await bed.claim(node)).toEqual([])
  await bed.pool.query('update node set stopping = false')
  expect(await bed.claim(node)).toHaveLength(1)
})

// SPEC: E13
test('a thousand jobs of one account do not delay the first job of another', async () => {
  const { bed } = use
  const [node, crowd, newcomer] = [await bed.node(), await bed.account(100_000), await bed.account()]
  await bed.submit(many(1_000, { account: crowd }))
  expect(await bed.claim(node, { room: 4 })).toHaveLength(4)
  await bed.submit(many(3, { account: newcomer }))
  const next = await bed.claim(node, { room: 4 })
  // start tags: the newcomer begins where the lane is, not where the crowd's backlog ends; then they take turns
  expect(next.some((job) => job.account_id === newcomer)).toBe(true)
  const later = await bed.claim(node, { room: 4 })
  expect([...next, ...later].filter((job) => job.account_id === newcomer)).toHaveLength(3)
})

test('accounts take turns however much each has waiting', async () => {
  const { bed } = use
  const node = await bed.node()
  const accounts = await Promise.all([1, 2, 3].map(() => bed.account(10_000)))
  for (const [i, account] of accounts.entries()) await bed.submit(many(30 * (i + 1), { account }))
  const counts = new Map(accounts.map((account) => [account, 0]))
  for (let claimed = 0; claimed < 60; ) {
    const jobs = await bed.claim(node, { room: 6 })
    claimed += jobs.length
    expect(jobs.length).toBeGreaterThan(0)
    for (const job of jobs) counts.set(job.account_id, counts.get(job.account_id)! + 1)
    // at any time no two accounts with work are further apart than one claim
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThanOrEqual(6)
  }
})

// SPEC: E13
test('within an account the most urgent goes first, then the oldest', async () => {
  const { bed } = use
  const [node, account] = [await bed.node(), await bed.account()]
  const requests = [0, 0, 5, -1, 5].map((priority) => single({ account, priority }))
  await bed.submit(requests)
  const order: string[] = []
  for (let i = 0; i < 5; i++) order.push((await bed.claim(node, { room: 1 }))[0]!.id)
  expect(order).toEqual([2, 4, 0, 1, 3].map((i) => requests[i]!.submission.job_id))
})

// SPEC: E14 U4
test('a lane is never over its limit, with six nodes claiming at once', async () => {
  const { bed } = use
  await bed.lane('narrow', { maxInFlight: 3 })
  const accounts = await Promise.all(Array.from({ length: 5 }, () => bed.account()))
  await bed.submit(accounts.flatMap((account) => many(12, { account, lane: 'narrow' })))
  const claimers = await Promise.all(Array.from({ length: 6 }, async () => ({ node: await bed.node(), client: await bed.connect() })))
  let done = 0
  let most = 0
  await Promise.all(
    claimers.map(async ({ node, client }) => {
      while (done < 60) {
        const jobs = await bed.claim(node, { room: 10 }, client)
        most = Math.max(most, await inFlight('narrow'))
        done += jobs.length
        if (jobs.length > 0) await finish(jobs)
      }
      await client.end()
    }),
  )
  expect(done).toBe(60)
  expect(most).toBe(3)
})

test('a claim that was overtaken since its snapshot leaves the lane alone', async () => {
  const { bed } = use
  await bed.lane('narrow', { maxInFlight: 3 })
  const account = await bed.account()
  await bed.submit(many(20, { account, lane: 'narrow' }))
  const [slow, quick] = [await bed.node(), await bed.node()]
  // the same statement, dozing between its snapshot and its locks
  const doze = 'select id from node where id = $1::uuid'
  const { text } = statement('claim')
  expect(text).toContain(doze)
  const client = await bed.connect()
  const overtaken = client.query(text.replace(doze, 'select id from node, pg_sleep(0.5) where id = $1::uuid'), [slow, ['paint'], 10, '[]'])
  await expect.poll(() => bed.one(`select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`), { interval: 5 }).toEqual({ count: 1 })
  // what the quick one takes, the slow one cannot even see
  await bed.submit(many(3, { account, lane: 'narrow', priority: 5 }))
  expect(await bed.claim(quick)).toHaveLength(3)
  expect((await overtaken).rows).toEqual([])
  expect(await inFlight('narrow')).toBe(3)
})

/** Two jobs of one account; a person is just cancelling the first, not yet committed. */
async function cancelUnderWay() {
  const { bed } = use
  const [node, account] = [await bed.node(), await bed.account()]
  const requests = many(2, { account })
  await bed.submit(requests)
  const [first, second] = requests.map((request) => request.submission.job_id)
  const person = await bed.connect()
  await person.query('begin')
  await bed.close({ job_id: first!, token: null, outcome: 'cancelled', error_code: 'cancelled' }, person)
  return { node, first, second, person }
}

test('a claim does not wait for a cancel under way: it leaves that job, and takes it once the cancel has come to nothing', async () => {
  const { bed } = use
  const { node, first, second, person } = await cancelUnderWay()
  expect((await bed.claim(node)).map((job) => job.id)).toEqual([second])
  expect(await bed.claim(node)).toEqual([])
  await person.query('rollback')
  expect((await bed.claim(node)).map((job) => job.id)).toEqual([first])
})

test('what is cancelled between a claim’s look at the queue and its taking is not taken', async () => {
  const { bed } = use
  const { node, first, second, person } = await cancelUnderWay()
  // as if it had looked before: no trace in the row then
  const { text } = statement('claim')
  expect(text).toContain('j.xmax <> 0 as touched')
  const claim = bed.pool.query(text.replaceAll('j.xmax <> 0 as touched', 'false as touched'), [node, ['paint'], 100, '[]'])
  await expect
    .poll(() => bed.one(`select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`), { interval: 5 })
    .toEqual({ count: 1 })
  await person.query('commit')
  expect((await claim).rows.map((job) => job.id)).toEqual([second])
  expect(await bed.job(first!)).toMatchObject({ status: 'cancelled', attempts: 0 })
})

test('a place is taken until the provider is done, not until the job is', async () => {
  const { bed } = use
  const node = await bed.node()
  await bed.lane('one', { maxInFlight: 1 })
  const account = await bed.account()
  const job = await bed.at('submitted', single({ account, lane: 'one' }), node)
  await bed.submit([single({ account, lane: 'one' })])
  expect(await bed.claim(node)).toEqual([])
  await bed.close({ ...job, outcome: 'failed', error_code: 'deadline_exceeded', provider_done: false, write_off: true })
  expect(await bed.claim(node)).toEqual([])
  await bed.pool.query('update attempt set slot_lane = null')
  expect(await bed.claim(node)).toHaveLength(1)
})

test('downloading a result takes no place at the provider', async () => {
  const { bed } = use
  const node = await bed.node()
  await bed.lane('one', { maxInFlight: 1 })
  const account = await bed.account()
  await bed.at('collecting', single({ account, lane: 'one' }), node)
  await bed.submit([single({ account, lane: 'one' })])
  expect(await bed.claim(node)).toHaveLength(1)
})

// SPEC: E14
test('so many a minute, and no more until time has passed', async () => {
  const { bed } = use
  const node = await bed.node()
  await bed.lane('slow', { perMinute: 5 })
  await bed.submit(many(20, { account: await bed.account(), lane: 'slow' }))
  expect(await bed.claim(node)).toHaveLength(5)
  expect(await bed.claim(node)).toEqual([])
  await bed.pool.query(`update lane set rate_at = rate_at - interval '25 seconds'`)
  expect(await bed.claim(node)).toHaveLength(2)
  await bed.pool.query(`update lane set rate_at = rate_at - interval '1 hour'`)
  expect(await bed.claim(node)).toHaveLength(5)
})

test('a paused lane rests, for its time or until somebody resumes it', async () => {
  const { bed } = use
  const node = await bed.node()
  await bed.submit([single({ account: await bed.account(), lane: 'studio' })])
  await bed.pool.query(`update lane set paused_reason = 'provider_quota'`)
  expect(await bed.claim(node)).toEqual([])
  await bed.pool.query(`update lane set paused_until = now() + interval '1 hour'`)
  expect(await bed.claim(node)).toEqual([])
  await bed.pool.query(`update lane set paused_until = now()`)
  expect(await bed.claim(node)).toHaveLength(1)
})

test('a node takes no more of a lane than it can run by itself', async () => {
  const { bed } = use
  const [node, other] = [await bed.node(), await bed.node()]
  await bed.submit(many(10, { account: await bed.account(), lane: 'cpu', perNode: 3 }))
  expect(await bed.claim(node, { busy: [{ lane: 'cpu', busy: 1 }] })).toHaveLength(2)
  expect(await bed.claim(node, { busy: [{ lane: 'cpu', busy: 3 }] })).toEqual([])
  expect(await bed.claim(other)).toHaveLength(3)
})

test('old work in full and paused lanes does not stand in the way of others', async () => {
  const { bed } = use
  const [node, account] = [await bed.node(), await bed.account(100_000)]
  await bed.lane('full', { maxInFlight: 1 })
  await bed.lane('paused')
  await bed.pool.query(`update lane set paused_reason = 'provider_auth' where id = 'paused'`)
  await bed.submit([...many(300, { account, lane: 'full' }), ...many(300, { account, lane: 'paused' })])
  expect(await bed.claim(node, { room: 1 })).toHaveLength(1)
  await bed.submit([single({ account, lane: 'free' })])
  expect(await bed.claim(node)).toMatchObject([{ lane: 'free' }])
})

test('lanes share a node’s places by turns', async () => {
  const { bed } = use
  const [node, account] = [await bed.node(), await bed.account(10_000)]
  await bed.submit([...many(50, { account, lane: 'a' }), ...many(50, { account, lane: 'b' })])
  const lanes = (await bed.claim(node, { room: 10 })).map((job) => job.lane)
  expect(lanes.filter((lane) => lane === 'a')).toHaveLength(5)
})

test('work is never stranded by submits, claims, backoffs and the quieting of empty flows meeting', async () => {
  const { bed } = use
  const accounts = await Promise.all(Array.from({ length: 4 }, () => bed.account(100_000)))
  const node = await bed.node()
  const total = 120
  let submitted = 0
  let finished = 0
  let over = false
  const loop = async (step: (client: Awaited<ReturnType<typeof bed.connect>>) => Promise<unknown>) => {
    const client = await bed.connect()
    while (!over) await step(client)
    await client.end()
  }
  const loops = [
    ...[0, 1].map(() =>
      loop(async (client) => {
        if (submitted >= total) return await client.query('select')
        submitted += 2
        return await bed.submit([0, 1].map((i) => single({ account: accounts[(submitted + i) % 4]!, price: 1 })), client)
      }),
    ),
    ...[0, 1].map(() => loop((client) => bed.quiesce(client))),
    loop(() => bed.promote()),
    loop(async (client) => {
      for (const job of await bed.claim(node, { room: 5 }, client)) {
        // every other one backs off once
        if (job.attempts === 1 && finished % 2 === 0)
          await bed.retry({ job_id: job.id, token: job.token, delay_ms: 0, outcome: 'retried', counts: true })
        else await finish([job])
        finished++
      }
    }),
  ]
  await expect
    .poll(() => bed.one(`select count(*) filter (where status = 'failed') as done, count(*) as all from job`), { timeout: 20_000, interval: 20 })
    .toEqual({ done: total, all: total })
    .finally(() => (over = true))
  await Promise.all(loops)
})

test('a flow that got work while it was being put to sleep stays awake', async () => {
  const { bed } = use
  const [node, account] = [await bed.node(), await bed.account()]
  await bed.submit([single({ account })])
  await finish(await bed.claim(node))
  // the same two statements, the first dozing between its snapshot and its locks
  const table = 'from lane offset 0'
  const { text } = statement('quiesce')
  expect(text).toContain(table)
  await bed.pool.query('update lane set vtime = vtime + 10000')
  const quieting = bed.pool.query(text.replace(table, 'from lane, pg_sleep(0.5) offset 0'))
  await expect.poll(() => bed.one(`select count(*) from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'`), { interval: 5 }).toEqual({ count: 1 })
  await bed.submit([single({ account })])
  await quieting
  expect(await bed.claim(node)).toHaveLength(1)
  await bed.pool.query('update lane set vtime = vtime + 10000')
  await bed.quiesce()
  expect(await bed.many('select ready from flow')).toEqual([{ ready: false }])
})

test('an empty flow sleeps at once where the queue is long, and else when its lane is far ahead', async () => {
  const { bed } = use
  const [node, idle, crowd] = [await bed.node(), await bed.account(), await bed.account(100_000)]
  const ready = () => bed.one('select ready from flow where account_id = $1', [idle])
  await bed.submit([single({ account: idle })])
  await finish(await bed.claim(node))
  await bed.quiesce()
  expect(await ready()).toEqual({ ready: true })
  await bed.submit(many(501, { account: crowd }))
  await bed.quiesce()
  expect(await ready()).toEqual({ ready: false })
})

test('a queue that ran empty owes nobody anything: who comes next takes turns from there', async () => {
  const { bed } = use
  const [node, eager, late] = [await bed.node(), await bed.account(10_000), await bed.account(10_000)]
  await bed.submit(many(50, { account: eager }))
  expect(await bed.claim(node)).toHaveLength(50)
  await bed.submit([...many(10, { account: eager }), ...many(10, { account: late })])
  const next = await bed.claim(node, { room: 4 })
  expect(next.filter((job) => job.account_id === late)).toHaveLength(2)
})

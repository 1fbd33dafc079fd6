/** Ends: who pays, what is written, what the parent becomes. */
import { expect, test } from 'vitest'
import { newId } from './ids.ts'
import { useBed, type Bed, type Fenced } from './testing/bed.ts'
import { family, single } from './testing/work.ts'
import type { CloseRequest } from './verbs.ts'

const use = useBed()
const completed = (job: Fenced): CloseRequest => ({ ...job, attempt: 1, outcome: 'completed' })
const failed = (job: Fenced, code = 'provider_failed'): CloseRequest => ({ ...job, attempt: 1, outcome: 'failed', error_code: code })
const cancel = (job: string): CloseRequest => ({ job_id: job, token: null, outcome: 'cancelled', error_code: 'cancelled' })
const verdict = async (answer: Promise<{ verdict: string }[]>) => (await answer)[0]!.verdict

// SPEC: C1
test('a completion captures, and records files and output in the same commit', async () => {
  const { bed } = use
  const [node, account] = [await bed.node(), await bed.account(100)]
  const job = await bed.at('submitting', single({ account, price: 30 }), node)
  const file = { id: newId(), role: 'image', mime: 'image/png', bytes: 7, sha256: 'abc', storageKey: 'k', width: 1024, height: 1024, meta: { index: 1 } }
  const [answer] = await bed.close({ ...completed(job), output: { seed: 7 }, files: [file] })
  expect(answer).toMatchObject({ verdict: 'applied', status: 'completed', kind: 'paint', attempts: 1, closed_parent: null })
  expect(await bed.balance(account)).toEqual({ available: 70, held: 0 })
  expect(await bed.ledger(job.job_id)).toEqual(['hold', 'capture'])
  expect(await bed.one('select id, job_id, account_id, bytes, meta from file')).toEqual({ id: file.id, job_id: job.job_id, account_id: account, bytes: 7, meta: { index: 1 } })
  expect(await bed.one('select output from job_data where job_id = $1', [job.job_id])).toEqual({ output: { seed: 7 } })
  expect(await bed.attempt(job.job_id)).toMatchObject({ outcome: 'completed', ended_at: expect.any(Date) })
  expect((await bed.events(job.job_id)).at(-1)).toBe('job.completed')
})

// SPEC: C1 C4 U2
test('a failure releases, names its reason, and records no files', async () => {
  const { bed } = use
  const [node, account] = [await bed.node(), await bed.account(100)]
  const job = await bed.at('submitting', single({ account }), node)
  const [answer] = await bed.close({ ...failed(job), error_params: { provider: 'x' }, files: [{ id: newId(), role: 'image', mime: 'm', bytes: 1, sha256: '', storageKey: 'k' }] })
  expect(answer).toMatchObject({ verdict: 'applied', status: 'failed' })
  expect(await bed.balance(account)).toEqual({ available: 100, held: 0 })
  expect(await bed.many('select kind, available_delta, held_delta, reason from ledger where job_id = $1 order by id', [job.job_id])).toEqual([
    { kind: 'hold', available_delta: -10, held_delta: 10, reason: null },
    { kind: 'release', available_delta: 10, held_delta: -10, reason: 'provider_failed' },
  ])
  expect(await bed.one('select count(*) from file')).toEqual({ count: 0 })
  expect(await bed.audit()).toEqual([])
})

test('what costs nothing ends without ledger lines', async () => {
  const { bed } = use
  const job = await bed.at('submitting', single({ account: await bed.account(0), price: 0 }), await bed.node())
  expect(await verdict(bed.close(completed(job)))).toBe('applied')
  expect(await bed.ledger(job.job_id)).toEqual([])
})

test('many ends of many accounts in one statement', async () => {
  const { bed } = use
  const node = await bed.node()
  const accounts = await Promise.all([1, 2, 3].map(() => bed.account(100)))
  const jobs: Fenced[] = []
  for (const account of accounts) for (let i = 0; i < 4; i++) jobs.push(await bed.at('submitting', single({ account }), node))
  const answers = await bed.close(jobs.map((job, i) => (i % 2 ? completed(job) : failed(job))))
  expect(new Set(answers.map((a) => a.verdict))).toEqual(new Set(['applied']))
  for (const account of accounts) expect(await bed.balance(account)).toEqual({ available: 80, held: 0 })
  expect(await bed.audit()).toEqual([])
})

test.each([
  ['queued', 'applied'],
  ['preparing', 'applied'],
  ['submitting', 'asked'],
  ['submitted', 'asked'],
  ['unknown', 'asked'],
  ['collecting', 'asked'],
] as const)('a person cancels while %s: %s', async (phase, said) => {
  const { bed } = use
  const [node, account] = [await bed.node(), await bed.account(100)]
  const job = await bed.at(phase, single({ account }), node)
  expect(await verdict(bed.close(cancel(job.job_id)))).toBe(said)
  const now = await bed.job(job.job_id)
  const free = said === 'applied'
  expect(now).toMatchObject(free ? { status: 'cancelled' } : { status: 'processing', phase })
  expect(now.cancel_requested_at === null).toBe(free)
  expect(await bed.balance(account)).toEqual(free ? { available: 100, held: 0 } : { available: 90, held: 10 })
  // what is parked is asked about at once
  expect((await bed.poll()).length).toBe(phase === 'submitted' || phase === 'unknown' ? 1 : 0)
  // asking again asks the same
  expect(await verdict(bed.close(cancel(job.job_id)))).toBe(free ? 'closed' : 'asked')
  expect((await bed.events(job.job_id)).filter((type) => type === 'job.cancel_requested')).toHaveLength(free ? 0 : 1)
  expect(await bed.audit()).toEqual([])
})

test('work that may be repeated freely is cancelled freely, even while it runs', async () => {
  const { bed } = use
  const job = await bed.at('submitting', single({ account: await bed.account(), recovery: 'repeatable' }), await bed.node())
  expect(await verdict(bed.close(cancel(job.job_id)))).toBe('applied')
})

test('a cancel that waited behind a claim asks again, for it could not see the attempt', async () => {
  const { bed } = use
  const node = await bed.node()
  await bed.lane('one', { maxInFlight: 1 })
  const { job_id } = await bed.at('queued', single({ account: await bed.account(), lane: 'one' }), node)
  const claimer = await bed.connect()
  await claimer.query('begin')
  await bed.claim(node, {}, claimer)
  const waiting = bed.close(cancel(job_id))
  await expect.poll(() => bed.one('select count(*) from pg_locks where not granted'), { interval: 5 }).toEqual({ count: 1 })
  await claimer.query('commit')
  expect(await verdict(waiting)).toBe('again')
  expect(await verdict(bed.close(cancel(job_id)))).toBe('applied')
  expect(await bed.attempt(job_id)).toMatchObject({ outcome: 'cancelled', slot_lane: null, ended_at: expect.any(Date) })
})

/** A set whose children are all armed on one node, in order. */
async function set(bed: Bed, policy: 'all' | 'some', prices: number[]) {
  const [account, node] = [await bed.account(1_000), await bed.node()]
  const request = family({ account, policy, prices })
  await bed.submit([request])
  const claimed = new Map((await bed.claim(node)).map((job) => [job.id, job.token]))
  const children = request.children.map((id) => ({ job_id: id, token: claimed.get(id)! }))
  for (const child of children) await bed.arm(child, node)
  return { account, node, parent: request.parent, children }
}

// SPEC: E6
test('some: complete when one was, and the failed are refunded', async () => {
  const { bed } = use
  const { account, parent, children } = await set(bed, 'some', [10, 20, 30])
  const [one, two, three] = children
  expect(await bed.close(completed(one!))).toMatchObject([{ closed_parent: null }])
  expect(await bed.job(parent)).toMatchObject({ status: 'processing', progress: 33, children_open: 2, children_completed: 1 })
  await bed.close(failed(two!))
  expect(await bed.close(failed(three!))).toMatchObject([{ closed_parent: parent, closed_parent_status: 'completed' }])
  expect(await bed.job(parent)).toMatchObject({ status: 'completed', phase: null, progress: 100, children_failed: 2, error_code: null })
  expect(await bed.balance(account)).toEqual({ available: 990, held: 0 })
  expect((await bed.events(parent)).slice(1)).toEqual(['job.progress', 'job.progress', 'job.completed'])
})

// SPEC: E6
test('some: all failed is failed', async () => {
  const { bed } = use
  const { account, parent, children } = await set(bed, 'some', [10, 20])
  await bed.close(children.map((child) => failed(child, 'content_rejected')))
  expect(await bed.job(parent)).toMatchObject({ status: 'failed', error_code: 'content_rejected', children_failed: 2, children_open: 0 })
  expect(await bed.balance(account)).toEqual({ available: 1_000, held: 0 })
})

test('all: children are captured when the parent closes, not before', async () => {
  const { bed } = use
  const { account, parent, children } = await set(bed, 'all', [10, 20])
  await bed.close(completed(children[0]!))
  expect(await bed.balance(account)).toEqual({ available: 970, held: 30 })
  expect(await bed.audit()).toEqual([])
  await bed.close(completed(children[1]!))
  expect(await bed.job(parent)).toMatchObject({ status: 'completed' })
  expect(await bed.balance(account)).toEqual({ available: 970, held: 0 })
  expect(await Promise.all(children.map((child) => bed.ledger(child.job_id)))).toEqual([['hold', 'capture'], ['hold', 'capture']])
})

// SPEC: E6
test('all: one failure fails the parent at once; what is done is given back and written off, and so is what comes later', async () => {
  const { bed } = use
  const { account, parent, children } = await set(bed, 'all', [10, 20, 30])
  await bed.close(completed(children[0]!))
  expect(await bed.close(failed(children[1]!))).toMatchObject([{ closed_parent: parent, closed_parent_status: 'failed' }])
  expect(await bed.job(parent)).toMatchObject({ status: 'failed', error_code: 'provider_failed', children_open: 1 })
  expect(await bed.balance(account)).toEqual({ available: 970, held: 30 })
  // paid at the provider, but not by the user: every bill is matched by a capture or a write-off
  const lines = (job: string) => bed.many('select kind, write_off, reason from ledger where job_id = $1 and kind <> $2 order by id', [job, 'hold'])
  expect(await lines(children[0]!.job_id)).toEqual([
    { kind: 'release', write_off: 0, reason: 'parent_failed' },
    { kind: 'write_off', write_off: 10, reason: 'parent_failed' },
  ])
  expect(await lines(children[1]!.job_id)).toEqual([{ kind: 'release', write_off: 0, reason: 'provider_failed' }])
  await bed.close(completed(children[2]!))
  expect(await lines(children[2]!.job_id)).toEqual([
    { kind: 'release', write_off: 0, reason: 'parent_failed' },
    { kind: 'write_off', write_off: 30, reason: 'parent_failed' },
  ])
  expect(await bed.job(parent)).toMatchObject({ status: 'failed', children_open: 0, children_completed: 2, children_failed: 1, progress: 100 })
  expect(await bed.balance(account)).toEqual({ available: 1_000, held: 0 })
  expect(await bed.audit()).toEqual([])
})

/** Sends statements at the very same moment: all wait for the parent, with snapshots from before any of them. */
async function together(bed: Bed, parent: string, sends: ((on: Awaited<ReturnType<Bed['connect']>>) => Promise<unknown>)[]): Promise<unknown[]> {
  const blocker = await bed.connect()
  await blocker.query('begin')
  await blocker.query('select from job where id = $1 for update', [parent])
  const sent = sends.map(async (send) => await send(await bed.connect()))
  await expect
    .poll(() => bed.one(`select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`), { interval: 5 })
    .toEqual({ count: sends.length })
  await blocker.query('commit')
  return await Promise.all(sent)
}

test.each(['some', 'all'] as const)('%s: the last two children finishing at once close the parent, once', async (policy) => {
  const { bed } = use
  const { account, parent, children } = await set(bed, policy, [10, 20])
  const answers = (await together(bed, parent, children.map((child) => (on) => bed.close(completed(child), on)))) as { verdict: string }[][]
  const again = children.filter((child, i) => answers[i]![0]!.verdict === 'again')
  expect(again).toHaveLength(policy === 'all' ? 1 : 0) // settled by an older snapshot, siblings would be forgotten
  for (const child of again) expect(await verdict(bed.close(completed(child)))).toBe('applied')
  expect(await bed.job(parent)).toMatchObject({ status: 'completed', children_open: 0, children_completed: 2 })
  expect(await bed.balance(account)).toEqual({ available: 970, held: 0 })
  expect((await bed.events(parent)).filter((type) => type === 'job.completed')).toHaveLength(1)
  expect(await bed.audit()).toEqual([])
})

// SPEC: C1
test('all: a failure and a success racing settle each child once', async () => {
  const { bed } = use
  const { account, parent, children } = await set(bed, 'all', [10, 20, 30])
  const requests = [completed(children[0]!), failed(children[1]!), completed(children[2]!)]
  const answers = (await together(bed, parent, requests.map((request) => (on) => bed.close(request, on)))) as { verdict: string }[][]
  for (const [i, request] of requests.entries())
    for (let said = answers[i]![0]!.verdict; said === 'again'; ) said = await verdict(bed.close(request))
  expect(await bed.job(parent)).toMatchObject({ status: 'failed', children_open: 0, children_completed: 2, children_failed: 1 })
  expect(await bed.balance(account)).toEqual({ available: 1_000, held: 0 })
  expect(await bed.audit()).toEqual([])
})

test('cancelling a parent cancels its children, freely where nothing was asked of a provider yet', async () => {
  const { bed } = use
  const { account, parent, children, node } = await set(bed, 'some', [10, 20])
  const other = family({ account, policy: 'some', prices: [5, 5] })
  await bed.submit([other])
  await bed.claim(node, { room: 1 })
  for (const p of [parent, other.parent]) await bed.cancelParent(p)
  expect(await bed.job(parent)).toMatchObject({ status: 'processing', phase: 'children', cancel_requested_at: expect.any(Date) })
  expect((await bed.close(other.children.map(cancel))).map((a) => a.verdict)).toEqual(['applied', 'applied'])
  expect(await bed.job(other.parent)).toMatchObject({ status: 'cancelled', children_cancelled: 2 })
  // armed: they end by the provider's answer, and what arrives is paid for
  expect((await bed.close(children.map((child) => cancel(child.job_id)))).map((a) => a.verdict)).toEqual(['asked', 'asked'])
  await bed.close(completed(children[0]!))
  await bed.close({ ...children[1]!, outcome: 'cancelled', error_code: 'cancelled' })
  expect(await bed.job(parent)).toMatchObject({ status: 'cancelled', children_completed: 1, children_cancelled: 1, cancel_requested_at: null })
  expect(await bed.balance(account)).toEqual({ available: 990, held: 0 })
  expect(await bed.audit()).toEqual([])
})

test('a cancelled parent whose children were all done already is complete', async () => {
  const { bed } = use
  const { parent, children } = await set(bed, 'all', [10, 20])
  await bed.cancelParent(parent)
  await bed.close(children.map(completed))
  expect(await bed.job(parent)).toMatchObject({ status: 'completed' })
})

test('all: cancelled in the middle, what was done is given back', async () => {
  const { bed } = use
  const { account, parent, children } = await set(bed, 'all', [10, 20])
  await bed.close(completed(children[0]!))
  await bed.cancelParent(parent)
  await bed.close({ ...children[1]!, outcome: 'cancelled', error_code: 'cancelled' })
  expect(await bed.job(parent)).toMatchObject({ status: 'cancelled' })
  expect(await bed.balance(account)).toEqual({ available: 1_000, held: 0 })
  expect(await bed.ledger(children[0]!.job_id)).toEqual(['hold', 'release', 'write_off'])
})

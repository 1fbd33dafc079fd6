import { expect, test } from 'vitest'
import { remedyFor } from './database.ts'
import { newId } from './ids.ts'
import { useBed } from './testing/bed.ts'
import { family, single } from './testing/work.ts'

const use = useBed()
const verdicts = (answers: { verdict: string }[]) => answers.map((a) => a.verdict)

// SPEC: C1
test('a submission sets its credits aside and queues the job, in one commit', async () => {
  const { bed } = use
  const account = await bed.account(100)
  const request = single({ account, price: 30 })
  expect(await bed.submit([request])).toMatchObject([{ verdict: 'created' }])
  const id = request.submission.job_id
  expect(await bed.job(id)).toMatchObject({ status: 'pending', phase: 'queued', price: 30, token: 0 })
  expect(await bed.balance(account)).toEqual({ available: 70, held: 30 })
  expect(await bed.ledger(id)).toEqual(['hold'])
  expect(await bed.events(id)).toEqual(['job.pending'])
  expect(await bed.one('select data from subject where id = $1', [request.submission.subject_id])).toEqual({ data: { prompt: 'a fox' } })
})

test('an account is spent in order of arrival, and a large refusal does not refuse the small one behind it', async () => {
  const { bed } = use
  const [poor, rich] = [await bed.account(100), await bed.account(10_000)]
  const prices = [60, 50, 30, 20, 10, 0]
  const answers = await bed.submit([
    ...prices.map((price) => single({ account: poor, price })),
    single({ account: rich, price: 5_000 }),
  ])
  expect(verdicts(answers)).toEqual(['created', 'insufficient_credits', 'created', 'insufficient_credits', 'created', 'created', 'created'])
  expect(answers[1]!.available).toBe(100)
  expect(await bed.balance(poor)).toEqual({ available: 0, held: 100 })
  expect(await bed.one('select count(*) from job where account_id = $1', [poor])).toEqual({ count: 4 })
})

test('what costs nothing needs no credits and writes no ledger line', async () => {
  const { bed } = use
  const account = await bed.account(0)
  const request = single({ account, price: 0 })
  expect(verdicts(await bed.submit([request]))).toEqual(['created'])
  expect(await bed.ledger(request.submission.job_id)).toEqual([])
})

test('an unknown account fails alone', async () => {
  const { bed } = use
  const account = await bed.account()
  expect(verdicts(await bed.submit([single({ account: newId() }), single({ account })]))).toEqual(['account_not_found', 'created'])
})

// SPEC: C2
test('the engine’s own later stage without credits becomes a job that has failed', async () => {
  const { bed } = use
  const account = await bed.account(5)
  const request = single({ account, price: 10, byEngine: true })
  const parent = family({ account, policy: 'some', prices: [4, 4], byEngine: true })
  expect(verdicts(await bed.submit([request, parent]))).toEqual(['created', 'created'])
  expect(await bed.job(request.submission.job_id)).toMatchObject({ status: 'failed', phase: null, error_code: 'insufficient_credits' })
  expect(await bed.job(parent.parent)).toMatchObject({ status: 'failed', children_open: 0, children_failed: 2 })
  expect(await bed.events(request.submission.job_id)).toEqual(['job.failed'])
  expect(await bed.balance(account)).toEqual({ available: 5, held: 0 })
  expect(await bed.audit()).toEqual([])
})

test('a parent carries no price; every child has its own hold', async () => {
  const { bed } = use
  const account = await bed.account(100)
  const set = family({ account, policy: 'some', prices: [10, 20, 30] })
  expect(verdicts(await bed.submit([set]))).toEqual(['created'])
  expect(await bed.job(set.parent)).toMatchObject({ status: 'processing', phase: 'children', price: 0, children_open: 3 })
  expect(await Promise.all([set.parent, ...set.children].map(bed.ledger))).toEqual([[], ['hold'], ['hold'], ['hold']])
  expect(await bed.balance(account)).toEqual({ available: 40, held: 60 })
})

test('a set that cannot be paid for as a whole is refused as a whole', async () => {
  const { bed } = use
  const account = await bed.account(50)
  expect(verdicts(await bed.submit([family({ account, policy: 'some', prices: [20, 20, 20] })]))).toEqual(['insufficient_credits'])
  expect(await bed.one('select count(*) from job')).toEqual({ count: 0 })
})

test('the identical batch may be resent: the answer to its commit was lost', async () => {
  const { bed } = use
  const account = await bed.account(100)
  const batch = [single({ account, key: 'k' }), family({ account, policy: 'all', prices: [10, 10] }), single({ account, once: 'x' })]
  expect(verdicts(await bed.submit(batch))).toEqual(['created', 'created', 'created'])
  expect(verdicts(await bed.submit(batch))).toEqual(['created', 'created', 'created'])
  expect(await bed.balance(account)).toEqual({ available: 60, held: 40 })
  expect(await bed.audit()).toEqual([])
})

test('a resend that meets its own batch still committing is sent once more, and charges nothing twice', async () => {
  const { bed } = use
  const account = await bed.account(100)
  const request = single({ account })
  const first = await bed.connect()
  await first.query('begin')
  await bed.submit([request], first)
  const second = bed.submit([request]).catch(remedyFor)
  await waitingForLock(1)
  await first.query('commit')
  await first.end()
  expect(await second).toBe('resend-once')
  expect(verdicts(await bed.submit([request]))).toEqual(['created'])
  expect(await bed.balance(account)).toEqual({ available: 90, held: 10 })
})

// SPEC: E12
test('an Idempotency-Key: the first answer again; with another body a conflict', async () => {
  const { bed } = use
  const account = await bed.account(100)
  const first = single({ account, key: 'k', hash: 'a' })
  await bed.submit([first])
  expect(await bed.submit([single({ account, key: 'k', hash: 'a' }), single({ account, key: 'k', hash: 'b' })])).toMatchObject([
    { verdict: 'existing', existing_job: first.submission.job_id, existing_subject: first.submission.subject_id },
    { verdict: 'idempotency_conflict' },
  ])
  expect(verdicts(await bed.submit([single({ account: await bed.account(), key: 'k', hash: 'b' })]))).toEqual(['created'])
  expect(await bed.balance(account)).toEqual({ available: 90, held: 10 })
})

test('a refusal is not remembered under its key', async () => {
  const { bed } = use
  const account = await bed.account(5)
  expect(verdicts(await bed.submit([single({ account, key: 'k' })]))).toEqual(['insufficient_credits'])
  await bed.pool.query('update account set available = 50 where id = $1', [account])
  expect(verdicts(await bed.submit([single({ account, key: 'k' })]))).toEqual(['created'])
})

test('one key twice in one batch: one is created, the other asks again and finds it', async () => {
  const { bed } = use
  const account = await bed.account(100)
  const [first, second] = [single({ account, key: 'k' }), single({ account, key: 'k' })]
  expect(verdicts(await bed.submit([first, second]))).toEqual(['created', 'again'])
  expect(await bed.submit([second])).toMatchObject([{ verdict: 'existing', existing_job: first.submission.job_id }])
})

test('a double click buys once: two in one batch, later, and again after a failure', async () => {
  const { bed } = use
  const [account, subject] = [await bed.account(100), newId()]
  const click = () => single({ account, subject, once: 'model:1' })
  const [first, second] = [click(), click()]
  expect(verdicts(await bed.submit([first, second]))).toEqual(['created', 'again'])
  expect(await bed.submit([second, click()])).toMatchObject([
    { verdict: 'existing', existing_job: first.submission.job_id },
    { verdict: 'existing', existing_job: first.submission.job_id },
  ])
  expect(await bed.balance(account)).toEqual({ available: 90, held: 10 })
  await bed.close({ job_id: first.submission.job_id, token: null, outcome: 'cancelled', error_code: 'cancelled' })
  expect(verdicts(await bed.submit([click()]))).toEqual(['created'])
})

/** `count` batches sent while a blocker holds the account, so that all of them start from the same snapshot. */
async function race(account: string, send: (() => Promise<unknown>)[]): Promise<void> {
  const blocker = await use.bed.connect()
  await blocker.query('begin')
  await blocker.query('select from account where id = $1 for update', [account])
  const sent = send.map((s) => s())
  await waitingForLock(send.length)
  await blocker.query('commit')
  await blocker.end()
  await Promise.all(sent)
}

async function waitingForLock(count: number): Promise<void> {
  await expect
    .poll(() => use.bed.one(`select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`), { timeout: 10_000, interval: 5 })
    .toEqual({ count })
}

test('credits that come in while a submit waits can be spent by it', async () => {
  const { bed } = use
  const account = await bed.account(5)
  const refund = await bed.connect()
  await refund.query('begin')
  await refund.query('update account set available = available + 10 where id = $1', [account])
  const submit = bed.submit([single({ account, price: 10 })])
  await waitingForLock(1)
  await refund.query('commit')
  expect(verdicts(await submit)).toEqual(['created'])
  expect(await bed.balance(account)).toEqual({ available: 5, held: 10 })
})

test.each(['once', 'key'] as const)('batches racing with one %s: one created, the others ask again and find it', async (by) => {
  const { bed } = use
  const [account, subject] = [await bed.account(100), newId()]
  const clicks = [1, 2, 3].map(() => single({ account, subject, ...(by === 'once' ? { once: 'x' } : { key: 'x' }) }))
  const answers: string[] = []
  await race(account, clicks.map((click) => async () => void answers.push((await bed.submit([click]))[0]!.verdict)))
  expect(answers.toSorted()).toEqual(['again', 'again', 'created'])
  expect(new Set(verdicts(await bed.submit(clicks)))).toEqual(new Set(['created', 'existing']))
  expect(await bed.balance(account)).toEqual({ available: 90, held: 10 })
})

// SPEC: C3
test('batches racing for the last credits: never below zero, never refused what could be paid', async () => {
  const { bed } = use
  const account = await bed.account(50)
  const answers: string[] = []
  await race(account, Array.from({ length: 4 }, () => async () => void answers.push(...verdicts(await bed.submit([single({ account, price: 20 })])))))
  expect(answers.toSorted()).toEqual(['created', 'created', 'insufficient_credits', 'insufficient_credits'])
  expect(await bed.balance(account)).toEqual({ available: 10, held: 40 })
})

/** The fence: what an owner of old says changes nothing, whatever it says and however late. */
import { expect, test } from 'vitest'
import { useBed, type Fenced } from './testing/bed.ts'
import { single } from './testing/work.ts'
import type { CloseRequest } from './verbs.ts'

const use = useBed()

/** A job that `old` lost to `node`: adopted, in the phase it was in. */
async function overtaken(phase: 'preparing' | 'submitting' | 'collecting') {
  const { bed } = use
  const [old, node] = [await bed.node(), await bed.node()]
  const account = await bed.account()
  const stale = await bed.at(phase, single({ account }), old)
  await bed.kill(old)
  const [adopted] = await bed.rescue(node)
  const fresh: Fenced = { job_id: stale.job_id, token: adopted!.token }
  expect(fresh.token).toBe(stale.token + 1)
  return { bed, old, node, account, stale, fresh, adopted: adopted! }
}

const completed = (job: Fenced): CloseRequest => ({ ...job, attempt: 1, outcome: 'completed' })
const failed = (job: Fenced): CloseRequest => ({ ...job, attempt: 1, outcome: 'failed', error_code: 'internal' })
const back = (job: Fenced) => ({ ...job, delay_ms: 0, outcome: 'handed_back' as const, counts: false })

// SPEC: E5
test.each(['preparing', 'submitting', 'collecting'] as const)('an old token is stale for every verb, on a job adopted while %s', async (phase) => {
  const { bed, old, stale } = await overtaken(phase)
  const before = await bed.one<object>('select j.* from job j where id = $1', [stale.job_id])
  expect(await bed.arm(stale, old)).toBe('stale')
  expect(await bed.park({ ...stale, attempt: 1, phase: 'submitted', external_id: 'x', due_in_ms: 0 })).toBe('stale')
  expect(await bed.collect(stale, old)).toBe('stale')
  expect(await bed.retry(back(stale))).toBe('stale')
  expect(await bed.close(failed(stale))).toMatchObject([{ verdict: 'stale' }])
  expect(await bed.close(completed(stale))).toMatchObject([{ verdict: 'stale' }])
  await bed.progress(stale, 50)
  expect(await bed.one('select j.* from job j where id = $1', [stale.job_id])).toEqual(before)
  expect(await bed.audit()).toEqual([])
})

test('a late success is remembered on its attempt, and costs the user nothing', async () => {
  const { bed, account, stale, fresh } = await overtaken('submitting')
  await bed.close({ ...fresh, outcome: 'failed', error_code: 'outcome_unknown', write_off: true, provider_done: false })
  expect(await bed.close(completed(stale))).toMatchObject([{ verdict: 'closed', status: 'failed' }])
  expect(await bed.attempt(stale.job_id)).toMatchObject({ outcome: 'failed', late_outcome: 'completed', slot_lane: null })
  expect(await bed.balance(account)).toEqual({ available: 1_000, held: 0 })
  expect(await bed.ledger(stale.job_id)).toEqual(['hold', 'release', 'write_off'])
})

test('rescue against finish: the one that locks first wins, and the other is told', async () => {
  const { bed } = use
  const [old, node] = [await bed.node(), await bed.node()]
  const job = await bed.at('collecting', single({ account: await bed.account() }), old)
  await bed.kill(old)
  // an expired token that nobody adopted still wins
  const client = await bed.connect()
  await client.query('begin')
  expect(await bed.close(completed(job), client)).toMatchObject([{ verdict: 'applied' }])
  expect(await bed.rescue(node)).toEqual([]) // skips what is being finished, and does not wait
  await client.query('commit')
  await client.end()
  expect(await bed.rescue(node)).toEqual([])
  expect(await bed.ledger(job.job_id)).toEqual(['hold', 'capture'])
})

test('a finish that waits behind a rescue finds itself stale', async () => {
  const { bed } = use
  const [old, node] = [await bed.node(), await bed.node()]
  const job = await bed.at('collecting', single({ account: await bed.account() }), old)
  await bed.kill(old)
  const client = await bed.connect()
  await client.query('begin')
  await bed.rescue(node, {}, client)
  const finish = bed.close(completed(job))
  await expect.poll(() => bed.one('select count(*) from pg_locks where not granted')).toEqual({ count: 1 })
  await client.query('commit')
  await client.end()
  // it could not see what it waited for; asked anew, it can
  expect(await finish).toMatchObject([{ verdict: 'again' }])
  expect(await bed.close(completed(job))).toMatchObject([{ verdict: 'stale' }])
  expect(await bed.ledger(job.job_id)).toEqual(['hold'])
})

test('the answer to our own commit was lost: every verb accepts its own batch again', async () => {
  const { bed } = use
  const [node, account] = [await bed.node(), await bed.account()]
  const job = await bed.at('preparing', single({ account }), node)
  expect([await bed.arm(job, node), await bed.arm(job, node)]).toEqual(['applied', 'already_by_you'])
  const parked = { ...job, attempt: 1, phase: 'submitted' as const, external_id: 'e', due_in_ms: 0 }
  expect([await bed.park(parked), await bed.park(parked)]).toEqual(['applied', 'applied'])
  const token = (await bed.poll())[0]!.token
  const owned = { job_id: job.job_id, token }
  expect([await bed.collect(owned, node), await bed.collect(owned, node)]).toEqual(['applied', 'already_by_you'])
  expect((await bed.close([completed(owned)]))[0]!.verdict).toBe('applied')
  expect((await bed.close([completed(owned)]))[0]).toMatchObject({ verdict: 'already_by_you', status: 'completed' })
  expect((await bed.close([failed(owned)]))[0]).toMatchObject({ verdict: 'closed', status: 'completed' })
  expect(await bed.ledger(job.job_id)).toEqual(['hold', 'capture'])
  expect(await bed.balance(account)).toEqual({ available: 990, held: 0 })

  const other = await bed.at('preparing', single({ account }), node)
  expect([await bed.retry(back(other)), await bed.retry(back(other))]).toEqual(['applied', 'already_by_you'])
  expect(await bed.attempt(other.job_id)).toMatchObject({ outcome: 'handed_back' })
})

// SPEC: E2 E7
test('terminal is final', async () => {
  const { bed } = use
  const node = await bed.node()
  const job = await bed.at('submitting', single({ account: await bed.account() }), node)
  await bed.close(completed(job))
  expect(await bed.retry(back(job))).toBe('closed')
  expect(await bed.park({ ...job, attempt: 1, phase: 'unknown', due_in_ms: 0, window_ms: 1 })).toBe('closed')
  expect(await bed.collect(job, node)).toBe('closed')
  expect(await bed.arm(job, node)).toBe('stale')
  await bed.progress(job, 50)
  await bed.wake(job.job_id)
  expect(await bed.close({ job_id: job.job_id, token: null, outcome: 'cancelled', error_code: 'cancelled' })).toMatchObject([
    { verdict: 'closed', status: 'completed' },
  ])
  expect(await bed.job(job.job_id)).toMatchObject({ status: 'completed', progress: 100, phase: null, error_code: null })
})

test('a job can be completed only from where a result can be', async () => {
  const { bed } = use
  const node = await bed.node()
  for (const phase of ['preparing', 'submitted', 'unknown'] as const) {
    const job = await bed.at(phase, single({ account: await bed.account() }), node)
    const { token } = await bed.job(job.job_id)
    expect(await bed.close(completed({ ...job, token }))).toMatchObject([{ verdict: 'stale' }])
  }
})

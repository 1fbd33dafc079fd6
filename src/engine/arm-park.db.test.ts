/** From the claim to the provider's hands: arm, park, poll, wake, collect. */
import { expect, test } from 'vitest'
import { newId } from './ids.ts'
import { useBed } from './testing/bed.ts'
import { single } from './testing/work.ts'

const use = useBed()
const parked = { attempt: 1, phase: 'submitted' as const, external_id: 'ext', due_in_ms: 30_000 }

// SPEC: P2
test('arm commits that the one POST may leave', async () => {
  const { bed } = use
  const node = await bed.node()
  const job = await bed.at('preparing', single({ account: await bed.account() }), node)
  expect(await bed.arm(job, node)).toBe('applied')
  expect(await bed.job(job.job_id)).toMatchObject({ status: 'processing', phase: 'submitting', node_id: node })
  const { posted_at: armedAt } = await bed.one<{ posted_at: Date }>('select posted_at from job where id = $1', [job.job_id])
  expect(armedAt).toBeInstanceOf(Date)
  // whatever comes next tells the attempt
  await bed.park({ ...job, ...parked })
  expect((await bed.attempt(job.job_id)).posted_at).toEqual(armedAt)
})

test('arm is refused without lease enough, and to a job that does not exist', async () => {
  const { bed } = use
  const node = await bed.node({ leaseMs: 1_500 })
  const job = await bed.at('preparing', single({ account: await bed.account() }), node)
  expect(await bed.arm(job, node, 2_000)).toBe('lease_short')
  await bed.kill(node)
  expect(await bed.arm(job, node, 0)).toBe('lease_short')
  expect(await bed.one('select posted_at from job where id = $1', [job.job_id])).toEqual({ posted_at: null })
  expect(await bed.arm({ job_id: newId(), token: 1 }, node)).toBeUndefined()
})

// SPEC: E10
test('cancel and arm meet at the row: whichever comes first decides who pays', async () => {
  const { bed } = use
  const node = await bed.node()
  const cancel = (job: string) => bed.close({ job_id: job, token: null, outcome: 'cancelled', error_code: 'cancelled' })
  const first = await bed.at('preparing', single({ account: await bed.account() }), node)
  expect(await cancel(first.job_id)).toMatchObject([{ verdict: 'applied' }])
  expect(await bed.arm(first, node)).toBe('stale')
  const second = await bed.at('submitting', single({ account: await bed.account() }), node)
  expect(await cancel(second.job_id)).toMatchObject([{ verdict: 'asked', status: 'processing' }])
  // not accepted after all: no next attempt, the one who knows closes it
  expect(await bed.retry({ ...second, delay_ms: 0, outcome: 'retried', counts: true })).toBe('cancel_requested')
  expect(await bed.job(second.job_id)).toMatchObject({ phase: 'submitting' })
  // however it came to be asked for before, nothing is armed any more
  const third = await bed.at('preparing', single({ account: await bed.account() }), node)
  await bed.pool.query('update job set cancel_requested_at = now() where id = $1', [third.job_id])
  expect(await bed.arm(third, node)).toBe('cancel_requested')
})

test('parking lets go of the job until it is due', async () => {
  const { bed } = use
  const node = await bed.node()
  const job = await bed.at('submitting', single({ account: await bed.account() }), node)
  expect(await bed.park({ ...job, ...parked })).toBe('applied')
  const now = await bed.job(job.job_id)
  expect(now).toMatchObject({ phase: 'submitted', node_id: null })
  expect(now.due_in_ms).toBeGreaterThan(25_000)
  expect(await bed.attempt(job.job_id)).toMatchObject({ external_id: 'ext', accepted_at: expect.any(Date), ended_at: null })
  expect(await bed.poll()).toEqual([])
  await bed.due(job.job_id)
  expect(await bed.poll()).toMatchObject([{ id: job.job_id, token: job.token + 1, external_id: 'ext', phase: 'submitted', window_over: null }])
  // taken: not again before the take runs out
  expect(await bed.poll()).toEqual([])
  await bed.due(job.job_id)
  expect(await bed.poll()).toMatchObject([{ token: job.token + 2 }])
})

test('work at a provider is asked about at its deadline, however seldom it is asked', async () => {
  const { bed } = use
  const node = await bed.node()
  // one after the other: of two claims at once, either may take both
  const soon = await bed.at('submitting', single({ account: await bed.account(), deadlineMs: 4_000 }), node)
  const over = await bed.at('submitting', single({ account: await bed.account(), deadlineMs: 1 }), node)
  for (const job of [soon, over]) await bed.park({ ...job, ...parked })
  expect((await bed.job(soon.job_id)).due_in_ms).toBeLessThanOrEqual(4_000)
  expect(await bed.poll()).toMatchObject([{ id: over.job_id }])
})

// SPEC: P1
test('a webhook during a poll is not slept over', async () => {
  const { bed } = use
  const node = await bed.node()
  const job = await bed.at('submitted', single({ account: await bed.account() }), node)
  await bed.due(job.job_id)
  const [taken] = await bed.poll()
  await bed.wake(job.job_id) // DONE arrives while the provider still answers RUN
  await bed.park({ job_id: job.job_id, token: taken!.token, attempt: 1, phase: 'submitted', due_in_ms: 30_000, wake_seq: taken!.wake_seq })
  expect((await bed.job(job.job_id)).due_in_ms).toBeLessThanOrEqual(0)
  expect(await bed.poll()).toMatchObject([{ id: job.job_id }])
})

test('a webhook before the answer to the POST makes the first poll due at once', async () => {
  const { bed } = use
  const node = await bed.node()
  const job = await bed.at('submitting', single({ account: await bed.account() }), node)
  await bed.wake(job.job_id)
  expect(await bed.job(job.job_id)).toMatchObject({ phase: 'submitting', wake_seq: 1 })
  await bed.park({ ...job, ...parked, wake_seq: 0 })
  expect(await bed.poll()).toHaveLength(1)
})

test('waking is harmless in every phase, and never a move', async () => {
  const { bed } = use
  const node = await bed.node()
  for (const phase of ['queued', 'preparing', 'submitting', 'submitted', 'unknown', 'collecting'] as const) {
    const job = await bed.at(phase, single({ account: await bed.account() }), node)
    await bed.wake(job.job_id)
    expect(await bed.job(job.job_id)).toMatchObject({ phase, wake_seq: 1 })
  }
})

test('another external id for the same attempt is a double submission: said, not stored', async () => {
  const { bed } = use
  const node = await bed.node()
  const job = await bed.at('submitted', single({ account: await bed.account() }), node)
  await bed.due(job.job_id)
  const [taken] = await bed.poll()
  const request = { job_id: job.job_id, token: taken!.token, attempt: 1, phase: 'submitted' as const, due_in_ms: 0 }
  expect(await bed.park({ ...request, external_id: 'another' })).toBe('double_submission')
  expect(await bed.attempt(job.job_id)).toMatchObject({ external_id: `ext-${job.job_id}` })
  expect(await bed.park({ ...request, external_id: `ext-${job.job_id}` })).toBe('applied')
})

test('told late: the frozen worker’s answer is what the others wonder about', async () => {
  const { bed } = use
  const [old, node] = [await bed.node(), await bed.node()]
  const job = await bed.at('submitting', single({ account: await bed.account() }), old)
  await bed.kill(old)
  const [adopted] = await bed.rescue(node)
  await bed.park({ job_id: job.job_id, token: adopted!.token, attempt: 1, phase: 'unknown', due_in_ms: 60_000, window_ms: 600_000 })
  expect(await bed.park({ ...job, ...parked })).toBe('told_late')
  const [due] = await bed.poll()
  expect(due).toMatchObject({ id: job.job_id, phase: 'unknown', external_id: 'ext', window_over: false })
  expect(await bed.park({ ...job, ...parked })).toBe('told_late') // its own resend
  expect(await bed.park({ ...job, ...parked, external_id: 'other' })).toBe('stale')
  // who asked before it was told goes on from what it knows, and is due at once
  const asked = { job_id: job.job_id, token: due!.token, attempt: 1, wake_seq: due!.wake_seq }
  expect(await bed.park({ ...asked, phase: 'unknown', due_in_ms: 60_000 })).toBe('applied')
  const [next] = await bed.poll()
  expect(await bed.park({ ...asked, token: next!.token, phase: 'submitted', external_id: 'ext', due_in_ms: 0 })).toBe('applied')
})

test('told late while the rescuer is just parking it', async () => {
  const { bed } = use
  const [old, node] = [await bed.node(), await bed.node()]
  const job = await bed.at('submitting', single({ account: await bed.account() }), old)
  await bed.kill(old)
  const [adopted] = await bed.rescue(node)
  const rescuer = await bed.connect()
  await rescuer.query('begin')
  await bed.park({ job_id: job.job_id, token: adopted!.token, attempt: 1, phase: 'unknown', due_in_ms: 60_000, window_ms: 600_000 }, rescuer)
  const late = bed.park({ ...job, ...parked })
  await expect.poll(() => bed.one('select count(*) from pg_locks where not granted'), { interval: 5 }).toEqual({ count: 1 })
  await rescuer.query('commit')
  expect(await late).toBe('told_late')
  expect(await bed.poll()).toMatchObject([{ external_id: 'ext' }])
})

test('told late of an attempt that is over tells nothing', async () => {
  const { bed } = use
  const node = await bed.node()
  const job = await bed.at('submitting', single({ account: await bed.account(), recovery: 'repeatable' }), node)
  await bed.retry({ ...job, delay_ms: 0, outcome: 'lost', counts: true })
  await bed.promote()
  const [second] = await bed.claim(node)
  const now = { job_id: second!.id, token: second!.token }
  await bed.arm(now, node)
  await bed.park({ ...now, attempt: 2, phase: 'unknown', due_in_ms: 60_000, window_ms: 600_000 })
  expect(await bed.park({ ...job, ...parked })).toBe('stale')
  expect((await bed.attempt(job.job_id, 2)).external_id).toBeNull()
})

test('the window of an unknown outcome opens once', async () => {
  const { bed } = use
  const node = await bed.node()
  const job = await bed.at('unknown', single({ account: await bed.account() }), node)
  await bed.pool.query(`update attempt set unknown_until = now() - interval '1 second'`)
  await bed.due(job.job_id)
  const [due] = await bed.poll()
  expect(due!.window_over).toBe(true)
  await bed.park({ job_id: job.job_id, token: due!.token, attempt: 1, phase: 'unknown', due_in_ms: 0, window_ms: 600_000 })
  expect((await bed.poll())[0]!.window_over).toBe(true)
})

test('collect makes the asker the owner, and frees the place', async () => {
  const { bed } = use
  const node = await bed.node()
  await bed.lane('one', { maxInFlight: 1 })
  const job = await bed.at('submitted', single({ account: await bed.account(), lane: 'one' }), node)
  expect(await bed.attempt(job.job_id)).toMatchObject({ slot_lane: 'one' })
  await bed.due(job.job_id)
  const [due] = await bed.poll()
  expect(await bed.collect(job, node)).toBe('stale')
  expect(await bed.collect({ job_id: job.job_id, token: due!.token }, node)).toBe('applied')
  expect(await bed.job(job.job_id)).toMatchObject({ phase: 'collecting', node_id: node, due_in_ms: null })
  expect(await bed.attempt(job.job_id)).toMatchObject({ slot_lane: null, collecting_at: expect.any(Date) })
})

// SPEC: E9
test('progress only grows, only within its attempt, and only from its owner', async () => {
  const { bed } = use
  const node = await bed.node()
  const job = await bed.at('preparing', single({ account: await bed.account() }), node)
  await bed.progress(job, 30, 'sketching')
  await bed.progress(job, 20, 'late')
  await bed.progress({ ...job, token: job.token - 1 }, 90)
  expect(await bed.one('select progress, progress_message from job')).toEqual({ progress: 30, progress_message: 'sketching' })
  await bed.retry({ ...job, delay_ms: 0, outcome: 'retried', counts: true })
  await bed.progress(job, 60)
  await bed.promote()
  const [second] = await bed.claim(node)
  expect(await bed.job(job.job_id)).toMatchObject({ progress: 0 })
  await bed.progress(job, 70) // of the first attempt
  await bed.progress({ job_id: job.job_id, token: second!.token }, 10)
  expect(await bed.job(job.job_id)).toMatchObject({ progress: 10 })
  expect((await bed.events(job.job_id)).filter((type) => type === 'job.progress')).toHaveLength(2)
})

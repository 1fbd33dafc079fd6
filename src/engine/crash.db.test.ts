/** Nodes that die or freeze: their work goes on elsewhere, and the provider is asked to be paid once. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FaultPoint } from './faults.ts'
import { leaseMs, useNodes } from './testing/nodes.ts'
import { createProvider, type Answers } from './testing/provider.ts'

const nodes = useNodes()
const processes: ChildProcess[] = []

beforeEach(() => nodes.bed.pool.query('create table if not exists bill (key text); truncate bill'))
afterEach(async () => {
  for (const child of processes.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})

/** A worker process that waits at a fault point; resolves when it is ready to claim. */
async function startProcess(stopAt: FaultPoint, recovery: 'found' | 'not-found' = 'found') {
  const child = fork(new URL('./testing/node-process.ts', import.meta.url), [nodes.bed.url, stopAt, String(leaseMs), recovery], { stdio: 'inherit' })
  processes.push(child)
  const reached = (point: string) =>
    new Promise<string>((resolve, reject) => {
      child.on('message', (said: { point: string; jobId: string }) => said.point === point && resolve(said.jobId))
      child.on('exit', (code) => reject(new Error(`the worker process ended with ${code} before ${point}`)))
    })
  const stopped = reached(stopAt)
  stopped.catch(() => {})
  await reached('ready')
  return { child, stopped, go: () => child.send('go') }
}

/**
 * Nobody claims but the process; then this node joins, which knows the same provider. Another listens: the newcomer may have
 * adopted what is left before its own `start` returns.
 */
async function join(answers: Partial<Answers> = {}) {
  const provider = createProvider()
  Object.assign(provider.answers, answers)
  provider.answers.submit = async (ctx) => {
    await nodes.bed.pool.query('insert into bill (key) values ($1)', [ctx.attemptKey])
    return { type: 'accepted', externalId: `ext-${ctx.attemptKey}`, pollInMs: 0 }
  }
  const live = await nodes.listen(await nodes.start({ roles: { api: true, worker: false } }))
  await nodes.start({ provider })
  return { live }
}
/** of the dead: nobody renews it any more */
const leaseEnds = () => nodes.bed.pool.query(`update node set lease_until = now() - interval '1 minute'`)
const bills = async () => (await nodes.bed.many<{ key: string }>('select key from bill')).map((row) => row.key)
const submit = async (kind: string) => {
  const api = await nodes.start({ roles: { api: true, worker: false } })
  return await nodes.submit(api, kind)
}

test.each(['claim.committed', 'arm.sending'] as const)('killed at %s: nothing was sent, and another node runs it anew', async (point) => {
  const worker = await startProcess(point)
  const { jobId } = await submit('remote')
  expect(await worker.stopped).toBe(jobId)
  worker.child.kill('SIGKILL')
  await leaseEnds()
  const { live } = await join()
  await live.job(jobId, 'completed')
  expect(await nodes.bed.attempt(jobId)).toMatchObject({ outcome: 'lost', posted_at: null })
  expect(await bills()).toEqual([`${jobId}-2`])
  expect(await nodes.bed.audit()).toEqual([])
})

// SPEC: P2
test.each(['post.answered', 'park.sending'] as const)('killed at %s: the provider is asked, not paid again', async (point) => {
  const worker = await startProcess(point)
  const { jobId } = await submit('remote')
  await worker.stopped
  worker.child.kill('SIGKILL')
  await leaseEnds()
  const { live } = await join({ recover: async (ctx) => ({ type: 'found', externalId: `ext-${ctx.attemptKey}` }) })
  await live.job(jobId, 'processing', 'unknown')
  await live.job(jobId, 'completed')
  expect(await bills()).toEqual([`${jobId}-1`])
})

test('killed while collecting: the result is collected again', async () => {
  const worker = await startProcess('collect.stored')
  const { jobId } = await submit('remote')
  await worker.stopped
  worker.child.kill('SIGKILL')
  await leaseEnds()
  const { live } = await join()
  await live.job(jobId, 'completed')
  expect(await bills()).toEqual([`${jobId}-1`])
  expect(await nodes.bed.ledger(jobId)).toEqual(['hold', 'capture'])
})

// SPEC: E5 P2
test('frozen between arm and check, beyond its lease: it wakes and does not post', async () => {
  const worker = await startProcess('arm.committed', 'not-found')
  const { jobId } = await submit('keyed')
  await worker.stopped
  worker.child.kill('SIGSTOP')
  const { live } = await join({ recover: async () => ({ type: 'not-found' }) })
  await live.job(jobId, 'completed')
  expect(await bills()).toEqual([jobId])
  worker.go()
  worker.child.kill('SIGCONT')
  // it hands back what is not its own any more, and asks nobody; its next job shows that it is awake
  const { jobId: next } = await nodes.submit(await nodes.start({ roles: { api: true, worker: false } }), 'keyed')
  await live.job(next, 'completed')
  expect((await bills()).filter((key) => key === jobId)).toEqual([jobId])
  expect(await nodes.bed.job(jobId)).toMatchObject({ status: 'completed', attempts: 2 })
  expect(await nodes.bed.audit()).toEqual([])
})

test('frozen between check and POST, beyond its lease: its one POST is late, and it is the only one', async () => {
  const worker = await startProcess('post.leaving', 'not-found')
  const { jobId } = await submit('remote')
  await worker.stopped
  worker.child.kill('SIGSTOP')
  await leaseEnds()
  const { live } = await join() // whose provider says 'not-yet', and must not be asked to be paid
  await live.job(jobId, 'processing', 'unknown')
  expect(await bills()).toEqual([])
  worker.go()
  worker.child.kill('SIGCONT')
  // told late: the id it brings is what the others wondered about
  await live.job(jobId, 'completed')
  expect(await bills()).toEqual([`${jobId}-1`])
  expect(await nodes.bed.attempt(jobId)).toMatchObject({ external_id: `ext-${jobId}-1`, outcome: 'completed' })
  expect(await nodes.bed.audit()).toEqual([])
})

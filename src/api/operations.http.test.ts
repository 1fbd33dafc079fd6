/** The operator's page asks these: what stands, what fails, whose outcome nobody knows, and whether the books are right. */
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { jobError } from '../engine/errors.ts'
import type { AuditAnswer, Operations, UnknownList } from './contract-operations.ts'
import { testRenderer, type TestRenderer } from './testing/renderer.ts'
import { startTestServer, type TestServer } from './testing/server.ts'

let server: TestServer
let renderer: TestRenderer
let client: Client
beforeAll(async () => {
  renderer = testRenderer()
  server = await startTestServer({ studio: renderer })
  client = new Client({ connectionString: server.databaseUrl })
  await client.connect()
})
afterAll(async () => {
  await client?.end()
  await server?.stop()
})
const operations = async (language = 'en') => (await server.ask<Operations>('GET', '/api/admin/operations', { headers: { 'accept-language': language } })).body

// SPEC: A5 E16
test('failures by class, phases now and lately, nodes', async () => {
  const owner = await server.account()
  let nth = 0
  renderer.behave = (call) => (++nth === 1 ? call.fail(jobError('content_rejected')) : call.finish())
  const { body } = await server.ask('POST', '/api/tasks', { key: owner.key, body: { prompt: 'x', count: 2 } })
  await server.until(owner.key, body.id, (t) => t.status === 'IMAGE_COMPLETED')
  renderer.behave = () => {}
  const open = (await server.ask('POST', '/api/tasks', { key: owner.key, body: { prompt: 'y', count: 1 } })).body
  await renderer.called('picture', 3)
  const now = await operations()
  expect(now.failures).toMatchObject([{ code: 'content_rejected', count: 1, kinds: [{ kind: 'image_generation', what: 'a picture', count: 1 }] }])
  expect(now.phases).toMatchObject([{ kind: 'image_generation', phase: 'submitting', jobs: 1, limitSeconds: 900, exceeded: false }])
  expect(now.recent.map((p) => p.phase)).toContain('submitting')
  expect(now.nodes).toMatchObject([{ alive: true, worker: true, stopping: false }])
  expect((await operations('zh-CN')).failures[0]?.kinds[0]?.what).toBe('一张图片')
  await client.query(`update job set phase_at = now() - interval '1 hour' where phase = 'submitting'`)
  expect((await operations()).phases).toMatchObject([{ exceeded: true }])
  renderer.behave = null
  await server.ask('POST', `/api/tasks/${open.id}/cancel`, { key: owner.key, body: {} })
})

// SPEC: P2 A5
test('an outcome nobody knows is listed with what to ask by, and answered by the operator', async () => {
  const owner = await server.account()
  renderer.behave = () => {}
  await server.ask('POST', '/api/tasks', { key: owner.key, body: { prompt: 'lost', count: 1 } })
  await renderer.called('picture', renderer.calls.filter((c) => c.kind === 'picture').length + 1)
  const lost = await client.query(
    `update job set phase = 'unknown', node_id = null, token = token + 1, recovery = 'client-id', wake_at = now() + interval '1 hour'
     where account_id = $1 and phase = 'submitting' returning id`,
    [owner.id],
  )
  const jobId = lost.rows[0].id
  await client.query(`update attempt set unknown_at = now(), unknown_until = now() + interval '10 minutes' where job_id = $1`, [jobId])
  const list = async () => (await server.ask<UnknownList>('GET', '/api/admin/unknown')).body.items
  expect(await list()).toMatchObject([{ jobId, account: { name: 'test' }, what: 'a picture', lane: 'local:picture', attemptKey: `${jobId}-1`, credits: 5 }])
  expect((await operations()).unknown).toBe(1)
  expect((await server.ask('POST', `/api/admin/jobs/${jobId}/resolve`, { body: { notFound: true } })).status).toBe(200)
  expect(await list()).toEqual([])
  renderer.behave = null
})

// SPEC: C3 A5
test('the audit proves the books, and names what is wrong', async () => {
  const audit = async () => (await server.ask<AuditAnswer>('POST', '/api/admin/audit', { body: {} })).body
  const [one, two] = await Promise.all([audit(), audit()])
  expect([one.ok, two.ok, one.findings]).toEqual([true, true, []])
  expect(one.counts.ledgerLines).toBeGreaterThan(2)
  const owner = await server.account()
  await client.query('update account set available = available + 1 where id = $1', [owner.id])
  expect(await audit()).toMatchObject({ ok: false, findings: [{ code: 'balance_differs', count: 1, rows: [{ account_id: owner.id }] }] })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { proxyDatabase, type DatabaseProxy } from './testing/database-proxy.ts'
import { testRenderer } from './testing/renderer.ts'
import { startTestServer, type Problem, type Task, type TestServer } from './testing/server.ts'

let proxy: DatabaseProxy
let server: TestServer
const renderer = testRenderer()
beforeAll(async () => {
  server = await startTestServer({
    studio: renderer,
    through: async (url) => {
      proxy = await proxyDatabase(url)
      return proxy.url
    },
  })
})
afterAll(async () => {
  await server.stop()
  await proxy.close()
})

/** Asks until the answer is another one; each question is answered by the server, so nothing here sleeps. */
async function until<T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (good(answer)) return answer
  }
}

// SPEC: E15 A8
test('while the database is away every request is a 503 with Retry-After; it recovers by itself and nothing is lost', async () => {
  const { key } = await server.account(100)
  renderer.behave = () => {}
  const { body: task } = await server.ask<Task>('POST', '/api/tasks', { key, body: { prompt: 'x', count: 1 } })
  const call = await renderer.called('picture', 1)

  await proxy.cut()
  const requests: [string, string, unknown?][] = [
    ['GET', '/api/tasks'],
    ['GET', `/api/tasks/${task.id}`],
    ['POST', '/api/tasks', { prompt: 'y' }],
    ['PATCH', `/api/tasks/${task.id}`, { selectedImageIndex: 0 }],
    ['GET', '/api/credits'],
    ['GET', '/api/events'],
    ['GET', '/readyz'],
  ]
  for (const [method, path, body] of requests) {
    const answer = await server.ask<Problem>(method, path, { key, body, headers: { 'accept-language': 'zh-CN' } })
    expect({ path, status: answer.status, code: answer.body.code }).toEqual({ path, status: 503, code: 'database_unavailable' })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(answer.body.detail).toContain('没有扣除积分')
  }
  expect((await server.ask('GET', '/healthz', { key: null })).status).toBe(200)

  // the work that was under way ends meanwhile: its result waits for the database, too
  call.finish()
  renderer.behave = null
  await proxy.restore()
  await until(() => server.ask('GET', '/readyz', { key: null }), (answer) => answer.status === 200)
  const done = await server.until(key, task.id, (t) => t.status === 'IMAGE_COMPLETED')
  expect(done.credits).toEqual({ held: 0, captured: 5, released: 0 })
  expect((await server.ask('GET', '/api/tasks', { key })).body.items).toHaveLength(1)
  expect((await server.ask('POST', '/api/tasks', { key, body: { prompt: 'z', count: 1 } })).status).toBe(201)
})

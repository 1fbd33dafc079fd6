import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type Task, type TestServer } from './testing/server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ env: { SAFELIGHT_LOCAL_THREADS: '1' } })
})
afterAll(() => server.stop())

// SPEC: L1 L2 S1.2
test('with the local provider itself: a prompt becomes a real picture, the picture a real model', async () => {
  const { key } = await server.account(100)
  const { body } = await server.ask<Task>('POST', '/api/tasks', { key, body: { prompt: 'a red fox in the snow', seed: 7, count: 1 } })
  const pictured = await server.until(key, body.id, (task) => task.status === 'IMAGE_COMPLETED')
  const bytes = async (url: string | null | undefined) => {
    const response = await fetch(`${server.url}${url}`, { headers: { authorization: `Bearer ${key}` } })
    return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) }
  }
  const picture = await bytes(pictured.images[0]?.url)
  expect(picture.type).toBe('image/png')
  expect(picture.bytes.subarray(1, 4).toString()).toBe('PNG')
  expect(pictured.images[0]?.placeholder).toMatch(/^data:image\/webp/)
  expect((await bytes(pictured.images[0]?.previewUrl)).type).toBe('image/webp')

  await server.ask('PATCH', `/api/tasks/${body.id}`, { key, body: { selectedImageIndex: 0 } })
  const done = await server.until(key, body.id, (task) => task.status === 'MODEL_COMPLETED')
  const model = await bytes(done.model?.url)
  expect(model.type).toBe('model/gltf-binary')
  expect(model.bytes.subarray(0, 4).toString()).toBe('glTF')
  expect(done.credits).toEqual({ held: 0, captured: 25, released: 0 })
})

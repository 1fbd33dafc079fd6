import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from 'pg'
import { testRenderer } from './testing/renderer.ts'
import { startTestServer, type Problem, type Task, type TestServer } from './testing/server.ts'

let server: TestServer
let webFolder: string
let owner: { id: string; key: string }
let task: Task
const script = 'export const a = 1;'.repeat(200)
beforeAll(async () => {
  webFolder = await mkdtemp(join(tmpdir(), 'safelight-web-'))
  await mkdir(join(webFolder, 'assets'))
  await writeFile(join(webFolder, 'index.html'), '<!doctype html><title>Studio</title>')
  await writeFile(join(webFolder, 'assets', 'app-abc123.js'), script)
  await writeFile(join(webFolder, 'favicon.svg'), '<svg/>')
  await writeFile(join(webFolder, '.secret.txt'), 'no')
  server = await startTestServer({ studio: testRenderer(), webFolder })
  owner = await server.account()
  const { body } = await server.ask<Task>('POST', '/api/tasks', { key: owner.key, body: { prompt: 'a fox', seed: 5, count: 1 } })
  task = await server.until(owner.key, body.id, (t) => t.status === 'IMAGE_COMPLETED')
})
afterAll(async () => {
  await server.stop()
  await rm(webFolder, { recursive: true, force: true })
})
const get = (path: string, headers: Record<string, string> = {}, key: string | null = owner.key) => server.ask('GET', path, { key, headers })

// SPEC: E15
describe('ETags', () => {
  test.each(['/api/tasks', '/api/jobs', '/api/credits', '/api/credits/ledger', '/api/prices', '/api/me'])('%s', async (path) => {
    const first = await get(path)
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^W\/"/)
    const second = await get(path, { 'if-none-match': `"other", ${etag}` })
    expect(second).toMatchObject({ status: 304, text: '' })
    expect((await get(path, { 'if-none-match': '"other"' })).status).toBe(200)
  })

  test('change with the task and with the language', async () => {
    const path = `/api/tasks/${task.id}`
    const etag = (await get(path)).headers.get('etag') ?? ''
    expect((await get(path, { 'if-none-match': etag })).status).toBe(304)
    expect((await get(path, { 'if-none-match': etag, 'accept-language': 'zh-CN' })).status).toBe(200)
    await server.ask('PATCH', path, { key: owner.key, body: { selectedImageIndex: 0 } })
    expect((await get(path, { 'if-none-match': etag })).status).toBe(200)
    await server.until(owner.key, task.id, (t) => t.status === 'MODEL_COMPLETED')
  })
})

// SPEC: A2
describe('files', () => {
  const whole = 'picture 5 of a fox'
  const url = () => task.images[0]?.url ?? ''

  test('come whole, with a strong ETag, for ever', async () => {
    const answer = await get(url())
    expect(answer).toMatchObject({ status: 200, text: whole })
    const header = (name: string) => answer.headers.get(name)
    expect(header('content-type')).toBe('image/png')
    expect(header('content-length')).toBe(String(whole.length))
    expect(header('cache-control')).toBe('private, max-age=31536000, immutable')
    expect(header('x-content-type-options')).toBe('nosniff')
    expect(header('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(header('etag')).toMatch(/^"[0-9a-f]{64}"$/)
    expect(header('content-disposition')).toMatch(/^inline; filename="safelight-[0-9a-f]{8}-image\.png"$/)
    expect((await get(`${url()}?download=1`)).headers.get('content-disposition')).toMatch(/^attachment/)
    expect((await get(url(), { 'if-none-match': header('etag') ?? '' })).status).toBe(304)
    expect((await server.ask('HEAD', url(), { key: owner.key })).headers.get('content-length')).toBe(String(whole.length))
  })

  test.each<[string, number, string, string | null]>([
    ['bytes=0-6', 206, 'picture', `bytes 0-6/${whole.length}`],
    ['bytes=8-', 206, whole.slice(8), `bytes 8-17/${whole.length}`],
    ['bytes=-3', 206, 'fox', `bytes 15-17/${whole.length}`],
    ['bytes=10-999', 206, whole.slice(10), `bytes 10-17/${whole.length}`],
    ['bytes=-999', 206, whole, `bytes 0-17/${whole.length}`],
    ['bytes=0-1,3-4', 200, whole, null],
    ['bytes=5-2', 200, whole, null],
    ['lines=1-2', 200, whole, null],
  ])('range %s', async (range, status, text, contentRange) => {
    const answer = await get(url(), { range })
    expect(answer).toMatchObject({ status, text })
    expect(answer.headers.get('content-range')).toBe(contentRange)
  })

  test('a range beyond the end is 416; If-Range of other bytes gets the whole', async () => {
    const answer = await get(url(), { range: 'bytes=18-' })
    expect(answer.status).toBe(416)
    expect(answer.headers.get('content-range')).toBe('bytes */18')
    expect((await get(url(), { range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200)
  })

  test('a signed address needs no sign-in, until it expires or is touched', async () => {
    const { url: signed, expiresAt } = (await server.ask('POST', `${url()}/sign`, { key: owner.key, body: { seconds: 60 } })).body
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(60_000)
    expect(await get(signed, {}, null)).toMatchObject({ status: 200, text: whole })
    expect((await get(`${signed}x`, {}, null)).status).toBe(403)
    expect((await get(signed.replace(/exp=\d+/, 'exp=9999999999'), {}, null)).status).toBe(403)
    expect((await get(signed.replace(/exp=\d+/, 'exp=1'), {}, null)).status).toBe(403)
    const preview = task.images[0]?.previewUrl ?? ''
    expect((await get(signed.replace(url(), preview), {}, null)).status).toBe(403)
    expect((await get(url(), {}, null)).status).toBe(401)
    expect(JSON.stringify(server.logs)).not.toContain('sig=')
  })

  test('a file whose bytes are gone says so as a problem', async () => {
    const client = new Client({ connectionString: server.databaseUrl })
    await client.connect()
    await client.query(`update file set storage_key = 'files/lost.png' where id = $1`, [task.images[0]?.previewUrl?.split('/').at(-1)])
    await client.end()
    const answer = await server.ask<Problem>('GET', task.images[0]?.previewUrl ?? '', { key: owner.key })
    expect(answer).toMatchObject({ status: 500, body: { code: 'storage_failed' } })
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })
})

describe('the page', () => {
  test.each(['/', '/tasks/01990000-0000-7000-8000-000000000000', '/credits'])('%s is the page itself, always fresh', async (path) => {
    const answer = await get(path, {}, null)
    expect(answer).toMatchObject({ status: 200, text: '<!doctype html><title>Studio</title>' })
    expect(answer.headers.get('cache-control')).toBe('no-cache')
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'")
    expect((await get(path, { 'if-none-match': answer.headers.get('etag') ?? '' }, null)).status).toBe(304)
  })

  test('its files are compressed and kept for ever', async () => {
    const answer = await get('/assets/app-abc123.js', { 'accept-encoding': 'gzip, br' }, null)
    expect(answer).toMatchObject({ status: 200, text: script })
    expect(answer.headers.get('content-encoding')).toBe('br')
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect((await get('/assets/app-abc123.js', { 'accept-encoding': 'gzip' }, null)).headers.get('content-encoding')).toBe('gzip')
    expect((await get('/assets/app-abc123.js', { 'accept-encoding': 'identity' }, null)).headers.get('content-encoding')).toBeNull()
  })

  test.each(['/assets/none.js', '/.secret.txt', '/..%2f..%2fpackage.json', '/assets/..%2f..%2fpackage.json', '/%00.js', '/%'])('%s is not found', async (path) => {
    expect((await get(path, {}, null)).status).toBe(404)
  })
})

describe('for operators and developers', () => {
  // SPEC: A5
  test('health, readiness and metrics', async () => {
    expect((await get('/healthz', {}, null)).body).toEqual({ status: 'ok' })
    expect((await get('/readyz', {}, null)).body).toEqual({ status: 'ready' })
    const metrics = await get('/metrics', {}, null)
    expect(metrics.text).toMatch(/safelight_phase_dwell_seconds\{kind="image_generation",phase="queued",quantile="0.5"\} [\d.]+/)
    expect(metrics.text).toMatch(/safelight_http_request_seconds_count\{method="POST",route="\/api\/tasks",status="201"\} 1/)
    expect((await get('/metrics', { 'x-forwarded-for': '10.0.0.1' }, null)).status).toBe(403)
    expect((await server.ask('GET', '/metrics', { headers: { 'x-forwarded-for': '10.0.0.1' } })).status).toBe(200)
  })

  test('the OpenAPI document and its page', async () => {
    const { body } = await get('/api/openapi.json', {}, null)
    expect(body.openapi).toBe('3.1.0')
    expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/api/tasks', '/api/tasks/{id}', '/api/jobs/{id}/timeline', '/api/events', '/api/files/{id}']))
    expect(body.paths['/api/tasks'].post.responses['201'].content['application/json'].schema.properties.status.enum).toContain('MODEL_COMPLETED')
    const page = await get('/api/docs', {}, null)
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    expect(page.text).toContain('id="problem-insufficient_credits"')
    // everything on it comes from here
    expect(page.text).not.toMatch(/<script|src="http|href="http/)
  })

  // SPEC: C1
  test('prices and quotes', async () => {
    expect((await get('/api/prices')).body).toMatchObject({ priceVersion: 'p-5-20', items: [{ kind: 'image_generation', credits: 5 }, { kind: 'model3d_generation', credits: 20 }] })
    expect((await server.ask('POST', '/api/quotes', { key: owner.key, body: { kind: 'task', count: 3 } })).body).toMatchObject({ credits: 15, priceVersion: 'p-5-20', sufficient: true })
    expect((await server.ask('POST', '/api/quotes', { key: owner.key, body: { kind: 'model' } })).body.credits).toBe(20)
  })
})

import { readFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FilmProject } from './film-contract.ts'
import type { VideoProject } from './video-contract.ts'
import { testRenderer } from './testing/renderer.ts'
import { adminKey, startTestServer, type Answer, type Problem, type Task, type TestServer } from './testing/server.ts'

let server: TestServer
let owner: { id: string; key: string }
let other: { id: string; key: string }
let task: Task
let keyId: string
let film: FilmProject
let video: VideoProject
let workId: string
beforeAll(async () => {
  server = await startTestServer({ studio: testRenderer() })
  owner = await server.account()
  other = await server.account()
  const created = await server.ask<Task>('POST', '/api/tasks', { key: owner.key, body: { prompt: 'mine', count: 1 } })
  task = await server.until(owner.key, created.body.id, (t) => t.status === 'IMAGE_COMPLETED')
  film = (await server.ask<FilmProject>('POST', '/api/film/projects', { key: owner.key, body: { sample: true } })).body
  video = (await server.ask<VideoProject>('POST', '/api/video-creation/projects', { key: owner.key, body: { topic: 'Tea' } })).body
  const data = (await readFile(new URL('../providers/local/portrait/portraits/portrait-1.jpg', import.meta.url))).toString('base64')
  const uploaded = await server.ask('POST', '/api/uploads', { key: owner.key, body: { files: [{ data }] } })
  workId = (await server.ask('POST', '/api/photography/works', { key: owner.key, body: { uploadIds: [uploaded.body.items[0].id], sceneId: 'beach', count: 1 } })).body.workId
  keyId = (await server.ask('POST', '/api/keys', { key: owner.key, body: { name: 'second' } })).body.id
})
afterAll(() => server.stop())

/** Every route of the API: what is private to its account, and what it is asked with. */
type Route = { method: string; path: () => string; body?: unknown; access: 'own' | 'any account' | 'admin' | 'anyone' }
const routes: Route[] = [
  { method: 'GET', path: () => `/api/tasks/${task.id}`, access: 'own' },
  { method: 'PATCH', path: () => `/api/tasks/${task.id}`, body: { selectedImageIndex: 0 }, access: 'own' },
  { method: 'POST', path: () => `/api/tasks/${task.id}/cancel`, body: {}, access: 'own' },
  { method: 'POST', path: () => `/api/tasks/${task.id}/retry`, body: {}, access: 'own' },
  { method: 'GET', path: () => `/api/jobs/${task.images[0]?.jobId}`, access: 'own' },
  { method: 'GET', path: () => `/api/jobs/${task.images[0]?.jobId}/timeline`, access: 'own' },
  { method: 'POST', path: () => `/api/jobs/${task.images[0]?.jobId}/cancel`, body: {}, access: 'own' },
  { method: 'POST', path: () => `/api/jobs/${task.images[0]?.jobId}/retry`, body: {}, access: 'own' },
  { method: 'GET', path: () => task.images[0]?.url ?? '', access: 'own' },
  { method: 'POST', path: () => `${task.images[0]?.url}/sign`, body: {}, access: 'own' },
  { method: 'GET', path: () => `/api/library/${task.images[0]?.url?.split('/').at(-1)}`, access: 'own' },
  { method: 'PUT', path: () => `/api/library/${task.images[0]?.url?.split('/').at(-1)}/favourite`, body: {}, access: 'own' },
  { method: 'DELETE', path: () => `/api/library/${task.images[0]?.url?.split('/').at(-1)}/favourite`, access: 'own' },
  { method: 'DELETE', path: () => `/api/library/${task.images[0]?.url?.split('/').at(-1)}`, access: 'own' },
  { method: 'GET', path: () => '/api/library/zip/01990000-0000-7000-8000-000000000000', access: 'own' },
  { method: 'POST', path: () => '/api/library/zip', body: { ids: [] }, access: 'any account' },
  { method: 'POST', path: () => '/api/library/delete', body: { ids: [] }, access: 'any account' },
  { method: 'GET', path: () => '/api/library', access: 'any account' },
  { method: 'GET', path: () => '/api/library/timeline', access: 'any account' },
  { method: 'POST', path: () => '/api/uploads', body: { files: [] }, access: 'any account' },
  { method: 'DELETE', path: () => `/api/keys/${keyId}`, access: 'own' },
  ...filmRoutes(),
  ...videoRoutes(),
  { method: 'GET', path: () => `/api/photography/works/${workId}`, access: 'own' },
  { method: 'PATCH', path: () => `/api/photography/works/${workId}`, body: { favourite: true }, access: 'own' },
  { method: 'DELETE', path: () => `/api/photography/works/${workId}`, access: 'own' },
  { method: 'POST', path: () => `/api/photography/works/${workId}/cancel`, body: {}, access: 'own' },
  { method: 'POST', path: () => `/api/photography/works/${workId}/retry`, body: {}, access: 'own' },
  { method: 'GET', path: () => '/api/photography/works', access: 'any account' },
  { method: 'POST', path: () => '/api/photography/works', body: {}, access: 'any account' },
  { method: 'POST', path: () => '/api/photography/quotes', body: {}, access: 'any account' },
  { method: 'GET', path: () => '/api/photography/scenes', access: 'any account' },
  { method: 'GET', path: () => '/api/photography/sample-portrait', access: 'any account' },
  { method: 'GET', path: () => '/api/photography/scenes/{id}/picture', access: 'anyone' },
  { method: 'GET', path: () => '/api/film/projects', access: 'any account' },
  { method: 'POST', path: () => '/api/film/projects', body: { aspect: 'none' }, access: 'any account' },
  { method: 'GET', path: () => '/api/video-creation/projects', access: 'any account' },
  { method: 'POST', path: () => '/api/video-creation/projects', body: { topic: '' }, access: 'any account' },
  { method: 'POST', path: () => '/api/video-creation/quote', body: {}, access: 'any account' },
  { method: 'GET', path: () => '/api/video-creation/unfinished', access: 'any account' },
  { method: 'GET', path: () => '/api/me', access: 'any account' },
  { method: 'GET', path: () => '/api/prices', access: 'any account' },
  { method: 'GET', path: () => '/api/models', access: 'any account' },
  { method: 'POST', path: () => '/api/quotes', body: { kind: 'model' }, access: 'any account' },
  { method: 'POST', path: () => '/api/tasks', body: { prompt: '' }, access: 'any account' },
  { method: 'GET', path: () => '/api/tasks', access: 'any account' },
  { method: 'GET', path: () => '/api/jobs', access: 'any account' },
  { method: 'GET', path: () => '/api/jobs/summary', access: 'any account' },
  { method: 'POST', path: () => '/api/jobs/cancel', body: { jobIds: [] }, access: 'any account' },
  { method: 'GET', path: () => '/api/notices', access: 'any account' },
  { method: 'POST', path: () => '/api/notices/claim', body: {}, access: 'any account' },
  { method: 'POST', path: () => '/api/notices/read', body: {}, access: 'any account' },
  { method: 'GET', path: () => '/api/credits', access: 'any account' },
  { method: 'GET', path: () => '/api/credits/ledger', access: 'any account' },
  { method: 'GET', path: () => '/api/keys', access: 'any account' },
  { method: 'POST', path: () => '/api/keys', body: {}, access: 'any account' },
  { method: 'GET', path: () => '/api/events', access: 'any account' },
  { method: 'GET', path: () => '/api/ws', access: 'any account' },
  { method: 'POST', path: () => '/api/ws/ticket', body: {}, access: 'any account' },
  { method: 'POST', path: () => '/api/admin/accounts', body: { name: 'x' }, access: 'admin' },
  { method: 'POST', path: () => `/api/admin/accounts/${owner.id}/grants`, body: { credits: 1, reason: 'x' }, access: 'admin' },
  { method: 'GET', path: () => '/api/admin/lanes', access: 'admin' },
  { method: 'PATCH', path: () => '/api/admin/lanes/local:picture', body: {}, access: 'admin' },
  { method: 'POST', path: () => `/api/admin/jobs/${task.images[0]?.jobId}/resolve`, body: { notFound: true }, access: 'admin' },
  { method: 'GET', path: () => '/api/admin/operations', access: 'admin' },
  { method: 'GET', path: () => '/api/admin/unknown', access: 'admin' },
  { method: 'POST', path: () => '/api/admin/audit', body: {}, access: 'admin' },
  { method: 'GET', path: () => '/api/session', access: 'anyone' },
  { method: 'POST', path: () => `/api/webhooks/{provider}/{attempt}/{token}`, body: {}, access: 'anyone' },
  { method: 'POST', path: () => '/api/session', body: {}, access: 'anyone' },
  { method: 'POST', path: () => '/api/session/demo', body: {}, access: 'anyone' },
  { method: 'DELETE', path: () => '/api/session', access: 'anyone' },
  { method: 'GET', path: () => '/api/openapi.json', access: 'anyone' },
  { method: 'GET', path: () => '/api/docs', access: 'anyone' },
]
function own(base: () => string, routes: [method: string, path: string, body?: object][]): Route[] {
  return routes.map(([method, path, body]) => ({ method, path: () => base() + path, ...(body && { body }), access: 'own' }))
}

function videoRoutes(): Route[] {
  return own(() => `/api/video-creation/projects/${video.id}`, [
    ['GET', ''], ['PATCH', '', {}], ['DELETE', ''], ['GET', '/status'], ['POST', '/script', {}], ['PUT', '/script', { title: 'x', scenes: [{ title: 'x', narration: 'x', shot: 'x', seconds: 2 }] }], ['GET', '/script.txt'],
    ['POST', '/scenes/a/rewrite', {}], ['POST', '/scenes/a/picture', {}], ['POST', '/storyboard', {}], ['POST', '/video', {}], ['POST', '/retry', {}],
    ['POST', '/cancel', {}], ['POST', '/unfinished', { answer: 'new' }], ['POST', '/notified', {}],
  ])
}
function filmRoutes(): Route[] {
  const fileId = '00000000-0000-7000-8000-000000000000'
  return [
    ...own(() => `/api/film/projects/${film.id}`, [
      ['GET', ''], ['PATCH', '', {}], ['DELETE', ''], ['GET', '/assets'], ['POST', '/assets', { role: 'prop', name: 'x' }], ['GET', '/shots'],
      ['POST', '/shots', { shots: [{ text: 'x' }] }], ['POST', '/quote', { of: 'shots' }], ['POST', '/generate', { of: 'shots' }], ['POST', '/cancel', {}], ['POST', '/export', {}],
    ]),
    ...own(() => `/api/film/assets/${film.assets[0]?.id}`, [
      ['GET', ''], ['PATCH', '', {}], ['DELETE', ''], ['POST', '/upload', { fileId }], ['POST', '/choose', { fileId }], ['POST', '/generate', {}], ['POST', '/cancel', {}],
    ]),
    ...own(() => `/api/film/shots/${film.shots[0]?.id}`, [
      ['GET', ''], ['PATCH', '', {}], ['DELETE', ''], ['POST', '/move', { after: null }], ['POST', '/duplicate', {}], ['POST', '/choose', { fileId }], ['POST', '/generate', {}], ['POST', '/cancel', {}],
    ]),
  ]
}
const refused = (answer: Answer<Problem>) => ({ status: answer.status, code: answer.body?.code })

// SPEC: A1
describe('the authorization matrix', () => {
  test('knows every route the API documents', async () => {
    const { body } = await server.ask('GET', '/api/openapi.json', { key: null })
    const documented = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) => Object.keys(methods).map((m) => `${m.toUpperCase()} ${path}`))
    const pattern = (path: string) => path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, '{id}').replace('local:picture', '{id}').replace('/scenes/a/', '/scenes/{sceneId}/')
    const here = new Set(routes.map((route) => `${route.method} ${pattern(route.path())}`))
    expect(documented.filter((route) => !here.has(route) && !route.startsWith('HEAD'))).toEqual([])
  })

  test('without credentials everything private is 401', async () => {
    for (const route of routes.filter((r) => r.access !== 'anyone')) {
      const answer = await server.ask(route.method, route.path(), { key: null, body: route.body })
      expect({ route: route.path(), ...refused(answer) }).toEqual({ route: route.path(), status: 401, code: 'unauthorized' })
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
  })

  test('a wrong key is 401, even where nobody would need one', async () => {
    for (const key of ['nonsense', 'sl_0000000000000000000000000000000000000000000', 'x'.repeat(2000)])
      expect(refused(await server.ask('GET', '/api/session', { key }))).toEqual({ status: 401, code: 'unauthorized' })
    expect((await server.ask('GET', '/api/me', { key: null, headers: { authorization: `Basic ${btoa(adminKey)}` } })).status).toBe(401)
  })

  test('another account’s ids do not exist, for users and for admins', async () => {
    for (const route of routes.filter((r) => r.access === 'own'))
      for (const key of [other.key, adminKey]) {
        const answer = await server.ask(route.method, route.path(), { key, body: route.body })
        expect({ route: route.path(), ...refused(answer) }).toEqual({ route: route.path(), status: 404, code: 'not_found' })
      }
    expect((await server.ask('GET', '/api/tasks', { key: other.key })).body.items).toEqual([])
    expect((await server.ask('GET', '/api/jobs', { key: other.key })).body.items).toEqual([])
  })

  test('administration is for admins', async () => {
    for (const route of routes.filter((r) => r.access === 'admin'))
      expect(refused(await server.ask(route.method, route.path(), { key: owner.key, body: route.body }))).toEqual({ status: 403, code: 'forbidden' })
  })
})

// SPEC: A1
describe('API keys', () => {
  test('are shown once, listed by prefix, and end at once when revoked', async () => {
    const made = await server.ask('POST', '/api/keys', { key: owner.key, body: { name: 'ci' } })
    expect(made.status).toBe(201)
    const { secret, id, prefix } = made.body
    expect(secret.startsWith(prefix)).toBe(true)
    expect((await server.ask('GET', '/api/me', { key: secret })).body.accountId).toBe(owner.id)
    const listed = await server.ask('GET', '/api/keys', { key: owner.key })
    expect(listed.text).not.toContain(secret)
    expect(listed.body.items[0]).toMatchObject({ id, name: 'ci', prefix })
    expect((await server.ask('DELETE', `/api/keys/${id}`, { key: owner.key })).status).toBe(204)
    expect((await server.ask('GET', '/api/me', { key: secret })).status).toBe(401)
    expect((await server.ask('DELETE', `/api/keys/${id}`, { key: owner.key })).status).toBe(404)
  })

  test('no secret ever reaches the log', async () => {
    expect(JSON.stringify(server.logs)).not.toContain(owner.key)
    expect(JSON.stringify(server.logs)).not.toContain(adminKey)
  })
})

describe('administration', () => {
  // SPEC: C5
  test('grants and adjustments carry a reason, and never go below zero', async () => {
    const { id, key } = await server.account(10)
    const path = `/api/admin/accounts/${id}/grants`
    expect((await server.ask('POST', path, { body: { credits: 5, reason: 'thanks' } })).body).toEqual({ available: 15, held: 0 })
    expect((await server.ask('POST', path, { body: { kind: 'adjustment', credits: -15, reason: 'mistake' } })).body).toEqual({ available: 0, held: 0 })
    expect(refused(await server.ask('POST', path, { body: { kind: 'adjustment', credits: -1, reason: 'too much' } }))).toEqual({ status: 402, code: 'insufficient_credits' })
    expect(refused(await server.ask('POST', path, { body: { credits: -1, reason: 'x' } }))).toEqual({ status: 400, code: 'invalid_input' })
    expect(refused(await server.ask('POST', path, { body: { credits: 1 } }))).toEqual({ status: 400, code: 'invalid_input' })
    expect(refused(await server.ask('POST', '/api/admin/accounts/01990000-0000-7000-8000-000000000000/grants', { body: { credits: 1, reason: 'x' } }))).toEqual({ status: 404, code: 'not_found' })
    const { items } = (await server.ask('GET', '/api/credits/ledger', { key })).body
    expect(items.map((line: { kind: string; reason: string; availableDelta: number }) => [line.kind, line.reason, line.availableDelta])).toEqual([
      ['adjustment', 'mistake', -15],
      ['grant', 'thanks', 5],
      ['grant', 'new account', 10],
    ])
  })

  // SPEC: E14 A5
  test('lanes are read, limited, paused and resumed', async () => {
    const lanes = await server.ask('GET', '/api/admin/lanes')
    expect(lanes.body.items.map((lane: { id: string }) => lane.id)).toEqual(['local:clip', 'local:picture', 'local:portrait', 'local:relief', 'local:writer'])
    const patched = await server.ask('PATCH', '/api/admin/lanes/local:relief', { body: { maxInFlight: 3, paused: { reason: 'service' } } })
    expect(patched.body).toMatchObject({ maxInFlight: 3, paused: { reason: 'service', until: null } })
    expect((await server.ask('PATCH', '/api/admin/lanes/local:relief', { body: { paused: null } })).body).toMatchObject({ maxInFlight: 3, paused: null })
    expect((await server.ask('PATCH', '/api/admin/lanes/nope', { body: {} })).status).toBe(404)
  })
})

/** Headers that fetch would not let us set. */
function plain(method: string, path: string, headers: Record<string, string>, body?: string): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    const req = httpRequest({ hostname, port, method, path, headers: { host: `localhost:${port}`, ...headers } }, (res) => {
      let text = ''
      res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: text }))
    })
    req.on('error', reject).end(body)
  })
}
const cookieOf = (headers: NodeJS.Dict<string | string[]>) => [headers['set-cookie']].flat()[0]?.split(';')[0] ?? ''

// SPEC: A1
describe('demo sign-in', () => {
  test('gives one account with 1,000 credits, however often and however many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => plain('POST', '/api/session/demo', {})))
    expect(answers.map((a) => a.status)).toEqual([200, 200, 200, 200, 200])
    const accounts = answers.map((a) => JSON.parse(a.body))
    expect(new Set(accounts.map((a) => a.accountId)).size).toBe(1)
    expect(accounts.at(-1)).toMatchObject({ demo: true, role: 'user' })
    const me = await plain('GET', '/api/me', { cookie: cookieOf(answers[0]?.headers ?? {}) })
    expect(JSON.parse(me.body).credits).toEqual({ available: 1000, held: 0 })
    const [cookie] = [answers[0]?.headers['set-cookie']].flat()
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Lax/)
  })

  test.each<[string, Record<string, string>]>([
    ['another Host', { host: 'studio.example.org' }],
    ['a name that only ends like ours', { host: 'localhost.example.org' }],
    ['X-Forwarded-For', { 'x-forwarded-for': '127.0.0.1' }],
    ['Forwarded', { forwarded: 'for=127.0.0.1' }],
    ['X-Real-IP', { 'x-real-ip': '127.0.0.1' }],
    ['X-Forwarded-Proto', { 'x-forwarded-proto': 'https' }],
    ['a foreign page', { origin: 'https://evil.example' }],
    ['a foreign page, by fetch metadata', { 'sec-fetch-site': 'cross-site' }],
  ])('is refused with %s', async (_, headers) => {
    const answer = await plain('POST', '/api/session/demo', headers)
    expect(answer.status).toBe(403)
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  test('is offered only where it would work', async () => {
    expect(JSON.parse((await plain('GET', '/api/session', {})).body)).toEqual({ me: null, demoAvailable: true })
    expect(JSON.parse((await plain('GET', '/api/session', { 'x-forwarded-for': '10.0.0.1' })).body).demoAvailable).toBe(false)
    expect(JSON.parse((await plain('GET', '/api/session', { host: '[::1]:3000' })).body).demoAvailable).toBe(true)
  })
})

describe('cookie sessions', () => {
  async function signIn(): Promise<string> {
    const answer = await plain('POST', '/api/session', { 'content-type': 'application/json' }, JSON.stringify({ apiKey: owner.key }))
    expect(answer.status).toBe(200)
    return cookieOf(answer.headers)
  }

  test('sign in with a key, act, sign out', async () => {
    const cookie = await signIn()
    expect(JSON.parse((await plain('GET', '/api/session', { cookie })).body).me.accountId).toBe(owner.id)
    const out = await plain('DELETE', '/api/session', { cookie })
    expect(out.status).toBe(204)
    expect((await plain('GET', '/api/me', { cookie })).status).toBe(401)
    expect((await plain('POST', '/api/session', { 'content-type': 'application/json' }, JSON.stringify({ apiKey: 'wrong' }))).status).toBe(401)
  })

  test('a foreign page cannot use them; our own and no browser at all can', async () => {
    const cookie = await signIn()
    const post = (headers: Record<string, string>) => plain('POST', '/api/quotes', { cookie, 'content-type': 'application/json', ...headers }, '{"kind":"model"}').then((a) => a.status)
    expect(await post({ origin: 'https://evil.example' })).toBe(403)
    expect(await post({ origin: 'null' })).toBe(403)
    expect(await post({ 'sec-fetch-site': 'same-site' })).toBe(403)
    expect(await post({ 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await post({ 'sec-fetch-site': 'same-origin' })).toBe(200)
    expect(await post({ origin: `http://localhost:${new URL(server.url).port}` })).toBe(200)
    expect(await post({})).toBe(200)
    // reading is safe from anywhere: the browser keeps the answer from the foreign page
    expect((await plain('GET', '/api/me', { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(200)
    // a key is not sent by a browser on its own
    expect((await plain('POST', '/api/quotes', { authorization: `Bearer ${owner.key}`, 'content-type': 'application/json', origin: 'https://app.example' }, '{"kind":"model"}')).status).toBe(200)
  })

  test('WebSockets check where a cookie comes from', async () => {
    const cookie = await signIn()
    const upgrade = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13', 'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==' }
    const open = ({ headers = {}, query = '' }: { headers?: Record<string, string>; query?: string }) =>
      new Promise<number>((resolve, reject) => {
        const { hostname, port } = new URL(server.url)
        const req = httpRequest({ hostname, port, agent: false, path: `/api/ws${query}`, headers: { ...upgrade, ...headers, host: `localhost:${port}` } })
        req.on('upgrade', (_res, socket) => {
          socket.destroy()
          resolve(101)
        })
        req.on('response', (res) => resolve(res.resume().statusCode ?? 0))
        req.on('error', reject).end()
      })
    expect(await open({})).toBe(401)
    expect(await open({ headers: { cookie } })).toBe(101)
    expect(await open({ headers: { cookie, origin: 'https://evil.example' } })).toBe(403)
    expect(await open({ headers: { authorization: `Bearer ${owner.key}`, origin: 'https://app.example' } })).toBe(101)
    const { ticket } = (await server.ask('POST', '/api/ws/ticket', { key: owner.key, body: {} })).body
    expect(await open({ query: `?ticket=${ticket}` })).toBe(101)
    expect(await open({ query: `?ticket=${ticket}x` })).toBe(401)
  })
})

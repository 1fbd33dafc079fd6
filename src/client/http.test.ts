import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { createClient } from './client.ts'
import { createHttp, newKey } from './http.ts'
import { ApiError, parseRetryAfter } from './problem.ts'

type Handler = (req: IncomingMessage, res: ServerResponse, count: number) => void
const closers: (() => void)[] = []
afterEach(() => closers.splice(0).forEach((close) => close()))

async function serve(handler: Handler): Promise<string> {
  let count = 0
  const server = createServer((req, res) => handler(req, res, ++count))
  await new Promise<void>((r) => server.listen(0, '127.0.0.1', r))
  closers.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`
}

const problem = (res: ServerResponse, status: number, code: string, headers: Record<string, string> = {}) =>
  res
    .writeHead(status, { 'content-type': 'application/problem+json', ...headers })
    .end(JSON.stringify({ type: 'about:blank', title: code, status, code, detail: `words for ${code}` }))

describe('requests', () => {
  // SPEC: E12
  test('a write whose answer was lost is sent again under the same key', async () => {
    const keys: unknown[] = []
    const baseUrl = await serve((req, res, n) => {
      keys.push(req.headers['idempotency-key'])
      if (n === 1) return req.socket.destroy()
      if (n === 2) return void problem(res, 503, 'database_unavailable', { 'retry-after': '0' })
      res.writeHead(201, { 'content-type': 'application/json' }).end('{"id":"t1"}')
    })
    const resends: string[] = []
    const client = createClient({ baseUrl, onResend: (r) => resends.push(r.error.code) })
    const task = await client.createTask({ prompt: 'a fox' }, { idempotencyKey: 'click-1' })
    expect(task.id).toBe('t1')
    expect(keys).toEqual(['click-1', 'click-1', 'click-1'])
    expect(resends).toEqual(['network', 'database_unavailable'])
  })

  test('a refusal is told at once, with its problem', async () => {
    let seen = 0
    const baseUrl = await serve((_req, res, n) => {
      seen = n
      problem(res, 402, 'insufficient_credits')
    })
    const error = await createClient({ baseUrl })
      .createTask({ prompt: 'a fox' }, { idempotencyKey: 'k' })
      .catch((e: unknown) => e)
    expect(error).toBeInstanceOf(ApiError)
    expect((error as ApiError).code).toBe('insufficient_credits')
    expect((error as ApiError).problem?.detail).toBe('words for insufficient_credits')
    expect(seen).toBe(1)
  })

  test('without a key nothing is sent twice', async () => {
    let seen = 0
    const baseUrl = await serve((req, _res, n) => {
      seen = n
      req.socket.destroy()
    })
    await expect(createHttp({ baseUrl })('POST', '/x', { body: {} })).rejects.toMatchObject({ code: 'network' })
    expect(seen).toBe(1)
  })

  test('an unchanged read is the very same object, per language', async () => {
    let locale = 'en'
    const baseUrl = await serve((req, res) => {
      if (req.headers['if-none-match'] === '"1"') return void res.writeHead(304).end()
      res.writeHead(200, { 'content-type': 'application/json', etag: '"1"' }).end(JSON.stringify({ lang: req.headers['accept-language'] }))
    })
    const http = createHttp({ baseUrl, headers: () => ({ 'accept-language': locale }) })
    const first = await http<{ lang: string }>('GET', '/x')
    expect(await http('GET', '/x')).toBe(first)
    locale = 'zh-CN'
    expect(await http('GET', '/x')).toEqual({ lang: 'zh-CN' })
  })

  test('a page in place of the API is not taken for an answer', async () => {
    const baseUrl = await serve((_req, res) => res.writeHead(500, { 'content-type': 'text/html' }).end('<h1>oops</h1>'))
    await expect(createHttp({ baseUrl })('GET', '/x')).rejects.toMatchObject({ code: 'bad_answer', status: 500, problem: null })
  })
})

test('Retry-After is seconds or a date', () => {
  expect(parseRetryAfter('3')).toBe(3000)
  expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:10 GMT', 4000)).toBe(6000)
  expect(parseRetryAfter('soon')).toBeNull()
  expect(parseRetryAfter(null)).toBeNull()
})

test('a key is a UUID, also where randomUUID is missing', () => {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
  expect(newKey()).toMatch(uuid)
  const own = Object.getOwnPropertyDescriptor(crypto, 'randomUUID')
  Object.defineProperty(crypto, 'randomUUID', { value: undefined, configurable: true })
  try {
    expect(newKey()).toMatch(uuid)
  } finally {
    if (own) Object.defineProperty(crypto, 'randomUUID', own)
    else delete (crypto as { randomUUID?: unknown }).randomUUID
  }
})

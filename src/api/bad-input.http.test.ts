import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Client } from 'pg'
import { testRenderer } from './testing/renderer.ts'
import { startTestServer, type Answer, type Problem, type Task, type TestServer } from './testing/server.ts'

let server: TestServer
let user: { id: string; key: string }
const renderer = testRenderer()
beforeAll(async () => {
  server = await startTestServer({ studio: renderer })
  user = await server.account()
})
afterAll(() => server.stop())

const json = (value: unknown) => JSON.stringify(value)
const nobody = '01990000-0000-7000-8000-000000000000'

async function rows(): Promise<string> {
  const client = new Client({ connectionString: server.databaseUrl })
  await client.connect()
  try {
    const { rows: [counts] } = await client.query('select (select count(*) from job) as jobs, (select count(*) from subject) as subjects, (select count(*) from ledger) as lines, (select sum(held) from account) as held')
    return json(counts)
  } finally {
    await client.end()
  }
}

function expectProblem(answer: Answer<Problem>, status: number, code: string, pointers?: string[]) {
  expect(answer.text).toMatch(/^\{/)
  expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code })
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(answer.body).toMatchObject({ status, type: `/api/docs#problem-${code}` })
  expect(answer.body.title.length * answer.body.detail.length).toBeGreaterThan(0)
  expect(answer.text).not.toMatch(/node_modules|\.ts:|select |Error:/)
  expect(pointers === undefined ? undefined : answer.body.fields?.map((field) => field.pointer)).toEqual(pointers)
}

// SPEC: S1.2
describe('POST /api/tasks refuses, creating and charging nothing', () => {
  const family = '👨‍👩‍👧‍👦'
  test.each<[string, string, number, string, string[]?]>([
    ['an empty prompt', json({ prompt: '' }), 400, 'invalid_input', ['/prompt']],
    ['a blank prompt', json({ prompt: ' \n\t' }), 400, 'invalid_input', ['/prompt']],
    ['an invisible prompt', json({ prompt: '\u200b\u2060\ufeff' }), 400, 'invalid_input', ['/prompt']],
    ['2,001 graphemes', json({ prompt: 'é'.repeat(2001) }), 400, 'invalid_input', ['/prompt']],
    ['more than 16 KiB', json({ prompt: family.repeat(700) }), 400, 'invalid_input', ['/prompt']],
    ['a prompt that is a number', json({ prompt: 5 }), 400, 'invalid_input', ['/prompt']],
    ['no prompt', json({}), 400, 'invalid_input', ['/prompt']],
    ['a NUL in the prompt', json({ prompt: 'a\0b' }), 400, 'invalid_input', ['/prompt']],
    ['half a surrogate pair', '{"prompt":"a\\ud800b"}', 400, 'invalid_input', ['/prompt']],
    ['an unknown field', json({ prompt: 'x', sneed: 1 }), 400, 'invalid_input', ['/sneed']],
    ['__proto__', '{"prompt":"x","__proto__":{"a":1}}', 400, 'invalid_input'],
    ['a seed that is text', json({ prompt: 'x', seed: '1' }), 400, 'invalid_input', ['/seed']],
    ['a seed out of range', json({ prompt: 'x', seed: -1 }), 400, 'invalid_input', ['/seed']],
    ['a broken seed', json({ prompt: 'x', seed: 1.5 }), 400, 'invalid_input', ['/seed']],
    ['five pictures', json({ prompt: 'x', count: 5 }), 400, 'invalid_input', ['/count']],
    ['no pictures', json({ prompt: 'x', count: 0 }), 400, 'invalid_input', ['/count']],
    ['null', 'null', 400, 'invalid_input'],
    ['a list', '[]', 400, 'invalid_input'],
    ['several things at once', json({ prompt: '', count: 9, nope: 1 }), 400, 'invalid_input', ['/prompt', '/count', '/nope']],
    ['malformed JSON', '{"prompt": "x"', 400, 'malformed_json'],
    ['an empty body', '', 400, 'invalid_input'],
    ['a body too large', json({ prompt: 'x'.repeat(5_000_000) }), 413, 'payload_too_large'],
  ])('%s', async (_, raw, status, code, pointers) => {
    const before = await rows()
    expectProblem(await server.ask('POST', '/api/tasks', { key: user.key, raw, headers: { 'content-type': 'application/json' } }), status, code, pointers)
    expect(await rows()).toBe(before)
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'nonsense'])('content type %s', async (type) => {
    expectProblem(await server.ask('POST', '/api/tasks', { key: user.key, raw: json({ prompt: 'x' }), headers: { 'content-type': type } }), 415, 'unsupported_media_type')
  })

  test('a body without a content type', async () => {
    expectProblem(await server.ask('POST', '/api/tasks', { key: user.key, raw: new TextEncoder().encode(json({ prompt: 'x' })) }), 415, 'unsupported_media_type')
  })

  test.each(['', ' ', 'x'.repeat(256), 'a b', 'ü'])('Idempotency-Key %j', async (key) => {
    const answer = await server.ask('POST', '/api/tasks', { key: user.key, body: { prompt: 'x' }, headers: { 'idempotency-key': key } })
    expectProblem(answer, 400, 'invalid_input', ['/headers/idempotency-key'])
  })

  test('a charset in the content type is fine, and so are 2,000 graphemes of several code points each', async () => {
    const prompt = '👍🏽'.repeat(2000)
    const answer = await server.ask('POST', '/api/tasks', { key: user.key, raw: json({ prompt, count: 1 }), headers: { 'content-type': 'application/json; charset=utf-8' } })
    expect(answer.status).toBe(201)
    expect(answer.body.prompt).toBe(prompt)
    await server.until(user.key, answer.body.id, (task) => task.status === 'IMAGE_COMPLETED')
  })

  // SPEC: C2 E8
  test('too few credits: 402, told in both languages', async () => {
    const poor = await server.account(19)
    const before = await rows()
    const english = await server.ask<Problem>('POST', '/api/tasks', { key: poor.key, body: { prompt: 'x' } })
    expectProblem(english, 402, 'insufficient_credits')
    const chinese = await server.ask<Problem>('POST', '/api/tasks', { key: poor.key, body: { prompt: 'x' }, headers: { 'accept-language': 'zh-CN,zh;q=0.9' } })
    expect(chinese.body.title).toBe('积分不足')
    expect(chinese.headers.get('content-language')).toBe('zh-CN')
    expect(await rows()).toBe(before)
    const affordable = await server.ask<Task>('POST', '/api/tasks', { key: poor.key, body: { prompt: 'x', count: 3 } })
    expect(affordable.status).toBe(201)
    await server.until(poor.key, affordable.body.id, (task) => task.status === 'IMAGE_COMPLETED')
  })

  // SPEC: C1 U1
  test('a stale price: 409 with the price now', async () => {
    const before = await rows()
    const answer = await server.ask<Problem>('POST', '/api/tasks', { key: user.key, body: { prompt: 'x', priceVersion: 'p-1-1' } })
    expectProblem(answer, 409, 'price_changed')
    expect(answer.body.prices).toEqual({ image: 5, model: 20, priceVersion: 'p-5-20' })
    expect(await rows()).toBe(before)
    const right = await server.ask<Task>('POST', '/api/tasks', { key: user.key, body: { prompt: 'x', count: 1, priceVersion: 'p-5-20' } })
    expect(right.status).toBe(201)
    await server.until(user.key, right.body.id, (task) => task.status === 'IMAGE_COMPLETED')
  })
})

// SPEC: S1.2 S1.4
describe('a task that stands', () => {
  let taskId: string
  beforeAll(async () => {
    renderer.behave = (call) => (call.request?.seed === 102 ? call.fail(new Error('no such picture')) : call.finish())
    const { body } = await server.ask<Task>('POST', '/api/tasks', { key: user.key, body: { prompt: 'x', seed: 100, count: 4 } })
    taskId = body.id
    await server.until(user.key, taskId, (task) => task.status === 'IMAGE_COMPLETED')
    renderer.behave = null
  })

  test.each<[string, unknown, number, string, string[]?]>([
    ['out of range', { selectedImageIndex: 4 }, 400, 'invalid_input', ['/selectedImageIndex']],
    ['negative', { selectedImageIndex: -1 }, 400, 'invalid_input', ['/selectedImageIndex']],
    ['a fraction', { selectedImageIndex: 0.5 }, 400, 'invalid_input', ['/selectedImageIndex']],
    ['text', { selectedImageIndex: '0' }, 400, 'invalid_input', ['/selectedImageIndex']],
    ['missing', {}, 400, 'invalid_input', ['/selectedImageIndex']],
    ['with company', { selectedImageIndex: 0, x: 1 }, 400, 'invalid_input', ['/x']],
    ['the failed picture', { selectedImageIndex: 2 }, 409, 'illegal_event'],
    ['at a stale price', { selectedImageIndex: 0, priceVersion: 'old' }, 409, 'price_changed'],
  ])('selectedImageIndex %s', async (_, body, status, code, pointers) => {
    const before = await rows()
    const answer = await server.ask<Problem>('PATCH', `/api/tasks/${taskId}`, { key: user.key, body })
    expectProblem(answer, status, code, pointers)
    expect(answer.body.can).toEqual(code === 'illegal_event' ? ['selectImage', 'retryImages'] : undefined)
    expect(await rows()).toBe(before)
  })

  test.each<[string, string, unknown]>([
    ['cancel', `cancel`, {}],
    ['retry of a model there is none of', 'retry', { stage: 'model' }],
  ])('an illegal event names the legal ones: %s', async (_, verb, body) => {
    const answer = await server.ask<Problem>('POST', `/api/tasks/${taskId}/${verb}`, { key: user.key, body })
    expectProblem(answer, 409, 'illegal_event')
    expect(answer.body.can).toEqual(['selectImage', 'retryImages'])
  })

  test('retry with an unknown field', async () => {
    expectProblem(await server.ask('POST', `/api/tasks/${taskId}/retry`, { key: user.key, body: { stagee: 'model' } }), 400, 'invalid_input', ['/stagee'])
  })
})

describe('addresses', () => {
  test.each([
    ['GET', `/api/tasks/${nobody}`],
    ['GET', '/api/tasks/not-a-uuid'],
    ['GET', `/api/tasks/${encodeURIComponent("' or 1=1")}`],
    ['PATCH', `/api/tasks/${nobody}`],
    ['POST', `/api/tasks/${nobody}/cancel`],
    ['POST', `/api/tasks/${nobody}/retry`],
    ['GET', `/api/jobs/${nobody}`],
    ['GET', '/api/jobs/1'],
    ['GET', `/api/jobs/${nobody}/timeline`],
    ['POST', `/api/jobs/${nobody}/cancel`],
    ['POST', `/api/jobs/${nobody}/retry`],
    ['GET', `/api/files/${nobody}`],
    ['GET', '/api/files/..%2f..%2fetc%2fpasswd'],
    ['GET', '/api/nothing-here'],
    ['GET', '/api'],
    ['GET', '/api/%E0%A4%A'],
  ])('%s %s is not found', async (method, path) => {
    const body = method === 'PATCH' ? { selectedImageIndex: 0 } : method === 'POST' ? {} : undefined
    expectProblem(await server.ask(method, path, { key: user.key, body }), 404, 'not_found')
  })

  test.each([
    ['PUT', '/api/tasks', 'GET, HEAD, POST'],
    ['DELETE', `/api/tasks/${nobody}`, 'GET, HEAD, PATCH'],
    ['POST', '/healthz', 'GET, HEAD'],
    ['POST', '/api/credits', 'GET, HEAD'],
  ])('%s %s is not a method', async (method, path, allow) => {
    const answer = await server.ask<Problem>(method, path, { key: user.key })
    expectProblem(answer, 405, 'method_not_allowed')
    expect(answer.headers.get('allow')).toBe(allow)
  })

  test.each(['/api/tasks?limit=0', '/api/tasks?limit=x', '/api/tasks?cursor=zzz', '/api/tasks?status=NOPE', '/api/tasks?what=1', '/api/jobs?limit=1000', '/api/jobs?roots=maybe', '/api/jobs?ids=x', '/api/jobs?status=OPEN', '/api/credits/ledger?cursor=-1'])(
    'query %s',
    async (path) => expectProblem(await server.ask('GET', path, { key: user.key }), 400, 'invalid_input'),
  )
})

describe('what is hardly HTTP', () => {
  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(server.url)
      let answer = ''
      const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(text))
      socket.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk)).on('end', () => resolve(answer)).on('error', reject)
    })
  test.each([
    ['nonsense', 'hello\r\n\r\n', 400],
    ['a head too large', `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ])('%s', async (_, text, status) => {
    const answer = await raw(text)
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(JSON.parse(answer.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status, code: 'invalid_input' })
  })
})

import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EventEnvelope } from './contract.ts'
import { readEvents } from './testing/events.ts'
import { testRenderer } from './testing/renderer.ts'
import { startTestServer, type Task, type TestServer } from './testing/server.ts'

let server: TestServer
const renderer = testRenderer()
beforeAll(async () => {
  server = await startTestServer({ studio: renderer })
})
afterAll(() => server.stop())

const events = () => `${server.url}/api/events`
const create = async (key: string, count = 1) => (await server.ask<Task>('POST', '/api/tasks', { key, body: { prompt: 'x', count } })).body
const setDone = (task: Task) => (event: EventEnvelope) => event.type === 'job.completed' && event.subject?.id === task.id && event.data.kind === 'image_set'
const told = (seen: EventEnvelope[]) => seen.filter((event) => event.type.startsWith('job.') && event.type !== 'job.progress').map((event) => `${event.type} ${event.jobId} ${event.data.phase ?? ''}`)
/** Every job's own story. Across jobs a replay may interleave what was concurrent otherwise than it was told live. */
const byJob = (seen: EventEnvelope[]) => Object.fromEntries([...Map.groupBy(told(seen), (line) => line.split(' ')[1])].toSorted())

// SPEC: E15
describe('server-sent events', () => {
  test('say hello, then everything of this account and nothing of another', async () => {
    const [mine, other] = await Promise.all([server.account(), server.account()])
    const stream = await readEvents(events(), mine.key)
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    expect(stream.headers.get('cache-control')).toBe('no-store')
    expect(stream.seen[0]).toMatchObject({ type: 'hello', jobId: null, subject: null })
    const theirs = await create(other.key)
    await server.until(other.key, theirs.id, (task) => task.status === 'IMAGE_COMPLETED')
    const task = await create(mine.key)
    await stream.next(setDone(task))
    expect(stream.seen.slice(1).every((event) => event.subject?.id === task.id && event.subject.kind === 'task')).toBe(true)
    expect(stream.seen.map((event) => event.type)).toEqual(expect.arrayContaining(['job.pending', 'job.processing', 'job.completed']))
    await stream.close()
  })

  test('resume at any event without loss or doubling', async () => {
    const { key } = await server.account(500)
    const whole = await readEvents(events(), key)
    const start = whole.seen[0]?.cursor ?? ''
    let last: Task | undefined
    for (let i = 0; i < 3; i++) last = await create(key, 4)
    await whole.next(setDone(last as Task))
    // other tasks' events may still be on their way
    for (const { id } of (await server.ask('GET', '/api/tasks', { key })).body.items) await server.until(key, id, (task) => task.status === 'IMAGE_COMPLETED')
    const mark = await create(key)
    await whole.next(setDone(mark))
    await whole.close()
    const all = told(whole.seen)
    expect(new Set(all).size).toBe(all.length)

    for (const [i, event] of [{ cursor: start }, ...whole.seen.slice(1, -1)].entries()) {
      if (i % 5 !== 0) continue
      const again = await readEvents(events(), key, { after: event.cursor })
      await again.next(setDone(mark))
      expect(byJob(again.seen)).toEqual(byJob(whole.seen.slice(i + 1)))
      await again.close()
    }
    const byQuery = await readEvents(`${events()}?cursor=${encodeURIComponent(start)}`, key)
    await byQuery.next(setDone(mark))
    expect(byJob(byQuery.seen)).toEqual(byJob(whole.seen))
    await byQuery.close()
  })

  test('a connection torn in the middle loses nothing', async () => {
    const { key } = await server.account(500)
    renderer.behave = () => {}
    const before = renderer.calls.length
    const first = await readEvents(events(), key)
    const task = await create(key, 4)
    await renderer.called('picture', renderer.calls.filter((call, i) => i < before && call.kind === 'picture').length + 4)
    await first.next((event) => event.type === 'job.processing')
    await first.close()
    const cursor = first.seen.at(-1)?.cursor ?? ''
    renderer.behave = null
    for (const call of renderer.calls.slice(before)) call.finish()
    await server.until(key, task.id, (t) => t.status === 'IMAGE_COMPLETED')
    const second = await readEvents(events(), key, { after: cursor })
    await second.next(setDone(task))
    const both = told([...first.seen, ...second.seen])
    expect(new Set(both).size).toBe(both.length)
    expect(both.filter((line) => line.startsWith('job.completed'))).toHaveLength(5)
    await second.close()
  })

  test('a cursor of another life is answered with reset, and goes on from there', async () => {
    const { key } = await server.account()
    for (const after of ['nonsense', '00000000-0000-0000-0000-000000000000_1:1:']) {
      const stream = await readEvents(events(), key, { after })
      const reset = await stream.next((event) => event.type === 'reset')
      const task = await create(key)
      await stream.next(setDone(task))
      expect(reset.cursor).not.toBe(after)
      await stream.close()
    }
  })

  // SPEC: E3
  test('a failure is told well under a second after the throw', async () => {
    const { key } = await server.account()
    const stream = await readEvents(events(), key)
    let thrownAt = 0
    renderer.behave = (call) => {
      thrownAt = performance.now()
      call.fail(new Error('no'))
    }
    await create(key)
    await stream.next((event) => event.type === 'job.failed')
    expect(performance.now() - thrownAt).toBeLessThan(900)
    renderer.behave = null
    await stream.close()
  })

  test('a client that does not read is dropped, and the server does not hoard for it', async () => {
    const { id, key } = await server.account()
    const { hostname, port } = new URL(server.url)
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest({ hostname, port, path: '/api/events', agent: false, headers: { authorization: `Bearer ${key}` } }, resolve).on('error', reject).end()
    })
    response.pause()
    const closed = new Promise((resolve) => response.on('close', resolve).on('error', resolve))
    // events too many for the socket's buffers and ours
    const reason = 'x'.repeat(400)
    let grants = 0
    const dropped = () => server.logs.some((line) => line.msg === 'event stream dropped: its client does not read' && line.accountId === id)
    const { Client } = await import('pg')
    const client = new Client({ connectionString: server.databaseUrl })
    await client.connect()
    while (!dropped() && grants < 200) {
      await client.query(`insert into event (account_id, type, data) select $1, 'credits.changed', jsonb_build_object('filling', repeat($2, 100)) from generate_series(1, 50)`, [id, reason])
      await server.ask('POST', `/api/admin/accounts/${id}/grants`, { body: { credits: 1, reason: `${++grants}` } })
    }
    await client.end()
    expect(dropped()).toBe(true)
    response.resume()
    await closed
  })

  test('signing out and revoking a key do not leave a stream to be opened', async () => {
    const { key } = await server.account()
    const made = (await server.ask('POST', '/api/keys', { key, body: { name: 'x' } })).body
    await server.ask('DELETE', `/api/keys/${made.id}`, { key })
    expect((await readEvents(events(), made.secret)).status).toBe(401)
  })
})

// SPEC: E15 A9
describe('the WebSocket', () => {
  test('carries the same envelopes, resumes by cursor, takes a ticket', async () => {
    const { key } = await server.account()
    const sse = await readEvents(events(), key)
    const open = async (query: string) => {
      const { ticket } = (await server.ask('POST', '/api/ws/ticket', { key, body: {} })).body
      const socket = new WebSocket(`${server.url.replace('http', 'ws')}/api/ws?ticket=${ticket}${query}`)
      const seen: EventEnvelope[] = []
      let wake = () => {}
      socket.onmessage = (message) => {
        seen.push(JSON.parse(message.data as string) as EventEnvelope)
        wake()
      }
      const has = async (condition: (event: EventEnvelope) => boolean) => {
        while (!seen.some(condition)) await new Promise<void>((resolve) => (wake = resolve))
      }
      const close = () => new Promise((resolve) => ((socket.onclose = resolve), socket.close()))
      return { seen, has, close }
    }
    const socket = await open('')
    await socket.has((event) => event.type === 'hello')
    const task = await create(key)
    await Promise.all([socket.has(setDone(task)), sse.next(setDone(task))])
    expect(byJob(socket.seen)).toEqual(byJob(sse.seen))
    const cursor = socket.seen[1]?.cursor ?? ''
    const rest = byJob(socket.seen.slice(2))
    await socket.close()

    const resumed = await open(`&cursor=${encodeURIComponent(cursor)}`)
    await resumed.has(setDone(task))
    expect(byJob(resumed.seen)).toEqual(rest)
    await resumed.close()
    await sse.close()
  })
})

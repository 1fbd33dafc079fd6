import { createServer, type ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { openLive } from './live.ts'
import { readSse, type SseMessage } from './sse.ts'

async function collect(chunks: string[]): Promise<SseMessage[]> {
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    start(c) {
      for (const chunk of chunks) c.enqueue(encoder.encode(chunk))
      c.close()
    },
  })
  const out: SseMessage[] = []
  for await (const m of readSse(body)) out.push(m)
  return out
}

test('events survive any cut of the bytes, CRLF, comments and several data lines', async () => {
  const text = ': hi\r\nid: 1\r\nevent: message\r\ndata: {"a":\r\ndata: 1}\r\n\r\nid: 2\ndata: 雪\n\n: beat\n\ndata: same id\n\n'
  const whole = [
    { id: '1', event: 'message', data: '{"a":\n1}' },
    { id: '2', event: 'message', data: '雪' },
    { id: '2', event: 'message', data: 'same id' },
  ]
  for (const size of [1, 2, 3, 7, 1000]) {
    const chunks: string[] = []
    for (let i = 0; i < text.length; i += size) chunks.push(text.slice(i, i + size))
    expect(await collect(chunks)).toEqual(whole)
  }
})

test('a broken stream resumes behind the last event, and a refusal ends it', async () => {
  const asked: (string | undefined)[] = []
  const send = (res: ServerResponse, cursor: string, type: string) =>
    res.write(`id: ${cursor}\ndata: ${JSON.stringify({ cursor, type, jobId: null, subject: null, data: {} })}\n\n`)
  const server = createServer((req, res) => {
    asked.push(req.headers['last-event-id'] as string | undefined)
    if (asked.length === 3) return void res.writeHead(401).end()
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    send(res, `${asked.length}0`, 'hello')
    send(res, `${asked.length}1`, 'job.progress')
    setImmediate(() => req.socket.destroy())
  })
  await new Promise<void>((r) => server.listen(0, '127.0.0.1', r))
  const port = (server.address() as { port: number }).port
  const types: string[] = []
  const states: string[] = []
  await new Promise<void>((done) => {
    openLive({
      url: `http://127.0.0.1:${port}/api/events`,
      onEvent: (e) => types.push(e.type),
      onState: (s) => {
        states.push(s.status)
        if (s.status === 'refused') done()
      },
    })
  })
  server.close()
  expect(asked).toEqual([undefined, '11', '21'])
  expect(types).toEqual(['hello', 'job.progress', 'hello', 'job.progress'])
  expect(states.filter((s) => s === 'live')).toHaveLength(2)
  expect(states.at(-1)).toBe('refused')
})

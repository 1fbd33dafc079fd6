/** From a processor's throw to the event at an SSE client, over HTTP, through the real server. */
import { setTimeout as delay } from 'node:timers/promises'
import { readSse } from '../../src/client/sse.ts'
import type { StageResult } from '../lib/figures.ts'
import type { Options } from '../lib/options.ts'
import { spread } from '../lib/stats.ts'
import { startServer } from './server.ts'

const nowMs = () => Number(process.hrtime.bigint()) / 1e6

export async function failure(options: Options, url: string): Promise<StageResult> {
  const threwAt = new Map<string, number>()
  const server = await startServer({ url, role: 'all', failing: true }, (message) => {
    if (message.type === 'threw') threwAt.set(message.prompt, message.atMs)
  })
  try {
    const abort = new AbortController()
    const stream = await fetch(`${server.url}/api/events`, { headers: { ...server.headers, accept: 'text/event-stream' }, signal: abort.signal })
    if (!stream.ok || !stream.body) throw new Error(`GET /api/events answered ${stream.status}`)
    const seen = new Map<string, number>()
    let wake = () => {}
    const reading = (async () => {
      for await (const { data } of readSse(stream.body!)) {
        const event = JSON.parse(data) as { type?: string; subject?: { id: string } }
        if (event.type !== 'job.failed' || !event.subject || seen.has(event.subject.id)) continue
        seen.set(event.subject.id, nowMs())
        wake()
      }
    })().catch(() => {})

    const latencies: number[] = []
    const wanted = options.quick ? 30 : 300
    for (let n = 0; n < wanted; n++) {
      const prompt = `a picture that fails, number ${n}`
      const answer = await fetch(`${server.url}/api/tasks`, { method: 'POST', headers: server.headers, body: JSON.stringify({ prompt, count: 1 }) })
      if (answer.status !== 201) throw new Error(`POST /api/tasks answered ${answer.status}: ${await answer.text()}`)
      const { id } = (await answer.json()) as { id: string }
      const deadline = performance.now() + 10_000
      while (!(seen.has(id) && threwAt.has(prompt))) {
        if (performance.now() > deadline) throw new Error(`no event of the failure of ${id} came within 10 s`)
        await new Promise<void>((done) => {
          wake = done
          setTimeout(done, 50)
        })
      }
      if (n >= 10) latencies.push(seen.get(id)! - threwAt.get(prompt)!)
      await delay(10 + Math.random() * 40)
    }
    abort.abort()
    await reading
    const result = spread(latencies)
    return {
      figures: [
        { what: "processor's throw -> event at an SSE client, p50", value: result.p50, unit: 'ms' },
        { what: "processor's throw -> event at an SSE client, p99", value: result.p99, unit: 'ms', bar: { atMost: 100 } },
      ],
      details: { failure: result },
    }
  } finally {
    await server.stop()
  }
}

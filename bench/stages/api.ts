/** The API's own latency, from another process over loopback: paid POSTs at a steady rate, and everyday requests while pictures render. */
import { Agent, request as httpRequest } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { StageResult } from '../lib/figures.ts'
import type { Options } from '../lib/options.ts'
import { spread, type Spread } from '../lib/stats.ts'
import { startServer, type BenchServer } from './server.ts'

const postsPerSecond = 200
const readsPerSecond = 50

type Call = { method: 'GET' | 'POST'; path: string; body?: object; status: number }
type Caller = (call: Call) => Promise<unknown>

/** Plain HTTP with connections kept open, as a browser or a proxy keeps them. */
function caller({ url, headers }: BenchServer): { call: Caller; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  return {
    close: () => agent.destroy(),
    call: ({ method, path, body, status }) =>
      new Promise((resolve, reject) => {
        const request = httpRequest(new URL(path, url), { method, agent, headers }, (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => (text += chunk))
          response.on('end', () => {
            if (response.statusCode === status) resolve(JSON.parse(text))
            else reject(new Error(`${method} ${path} answered ${response.statusCode}: ${text.slice(0, 300)}`))
          })
        })
        request.on('error', reject)
        request.end(body && JSON.stringify(body))
      }),
  }
}

/** An open loop at `perSecond`; a request that waits behind a slow one counts from when it was due. */
async function atRate(perSecond: number, seconds: number, run: (n: number) => Promise<unknown>): Promise<number[]> {
  const samples: Promise<number>[] = []
  const since = performance.now()
  const total = perSecond * seconds
  while (samples.length < total) {
    const dueAt = since + (samples.length * 1_000) / perSecond
    const now = performance.now()
    if (now < dueAt) await delay(dueAt - now)
    else samples.push(run(samples.length).then(() => performance.now() - dueAt))
  }
  return await Promise.all(samples)
}

const prompt = (n: number) => `a red fox in the snow at dusk, number ${n}`

export async function api(options: Options, url: string): Promise<StageResult> {
  const posts = await postsAlone(options, url)
  const rendering = await whileRendering(options, url)
  return {
    figures: [
      { what: `POST /api/tasks at ${postsPerSecond}/s, p50`, value: posts.p50, unit: 'ms' },
      { what: `POST /api/tasks at ${postsPerSecond}/s, p99`, value: posts.p99, unit: 'ms', bar: { atMost: 30 } },
      { what: 'API while pictures render, p50', value: rendering.all.p50, unit: 'ms' },
      { what: 'API while pictures render, p99', value: rendering.all.p99, unit: 'ms', bar: { atMost: 50 } },
    ],
    details: { posts, rendering },
  }
}

async function postsAlone(options: Options, url: string): Promise<Spread> {
  const server = await startServer({ url, role: 'api', failing: false })
  const { call, close } = caller(server)
  try {
    const post = (n: number) => call({ method: 'POST', path: '/api/tasks', body: { prompt: prompt(n) }, status: 201 })
    await atRate(postsPerSecond, options.warmupSeconds, post)
    return spread(await atRate(postsPerSecond, options.seconds * 2, post))
  } finally {
    close()
    await server.stop()
  }
}

/** The backlog of the posts above keeps the render threads busy all the while. */
async function whileRendering(options: Options, url: string): Promise<{ all: Spread; byPath: Record<string, Spread> }> {
  const server = await startServer({ url, role: 'all', failing: false })
  const { call, close } = caller(server)
  try {
    const { id } = (await call({ method: 'POST', path: '/api/tasks', body: { prompt: prompt(0) }, status: 201 })) as { id: string }
    const calls: (Call & { name: string })[] = [
      { name: 'GET task', method: 'GET', path: `/api/tasks/${id}`, status: 200 },
      { name: 'GET credits', method: 'GET', path: '/api/credits', status: 200 },
      { name: 'GET tasks', method: 'GET', path: '/api/tasks', status: 200 },
      { name: 'POST task', method: 'POST', path: '/api/tasks', body: { prompt: prompt(1), count: 1 }, status: 201 },
    ]
    const pick = (n: number) => calls[n % calls.length]!
    await atRate(readsPerSecond, options.warmupSeconds, (n) => call(pick(n)))
    const samples = await atRate(readsPerSecond, options.seconds * 2, (n) => call(pick(n)))
    const byPath = Object.fromEntries(calls.map(({ name }, i) => [name, spread(samples.filter((_, n) => n % calls.length === i))]))
    return { all: spread(samples), byPath }
  } finally {
    close()
    await server.stop()
  }
}

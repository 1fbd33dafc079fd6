/**
 * A PRETEND API for looking at the page and for browser tests of states that the real engine reaches only by
 * accident. In memory, no credits at stake, no durability; the real server is `src/cli/main.ts start`.
 *
 *   node e2e/mock-api/server.ts [port]     serves dist/web too, with one task in every state
 */
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import type { EventEnvelope, Me, Problem } from '../../src/api/contract.ts'
import { renderFailure } from '../../src/messages/failures.ts'
import { pickLocale } from '../../src/messages/locale.ts'
import { cancelMany, claim, detailOf, findJob, jobOf, jobsOf, noticesOf, readAll, summaryOf, timelineOf } from './jobs.ts'
import { everyState, live } from './life.ts'
import * as admin from './operations.ts'
import { picture, relief } from './pictures.ts'
import {
  book,
  credits,
  newPart,
  newState,
  newTask,
  present,
  presentLine,
  priceImage,
  priceModel,
  priceVersion,
  statusOf,
  type MockPart,
  type MockState,
  type MockTask,
} from './state.ts'

export type Mock = {
  url: string
  state: MockState
  /** task id by the name of its state */
  tasks: Record<string, string>
  /** the task of that name as it is now */
  task: (name: string) => MockTask
  /** open event streams, to count connections */
  streams: Set<ServerResponse>
  requests: { method: string; path: string; headers: IncomingMessage['headers'] }[]
  emit: (type: string, task: MockTask | null, part: MockPart | null, data?: Record<string, unknown>) => void
  /** answer the next matching requests with this problem instead; status 0 hangs up without an answer */
  refuse: (rule: {
    method: string
    path: RegExp
    times: number
    status: number
    code: string
    params?: Record<string, string | number>
    retryAfter?: number
  }) => void
  close: () => Promise<void>
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.png': 'image/png',
}

export async function startMock(o: { port?: number; tickMs?: number; signedIn?: boolean; webRoot?: string } = {}): Promise<Mock> {
  const webRoot = o.webRoot ?? join(import.meta.dirname, '../../dist/web')
  const state = newState()
  state.signedIn = o.signedIn ?? false
  const tasks = everyState(state)
  const streams = new Set<ServerResponse>()
  const requests: Mock['requests'] = []
  const refusals: Parameters<Mock['refuse']>[0][] = []
  const log: EventEnvelope[] = []
  const files = new Map<string, Buffer>()
  const answered = new Map<string, MockTask>()

  const emit: Mock['emit'] = (type, task, part, data = {}) => {
    const event: EventEnvelope = {
      cursor: String(log.length + 1),
      type,
      jobId: part?.jobId ?? null,
      subject: task ? { kind: 'task', id: task.id } : null,
      data,
    }
    log.push(event)
    for (const s of streams) s.write(frame(event))
  }
  const frame = (e: EventEnvelope) => `id: ${e.cursor}\nevent: message\ndata: ${JSON.stringify(e)}\n\n`
  const me = (): Me => ({ accountId: 'demo', name: 'Demo', role: 'admin', demo: true, credits: credits(state) })

  async function route(req: IncomingMessage, res: ServerResponse) {
    const url = new URL(req.url ?? '/', 'http://mock')
    const path = url.pathname
    const method = req.method ?? 'GET'
    const locale = pickLocale(req.headers['accept-language'])
    if (path.startsWith('/api/')) requests.push({ method, path, headers: req.headers })
    const json = (status: number, body: unknown) => {
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    const problem = (
      status: number,
      code: string,
      params?: Record<string, string | number>,
      more?: Partial<Problem>,
      retryAfter?: number,
    ) => {
      const f = renderFailure(locale, { code, params })
      const body: Problem = {
        type: `https://safelight.dev/problems/${code}`,
        title: f.title,
        status,
        code,
        detail: f.message,
        advice: f.advice,
        ...more,
      }
      res
        .writeHead(status, {
          'content-type': 'application/problem+json',
          ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
        })
        .end(JSON.stringify(body))
    }
    if (!path.startsWith('/api/')) return sendPage(path, res)
    const rule = refusals.find((r) => r.times > 0 && r.method === method && r.path.test(path))
    if (rule) {
      rule.times--
      if (rule.status === 0) return void req.socket.destroy()
      return problem(rule.status, rule.code, rule.params, undefined, rule.retryAfter)
    }
    const body = method === 'GET' ? null : await readJson(req)
    if (path === '/api/session' && method === 'GET')
      return json(200, { me: state.signedIn ? me() : null, demoAvailable: state.demoAvailable })
    if (path === '/api/session/demo') return ((state.signedIn = true), json(200, me()))
    if (path === '/api/session' && method === 'POST')
      return body?.apiKey === 'good-key' ? ((state.signedIn = true), json(200, me())) : problem(401, 'unauthorized')
    if (path === '/api/session' && method === 'DELETE') return ((state.signedIn = false), void res.writeHead(204).end())
    if (!state.signedIn) return problem(401, 'unauthorized')
    if (path === '/api/me') return json(200, me())
    if (path === '/api/credits') return json(200, credits(state))
    if (path === '/api/prices')
      return json(200, {
        priceVersion,
        items: [
          { kind: 'image_generation', credits: priceImage, unit: 'picture', eta: { secondsLow: 8, secondsHigh: 20 } },
          { kind: 'model3d_generation', credits: priceModel, unit: 'model', eta: { secondsLow: 40, secondsHigh: 95 } },
        ],
      })
    if (path === '/api/quotes')
      return json(200, { credits: body?.kind === 'model' ? priceModel : priceImage * Number(body?.count ?? 4), priceVersion })
    if (path === '/api/credits/ledger') return json(200, { items: state.ledger.map((l) => presentLine(l, locale)), nextCursor: null })
    if (path === '/api/events') return events(req, url, res)
    if (path.startsWith('/api/files/')) return file(path.slice(11), url, res)
    if (path === '/api/tasks' && method === 'GET') {
      const limit = Number(url.searchParams.get('limit') ?? 50)
      const from = Number(url.searchParams.get('cursor') ?? 0)
      const wanted = url.searchParams.get('status')
      const all = wanted ? state.tasks.filter((t) => statusOf(t) === wanted) : state.tasks
      const items = await Promise.all(all.slice(from, from + limit).map((t) => present(state, t, locale)))
      return json(200, { items, nextCursor: from + limit < all.length ? String(from + limit) : null })
    }
    if (path === '/api/tasks') {
      const key = String(req.headers['idempotency-key'])
      const first = answered.get(key)
      if (first) return json(201, await present(state, first, locale))
      const prompt = String(body?.prompt ?? '')
      if (prompt.trim() === '') {
        const message = locale === 'en' ? 'Describe what you want to see.' : '请描述您想看到的画面。'
        return problem(400, 'invalid_input', {}, { fields: [{ pointer: '/prompt', code: 'prompt_empty', message }] })
      }
      const t = newTask(state, prompt, Number(body?.seed ?? Math.floor(Math.random() * 1e6)), Number(body?.count ?? 4))
      answered.set(key, t)
      emit('job.pending', t, null)
      void live(state, t, emit, o.tickMs ?? 400)
      return json(201, await present(state, t, locale))
    }
    const taskId = /^\/api\/tasks\/([^/]+)(?:\/(\w+))?$/.exec(path)
    const t = state.tasks.find((x) => x.id === taskId?.[1])
    if (taskId && t) {
      const verb = taskId[2]
      if (method === 'PATCH') {
        t.selected = Number(body?.selectedImageIndex)
        if (!t.models.some((m) => m.imageIndex === t.selected && m.status !== 'FAILED')) startModel(t)
      }
      if (verb === 'cancel') {
        t.cancelRequested = true
        emit('job.cancelled', t, null)
      }
      if (verb === 'retry') {
        if (t.models[0]?.status === 'FAILED') startModel(t)
        else {
          t.cancelRequested = false
          t.images = t.images.map((i) => (i.status === 'COMPLETED' ? i : newPart()))
          for (const i of t.images) if (i.status === 'PENDING') book(state, 'hold', i.jobId, 'image_generation')
          void live(state, t, emit, o.tickMs ?? 400)
        }
      }
      return json(200, await present(state, t, locale))
    }
    if (path === '/api/admin/lanes') return json(200, admin.lanes())
    if (path === '/api/admin/operations') return json(200, admin.operations())
    if (path === '/api/admin/unknown') return json(200, admin.unknown())
    if (path === '/api/admin/audit') return json(200, admin.audit())
    if (path.startsWith('/api/admin/')) return json(200, {})
    if (path === '/api/notices/claim') return json(200, { items: await claim(state, locale) })
    if (path === '/api/notices/read') return (readAll(state), json(200, await noticesOf(state, locale)))
    if (path === '/api/notices') return json(200, await noticesOf(state, locale))
    if (path === '/api/jobs/cancel')
      return json(
        200,
        cancelMany(state, body, (t) => emit('job.cancelled', t, null)),
      )
    if (path === '/api/jobs/summary') return json(200, summaryOf(state))
    if (path === '/api/jobs') return json(200, { items: await jobsOf(state, url.searchParams, locale), nextCursor: null })
    const jobId = /^\/api\/jobs\/([^/]+)(?:\/(\w+))?$/.exec(path)
    const found = jobId && findJob(state, jobId[1] as string)
    if (found) {
      if (jobId[2] === 'timeline') return json(200, timelineOf(state, found, locale))
      if (jobId[2] === 'cancel') {
        found.task.cancelRequested = true
        emit('job.cancelled', found.task, found.part)
      }
      const job = await jobOf(state, found, locale)
      return json(200, jobId[2] ? job : detailOf(found, job))
    }
    return problem(404, 'not_found')
  }

  function startModel(t: MockTask) {
    t.cancelRequested = false
    const part = { ...newPart(), imageIndex: t.selected ?? 0 }
    t.models.unshift(part)
    t.queuePosition = 1
    book(state, 'hold', part.jobId, 'model3d_generation')
    emit('job.pending', t, part)
    void live(state, t, emit, o.tickMs ?? 400)
  }

  function events(req: IncomingMessage, url: URL, res: ServerResponse) {
    const since = Number(req.headers['last-event-id'] ?? url.searchParams.get('cursor') ?? log.length)
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    res.write(frame({ cursor: String(since), type: 'hello', jobId: null, subject: null, data: {} }))
    for (const e of log.slice(since)) res.write(frame(e))
    streams.add(res)
    const beat = setInterval(() => res.write(': beat\n\n'), 15_000)
    res.on('close', () => {
      clearInterval(beat)
      streams.delete(res)
    })
  }

  async function file(id: string, url: URL, res: ServerResponse) {
    const [kind, seed, index, size] = id.split('-')
    let bytes = files.get(id)
    if (!bytes)
      files.set(
        id,
        (bytes =
          kind === 'm' ? Buffer.from(await relief(Number(seed), Number(index))) : await picture(Number(seed), Number(index), Number(size))),
      )
    const headers: Record<string, string> = { 'content-type': kind === 'm' ? 'model/gltf-binary' : 'image/png' }
    if (url.searchParams.has('download')) headers['content-disposition'] = `attachment; filename="${id}.${kind === 'm' ? 'glb' : 'png'}"`
    res.writeHead(200, headers).end(bytes)
  }

  async function sendPage(path: string, res: ServerResponse) {
    const wanted = normalize(path).replace(/^(\.\.[/\\])+/, '')
    for (const name of [wanted, '/index.html']) {
      try {
        const bytes = await readFile(join(webRoot, name))
        res
          .writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream', 'content-security-policy': pageCsp })
          .end(bytes)
        return
      } catch {
        // not a file of the build: the page's own route
      }
    }
    res.writeHead(404).end()
  }

  const server = createServer((req, res) => {
    route(req, res).catch((error) => {
      console.error(error)
      if (!res.headersSent) res.writeHead(500)
      res.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(o.port ?? 0, '127.0.0.1', resolve))
  const address = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${address.port}`,
    state,
    tasks,
    task: (name) => state.tasks.find(({ id }) => id === tasks[name])!,
    streams,
    requests,
    emit,
    refuse: (rule) => void refusals.push({ ...rule }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** As strict as the real server's, so that a violation shows here first. */
const pageCsp =
  "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self' blob: data:; worker-src 'self' blob:; font-src 'self'; object-src 'none'; base-uri 'none'; script-src 'self' 'wasm-unsafe-eval'"

async function readJson(req: IncomingMessage): Promise<Record<string, unknown> | null> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  return text === '' ? null : (JSON.parse(text) as Record<string, unknown>)
}

if (import.meta.main) {
  const mock = await startMock({ port: Number(process.argv[2] ?? 3000), signedIn: true })
  console.log(`Pretend API (nothing here is real) on ${mock.url}`)
  for (const [name, id] of Object.entries(mock.tasks)) console.log(`  ${name.padEnd(16)} ${mock.url}/tasks/${id}`)
}

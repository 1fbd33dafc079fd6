/**
 * What every simulator stands on: a plain HTTP server on loopback, the books, the faults of the paid POST and of
 * downloads, and a few addresses of its own under `/_sim` to look into the books. It says that it is a simulator.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { Agent, fetch } from 'undici'
import { createBooks, type Bill, type Books } from './books.ts'
import { plain, readDirective, type Directive } from './directive.ts'
import type { SampleFile } from './samples.ts'

export type SimRequest = { method: string; path: string; query: URLSearchParams; headers: IncomingMessage['headers']; body: Buffer; json: any; /** where this server is reached */ origin: string }
export type SimAnswer = { status?: number; headers?: Record<string, string>; json?: unknown; body?: Buffer | string } | 'reset' | 'half'

export type Work = Bill & { directive: Directive; endsAt: number; cancelled: boolean; facts: Record<string, any> }

export type SimKit = {
  books: Books
  /** work taken, by the provider's id */
  works: Map<string, Work>
  /**
   * Plays a paid POST: judges its fault, takes the work where it is taken, and gives the answer that `accepted` makes
   * unless the fault says otherwise.
   */
  post(request: SimRequest, options: PostOptions): Promise<SimAnswer>
  /** where the work stands now */
  stateOf(work: Work): { state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'; progress: number }
  /** notes a poll; gives the fault it meets, if any */
  polled(work: Work): SimAnswer | null
  cancel(work: Work): boolean
  /** address of a result, served by this simulator with the work's faults */
  fileUrl(origin: string, work: Work, name: string): string
  /** the bytes of a result, with the work's faults, under an address of the provider's own */
  serve(request: SimRequest, work: Work, name: string): Promise<SimAnswer>
  /**
   * Calls back later, at the work's end or as its `hook` says; with `start`, also when the work is taken. `send` makes
   * and signs one message. Called from `taken`, so that a lost answer is called back for, too; resolves when an early
   * message has arrived.
   */
  hooks(work: Work, send: (how: { forged: boolean; event: 'start' | 'end' }) => { url: string; headers: Record<string, string>; body: string }, options?: { start?: boolean }): Promise<void>
  later(ms: number, what: () => void): void
}

export type PostOptions = {
  /** what the request carries to tell attempts apart */
  client: string
  /** the provider's id of the work, where it is taken */
  id: string
  facts?: Record<string, unknown>
  /** the work was taken, whatever becomes of its answer: the place to start callbacks */
  taken?(work: Work): void | Promise<void>
  accepted(work: Work): SimAnswer | Promise<SimAnswer>
  /** the provider's own error body for a status: 401, 402, 422 (declined), 429, 502 or 503 */
  refused(status: number): unknown
  /** statuses this provider gives instead, such as 400 for what others answer with 422 */
  statuses?: Partial<Record<number, number>>
  /** a provider that looks at the prompt only while it works: `post=rejected` is taken, and goes as `run=declined` */
  declinesLater?: boolean
  /** a synchronous provider: the answer comes when the work is over */
  sync?: boolean
}

export type Simulator = {
  url: string
  books: Books
  works: Map<string, Work>
  defaults: Directive
  /** what is on the invoice by now, whether or not anybody asked what became of it */
  billed(): Bill[]
  stop(): Promise<void>
}

export type SimulatorOptions = {
  name: string
  port?: number
  /** the routes; null: not found */
  handle(request: SimRequest, kit: SimKit): SimAnswer | null | Promise<SimAnswer | null>
  /** makes the bytes of a result */
  file(work: Work, name: string): Promise<SampleFile>
  upgrade?(request: IncomingMessage, socket: Socket, head: Buffer, kit: SimKit): void
}

const bodyBytesMax = 64 * 1024 * 1024
/** of one callback */
const deliveriesMax = 4

/** Starts a simulator on loopback. Port 0 takes any free one. */
export async function startSimulator({ name, port = 0, handle, file, upgrade }: SimulatorOptions): Promise<Simulator> {
  const books = createBooks()
  const works = new Map<string, Work>()
  const timers = new Set<NodeJS.Timeout>()
  const downloads = new Map<string, number>()
  const callers = new Agent({ connections: 32 })
  let stopped = false
  const defaults: Directive = { ...plain }

  const later = (ms: number, what: () => void) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      what()
    }, ms)
    timers.add(timer)
  }
  const wait = (ms: number) => new Promise<void>((resolve) => later(ms, resolve))

  function settle(work: Work): void {
    if (work.state !== 'running' || Date.now() < work.endsAt) return
    if (work.directive.run === 'stuck') return
    work.state = work.directive.run === 'fails' || work.directive.run === 'declined' ? 'failed' : 'done'
  }

  const kit: SimKit = {
    books,
    works,
    later,
    async post(request, { client, id, facts = {}, taken, accepted, refused, statuses = {}, declinesLater = false, sync = false }) {
      const directive = books.arrive(readDirective(request.body, defaults), client)
      const refuse = (status: number, headers: Record<string, string> = {}): SimAnswer => ({ status: statuses[status] ?? status, headers, json: refused(status) })
      switch (directive.post) {
        case 'reset-before':
          return 'reset'
        case '503-before':
          return refuse(503)
        case '429':
          return refuse(429, { 'retry-after': '1' })
        case '401':
          return refuse(401)
        case '402':
          return refuse(402)
        case 'rejected':
          if (!declinesLater) return refuse(422)
          directive.run = 'declined'
          break
        case 'ok':
        case 'lost':
        case 'half':
        case '502-after':
        case 'slow':
      }
      const bill = books.take(id, directive, client)
      // the very object that stands in the books, so that its state is one
      const work: Work = Object.assign(bill, { directive, endsAt: Date.now() + directive.ms, cancelled: false, facts: { ...facts } })
      works.set(id, work)
      await taken?.(work)
      if (directive.post === 'slow') await wait(directive.slow)
      if (sync) {
        if (directive.run === 'stuck') await wait(3_600_000)
        await wait(Math.max(0, work.endsAt - Date.now()))
        // timers may be a little early, and its answer must not be another than its bill
        work.endsAt = Math.min(work.endsAt, Date.now())
        settle(work)
      }
      if (directive.post === 'lost') return 'reset'
      if (directive.post === '502-after') return refuse(502)
      const answer = await accepted(work)
      return directive.post === 'half' ? 'half' : answer
    },
    stateOf(work) {
      settle(work)
      const { state, takenAt, directive } = work
      if (state !== 'running') return { state, progress: 100 }
      const share = Math.min(0.99, (Date.now() - takenAt) / Math.max(1, directive.ms))
      return { state: share < 0.2 ? 'queued' : 'running', progress: Math.floor(share * 100) }
    },
    polled(work) {
      const count = books.read(work.tag || work.id)
      if (count > 2) return null
      if (work.directive.run === 'poll-503') return { status: 503, json: { error: 'unavailable' } }
      return work.directive.run === 'poll-reset' ? 'reset' : null
    },
    cancel(work) {
      settle(work)
      if (work.state !== 'running') return false
      work.cancelled = true
      if (work.directive.run !== 'done-after-cancel') work.state = 'cancelled'
      return true
    },
    fileUrl: (origin, work, file) => `${origin}/_sim/files/${encodeURIComponent(work.id)}/${file}`,
    async hooks(work, send, { start = false } = {}) {
      const { hook, ms, run } = work.directive
      if (hook === 'none' || hook === 'dropped') return
      const call = async (event: 'start' | 'end', forged = false): Promise<void> => {
        const { url, headers, body } = send({ forged, event })
        // an early one is waited for before the request is answered: that is no time to try again
        await delivered(url, headers, body, hook === 'early' ? 1 : deliveriesMax)
      }
      if (start && hook !== 'early') later(5, () => void call('start'))
      if (hook === 'forged') later(ms / 2, () => void call('end', true))
      if (run !== 'stuck') {
        const at = hook === 'late' ? ms + 2_000 : ms + 5
        later(at, () => void call('end'))
        if (hook === 'doubled') later(at + 30, () => void call('end'))
      }
      if (hook === 'early') await call(start ? 'start' : 'end')
    },
    serve: (request, work, fileName) => served(request, work, fileName),
  }

  /** As real ones do: some at a time, and again where nobody took it. Who never listens is the receiver's trouble. */
  async function delivered(url: string, headers: Record<string, string>, body: string, triesMax: number): Promise<void> {
    for (let tries = 1; ; tries++) {
      const status = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', dispatcher: callers }).then(
        async (answer) => {
          await answer.arrayBuffer()
          return answer.status
        },
        () => 0,
      )
      if ((status > 0 && status < 500) || tries === triesMax || stopped) return
      await wait(tries * 1_000)
    }
  }

  async function serveFile(request: SimRequest): Promise<SimAnswer | null> {
    const [, id = '', fileName = ''] = /^\/_sim\/files\/([^/]+)\/(.+)$/.exec(request.path) ?? []
    const work = works.get(decodeURIComponent(id))
    return work ? await served(request, work, fileName) : null
  }

  async function served(request: SimRequest, work: Work, fileName: string): Promise<SimAnswer> {
    if (work.directive.run === 'expired') return { status: 403, headers: { 'content-type': 'application/xml' }, body: '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>' }
    if (work.directive.run === 'wrong-content') return { headers: { 'content-type': 'text/html' }, body: '<!doctype html><title>Sign in</title>' }
    const { bytes, mime } = await file(work, fileName)
    const etag = `"${work.id}-${bytes.length}"`
    const range = /^bytes=(\d+)-$/.exec(String(request.headers.range ?? ''))
    if (range && Number(range[1]) < bytes.length) {
      const from = Number(range[1])
      return { status: 206, headers: { 'content-type': mime, etag, 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` }, body: bytes.subarray(from) }
    }
    const times = (downloads.get(request.path) ?? 0) + 1
    downloads.set(request.path, times)
    const cut = work.directive.run === 'truncated' && times === 1
    return { headers: { 'content-type': mime, etag, 'accept-ranges': 'bytes', ...(cut && { 'x-cut': '1' }) }, body: bytes }
  }

  function own(request: SimRequest): SimAnswer | null {
    if (request.path === '/_sim') return { json: { simulator: name, note: 'A simulator: nothing here is made by an AI, and nothing is billed.' } }
    if (request.path === '/_sim/books') return { json: { bills: books.bills.map(({ id, tag, client, state, takenAt }) => ({ id, tag, client, state, takenAt })), posts: books.posts, reads: Object.fromEntries(books.reads) } }
    if (request.path === '/_sim/defaults' && request.method === 'PUT') return { json: Object.assign(defaults, request.json) }
    if (request.path === '/_sim/clear' && request.method === 'POST') {
      books.clear()
      works.clear()
      return { json: {} }
    }
    return null
  }

  const server = createServer((incoming, response) => {
    void (async () => {
      const body = await readBody(incoming)
      const url = new URL(incoming.url ?? '/', `http://${incoming.headers.host}`)
      const request: SimRequest = {
        method: incoming.method ?? 'GET', path: url.pathname, query: url.searchParams, headers: incoming.headers, body, json: parsed(body), origin: url.origin,
      }
      const answer = own(request) ?? (await serveFile(request)) ?? (await handle(request, kit)) ?? { status: 404, json: { error: 'not found' } }
      reply(incoming, response, answer)
    })().catch((error: unknown) => {
      console.error(`${name} simulator:`, error)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  if (upgrade) server.on('upgrade', (request, socket, head) => upgrade(request, socket as Socket, head, kit))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    books,
    works,
    defaults,
    billed() {
      for (const work of works.values()) settle(work)
      return books.billed()
    },
    async stop() {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      await callers.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function reply(incoming: IncomingMessage, response: ServerResponse, answer: SimAnswer): void {
  if (answer === 'reset') return void incoming.socket.resetAndDestroy()
  if (answer === 'half') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '4096' })
    response.write('{"id":')
    return void setTimeout(() => incoming.socket.resetAndDestroy(), 20)
  }
  const { status = 200, headers = {}, json, body } = answer
  const bytes = json === undefined ? Buffer.from(body ?? '') : Buffer.from(JSON.stringify(json))
  const { 'x-cut': cut, ...sent } = headers
  response.writeHead(status, { ...(json !== undefined && { 'content-type': 'application/json' }), 'content-length': String(bytes.length), ...sent })
  if (cut === undefined) return void response.end(bytes)
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => setTimeout(() => incoming.socket.resetAndDestroy(), 20))
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of incoming) {
    bytes += (part as Buffer).length
    if (bytes > bodyBytesMax) throw new Error('request too large')
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts)
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

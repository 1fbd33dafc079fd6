/**
 * A provider that takes work by HTTP, plays each job's script, and keeps books: every task it took is one it bills,
 * unless it failed or was cancelled. It lives as long as the supervisor, so no crash of ours makes it forget.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { PostBehaviour, Work } from './plan.ts'
import type { Random } from './random.ts'

export type Task = {
  id: string
  /** the attempt's client id, as our side sent it */
  key: string
  jobId: string
  attempt: number
  kind: string
  state: 'running' | 'done' | 'failed' | 'cancelled'
  takenAt: number
  endsAt: number
  work: Work
}

export type PostRequest = { key: string; jobId: string; attempt: number; work: Work }

export type Provider = {
  url: string
  tasks: ReadonlyMap<string, Task>
  /** answers given, by behaviour */
  answers: Record<string, number>
  stop(): Promise<void>
}

/** Starts the provider. `wake` is its webhook: it names the job and says nothing else. */
export async function startProvider({ random, wake }: { random: Random; wake(jobId: string): void }): Promise<Provider> {
  const tasks = new Map<string, Task>()
  const byKey = new Map<string, Task>()
  const posts = new Map<string, number>()
  const collects = new Map<string, number>()
  const answers: Record<string, number> = {}
  const timers = new Set<NodeJS.Timeout>()

  function later(ms: number, what: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer)
      what()
    }, ms)
    timers.add(timer)
  }

  function settle(task: Task, state: Task['state']): void {
    if (task.state !== 'running') return
    task.state = state
    const { hook } = task.work
    if (hook === 'once' || hook === 'twice') later(random.whole(0, 20), () => wake(task.jobId))
    if (hook === 'twice') later(random.whole(0, 60), () => wake(task.jobId))
  }

  function take({ key, jobId, attempt, work }: PostRequest): Task {
    const now = performance.now()
    const task: Task = { id: `task-${tasks.size + 1}`, key, jobId, attempt, kind: work.kind, state: 'running', takenAt: now, endsAt: now + work.workMs, work }
    tasks.set(task.id, task)
    // the first keeps the key, so that a second one for the same key stands out in the books
    if (!byKey.has(key)) byKey.set(key, task)
    if (work.end !== 'stuck') later(work.workMs, () => settle(task, work.end === 'failed' ? 'failed' : 'done'))
    if (work.hook === 'early') later(work.workMs / 2, () => wake(jobId))
    return task
  }

  async function post(request: PostRequest, sync: boolean, deduplicates: boolean, response: ServerResponse): Promise<void> {
    const number = posts.get(request.jobId) ?? 0
    posts.set(request.jobId, number + 1)
    const known = deduplicates ? byKey.get(request.key) : undefined
    const behaviour: PostBehaviour = known ? 'ok' : request.work.posts[Math.min(number, request.work.posts.length - 1)]!
    answers[behaviour] = (answers[behaviour] ?? 0) + 1
    if (behaviour === 'lost-before') return void response.destroy()
    if (behaviour === 'busy') return send(response, 429, { retryAfterMs: random.whole(50, 400) })
    if (behaviour === 'down-before') return send(response, 503, {})
    if (behaviour === 'refused') return send(response, 400, {})
    const task = known ?? take(request)
    if (behaviour === 'slow') await delay(random.whole(200, 1_200))
    if (behaviour === 'silent') return void later(60_000, () => response.destroy())
    if (behaviour === 'lost-after') return void response.destroy()
    if (behaviour === 'down-after') return send(response, 503, {})
    if (!sync) return send(response, 200, { id: task.id })
    while (task.state === 'running' && !response.destroyed) await delay(20)
    send(response, 200, { id: task.id, state: task.state })
  }

  function read(task: Task, response: ServerResponse): void {
    const flaky = task.work.polls === 'flaky' && random.chance(0.35)
    if (flaky && random.chance(0.5)) return void response.destroy()
    if (flaky) return send(response, 502, {})
    const share = (performance.now() - task.takenAt) / (task.endsAt - task.takenAt)
    send(response, 200, { id: task.id, state: task.state, progress: Math.min(99, Math.floor(100 * share)) })
  }

  function result(task: Task, response: ServerResponse): void {
    const number = collects.get(task.id) ?? 0
    collects.set(task.id, number + 1)
    if (number < task.work.collectFaults) return send(response, 500, {})
    send(response, task.state === 'done' ? 200 : 409, { bytes: `result of ${task.id} for ${task.jobId}` })
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, what, id = '', verb] = (request.url ?? '').split('/')
    if (request.method === 'POST' && what === 'tasks' && verb === 'cancel') {
      const task = tasks.get(id)!
      if (task.state !== 'running' || !task.work.cancellable) return send(response, 409, {})
      settle(task, 'cancelled')
      return send(response, 200, {})
    }
    if (request.method === 'POST') return await post((await body(request)) as PostRequest, what === 'sync', what === 'keyed', response)
    const task = what === 'keys' ? byKey.get(decodeURIComponent(id)) : tasks.get(id)
    if (!task) return send(response, 404, {})
    if (what === 'results') return result(task, response)
    read(task, response)
  }

  const server = createServer((request, response) => void handle(request, response).catch(() => response.destroy()))
  server.keepAliveTimeout = 60_000
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tasks,
    answers,
    async stop() {
      for (const timer of timers) clearTimeout(timer)
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

function send(response: ServerResponse, status: number, content: object): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
}

async function body(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return JSON.parse(Buffer.concat(chunks).toString())
}

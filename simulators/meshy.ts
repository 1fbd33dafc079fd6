/**
 * A stand-in for Meshy: tasks under two endpoints, percentages, a list, deleting. Tasks from a picture tell nothing of
 * what they were made from; tasks from words tell their prompt.
 */
import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { readDirective } from './lib/directive.ts'
import type { SimulatorEntry } from './lib/entry.ts'
import { sampleModel, samplePicture } from './lib/samples.ts'
import { startSimulator, type SimAnswer, type SimKit, type SimRequest, type Simulator, type Work } from './lib/server.ts'

export type MeshySimulatorOptions = { port?: number; apiKey?: string; /** tasks in the queue at once */ queue?: number; /** says when to ask again, in seconds */ retryAfter?: number }

const types: Readonly<Record<string, string>> = { '/openapi/v1/image-to-3d': 'image-to-3d', '/openapi/v2/text-to-3d': 'text-to-3d-preview' }
const words = { queued: 'PENDING', running: 'IN_PROGRESS', done: 'SUCCEEDED', failed: 'FAILED', cancelled: 'CANCELED' } as const

export async function startMeshy({ port = 0, apiKey = 'msy_sim', queue = Infinity, retryAfter }: MeshySimulatorOptions = {}): Promise<Simulator> {
  async function handle(request: SimRequest, kit: SimKit): Promise<SimAnswer | null> {
    const [path, id] = types[request.path] ? [request.path] : [request.path.slice(0, request.path.lastIndexOf('/')), request.path.slice(request.path.lastIndexOf('/') + 1)]
    if (!types[path]) return null
    if (request.headers.authorization !== `Bearer ${apiKey}`) return { status: 401, json: { message: 'Invalid API key' } }
    if (id === undefined) return request.method === 'POST' ? await create(request, kit, path) : list(request, kit, path)
    const work = kit.works.get(id)
    if (!work || work.facts.path !== path) return { status: 404, json: { message: 'Task not found' } }
    if (request.method === 'DELETE') {
      kit.cancel(work)
      // what is deleted is gone, whatever it would have become
      if (work.directive.run !== 'done-after-cancel') kit.works.delete(id)
      return { json: {} }
    }
    return kit.polled(work) ?? { json: taskJson(kit, work, request.origin), ...(retryAfter !== undefined && { headers: { 'retry-after': String(retryAfter) } }) }
  }

  async function create(request: SimRequest, kit: SimKit, path: string): Promise<SimAnswer> {
    const wrong = await problemOf(path, request.json)
    if (wrong) return { status: 400, json: { message: wrong } }
    const waiting = [...kit.works.values()].filter((work) => ['queued', 'running'].includes(kit.stateOf(work).state))
    if (waiting.length >= queue) {
      kit.books.arrive({ ...readDirective(request.body), post: '429' }, '')
      return { status: 429, json: { message: 'NoMoreConcurrentTasks' } }
    }
    return await kit.post(request, {
      client: '',
      id: randomUUID(),
      facts: { path, prompt: request.json.prompt, credits: path.endsWith('image-to-3d') ? (request.json.ai_model === 'meshy-5' ? 15 : 30) : 20 },
      accepted: (work) => ({ status: 202, json: { result: work.id } }),
      refused: (status) => ({ message: messages[status] ?? 'Internal server error' }),
      statuses: { 422: 400 },
    })
  }

  function list(request: SimRequest, kit: SimKit, path: string): SimAnswer {
    const size = Math.min(50, Number(request.query.get('page_size') ?? 10))
    const first = (Number(request.query.get('page_num') ?? 1) - 1) * size
    const tasks = [...kit.works.values()].filter(({ facts }) => facts.path === path)
    if (request.query.get('sort_by') === '-created_at') tasks.reverse()
    return { json: tasks.slice(first, first + size).map((work) => taskJson(kit, work, request.origin)) }
  }

  return await startSimulator({ name: 'Meshy', port, handle, file: (work, name) => (name.endsWith('.glb') ? sampleModel(work.id) : samplePicture(work.id, { width: 256, height: 256 })) })
}

export const meshy: SimulatorEntry = {
  id: 'meshy',
  port: 4113,
  start: startMeshy,
  environment: (url) => ({ MESHY_BASE_URL: url, MESHY_API_KEY: 'msy_sim' }),
}

const messages: Readonly<Record<number, string>> = {
  401: 'Invalid API key',
  402: 'Insufficient credits',
  422: 'The input was blocked by content policy',
  429: 'RateLimitExceeded',
}

function taskJson(kit: SimKit, work: Work, origin: string): Record<string, unknown> {
  const { state, progress } = kit.stateOf(work)
  const done = state === 'done'
  const error = work.directive.run === 'declined' ? { type: 'moderation_blocked', message: 'The input was blocked by content policy' } : { type: 'server_error', message: 'The server is busy. Please try again later.' }
  return {
    id: work.id,
    type: types[work.facts.path],
    ...(work.facts.prompt !== undefined && { prompt: work.facts.prompt }),
    model_urls: done ? { glb: kit.fileUrl(origin, work, 'model.glb') } : {},
    thumbnail_url: done ? kit.fileUrl(origin, work, 'preview.png') : '',
    texture_prompt: '',
    progress: done ? 100 : state === 'queued' ? 0 : Math.min(99, progress),
    status: words[state],
    preceding_tasks: 0,
    created_at: work.takenAt,
    started_at: state === 'queued' ? 0 : work.takenAt,
    finished_at: done ? work.endsAt : 0,
    expires_at: done ? work.endsAt + 3 * 86_400_000 : 0,
    task_error: state === 'failed' ? error : { message: '' },
    consumed_credits: done ? work.facts.credits : 0,
  }
}

/** The first thing wrong with a request; null: nothing. */
async function problemOf(path: string, json: any): Promise<string | null> {
  if (typeof json !== 'object' || json === null) return 'Invalid JSON'
  if (!['meshy-5', 'meshy-6', 'latest'].includes(json.ai_model ?? 'latest')) return 'Invalid ai_model'
  if (path === '/openapi/v2/text-to-3d') {
    if (json.mode !== 'preview') return 'Only preview is simulated'
    if (!json.prompt) return 'prompt is required'
    return Array.from(String(json.prompt)).length > 600 ? 'prompt is too long' : null
  }
  const [, mime, data = ''] = /^data:(image\/(?:png|jpeg));base64,(.+)$/s.exec(String(json.image_url ?? '')) ?? []
  if (!mime) return 'Invalid image format'
  const found = await sharp(Buffer.from(data, 'base64')).metadata().catch(() => null)
  return found && `image/${found.format}` === mime ? null : 'Invalid image'
}

/**
 * A stand-in for the Kling API: tasks under six endpoints, tokens checked as Kling checks them, callbacks without a
 * signature. It takes a second task under the same `external_task_id` gladly, and bills it: the worst it might do.
 */
import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import sharp from 'sharp'
import { readDirective } from './lib/directive.ts'
import type { SimulatorEntry } from './lib/entry.ts'
import { samplePicture, sampleVideo } from './lib/samples.ts'
import { startSimulator, type SimAnswer, type SimKit, type SimRequest, type Simulator, type Work } from './lib/server.ts'

export type KlingSimulatorOptions = { port?: number; accessKey?: string; secretKey?: string; /** tasks at once, over all endpoints of a kind */ concurrency?: number }

const endpoints: Readonly<Record<string, { result: 'videos' | 'images'; models: readonly string[] }>> = {
  '/v1/videos/text2video': { result: 'videos', models: ['kling-v1-6', 'kling-v2-5-turbo', 'kling-v2-6'] },
  '/v1/videos/image2video': { result: 'videos', models: ['kling-v1-6', 'kling-v2-5-turbo', 'kling-v2-6'] },
  '/v1/videos/multi-image2video': { result: 'videos', models: ['kling-v1-6'] },
  '/v1/videos/omni-video': { result: 'videos', models: ['kling-video-o1'] },
  '/v1/images/generations': { result: 'images', models: ['kling-v2-1'] },
  '/v1/images/omni-image': { result: 'images', models: ['kling-image-o1'] },
}
const words = { queued: 'submitted', running: 'processing', done: 'succeed', failed: 'failed', cancelled: 'failed' } as const

export async function startKling({ port = 0, accessKey = 'sim-access', secretKey = 'sim-secret', concurrency = Infinity }: KlingSimulatorOptions = {}): Promise<Simulator> {
  let lastId = 800_000_000_000_000_000n

  async function handle(request: SimRequest, kit: SimKit): Promise<SimAnswer | null> {
    const [path, id] = endpoints[request.path] ? [request.path] : [request.path.slice(0, request.path.lastIndexOf('/')), decodeURIComponent(request.path.slice(request.path.lastIndexOf('/') + 1))]
    const endpoint = endpoints[path]
    if (!endpoint) return null
    const refusal = unauthorized(request, accessKey, secretKey)
    if (refusal) return { status: 401, json: envelope(refusal.code, refusal.message) }
    if (request.method === 'POST' && id === undefined) return await create(request, kit, path, endpoint)
    if (request.method === 'GET' && id !== undefined) return one(request, kit, path, id)
    if (request.method === 'GET') return list(request, kit, path)
    return { status: 404, json: envelope(1202, 'The requested method is invalid') }
  }

  async function create(request: SimRequest, kit: SimKit, path: string, endpoint: (typeof endpoints)[string]): Promise<SimAnswer> {
    const { json } = request
    const wrong = await problemOf(path, json, endpoint.models)
    if (wrong) return { status: 400, json: envelope(1201, wrong) }
    const busy = [...kit.works.values()].filter((work) => endpoints[work.facts.path]?.result === endpoint.result && ['queued', 'running'].includes(kit.stateOf(work).state))
    if (busy.length >= concurrency) {
      kit.books.arrive({ ...readDirective(request.body), post: '429' }, json.external_task_id ?? '')
      return { status: 429, json: envelope(1303, 'parallel task over resource pack limit') }
    }
    const taskId = String(++lastId)
    return await kit.post(request, {
      client: json.external_task_id ?? '',
      id: taskId,
      facts: { path, externalId: json.external_task_id, seconds: json.duration },
      taken: async (work) => {
        if (json.callback_url) await kit.hooks(work, ({ forged }) => callback(kit, work, request.origin, json.callback_url, forged))
      },
      accepted: (work) => ({ json: envelope(0, 'SUCCEED', taskJson(kit, work, request.origin)) }),
      refused,
      // an empty account is a 429 here, and a declined prompt a 400
      statuses: { 402: 429, 422: 400 },
    })
  }

  function one(request: SimRequest, kit: SimKit, path: string, id: string): SimAnswer {
    const work = kit.works.get(id) ?? [...kit.works.values()].find(({ facts }) => facts.externalId === id)
    if (!work || work.facts.path !== path) return { status: 404, json: envelope(1203, 'Task not found') }
    return kit.polled(work) ?? { json: envelope(0, 'SUCCEED', taskJson(kit, work, request.origin)) }
  }

  function list(request: SimRequest, kit: SimKit, path: string): SimAnswer {
    const size = Number(request.query.get('pageSize') ?? 30)
    const first = (Number(request.query.get('pageNum') ?? 1) - 1) * size
    const tasks = [...kit.works.values()].filter(({ facts }) => facts.path === path).reverse()
    return { json: envelope(0, 'SUCCEED', tasks.slice(first, first + size).map((work) => taskJson(kit, work, request.origin))) }
  }

  return await startSimulator({ name: 'Kling', port, handle, file: (work, name) => (name.endsWith('.mp4') ? sampleVideo() : samplePicture(work.id)) })
}

export const kling: SimulatorEntry = {
  id: 'kling',
  port: 4111,
  start: startKling,
  environment: (url) => ({ KLING_BASE_URL: url, KLING_ACCESS_KEY: 'sim-access', KLING_SECRET_KEY: 'sim-secret' }),
}

function taskJson(kit: SimKit, work: Work, origin: string): Record<string, unknown> {
  const { state } = kit.stateOf(work)
  const videos = endpoints[work.facts.path]!.result === 'videos'
  const failed = state === 'failed' || state === 'cancelled'
  return {
    task_id: work.id,
    task_status: words[state],
    ...(failed && { task_status_msg: work.directive.run === 'declined' ? 'Failure to pass the risk control system' : 'Generation failed' }),
    task_info: { ...(work.facts.externalId !== undefined && { external_task_id: work.facts.externalId }) },
    created_at: work.takenAt,
    updated_at: state === 'queued' ? work.takenAt : Date.now(),
    ...(state === 'done' && {
      task_result: videos
        ? { videos: [{ id: `v-${work.id}`, url: kit.fileUrl(origin, work, 'video.mp4'), duration: `${work.facts.seconds}.1` }] }
        : { images: [{ index: 0, url: kit.fileUrl(origin, work, 'image.png') }] },
      final_unit_deduction: '1',
    }),
  }
}

/** A callback is the task itself; a forged one names a task that is not ours. */
function callback(kit: SimKit, work: Work, origin: string, url: string, forged: boolean): { url: string; headers: Record<string, string>; body: string } {
  const task = { ...taskJson(kit, work, origin), ...(forged && { task_id: '1', task_status: 'succeed', task_result: { videos: [{ url: 'http://127.0.0.1:1/forged.mp4' }] } }) }
  return { url, headers: { 'content-type': 'application/json' }, body: JSON.stringify(task) }
}

const envelope = (code: number, message: string, data?: unknown) => ({ code, message, request_id: randomUUID(), ...(data !== undefined && { data }) })

function refused(status: number): unknown {
  switch (status) {
    case 401:
      return envelope(1002, 'Authorization is invalid')
    case 402:
      return envelope(1102, 'Resource pack exhausted')
    case 422:
      return envelope(1301, 'The request triggered the content safety policy of the platform')
    case 429:
      return envelope(1302, 'API request too fast')
    default:
      return envelope(5001, 'The server is temporarily unavailable')
  }
}

/** What Kling says of a token, in its order; null: it is good. */
function unauthorized(request: SimRequest, accessKey: string, secretKey: string): { code: number; message: string } | null {
  const header = request.headers.authorization
  if (!header) return { code: 1001, message: 'Authorization is empty' }
  const [head = '', claims = '', signature = ''] = header.replace(/^Bearer /, '').split('.')
  const expected = createHmac('sha256', secretKey).update(`${head}.${claims}`).digest()
  const given = Buffer.from(signature, 'base64url')
  const { alg } = decoded(head)
  const { iss, exp, nbf } = decoded(claims)
  if (alg !== 'HS256' || iss !== accessKey || given.length !== expected.length || !timingSafeEqual(given, expected)) return { code: 1002, message: 'Authorization is invalid' }
  const now = Date.now() / 1000
  if (!(Number(nbf) <= now)) return { code: 1003, message: 'Authorization is not yet valid' }
  if (!(Number(exp) > now)) return { code: 1004, message: 'Authorization has expired' }
  return null
}

function decoded(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8')) as Record<string, unknown>
  } catch {
    return {}
  }
}

/** The first thing wrong with a request; null: nothing. */
async function problemOf(path: string, json: any, known: readonly string[]): Promise<string | null> {
  if (typeof json !== 'object' || json === null) return 'body is not JSON'
  if (!known.includes(json.model_name)) return `model_name '${json.model_name}' is not supported`
  const omni = path.includes('omni')
  if (path !== '/v1/videos/image2video' && !json.prompt) return 'prompt can not be empty'
  if (String(json.prompt ?? '').length > 2500) return 'prompt exceeds 2500 characters'
  if (path.startsWith('/v1/videos/')) {
    if (!['std', 'pro'].includes(json.mode)) return 'mode must be std or pro'
    if (!['5', '10'].includes(json.duration)) return 'duration must be 5 or 10'
  }
  const list: any[] = json.image_list ?? []
  const frame = list.some((entry) => entry.type === 'first_frame')
  if (omni && path.includes('videos') && !frame && !json.aspect_ratio) return 'aspect_ratio is required'
  if (path === '/v1/videos/image2video' && !json.image) return 'image can not be empty'
  if (path === '/v1/videos/multi-image2video' && (list.length < 1 || list.length > 4)) return 'image_list takes 1 to 4 images'
  const named = [...String(json.prompt ?? '').matchAll(/<<<image_(\d+)>>>/g)].map(([, n]) => Number(n))
  if (named.some((n) => n < 1 || n > list.length)) return 'prompt names an image that is not in image_list'
  for (const image of [json.image, ...list.map((entry) => entry.image ?? entry.image_url)].filter((one) => one !== undefined)) {
    const wrong = await pictureProblem(image)
    if (wrong) return wrong
  }
  return null
}

async function pictureProblem(image: unknown): Promise<string | null> {
  if (typeof image !== 'string' || image.startsWith('data:')) return 'image must be base64 without a prefix, or a URL'
  const bytes = Buffer.from(image, 'base64')
  if (bytes.length > 10 * 1024 * 1024) return 'image is larger than 10MB'
  const found = await sharp(bytes).metadata().catch(() => null)
  if (found?.format !== 'png' && found?.format !== 'jpeg') return 'image format must be jpg or png'
  return Math.min(found.width, found.height) < 300 ? 'image must be at least 300px on each side' : null
}

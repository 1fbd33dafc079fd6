/** AUTOMATIC1111's web UI, simulated: one picture at a time (or, with `many`, as if each request met a machine of its own), progress on demand. It bills nothing; its books tell what it made. */
import type { SimulatorEntry } from './lib/entry.ts'
import { samplePicture } from './lib/samples.ts'
import { startSimulator, type SimAnswer, type SimKit, type SimRequest, type Simulator, type Work } from './lib/server.ts'

/** What its own handler makes of an exception. */
const exception = (error: string, detail: string, errors = '') => ({ error, detail, body: '', errors })

function refused(status: number): unknown {
  switch (status) {
    case 401:
      return exception('HTTPException', 'Incorrect username or password')
    case 422:
      return { detail: [{ loc: ['body', 'prompt'], msg: 'str type expected', type: 'type_error.str' }] }
    default:
      // a proxy in front of it
      return { message: status === 429 ? 'Too many requests' : 'Bad gateway' }
  }
}

export async function startA1111({ port = 0, auth, many = false }: { port?: number; auth?: string; many?: boolean } = {}): Promise<Simulator> {
  const pending = new Set<string>()
  const finished: string[] = []
  let current: { id: string; work: Work | null } | null = null
  let queue: Promise<unknown> = Promise.resolve()
  let tasks = 0

  /** It takes all and works on one; also for those who have hung up meanwhile. */
  async function generate(request: SimRequest, kit: SimKit): Promise<SimAnswer> {
    const id = String(request.json?.force_task_id ?? `task(${++tasks})`)
    pending.add(id)
    const turn = (many ? Promise.resolve() : queue).then(() => {
      pending.delete(id)
      current = { id, work: null }
      return play(request, kit, id)
    })
    queue = turn.catch(() => {}).then(() => ended(id))
    return await turn
  }

  function ended(id: string): void {
    finished.push(id)
    finished.splice(0, finished.length - 16)
    if (current?.id === id) current = null
  }

  async function play(request: SimRequest, kit: SimKit, id: string): Promise<SimAnswer> {
    const { json } = request
    if (json?.init_images !== undefined && !String(json.init_images[0] ?? '').match(/^(?:data:image\/\w+;base64,)?[A-Za-z0-9+/]{20}/)) return { status: 500, json: exception('HTTPException', 'Invalid encoded image') }
    return await kit.post(request, {
      client: id,
      id: `${id}#${++tasks}`,
      sync: true,
      refused,
      taken: (work) => void (current = { id, work }),
      async accepted(work) {
        if (work.state === 'failed') return { status: 500, json: exception('OutOfMemoryError', '', 'CUDA out of memory. Tried to allocate 2.00 GiB') }
        const { width = 512, height = 512, seed = -1, prompt = '' } = json ?? {}
        const { bytes } = await samplePicture(work.id, { width, height })
        const { run } = work.directive
        const picture = run === 'wrong-content' ? Buffer.from('<!doctype html><title>Sign in</title>') : run === 'truncated' ? bytes.subarray(0, bytes.length / 2) : bytes
        return { json: { images: [picture.toString('base64')], parameters: { ...json, init_images: undefined }, info: JSON.stringify({ prompt, seed, all_seeds: [seed], width, height, sd_model_name: 'simulated', job_timestamp: '0' }) } }
      },
    })
  }

  function progressOf(kit: SimKit, id: unknown): SimAnswer {
    const active = current !== null && current.id === id
    const progress = active && current?.work ? kit.stateOf(current.work).progress / 100 : 0
    return { json: { active, queued: pending.has(String(id)), paused: false, completed: finished.includes(String(id)), progress: active ? progress : null, eta: null, live_preview: null, id_live_preview: -1, textinfo: active ? null : pending.has(String(id)) ? 'Queued...' : 'Waiting...' } }
  }

  async function handle(request: SimRequest, kit: SimKit): Promise<SimAnswer | null> {
    const at = `${request.method} ${request.path}`
    const open = auth === undefined || !request.path.startsWith('/sdapi/') || request.headers.authorization === `Basic ${Buffer.from(auth).toString('base64')}`
    if (!open) return { status: 401, headers: { 'www-authenticate': 'Basic' }, json: refused(401) }
    switch (at) {
      case 'POST /sdapi/v1/txt2img':
      case 'POST /sdapi/v1/img2img':
        return await generate(request, kit)
      case 'POST /internal/progress':
        return progressOf(kit, request.json?.id_task)
      case 'GET /sdapi/v1/sd-models':
        return { json: [{ title: 'simulated.safetensors', model_name: 'simulated', hash: null, sha256: null, filename: 'simulated.safetensors', config: null }] }
      default:
        return { status: 404, json: { detail: 'Not Found' } }
    }
  }

  return await startSimulator({ name: 'AUTOMATIC1111', port, handle, file: (work) => samplePicture(work.id) })
}

export const a1111: SimulatorEntry = {
  id: 'a1111',
  port: 4104,
  start: startA1111,
  environment: (url) => ({ A1111_URL: url, A1111_SIDE_PX: '512' }),
}

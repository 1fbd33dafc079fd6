/**
 * A stand-in for a ComfyUI server: prompts with ids of the client's, a queue and a history in memory, uploads, files, and
 * a WebSocket that tells how far work is. It checks workflows as ComfyUI does, for the few nodes it knows, and notices no
 * doubles. Unlike ComfyUI it works on many prompts at once, each in its own time.
 */
import { randomUUID } from 'node:crypto'
import { WebSocketServer, type WebSocket } from 'ws'
import type { SimulatorEntry } from './lib/entry.ts'
import { samplePicture } from './lib/samples.ts'
import { startSimulator, type SimAnswer, type SimKit, type SimRequest, type Simulator, type Work } from './lib/server.ts'

export type ComfyuiSimulatorOptions = { port?: number; /** gives prompts ids of its own, and interrupts whatever runs, as versions before 2025 do */ legacy?: boolean; checkpoints?: string[] }

export type ComfyuiSimulator = Simulator & {
  /** what was uploaded, by name */
  uploads: Map<string, Buffer>
  /** how many listen */
  listeners(): number
  /** cuts every WebSocket */
  dropListeners(): void
  /** what a restart leaves: files, but neither queue nor history */
  restart(): void
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const nodes = new Set(['CheckpointLoaderSimple', 'CLIPTextEncode', 'EmptyLatentImage', 'ImageScale', 'KSampler', 'LoadImage', 'PreviewImage', 'SaveImage', 'VAEDecode', 'VAEEncode'])
const steps = 28
const tickMs = 100

export async function startComfyui({ port = 0, legacy = false, checkpoints = ['sd_xl_base_1.0.safetensors'] }: ComfyuiSimulatorOptions = {}): Promise<ComfyuiSimulator> {
  const uploads = new Map<string, Buffer>()
  const listeners = new Map<WebSocket, string>()
  const sockets = new WebSocketServer({ noServer: true })
  let number = 0

  async function handle(request: SimRequest, kit: SimKit): Promise<SimAnswer | null> {
    const { method, path, query, json } = request
    // everything is there under /api, too
    const [, root, id] = path.replace(/^\/api\//, '/').split('/')
    const live = () => [...kit.works.values()].filter(({ facts }) => !facts.deleted)
    const standing = (state: string) => live().filter((work) => kit.stateOf(work).state === state)
    switch (`${method} /${root}`) {
      case 'POST /prompt':
        return await prompt(request, kit)
      case 'GET /queue':
        return { json: { queue_running: standing('running').map(itemOf), queue_pending: standing('queued').map(itemOf) } }
      case 'POST /queue':
        for (const work of standing('queued')) if (json?.delete?.includes(work.id) && kit.cancel(work)) work.facts.deleted = work.state === 'cancelled'
        return {}
      case 'POST /interrupt':
        for (const work of standing('running')) if (legacy || json?.prompt_id === undefined || json.prompt_id === work.id) kit.cancel(work)
        return {}
      case 'GET /history': {
        if (id !== undefined) {
          const work = kit.works.get(id)
          if (!work) return { json: {} }
          return kit.polled(work) ?? { json: entries([work]) }
        }
        return { json: entries(live(), Number(query.get('max_items') ?? Infinity)) }
      }
      case 'GET /view': {
        const name = query.get('filename') ?? ''
        const work = live().find(({ facts }) => facts.filename === name)
        return work && kit.stateOf(work).state === 'done' ? await kit.serve(request, work, name) : { status: 404 }
      }
      case 'POST /upload':
        return await upload(request)
      case 'GET /system_stats':
        return { json: { system: { comfyui_version: legacy ? '0.2.0' : '0.9.0' }, devices: [] } }
      default:
        return null
    }

    function entries(works: Work[], most = Infinity): Record<string, unknown> {
      const ended = works.filter((work) => !work.facts.deleted && !['queued', 'running'].includes(kit.stateOf(work).state))
      return Object.fromEntries(ended.slice(-most).map((work) => [work.id, entryOf(work)]))
    }
  }

  async function prompt(request: SimRequest, kit: SimKit): Promise<SimAnswer> {
    const { prompt: workflow, prompt_id, client_id, extra_data = {} } = request.json ?? {}
    const wrong = (!legacy && prompt_id !== undefined && !uuid.test(prompt_id) ? refusal('invalid_prompt_id', 'prompt_id must be a UUID') : null) ?? problemOf(workflow, { checkpoints, uploads })
    if (wrong) {
      kit.books.posts.push({ tag: '', client: String(extra_data.safelight ?? ''), at: Date.now(), fault: 'refused' })
      return { status: 400, json: wrong }
    }
    const latent = Object.values<any>(workflow).find(({ class_type }) => class_type === 'EmptyLatentImage')?.inputs
    number++
    return await kit.post(request, {
      client: String(extra_data.safelight ?? ''),
      id: legacy || prompt_id === undefined ? randomUUID() : prompt_id,
      facts: { number, workflow, extra: extra_data, sid: client_id, filename: `safelight_${String(number).padStart(5, '0')}_.png`, width: latent?.width, height: latent?.height },
      taken: (work) => tick(kit, work),
      accepted: (work) => ({ json: { prompt_id: work.id, number: work.facts.number, node_errors: {} } }),
      refused: (status) => (status === 422 ? refusal('prompt_outputs_failed_validation', 'Prompt outputs failed validation') : { error: status === 401 ? 'Unauthorized' : 'unavailable' }),
      statuses: { 422: 400 },
    })
  }

  async function upload({ headers, body }: SimRequest): Promise<SimAnswer> {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': String(headers['content-type']) } }).formData().catch(() => null)
    const image = form?.get('image')
    if (!(image instanceof File)) return { status: 400 }
    uploads.set(image.name, Buffer.from(await image.arrayBuffer()))
    return { json: { name: image.name, subfolder: '', type: 'input' } }
  }

  /** Tells how far it is, now and again until it has ended. */
  function tick(kit: SimKit, work: Work): void {
    const { state, progress } = kit.stateOf(work)
    if (state !== 'queued' && state !== 'running') return
    const value = Math.floor((steps * progress) / 100)
    if (state === 'running') {
      // without a client_id it is told to everybody
      const told = [...listeners].filter(([, sid]) => work.facts.sid === undefined || sid === work.facts.sid)
      const sampler = Object.keys(work.facts.workflow).find((name) => work.facts.workflow[name].class_type === 'KSampler') ?? '1'
      for (const [listener] of told) {
        send(listener, 'progress', { value, max: steps, prompt_id: work.id, node: sampler })
        send(listener, 'progress_state', { prompt_id: work.id, nodes: { [sampler]: { value, max: steps, state: 'running', node_id: sampler, prompt_id: work.id } } })
      }
    }
    kit.later(tickMs, () => tick(kit, work))
  }

  const simulator = await startSimulator({
    name: 'ComfyUI',
    port,
    handle,
    file: (work) => samplePicture(work.id, { width: work.facts.width ?? 512, height: work.facts.height ?? 512 }),
    upgrade(request, socket, head) {
      const url = new URL(request.url ?? '/', 'http://sim')
      if (!['/ws', '/api/ws'].includes(url.pathname)) return void socket.destroy()
      sockets.handleUpgrade(request, socket, head, (listener) => {
        const sid = url.searchParams.get('clientId') ?? randomUUID().replaceAll('-', '')
        listeners.set(listener, sid)
        listener.on('close', () => listeners.delete(listener))
        send(listener, 'status', { status: { exec_info: { queue_remaining: 0 } }, sid })
      })
    },
  })
  const dropListeners = () => {
    for (const listener of listeners.keys()) listener.terminate()
  }
  return {
    ...simulator,
    uploads,
    listeners: () => listeners.size,
    dropListeners,
    restart() {
      dropListeners()
      simulator.works.clear()
    },
    async stop() {
      dropListeners()
      await simulator.stop()
    },
  }
}

export const comfyui: SimulatorEntry = {
  id: 'comfyui',
  port: 4114,
  start: startComfyui,
  environment: (url) => ({ COMFYUI_URL: url }),
}

const send = (listener: WebSocket, type: string, data: unknown) => listener.send(JSON.stringify({ type, data }))

const itemOf = ({ id, facts }: Work) => [facts.number, id, facts.workflow, facts.extra, saversOf(facts.workflow)]
const saversOf = (workflow: Record<string, any>) => Object.keys(workflow).filter((name) => ['SaveImage', 'PreviewImage'].includes(workflow[name].class_type))

function entryOf(work: Work): Record<string, unknown> {
  const { id, state, facts } = work
  const [saver = '9'] = saversOf(facts.workflow)
  const type = facts.workflow[saver]?.class_type === 'PreviewImage' ? 'temp' : 'output'
  const messages: [string, unknown][] = [['execution_start', { prompt_id: id }]]
  if (state === 'cancelled') messages.push(['execution_interrupted', { prompt_id: id, node_id: '3', node_type: 'KSampler', executed: [] }])
  if (state === 'failed') messages.push(['execution_error', { prompt_id: id, node_id: '3', node_type: 'KSampler', exception_type: 'torch.OutOfMemoryError', exception_message: 'Allocation on device 0 would exceed allowed memory.' }])
  if (state === 'done') messages.push(['execution_success', { prompt_id: id }])
  return {
    prompt: itemOf(work),
    outputs: state === 'done' ? { [saver]: { images: [{ filename: facts.filename, subfolder: '', type }] } } : {},
    status: { status_str: state === 'done' ? 'success' : 'error', completed: state === 'done', messages },
    meta: {},
  }
}

const refusal = (type: string, message: string, details = '', node_errors: Record<string, unknown> = {}) => ({ error: { type, message, details, extra_info: {} }, node_errors })

/** What ComfyUI would say is wrong with a workflow; null: nothing. */
function problemOf(workflow: unknown, { checkpoints, uploads }: { checkpoints: string[]; uploads: Map<string, Buffer> }): object | null {
  if (typeof workflow !== 'object' || workflow === null) return refusal('no_prompt', 'No prompt provided', 'No prompt provided')
  const named = Object.entries(workflow as Record<string, { class_type: string; inputs: Record<string, any> }>)
  const unknown = named.find(([, { class_type }]) => !nodes.has(class_type))
  if (unknown) return refusal('missing_node_type', `Node '${unknown[1].class_type}' not found. The custom node may not be installed.`, `Node ID '#${unknown[0]}'`)
  const savers = saversOf(workflow as Record<string, any>)
  if (savers.length === 0) return refusal('prompt_no_outputs', 'Prompt has no outputs')
  const problem = ([, { class_type, inputs }]: (typeof named)[number]) => {
    if (class_type === 'CheckpointLoaderSimple' && !checkpoints.includes(inputs.ckpt_name)) return ['Value not in list', `ckpt_name: '${inputs.ckpt_name}' not in ${JSON.stringify(checkpoints)}`]
    if (class_type === 'LoadImage' && !uploads.has(inputs.image)) return ['Custom validation failed for node', `image - Invalid image file: ${inputs.image}`]
    const counts = class_type === 'KSampler' ? [inputs.seed] : class_type === 'EmptyLatentImage' ? [inputs.width, inputs.height] : []
    return counts.every(Number.isInteger) ? null : ['Failed to convert an input value to a INT value', JSON.stringify(inputs)]
  }
  const found = named.map((node) => ({ node, wrong: problem(node) })).filter(({ wrong }) => wrong !== null)
  if (found.length === 0) return null
  const errors = found.map(({ node: [id, { class_type }], wrong }) => [id, { errors: [{ type: 'invalid', message: wrong![0], details: wrong![1], extra_info: {} }], dependent_outputs: savers, class_type }])
  return refusal('prompt_outputs_failed_validation', 'Prompt outputs failed validation', '', Object.fromEntries(errors))
}

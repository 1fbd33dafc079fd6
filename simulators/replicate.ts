/** Replicate, simulated: predictions, files, signed webhooks. What it would bill is in its books. */
import { createHmac, randomBytes } from 'node:crypto'
import type { SimulatorEntry } from './lib/entry.ts'
import { sampleModel, samplePicture, sampleVideo } from './lib/samples.ts'
import { startSimulator, type SimAnswer, type SimKit, type SimRequest, type Simulator, type Work } from './lib/server.ts'

type Makes = 'pictures' | 'picture' | 'model' | 'video'

/** What each model needs and makes; others are not there. */
const models: Record<string, { needs: string; makes: Makes; version?: string }> = {
  'black-forest-labs/flux-schnell': { needs: 'prompt', makes: 'pictures' },
  'black-forest-labs/flux-dev': { needs: 'prompt', makes: 'pictures' },
  'black-forest-labs/flux-kontext-pro': { needs: 'prompt', makes: 'picture' },
  'bytedance/seedance-1-lite': { needs: 'prompt', makes: 'video' },
  'firtoz/trellis': { needs: 'images', makes: 'model', version: '4876f2a8da1c544772dffa32e8889da4a1bab3a1f5c1937bfcfccb99ae347251' },
}

const pageSize = 100
const letters = 'abcdefghijklmnopqrstuvwxyz234567'
const newId = () => Array.from(randomBytes(26), (byte) => letters[byte % 32]).join('')
const problem = (status: number, title: string, detail: string, more: object = {}) => ({ title, detail, status, ...more })

const titles: Record<number, [title: string, detail: string]> = {
  401: ['Unauthenticated', 'You did not pass a valid authentication token'],
  402: ['Insufficient credit', 'You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase credit.'],
  429: ['Too Many Requests', 'Request was throttled. Your rate limit resets in ~1s.'],
  502: ['Bad Gateway', 'Bad gateway'],
  503: ['Service Unavailable', 'Service unavailable'],
}

export async function startReplicate({ port = 0 }: { port?: number } = {}): Promise<Simulator & { webhookSecret: string }> {
  const secret = randomBytes(24)
  const webhookSecret = `whsec_${secret.toString('base64')}`
  const uploads = new Map<string, { bytes: Buffer; mime: string; name: string }>()

  function prediction(kit: SimKit, origin: string, work: Work): Record<string, unknown> {
    const { state, progress } = kit.stateOf(work)
    const { model, version, input } = work.facts
    const status = { queued: 'starting', running: 'processing', done: 'succeeded', failed: 'failed', cancelled: 'canceled' }[state]
    const over = state === 'done' || state === 'failed' || state === 'cancelled'
    const at = (ms: number) => new Date(ms).toISOString()
    const get = `${origin}/v1/predictions/${work.id}`
    return {
      id: work.id,
      model,
      version: version ?? 'hidden',
      input,
      logs: state === 'queued' ? '' : `Using seed: ${input.seed}\n${String(progress).padStart(3)}%|${'█'.repeat(progress / 10).padEnd(10)}| ${Math.round(progress / 4)}/25`,
      output: state === 'done' ? output(kit, origin, work) : null,
      data_removed: false,
      error: state === 'failed' ? (work.directive.run === 'declined' ? 'NSFW content detected. Try running it again, or try a different prompt.' : 'Prediction failed: CUDA out of memory. (E1001)') : null,
      source: 'api',
      status,
      created_at: at(work.takenAt),
      started_at: state === 'queued' ? null : at(work.takenAt + work.directive.ms * 0.2),
      completed_at: over ? at(work.endsAt) : null,
      metrics: over ? { predict_time: (work.directive.ms * 0.8) / 1000, total_time: work.directive.ms / 1000 } : {},
      urls: { get, cancel: `${get}/cancel`, web: `https://replicate.com/p/${work.id}` },
    }
  }

  function output(kit: SimKit, origin: string, work: Work): unknown {
    const file = (name: string) => kit.fileUrl(origin, work, name)
    switch (models[work.facts.model]!.makes) {
      case 'pictures':
        return [file('out-0.png')]
      case 'picture':
        return file('out-0.png')
      case 'video':
        return file('out.mp4')
      case 'model':
        return { model_file: file('output.glb'), color_video: null, gaussian_ply: null, normal_video: null, combined_video: null, no_background_images: null }
    }
  }

  async function create(request: SimRequest, kit: SimKit, model: string, version: string | undefined): Promise<SimAnswer> {
    const known = models[model]
    if (!known) return { status: 404, json: problem(404, 'Not found', 'The requested resource could not be found.') }
    const input = request.json?.input
    if (input?.[known.needs] === undefined)
      return { status: 422, json: problem(422, 'Input validation failed', `- input: ${known.needs} is required\n`, { invalid_fields: [{ type: 'required', field: `input.${known.needs}`, description: `${known.needs} is required` }] }) }
    // pictures that were uploaded before may say what shall be played, as those in the request itself may
    const shown = [...uploads].filter(([id]) => request.body.includes(id)).map(([, { bytes }]) => bytes)
    const hook = typeof request.json.webhook === 'string' ? request.json.webhook : null
    return await kit.post(
      { ...request, body: Buffer.concat([request.body, ...shown]) },
      {
        client: hook ?? '',
        id: newId(),
        facts: { model, version, input },
        declinesLater: true,
        refused: (status) => problem(status, ...titles[status]!),
        taken: (work) => (hook === null ? undefined : callBack(kit, request.origin, work, hook)),
        accepted: async (work) => {
          await waited(kit, work, String(request.headers.prefer ?? ''))
          return { status: 201, json: prediction(kit, request.origin, work) }
        },
      },
    )
  }

  /** `Prefer: wait` holds the answer back until the prediction is over, for so many seconds. */
  async function waited(kit: SimKit, work: Work, prefer: string): Promise<void> {
    const [, seconds = '60'] = /^wait(?:=(\d+))?$/.exec(prefer) ?? ['', '0']
    const until = Date.now() + Number(seconds) * 1000
    while (Date.now() < until && ['queued', 'running'].includes(kit.stateOf(work).state)) await new Promise<void>((resolve) => kit.later(20, resolve))
  }

  function callBack(kit: SimKit, origin: string, work: Work, url: string): Promise<void> {
    return kit.hooks(
      work,
      ({ forged, event }) => {
        const body = JSON.stringify(prediction(kit, origin, work))
        const id = `msg_${work.id}_${event}`
        const timestamp = String(Math.floor(Date.now() / 1000))
        const signature = createHmac('sha256', forged ? randomBytes(24) : secret).update(`${id}.${timestamp}.${body}`).digest('base64')
        return { url, body, headers: { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` } }
      },
      { start: true },
    )
  }

  /** Newest first, a hundred at a time. As its published schema has it: without the callback address. */
  function list(request: SimRequest, kit: SimKit): SimAnswer {
    const after = Date.parse(request.query.get('created_after') ?? '') || 0
    const before = Date.parse(request.query.get('created_before') ?? '') || Infinity
    const from = Number(request.query.get('cursor') ?? 0)
    const all = [...kit.works.values()].filter(({ takenAt }) => takenAt >= after && takenAt < before).reverse()
    const next = new URL(request.origin + request.path + `?${request.query}`)
    next.searchParams.set('cursor', String(from + pageSize))
    return { json: { previous: null, next: from + pageSize < all.length ? next.href : null, results: all.slice(from, from + pageSize).map((work) => prediction(kit, request.origin, work)) } }
  }

  async function upload(request: SimRequest): Promise<SimAnswer> {
    const form = await new Response(new Uint8Array(request.body), { headers: { 'content-type': String(request.headers['content-type']) } }).formData()
    const content = form.get('content')
    if (!(content instanceof File)) return { status: 422, json: problem(422, 'Invalid file', 'Missing content') }
    const id = newId()
    uploads.set(id, { bytes: Buffer.from(await content.arrayBuffer()), mime: content.type, name: content.name })
    return { status: 201, json: file(request.origin, id) }
  }

  function file(origin: string, id: string) {
    const { bytes, mime, name } = uploads.get(id)!
    return { id, name, content_type: mime, size: bytes.length, etag: id, checksums: { sha256: '', md5: '' }, metadata: {}, created_at: new Date().toISOString(), expires_at: new Date(Date.now() + 86_400_000).toISOString(), urls: { get: `${origin}/v1/files/${id}` } }
  }

  async function handle(request: SimRequest, kit: SimKit): Promise<SimAnswer | null> {
    const { method, path } = request
    if (!path.startsWith('/v1/')) return null
    if (!/^Bearer \S+/.test(request.headers.authorization ?? '')) return { status: 401, json: problem(401, ...titles[401]!) }
    const at = `${method} ${path.slice('/v1'.length)}`
    const [, owner, name] = /^POST \/models\/([^/]+)\/([^/]+)\/predictions$/.exec(at) ?? []
    if (owner) return await create(request, kit, `${owner}/${name}`, undefined)
    if (at === 'POST /predictions') {
      const version = String(request.json?.version).split(':').at(-1)!
      return await create(request, kit, Object.keys(models).find((one) => models[one]!.version === version) ?? '', version)
    }
    if (at === 'GET /predictions') return list(request, kit)
    if (at === 'GET /webhooks/default/secret') return { json: { key: webhookSecret } }
    if (at === 'GET /account') return { json: { type: 'user', username: 'simulated', name: 'Simulated' } }
    if (at === 'POST /files') return await upload(request)
    const [, fileId] = /^GET \/files\/(\w+)$/.exec(at) ?? []
    if (fileId && uploads.has(fileId)) return { json: file(request.origin, fileId) }

    const [, , id, cancels] = /^(GET|POST) \/predictions\/(\w+)(\/cancel)?$/.exec(at) ?? []
    const work = id === undefined ? undefined : kit.works.get(id)
    if (!work) return { status: 404, json: problem(404, 'Not found', 'The requested resource could not be found.') }
    if (cancels) kit.cancel(work)
    else {
      const fault = kit.polled(work)
      if (fault) return fault
    }
    return { json: prediction(kit, request.origin, work) }
  }

  const simulator = await startSimulator({
    name: 'replicate',
    port,
    handle,
    file: (work, name) => (name.endsWith('.glb') ? sampleModel(work.id) : name.endsWith('.mp4') ? sampleVideo() : samplePicture(work.id)),
  })
  return { ...simulator, webhookSecret }
}

export const replicate: SimulatorEntry = {
  id: 'replicate',
  port: 4101,
  start: startReplicate,
  environment: (url) => ({ REPLICATE_API_TOKEN: 'r8_simulated', REPLICATE_BASE_URL: `${url}/v1` }),
}

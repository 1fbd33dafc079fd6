/** fal's queue, simulated: requests, results that are errors, webhooks signed with Ed25519. What it would bill is in its books. */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import type { SimulatorEntry } from './lib/entry.ts'
import { sampleModel, samplePicture, sampleVideo } from './lib/samples.ts'
import { startSimulator, type SimAnswer, type SimKit, type SimRequest, type Simulator, type Work } from './lib/server.ts'

/** What each endpoint needs and makes; others are not there. */
const endpoints: Record<string, { needs: readonly string[]; makes: 'image' | 'model' | 'video' }> = {
  'fal-ai/flux-1/schnell': { needs: ['prompt'], makes: 'image' },
  'fal-ai/flux/dev': { needs: ['prompt'], makes: 'image' },
  'fal-ai/flux-pro/kontext': { needs: ['prompt', 'image_url'], makes: 'image' },
  'fal-ai/flux-pro/kontext/text-to-image': { needs: ['prompt'], makes: 'image' },
  'fal-ai/trellis': { needs: ['image_url'], makes: 'model' },
  'fal-ai/wan-25-preview/text-to-video': { needs: ['prompt'], makes: 'video' },
  'fal-ai/wan-25-preview/image-to-video': { needs: ['prompt', 'image_url'], makes: 'video' },
}

const sentences: Record<number, string> = {
  401: 'Authentication is required to access this application.',
  402: 'User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing.',
  429: 'Too many requests. Please try again later.',
  502: 'Bad gateway',
  503: 'Service unavailable',
}

const problem = (type: string, msg: string, loc: string[], more: object = {}) => ({ loc: ['body', ...loc], msg, type, url: `https://docs.fal.ai/errors#${type}`, input: {}, ...more })

export async function startFal({ port = 0 }: { port?: number } = {}): Promise<Simulator> {
  const pair = generateKeyPairSync('ed25519')
  const stranger = generateKeyPairSync('ed25519')

  const addresses = (origin: string, work: Work) => {
    const root = `${origin}/${work.facts.app}/requests/${work.id}`
    return { request_id: work.id, response_url: root, status_url: `${root}/status`, cancel_url: `${root}/cancel` }
  }

  async function submit(request: SimRequest, kit: SimKit, endpoint: string): Promise<SimAnswer> {
    const hook = request.query.get('fal_webhook')
    return await kit.post(request, {
      client: hook ?? '',
      id: randomUUID(),
      facts: { endpoint, app: endpoint.split('/').slice(0, 2).join('/'), seed: request.json?.seed ?? 42 },
      declinesLater: true,
      statuses: { 402: 403 },
      refused: (status) => ({ detail: sentences[status] }),
      async taken(work) {
        // the queue takes anything: what is missing shows in the result
        const missing = endpoints[endpoint]!.needs.find((field) => request.json?.[field] === undefined)
        if (missing !== undefined) {
          work.facts.missing = missing
          work.directive.run = 'fails'
        }
        if (hook !== null) await callBack(kit, request.origin, work, hook)
      },
      accepted: (work) => ({ json: { status: 'IN_QUEUE', queue_position: 0, ...addresses(request.origin, work) } }),
    })
  }

  function statusOf(kit: SimKit, origin: string, work: Work): SimAnswer {
    const { state } = kit.stateOf(work)
    const given = addresses(origin, work)
    if (state === 'cancelled') return { status: 404, json: { detail: 'Request not found' } }
    if (state === 'queued') return { status: 202, json: { status: 'IN_QUEUE', queue_position: 0, ...given } }
    if (state === 'running') return { status: 202, json: { status: 'IN_PROGRESS', logs: null, ...given } }
    return { status: 200, json: { status: 'COMPLETED', logs: null, metrics: { inference_time: work.directive.ms / 1000 }, ...given } }
  }

  /** A request that failed is over like any other: only its result is an error. */
  function resultOf(kit: SimKit, origin: string, work: Work): { status: number; json: Record<string, unknown> } {
    const { state } = kit.stateOf(work)
    if (state === 'cancelled') return { status: 404, json: { detail: 'Request not found' } }
    if (state === 'queued' || state === 'running') return { status: 400, json: { detail: 'Request is still in progress' } }
    if (state === 'failed') {
      if (work.facts.missing !== undefined) return { status: 422, json: { detail: [problem('missing', 'Field required', [work.facts.missing])] } }
      if (work.directive.run === 'declined') return { status: 422, json: { detail: [problem('content_policy_violation', 'The content was flagged by a content checker.', ['prompt'], { categories: ['sexual'] })] } }
      return { status: 500, json: { detail: [problem('internal_server_error', 'Internal server error', [])] } }
    }
    const file = (name: string, content_type: string) => ({ url: kit.fileUrl(origin, work, name), content_type, file_name: name })
    const { seed } = work.facts
    switch (endpoints[work.facts.endpoint]!.makes) {
      case 'image':
        return { status: 200, json: { images: [{ ...file('image.png', 'image/png'), width: 512, height: 512 }], timings: { inference: work.directive.ms / 1000 }, seed, has_nsfw_concepts: [false] } }
      case 'video':
        return { status: 200, json: { video: file('video.mp4', 'video/mp4'), seed } }
      case 'model':
        return { status: 200, json: { model_mesh: file('mesh.glb', 'model/gltf-binary'), timings: {} } }
    }
  }

  function callBack(kit: SimKit, origin: string, work: Work, url: string): Promise<void> {
    return kit.hooks(work, ({ forged }) => {
      const { status, json } = resultOf(kit, origin, work)
      const ok = status === 200
      const body = JSON.stringify({ request_id: work.id, gateway_request_id: work.id, status: ok ? 'OK' : 'ERROR', payload: json, ...(!ok && { error: `Invalid status code: ${status}` }) })
      const timestamp = String(Math.floor(Date.now() / 1000))
      const message = [work.id, 'sim-user', timestamp, createHash('sha256').update(body).digest('hex')].join('\n')
      const signature = sign(null, Buffer.from(message), (forged ? stranger : pair).privateKey).toString('hex')
      return { url, body, headers: { 'content-type': 'application/json', 'x-fal-webhook-request-id': work.id, 'x-fal-webhook-user-id': 'sim-user', 'x-fal-webhook-timestamp': timestamp, 'x-fal-webhook-signature': signature } }
    })
  }

  /** Removes what waits. What runs is only told: these models do not listen, and go on. */
  function cancel(kit: SimKit, work: Work): SimAnswer {
    const { state } = kit.stateOf(work)
    if (state === 'done' || state === 'failed') return { status: 400, json: { status: 'ALREADY_COMPLETED' } }
    if (state === 'cancelled') return { status: 404, json: { status: 'NOT_FOUND' } }
    if (state === 'queued') kit.cancel(work)
    return { status: 202, json: { status: 'CANCELLATION_REQUESTED' } }
  }

  async function handle(request: SimRequest, kit: SimKit): Promise<SimAnswer | null> {
    const { method, path, origin } = request
    if (path === '/.well-known/jwks.json') return { json: { keys: [{ ...pair.publicKey.export({ format: 'jwk' }), kid: 'sim', use: 'sig', alg: 'EdDSA' }] } }
    if (!/^Key \S+/.test(request.headers.authorization ?? '')) return { status: 401, json: { detail: sentences[401] } }
    const endpoint = path.slice(1)
    if (method === 'POST') return endpoints[endpoint] ? await submit(request, kit, endpoint) : { status: 404, json: { detail: `Application '${endpoint}' not found` } }

    const [, app, id, end = ''] = /^\/([^/]+\/[^/]+)\/requests\/([\w-]+)(\/status|\/cancel)?$/.exec(path) ?? []
    const work = id === undefined ? undefined : kit.works.get(id)
    if (!work || work.facts.app !== app) return { status: 404, json: end === '/cancel' ? { status: 'NOT_FOUND' } : { detail: 'Request not found' } }
    if (method === 'PUT' && end === '/cancel') return cancel(kit, work)
    if (method !== 'GET') return null
    if (end === '/status') return kit.polled(work) ?? statusOf(kit, origin, work)
    return { ...resultOf(kit, origin, work), headers: { 'x-fal-request-id': work.id } }
  }

  return await startSimulator({
    name: 'fal',
    port,
    handle,
    file: (work, name) => (name.endsWith('.glb') ? sampleModel(work.id) : name.endsWith('.mp4') ? sampleVideo() : samplePicture(work.id)),
  })
}

export const fal: SimulatorEntry = {
  id: 'fal',
  port: 4102,
  start: startFal,
  environment: (url) => ({ FAL_KEY: 'sim-id:sim-secret', FAL_BASE_URL: url, FAL_JWKS_URL: `${url}/.well-known/jwks.json` }),
}

/** An OpenAI-compatible API, simulated: pictures, speech, chat, and videos as gateways have them. */
import { randomBytes } from 'node:crypto'
import type { SimulatorEntry } from './lib/entry.ts'
import { exampleOf } from './lib/json-example.ts'
import { samplePicture, sampleSpeech, sampleVideo, speechMp3 } from './lib/samples.ts'
import { startSimulator, type PostOptions, type SimAnswer, type SimKit, type SimRequest, type Simulator, type Work } from './lib/server.ts'

const error = (message: string, type: string, code: string | null = null, param: string | null = null) => ({ error: { message, type, param, code } })

const refusals: Record<number, ReturnType<typeof error>> = {
  401: error('Incorrect API key provided: sk-sim***lated. You can find your API key at https://platform.openai.com/account/api-keys.', 'invalid_request_error', 'invalid_api_key'),
  402: error('You exceeded your current quota, please check your plan and billing details.', 'insufficient_quota', 'insufficient_quota'),
  422: error('Your request was rejected by the safety system.', 'image_generation_user_error', 'moderation_blocked'),
  429: error('Rate limit reached for requests per minute.', 'requests', 'rate_limit_exceeded'),
  500: error('The server had an error while processing your request. Sorry about that!', 'server_error'),
  502: error('Bad gateway', 'server_error'),
  503: error('The engine is currently overloaded, please try again later', 'server_error'),
}

const missing = (param: string): SimAnswer => ({ status: 400, json: error(`Missing required parameter: '${param}'.`, 'invalid_request_error', 'missing_required_parameter', param) })
const newId = (prefix: string) => `${prefix}${randomBytes(16).toString('hex')}`
const seconds = (ms: number) => Math.floor(ms / 1000)
const webPage = Buffer.from('<!doctype html><title>Sign in</title>')

export async function startOpenai({ port = 0 }: { port?: number } = {}): Promise<Simulator> {
  /** A paid request that is answered when its work is over. */
  const answered = (kit: SimKit, request: SimRequest, accepted: (work: Work) => Promise<SimAnswer>): Promise<SimAnswer> =>
    paid(kit, request, {
      id: newId('req_'),
      sync: true,
      async accepted(work) {
        if (work.state === 'failed') return work.directive.run === 'declined' ? { status: 400, json: refusals[422] } : { status: 500, json: refusals[500] }
        return await accepted(work)
      },
    })

  const paid = (kit: SimKit, request: SimRequest, options: Pick<PostOptions, 'id' | 'facts' | 'sync' | 'accepted'>): Promise<SimAnswer> =>
    kit.post(request, { client: String(request.headers['x-client-request-id'] ?? ''), statuses: { 402: 429, 422: 400 }, refused: (status) => refusals[status], ...options })

  /** The bytes of a picture that is in the answer itself, with the work's faults. */
  async function pictureOf(work: Work, size: string): Promise<Buffer> {
    const [width, height] = (/^\d+x\d+$/.test(size) ? size : '1024x1024').split('x').map((side) => Math.round(Number(side) / 2))
    const { bytes } = await samplePicture(work.id, { width, height })
    if (work.directive.run === 'wrong-content') return webPage
    return work.directive.run === 'truncated' ? bytes.subarray(0, bytes.length / 2) : bytes
  }

  async function pictures(request: SimRequest, kit: SimKit, fields: Record<string, any>): Promise<SimAnswer> {
    if (!fields.prompt) return missing('prompt')
    const gpt = /^(?:gpt|chatgpt)-image/.test(String(fields.model))
    if (gpt && fields.response_format !== undefined) return { status: 400, json: error("Unknown parameter: 'response_format'.", 'invalid_request_error', 'unknown_parameter', 'response_format') }
    return await answered(kit, request, async (work) => {
      const bytes = await pictureOf(work, String(fields.size))
      const image = !gpt && fields.response_format === 'url' ? { url: kit.fileUrl(request.origin, work, 'image.png') } : { b64_json: bytes.toString('base64') }
      const count = Math.max(1, Math.min(10, Number(fields.n ?? 1)))
      return { json: { created: seconds(Date.now()), data: Array.from({ length: count }, () => image), ...(gpt && { output_format: 'png', quality: fields.quality ?? 'auto', size: fields.size, usage: { input_tokens: 20, output_tokens: 1_056, total_tokens: 1_076, input_tokens_details: { text_tokens: 20, image_tokens: 0 } } }) } }
    })
  }

  async function speech(request: SimRequest, kit: SimKit): Promise<SimAnswer> {
    const { input, voice, response_format: format = 'mp3' } = request.json ?? {}
    if (!input || !voice) return missing(input ? 'voice' : 'input')
    return await answered(kit, request, async (work) => {
      const made = format === 'mp3' ? await speechMp3() : sampleSpeech(work.id)
      const { run } = work.directive
      const body = run === 'wrong-content' ? webPage : run === 'truncated' ? made.bytes.subarray(0, 100) : made.bytes
      return { headers: { 'content-type': run === 'wrong-content' ? 'text/html' : made.mime }, body }
    })
  }

  async function chat(request: SimRequest, kit: SimKit): Promise<SimAnswer> {
    const { messages, model, response_format: format } = request.json ?? {}
    if (!Array.isArray(messages) || messages.length === 0) return missing('messages')
    return await answered(kit, request, async (work) => {
      const asked = messages.map(({ content }) => String(content)).join('\n')
      const inWords = /JSON Schema:\n(\{[^\n]*\})/.exec(asked)?.[1]
      const schema = format?.json_schema?.schema ?? (inWords === undefined ? undefined : JSON.parse(inWords))
      const topic = String(messages.at(-1).content).replace(/\[\[sim:[^\]]*\]\]/g, '').trim()
      const json = schema && JSON.stringify(exampleOf(schema, topic), null, 1)
      const text = json === undefined ? `A simulated answer to: ${topic.slice(0, 500)}` : format ? json : `Here it is:\n\n\`\`\`json\n${json}\n\`\`\``
      const content = work.directive.run === 'wrong-content' ? '' : work.directive.run === 'truncated' ? text.slice(0, text.length / 2) : text
      return {
        json: {
          id: newId('chatcmpl-'), object: 'chat.completion', created: seconds(Date.now()), model,
          choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: work.directive.run === 'truncated' ? 'length' : 'stop' }],
          usage: { prompt_tokens: 100, completion_tokens: 400, total_tokens: 500 },
        },
      }
    })
  }

  async function createVideo(request: SimRequest, kit: SimKit): Promise<SimAnswer> {
    const fields = await formOf(request)
    if (!fields.prompt) return missing('prompt')
    const facts = { model: fields.model ?? 'sora-2', prompt: fields.prompt, seconds: fields.seconds ?? '4', size: fields.size ?? '720x1280' }
    return await paid(kit, request, { id: newId('video_'), facts, accepted: (work) => ({ json: video(kit, work) }) })
  }

  function video(kit: SimKit, work: Work): Record<string, unknown> {
    const { state, progress } = kit.stateOf(work)
    const over = state === 'done' || state === 'failed'
    return {
      id: work.id, object: 'video', ...work.facts, remixed_from_video_id: null,
      status: { queued: 'queued', running: 'in_progress', done: 'completed', failed: 'failed', cancelled: 'failed' }[state],
      progress: state === 'queued' ? 0 : progress,
      created_at: seconds(work.takenAt),
      completed_at: over ? seconds(work.endsAt) : null,
      expires_at: over ? seconds(work.endsAt) + 3_600 : null,
      error: state === 'failed' ? (work.directive.run === 'declined' ? { code: 'moderation_blocked', message: 'Your request was blocked by our moderation system.' } : { code: 'video_generation_failed', message: 'The video could not be generated.' }) : null,
    }
  }

  function listVideos(request: SimRequest, kit: SimKit): SimAnswer {
    const all = [...kit.works.values()].filter(({ id }) => id.startsWith('video_'))
    if (request.query.get('order') !== 'asc') all.reverse()
    const from = all.findIndex(({ id }) => id === request.query.get('after')) + 1
    const page = all.slice(from, from + Number(request.query.get('limit') ?? 20))
    return { json: { object: 'list', data: page.map((work) => video(kit, work)), first_id: page[0]?.id ?? null, last_id: page.at(-1)?.id ?? null, has_more: from + page.length < all.length } }
  }

  async function oneVideo(request: SimRequest, kit: SimKit, work: Work, content: boolean): Promise<SimAnswer> {
    if (request.method === 'DELETE') {
      kit.works.delete(work.id)
      return { json: { id: work.id, object: 'video.deleted', deleted: true } }
    }
    if (!content) return kit.polled(work) ?? { json: video(kit, work) }
    if (kit.stateOf(work).state !== 'done') return { status: 404, json: error('Video is not ready yet.', 'invalid_request_error') }
    return await kit.serve(request, work, request.query.get('variant') === 'thumbnail' ? 'thumbnail.webp' : 'video.mp4')
  }

  async function handle(request: SimRequest, kit: SimKit): Promise<SimAnswer | null> {
    const { method, path } = request
    if (!path.startsWith('/v1/')) return null
    if (!/^Bearer \S+/.test(request.headers.authorization ?? '')) return { status: 401, json: refusals[401] }
    switch (`${method} ${path.slice('/v1'.length)}`) {
      case 'POST /images/generations':
        return await pictures(request, kit, request.json ?? {})
      case 'POST /images/edits':
        return await pictures(request, kit, await formOf(request))
      case 'POST /audio/speech':
        return await speech(request, kit)
      case 'POST /chat/completions':
        return await chat(request, kit)
      case 'POST /videos':
        return await createVideo(request, kit)
      case 'GET /videos':
        return listVideos(request, kit)
      case 'GET /models':
        return { json: { object: 'list', data: ['gpt-image-2.5-flare', 'gpt-4o-mini-tts', 'gpt-5.4-mini', 'sora-2'].map((id) => ({ id, object: 'model', created: 0, owned_by: 'simulator' })) } }
    }
    const [, id, content] = /^\/v1\/videos\/(\w+)(\/content)?$/.exec(path) ?? []
    const work = id === undefined ? undefined : kit.works.get(id)
    return work ? await oneVideo(request, kit, work, content !== undefined) : { status: 404, json: error(`Not found: ${path}`, 'invalid_request_error', 'not_found') }
  }

  return await startSimulator({ name: 'OpenAI', port, handle, file: (work, name) => (name === 'video.mp4' ? sampleVideo() : samplePicture(work.id, { format: name.endsWith('.webp') ? 'webp' : 'png' })) })
}

/** The text fields of a multipart request, and how many files each file field has. */
async function formOf(request: SimRequest): Promise<Record<string, any>> {
  const form = await new Response(new Uint8Array(request.body), { headers: { 'content-type': String(request.headers['content-type']) } }).formData()
  return Object.fromEntries([...form].map(([name, value]) => [name, value instanceof File ? `${form.getAll(name).length} files` : value]))
}

export const openai: SimulatorEntry = {
  id: 'openai',
  port: 4103,
  start: startOpenai,
  environment: (url) => ({ OPENAI_API_KEY: 'sk-simulated', OPENAI_BASE_URL: `${url}/v1`, OPENAI_VIDEO_MODEL: 'sora-2' }),
}

/**
 * A stand-in for Tencent's Hunyuan 3D: one address, the action in a header, every request's TC3 signature checked, errors
 * inside successes. Jobs carry nothing of the client's, so the books know them by their tag alone.
 */
import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import sharp from 'sharp'
import { readDirective } from './lib/directive.ts'
import type { SimulatorEntry } from './lib/entry.ts'
import { sampleModel, samplePicture } from './lib/samples.ts'
import { startSimulator, type SimAnswer, type SimKit, type SimRequest, type Simulator, type Work } from './lib/server.ts'

export type Hunyuan3dSimulatorOptions = { port?: number; secretId?: string; secretKey?: string; /** turns jobs away as Tencent does: Pro 3 at once, Rapid 1 */ published?: boolean }

const atOnce = { Pro: 3, Rapid: 1 }
const words = { queued: 'WAIT', running: 'RUN', done: 'DONE', failed: 'FAIL', cancelled: 'FAIL' } as const

export async function startHunyuan3d({ port = 0, secretId = 'sim-id', secretKey = 'sim-key', published = false }: Hunyuan3dSimulatorOptions = {}): Promise<Simulator> {
  let lastId = 1_300_000_000_000_000_000n

  async function handle(request: SimRequest, kit: SimKit): Promise<SimAnswer | null> {
    if (request.method !== 'POST' || request.path !== '/') return null
    const wrong = signatureProblem(request, secretId, secretKey)
    if (wrong) return refusal(wrong.code, wrong.message)
    const action = String(request.headers['x-tc-action'] ?? '')
    const [, verb, edition] = /^(Submit|Query)HunyuanTo3D(Pro|Rapid)Job$/.exec(action) ?? []
    if (!edition) return refusal('InvalidAction', `The action ${action} does not exist.`)
    if (request.headers['x-tc-version'] !== '2025-05-13') return refusal('NoSuchVersion', 'The API version does not exist.')
    return verb === 'Submit' ? await submit(request, kit, edition as 'Pro' | 'Rapid') : query(request, kit, edition)
  }

  async function submit(request: SimRequest, kit: SimKit, edition: 'Pro' | 'Rapid'): Promise<SimAnswer> {
    const problem = await problemOf(request.json, edition)
    if (problem) return refusal(problem.code, problem.message)
    const busy = [...kit.works.values()].filter((work) => work.facts.edition === edition && ['queued', 'running'].includes(kit.stateOf(work).state))
    if (published && busy.length >= atOnce[edition]) {
      kit.books.arrive({ ...readDirective(request.body), post: '429' }, '')
      return refusal('RequestLimitExceeded.JobNumExceed', `The number of jobs has reached the limit of ${atOnce[edition]}.`)
    }
    return await kit.post(request, {
      client: '',
      id: String(++lastId),
      facts: { edition, format: request.json.ResultFormat ?? 'OBJ' },
      accepted: (work) => ({ json: { Response: { JobId: work.id, RequestId: randomUUID() } } }),
      refused: (status) => body(...(faults[status] ?? faults[503]!)),
      // an error is an ordinary answer here, save where a gateway speaks
      statuses: { 401: 200, 402: 200, 422: 200, 429: 200, 502: 200 },
    })
  }

  function query(request: SimRequest, kit: SimKit, edition: string): SimAnswer {
    const work = kit.works.get(String(request.json?.JobId))
    if (!work || work.facts.edition !== edition) return refusal('FailedOperation.JobNotFound', 'The job does not exist.')
    return kit.polled(work) ?? { json: { Response: { ...statusOf(kit, work, request.origin), RequestId: randomUUID() } } }
  }

  return await startSimulator({ name: 'Hunyuan 3D', port, handle, file: (work, name) => (name.endsWith('.glb') ? sampleModel(work.id) : samplePicture(work.id, { width: 256, height: 256 })) })
}

export const hunyuan3d: SimulatorEntry = {
  id: 'hunyuan3d',
  port: 4112,
  start: startHunyuan3d,
  environment: (url) => ({ HUNYUAN3D_BASE_URL: url, TENCENT_SECRET_ID: 'sim-id', TENCENT_SECRET_KEY: 'sim-key' }),
}

function statusOf(kit: SimKit, work: Work, origin: string): Record<string, unknown> {
  const { state } = kit.stateOf(work)
  const failed = state === 'failed' || state === 'cancelled'
  const declined = work.directive.run === 'declined'
  const preview = kit.fileUrl(origin, work, 'preview.png')
  return {
    Status: words[state],
    ErrorCode: failed ? (declined ? 'OperationDenied.ImageIllegalDetected' : 'FailedOperation.EngineServerError') : '',
    ErrorMessage: failed ? (declined ? 'The picture may contain sensitive information.' : 'The engine failed.') : '',
    ResultFile3Ds:
      state !== 'done' ? []
      : work.facts.edition === 'Rapid' ? [{ Type: work.facts.format, Url: kit.fileUrl(origin, work, `model.${String(work.facts.format).toLowerCase()}`), PreviewImageUrl: preview }]
      : [{ Type: 'OBJ', Url: kit.fileUrl(origin, work, 'model.zip'), PreviewImageUrl: preview }, { Type: 'GLB', Url: kit.fileUrl(origin, work, 'model.glb'), PreviewImageUrl: preview }],
  }
}

const body = (Code: string, Message: string) => ({ Response: { Error: { Code, Message }, RequestId: randomUUID() } })
const refusal = (code: string, message: string): SimAnswer => ({ json: body(code, message) })

const faults: Readonly<Record<number, [code: string, message: string]>> = {
  401: ['AuthFailure.SecretIdNotFound', 'The SecretId is not found.'],
  402: ['ResourceInsufficient.ChargeResourceExhaust', 'The billed resources are used up.'],
  422: ['OperationDenied.ImageIllegalDetected', 'The picture may contain sensitive information.'],
  429: ['RequestLimitExceeded', 'The request exceeds the frequency limit.'],
  502: ['InternalError', 'An internal error has occurred.'],
  503: ['InternalError', 'The service is unavailable.'],
}

/** What Tencent says of a signature; null: it is good. */
function signatureProblem({ headers, body: bytes }: SimRequest, secretId: string, secretKey: string): { code: string; message: string } | null {
  const form = /^TC3-HMAC-SHA256 Credential=([^/]+)\/([\d-]+)\/([^/]+)\/tc3_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
  const [, id, date = '', service = '', signedHeaders = '', signature = ''] = form.exec(String(headers.authorization ?? '')) ?? []
  if (id === undefined) return { code: 'AuthFailure.InvalidAuthorization', message: 'The authorization header is not valid.' }
  if (id !== secretId) return { code: 'AuthFailure.SecretIdNotFound', message: 'The SecretId is not found.' }
  const timestamp = Number(headers['x-tc-timestamp'])
  if (!(Math.abs(Date.now() / 1000 - timestamp) <= 300)) return { code: 'AuthFailure.SignatureExpire', message: 'The signature has expired.' }
  const host = String(headers.host)
  // the service is the product that the address names; who is sent to a bare address may name either
  const known = service === 'ai3d' || service === host.split('.')[0]
  const dated = date === new Date(timestamp * 1000).toISOString().slice(0, 10)
  // Tencent's hosts have no port, and its own client leaves it out
  const hosts = [host, host.replace(/:\d+$/, '')]
  const good = hosts.some((name) => timingSafeEqual(Buffer.from(signature, 'hex'), expected({ ...headers, host: name }, signedHeaders, bytes, { timestamp, date, service, secretKey })))
  return known && dated && good ? null : { code: 'AuthFailure.SignatureFailure', message: 'The provided credentials could not be validated. Please check your signature is correct.' }
}

function expected(headers: SimRequest['headers'], signedHeaders: string, bytes: Buffer, { timestamp, date, service, secretKey }: { timestamp: number; date: string; service: string; secretKey: string }): Buffer {
  const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const lines = signedHeaders.split(';').map((name) => `${name}:${String(headers[name] ?? '').toLowerCase()}\n`)
  const canonical = ['POST', '/', '', lines.join(''), signedHeaders, sha256(bytes)].join('\n')
  const key = hmac(hmac(hmac(`TC3${secretKey}`, date), service), 'tc3_request')
  return hmac(key, ['TC3-HMAC-SHA256', timestamp, `${date}/${service}/tc3_request`, sha256(canonical)].join('\n'))
}

/** The first thing wrong with a job; null: nothing. */
async function problemOf(json: any, edition: 'Pro' | 'Rapid'): Promise<{ code: string; message: string } | null> {
  const invalid = (code: string, message: string) => ({ code: `InvalidParameterValue.${code}`, message })
  if (typeof json !== 'object' || json === null) return { code: 'InvalidRequest', message: 'The body is not JSON.' }
  const { Prompt, ImageBase64 } = json
  if ((Prompt === undefined) === (ImageBase64 === undefined)) return { code: 'InvalidParameter', message: 'One of Prompt and ImageBase64 is required, and not both.' }
  if (Prompt !== undefined) return Array.from(String(Prompt)).length > (edition === 'Pro' ? 1024 : 200) ? invalid('ParameterValueError', 'The Prompt is too long.') : null
  if (ImageBase64.length > 8 * 1024 * 1024) return invalid('InvalidImageSize', 'The picture is larger than 8 MB.')
  const found = await sharp(Buffer.from(ImageBase64, 'base64')).metadata().catch(() => null)
  if (!found) return { code: 'FailedOperation.ImageDecodeFailed', message: 'The picture cannot be decoded.' }
  if (!['png', 'jpeg', 'webp'].includes(found.format)) return invalid('InvalidImageFormat', 'The picture format is not supported.')
  const sides = [found.width, found.height]
  return Math.min(...sides) < 128 || Math.max(...sides) > 5000 ? invalid('InvalidImageResolution', 'The resolution must be 128 to 5000.') : null
}

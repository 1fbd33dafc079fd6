/** What tests ask an adapter with: calls as the engine would make them, and pictures that tell a simulator what to play. */
import { randomUUID } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import sharp from 'sharp'
import { writeDirective, type Directive } from '../../../simulators/lib/directive.ts'
import type { Simulator } from '../../../simulators/lib/server.ts'
import { isJobError } from '../../engine/errors.ts'
import type { PollAnswer } from '../../engine/types.ts'
import type { Model, ModelRequest, Provider, ProviderCall, ProviderFolder, ProviderResult, ProviderSettings, SourceImage } from '../provider.ts'

const silent = { info() {}, warn() {}, error() {} }

export type TestPicture = { source: SourceImage; bytes: Buffer }

/** A real picture. Its directive lies behind the picture's end, where no reader of pictures looks. */
export async function picture({ width = 320, height = 320, format = 'png' as 'png' | 'jpeg' | 'webp', says = {} as Partial<Directive> } = {}): Promise<TestPicture> {
  const drawn = await sharp({ create: { width, height, channels: 3, background: '#3a6ea5' } })[format]().toBuffer()
  const bytes = Buffer.concat([drawn, Buffer.from(Object.keys(says).length > 0 ? writeDirective(says) : '')])
  const id = randomUUID()
  return { source: { fileId: id, storageKey: id, mime: `image/${format}`, bytes: bytes.length, width, height }, bytes }
}

export type CallOptions = { attemptKey?: string; webhookUrl?: string | null; pictures?: TestPicture[]; heard?: string | null; postedMsAgo?: number | null; signal?: AbortSignal }

export function callOf(provider: Provider<any>, modelId: string, request: ModelRequest, { attemptKey, webhookUrl = null, pictures = [], heard = null, postedMsAgo = null, signal }: CallOptions = {}): ProviderCall {
  const jobId = randomUUID()
  return {
    jobId,
    attempt: 1,
    attemptKey: attemptKey ?? `${jobId}-1`,
    postedMsAgo,
    signal: signal ?? AbortSignal.timeout(30_000),
    progress() {},
    log: silent,
    model: modelOf(provider, modelId),
    request,
    webhookUrl,
    read: (image) => Promise.resolve(pictures.find(({ source }) => source.fileId === image.fileId)!.bytes),
    heard: () => Promise.resolve(heard),
  }
}

export const modelOf = (provider: Pick<Provider<any>, 'models'>, id: string): Model => {
  const model = provider.models.find((one) => one.id === id)
  if (!model) throw new Error(`no model ${id}`)
  return model
}

/** A folder's provider with its defaults, as the registry would make it. */
export function providerOf(folder: ProviderFolder, values: Record<string, string>, settings: Partial<ProviderSettings> = {}): Provider<any> {
  const defaults = Object.fromEntries(folder.variables.flatMap(({ name, default: value }) => (value === null ? [] : [[name, value]])))
  return folder.create({ values: { ...defaults, ...values }, webhooks: false, ...settings })
}

/** prepare and submit, as one attempt does them. */
export async function submitted(provider: Provider<any>, call: ProviderCall) {
  return await provider.submit(call, await provider.prepare?.(call))
}

/** Asks until the work has ended, and gives what was said on the way. */
export async function untilEnd(provider: Provider<any>, call: ProviderCall, externalId: string, everyMs = 25): Promise<{ end: PollAnswer<ProviderResult>; progress: number[] }> {
  const progress: number[] = []
  for (;;) {
    const answer = await provider.ask!(call, externalId)
    if (answer.type !== 'running') return { end: answer, progress }
    if (answer.progress !== undefined) progress.push(answer.progress)
    call.signal.throwIfAborted()
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
}

/** What work that ended well has made. @throws Error where it ended otherwise */
export function resultOf(end: PollAnswer<ProviderResult>): ProviderResult {
  if (end.type !== 'done') throw new Error(`it ended as ${JSON.stringify(end)}`)
  return end.result
}

/** Submits, waits until it is made, and fetches it. */
export async function madeBy(provider: Provider<any>, call: ProviderCall): Promise<Buffer> {
  const answer = await submitted(provider, call)
  return await fetched(answer.type === 'done' ? answer.result : resultOf((await untilEnd(provider, call, answer.externalId)).end))
}

/** Puts simulated work at a share of its time, so that no test has to wait for it; 1 is its end. */
export function wind(simulator: Simulator, id: string, share: number): void {
  const work = simulator.works.get(id)
  if (!work) throw new Error(`no work ${id}`)
  work.takenAt = Date.now() - share * work.directive.ms
  work.endsAt = work.takenAt + work.directive.ms
}

/** The bytes behind a result's address. */
export async function fetched(result: ProviderResult, role: 'result' | 'preview' = 'result'): Promise<Buffer> {
  const made = result.files.find((file) => file.role === role)
  if (!made || !('url' in made.from)) throw new Error(`no ${role} with an address`)
  const answer = await fetch(made.from.url)
  if (!answer.ok) throw new Error(`${made.from.url} answered ${answer.status}`)
  return Buffer.from(await answer.arrayBuffer())
}

/** How a submit failed: what the engine will make of it. */
export async function failureOfSubmit(provider: Provider<any>, call: ProviderCall): Promise<{ code: string; acceptance: string; retryAfterMs?: number; detail?: unknown }> {
  try {
    await submitted(provider, call)
  } catch (error) {
    if (!isJobError(error)) throw error
    return {
      code: error.failure.code,
      acceptance: error.acceptance,
      ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
      ...(error.failure.params?.detail !== undefined && { detail: error.failure.params.detail }),
    }
  }
  throw new Error('the submit was accepted')
}

/** An address of this machine where nothing listens. */
export async function nobodyHome(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}`
}

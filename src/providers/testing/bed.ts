/** What tests of adapters stand on: a call as the engine would make it, a listener for webhooks, small pictures. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'
import { writeDirective, type Directive } from '../../../simulators/lib/directive.ts'
import { newId } from '../../engine/ids.ts'
import { isJobError, type JobError } from '../../engine/errors.ts'
import type { PollAnswer } from '../../engine/types.ts'
import type { IncomingWebhook, Model, ModelRequest, Provider, ProviderCall, ProviderFolder, ProviderResult, ProviderSettings, SourceImage } from '../provider.ts'

type Options = { webhookUrl?: string | null; heard?: string | null; postedMsAgo?: number | null; attempt?: number; signal?: AbortSignal }

/** A provider made from `values` over the folder's defaults, asking quickly. */
export const providerOf = <F extends ProviderFolder>(folder: F, values: Record<string, string>, settings: Partial<ProviderSettings> = {}): ReturnType<F['create']> =>
  folder.create({
    values: { ...Object.fromEntries(folder.variables.flatMap((variable) => (variable.default === null ? [] : [[variable.name, variable.default]]))), ...values },
    webhooks: false,
    timings: { pollEveryMs: 20, submitTimeoutMs: 3_000 },
    ...settings,
  }) as ReturnType<F['create']>

/** A call of one attempt of a job of its own. */
export function callOf(model: Model, request: ModelRequest, { webhookUrl = null, heard = null, postedMsAgo = null, attempt = 1, signal }: Options = {}): ProviderCall & { progressed: number[] } {
  const jobId = newId()
  const progressed: number[] = []
  return {
    jobId,
    attempt,
    attemptKey: `${jobId}-${attempt}`,
    postedMsAgo,
    signal: signal ?? AbortSignal.timeout(20_000),
    progress: (percent) => void progressed.push(percent),
    progressed,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    model,
    request,
    webhookUrl,
    read: async (image) => pictures.get(image.fileId)!,
    heard: async () => heard,
  }
}

/** Prepares and submits, as an attempt does. */
export async function submitted(provider: Provider<any>, call: ProviderCall) {
  return await provider.submit(call, await provider.prepare?.(call))
}

/** The id of accepted work. @throws Error where it was done at once */
export async function accepted(provider: Provider<any>, call: ProviderCall): Promise<string> {
  const answer = await submitted(provider, call)
  if (answer.type !== 'accepted') throw new Error(`not accepted: ${answer.type}`)
  return answer.externalId
}

/** Asks until it says something final. */
export async function final(provider: Provider<any>, call: ProviderCall, externalId: string): Promise<{ answer: Exclude<PollAnswer<ProviderResult>, { type: 'running' }>; progress: number[] }> {
  const progress: number[] = []
  for (let asked = 0; asked < 400; asked++) {
    const answer = await provider.ask!(call, externalId)
    if (answer.type !== 'running') return { answer, progress }
    if (answer.progress !== undefined) progress.push(answer.progress)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('never final')
}

/** The error a call throws. */
export async function thrown(what: Promise<unknown>): Promise<JobError> {
  const error = await what.then(
    (value) => new Error(`did not throw, but gave ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  )
  if (!isJobError(error)) throw error
  return error
}

const pictures = new Map<string, Buffer>()

/** A small picture in "storage"; what it shall be met with stands in its text chunk. */
export async function sourcePicture(directive: Partial<Directive> = {}, sidePx = 64): Promise<SourceImage> {
  const bytes = await sharp({ create: { width: sidePx, height: sidePx, channels: 3, background: '#7a4' } })
    .withXmp(`<x:xmpmeta xmlns:x="adobe:ns:meta/">${writeDirective(directive)}</x:xmpmeta>`)
    .png()
    .toBuffer()
  const fileId = newId()
  pictures.set(fileId, bytes)
  return { fileId, storageKey: `files/${fileId}.png`, mime: 'image/png', bytes: bytes.length, width: sidePx, height: sidePx }
}

export const imageRequest = (directive: Partial<Directive> = {}, references: SourceImage[] = []): ModelRequest => ({ kind: 'image', prompt: `a red fox in the snow ${writeDirective(directive)}`, seed: Math.floor(Math.random() * 2 ** 31), aspect: '16:9', references })

export const videoRequest = (directive: Partial<Directive> = {}, firstFrame: SourceImage | null = null): ModelRequest => ({ kind: 'video', prompt: `the fox runs away ${writeDirective(directive)}`, seed: Math.floor(Math.random() * 2 ** 31), seconds: 5, aspect: '16:9', mode: 'standard', firstFrame, references: [] })

/** Listens for webhooks. `next` resolves with the next one, in order, also one that came before it was asked for. */
export async function listen() {
  const came: IncomingWebhook[] = []
  const waiting: ((webhook: IncomingWebhook) => void)[] = []
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      response.end()
      const webhook: IncomingWebhook = { headers: request.headers as Record<string, string>, body, attemptKey: (request.url ?? '').slice(1), nowMs: Date.now() }
      const taker = waiting.shift()
      if (taker) taker(webhook)
      else came.push(webhook)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    next: (): Promise<IncomingWebhook> => (came.length > 0 ? Promise.resolve(came.shift()!) : new Promise((resolve) => waiting.push(resolve))),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

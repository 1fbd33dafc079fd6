/** AUTOMATIC1111's web UI on a machine of one's own: one request, answered with the picture. See docs/providers/a1111.md. */
import { setTimeout as pause } from 'node:timers/promises'
import { jobError } from '../../engine/errors.ts'
import { postOnce, request } from '../http.ts'
import { hurried, type ImageRequest, type Provider, type ProviderCall, type ProviderFolder, type ProviderResult, type ProviderSettings, type ProviderVariable } from '../provider.ts'
import { errorOfAnswer, factsOf, percentOf } from './mapping.ts'
import { bodyOf, settingsOf, webuiModel } from './models.ts'

/** waiting behind others in its own queue included */
const answerMs = 14 * 60_000
const lookEveryMs = 1_000

function createWebui({ values, timings = {} }: ProviderSettings): Provider<Buffer | null> {
  const baseUrl = values.A1111_URL!
  const settings = settingsOf(values)
  const headers = { 'content-type': 'application/json', ...(values.A1111_AUTH && { authorization: `Basic ${Buffer.from(values.A1111_AUTH).toString('base64')}` }) }

  /** Tells how far it is until it is over; a look that fails is no matter. */
  async function watch(call: ProviderCall, over: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([call.signal, over])
    const everyMs = timings.pollEveryMs ?? lookEveryMs
    while (!signal.aborted) {
      await pause(everyMs, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      const answer = await request({ method: 'POST', url: `${baseUrl}/internal/progress`, headers, body: JSON.stringify({ id_task: call.attemptKey, live_preview: false }), signal, timeoutMs: 5_000 }).catch(() => undefined)
      const percent = percentOf(answer?.body)
      if (percent !== undefined && !over.aborted) call.progress(percent)
    }
  }

  return {
    id: folder.id,
    label: folder.label,
    models: hurried([webuiModel(settings)], timings),
    recovery: 'none',
    unknownWindowMs: timings.unknownWindowMs ?? 60_000,
    resultTtlMs: null,
    progress: 'percent',
    cancelRule: 'not-cancellable',

    async prepare(call) {
      const [reference] = (call.request as ImageRequest).references
      return reference ? await call.read(reference) : null
    },

    async submit(call, reference) {
      const over = new AbortController()
      const watching = watch(call, over.signal)
      try {
        const answer = await postOnce({
          url: `${baseUrl}/sdapi/v1/${reference ? 'img2img' : 'txt2img'}`,
          headers,
          body: JSON.stringify(bodyOf(call.request as ImageRequest, settings, call.attemptKey, reference)),
          signal: call.signal,
          timeoutMs: timings.submitTimeoutMs ?? answerMs,
        })
        if (answer.status >= 400) throw errorOfAnswer(answer)
        if (answer.status >= 300) throw jobError('provider_failed', { acceptance: 'surely-not', params: { detail: `A1111_URL answers with a redirect (${answer.status})` } })
        return { type: 'done', result: pictureIn(answer.body) }
      } finally {
        over.abort()
        await watching
      }
    },
  }
}

/** Without a picture it is a result of nothing, which collecting tells. */
function pictureIn(body: unknown): ProviderResult {
  const { images, info } = (body ?? {}) as { images?: unknown; info?: unknown }
  const first: unknown = Array.isArray(images) ? images[0] : undefined
  if (typeof first !== 'string') return { files: [] }
  return { files: [{ role: 'result', from: { bytes: Buffer.from(first.slice(first.indexOf(',') + 1), 'base64') } }], facts: factsOf(info) }
}

const variables: readonly ProviderVariable[] = [
  { name: 'A1111_URL', default: null, meaning: 'Address of the web UI, started with --api, such as http://127.0.0.1:7860; without it the provider is off.', required: true, url: true },
  { name: 'A1111_AUTH', default: null, meaning: 'user:password where it was started with --api-auth.', required: false },
  { name: 'A1111_CHECKPOINT', default: null, meaning: 'Checkpoint to use; without it the one that is loaded.', required: false },
  { name: 'A1111_NEGATIVE_PROMPT', default: null, meaning: 'What pictures should not show.', required: false },
  { name: 'A1111_STEPS', default: '25', meaning: 'Sampling steps.', required: false },
  { name: 'A1111_SIDE_PX', default: '1024', meaning: 'Side of a square picture; 512 for checkpoints of Stable Diffusion 1.5.', required: false },
  { name: 'A1111_DENOISING', default: '0.6', meaning: 'How far a picture may move from its reference, 0 to 1.', required: false },
  { name: 'A1111_CREDITS', default: '1', meaning: 'Credits for one picture.', required: false },
]

export const folder = {
  id: 'a1111',
  label: 'AUTOMATIC1111',
  variables,
  models: [webuiModel(settingsOf(Object.fromEntries(variables.map(({ name, default: value }) => [name, value ?? undefined]))))],
  create: createWebui,
} satisfies ProviderFolder

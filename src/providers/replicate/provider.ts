/** Replicate: predictions over its HTTP API. See docs/providers/replicate.md. */
import { jobError } from '../../engine/errors.ts'
import { dataUrl, detailOf } from '../carry.ts'
import { errorOfRead, postOnce } from '../http.ts'
import { createOwners } from '../owners.ts'
import { hurried, type Provider, type ProviderCall, type ProviderFolder, type ProviderResult, type ProviderSettings } from '../provider.ts'
import { freshHeaders, signedBy } from '../standard-webhooks.ts'
import { replicateApi } from './api.ts'
import { errorOfAnswer, failureOfPrediction, progressOfLogs, standingOf, type Prediction } from './mapping.ts'
import { replicateModel, replicateModels } from './models.ts'
import { findPrediction } from './recover.ts'

/** Larger pictures are uploaded first: Replicate advises data URLs for small ones only. */
const dataUrlBytesMax = 256 * 1024
const secretAgeMinMs = 60_000

function createReplicate({ values, webhooks, timings = {} }: ProviderSettings): Provider<string[]> {
  const baseUrl = values.REPLICATE_BASE_URL!
  const api = replicateApi({ baseUrl, token: values.REPLICATE_API_TOKEN! })
  const owners = createOwners()
  let secret: { key: string; atMs: number } | undefined

  async function secretOfAccount(fresh: boolean): Promise<string> {
    if (!secret || (fresh && performance.now() - secret.atMs > secretAgeMinMs)) {
      secret = { key: await api.webhookSecret(AbortSignal.timeout(10_000)), atMs: performance.now() }
    }
    return secret.key
  }

  return {
    id: folder.id,
    label: folder.label,
    models: hurried(folder.models, timings),
    recovery: webhooks ? 'webhook' : 'list-scan',
    unknownWindowMs: timings.unknownWindowMs ?? 15 * 60_000,
    resultTtlMs: 60 * 60_000,
    progress: 'stages',
    cancelRule: 'free-until-done',
    poll: { everyMs: timings.pollEveryMs ?? 2_000, firstMs: timings.pollEveryMs ?? 1_500, perSecond: 25 },

    async prepare(call) {
      const sources = replicateModel(call.model).sources(call.request)
      return await Promise.all(
        sources.map(async (source) => {
          const bytes = await call.read(source)
          return bytes.length <= dataUrlBytesMax ? dataUrl(source.mime, bytes) : await api.upload(source.fileId, source.mime, bytes, call.signal)
        }),
      )
    },

    async submit(call, urls) {
      const { name, version, input } = replicateModel(call.model)
      const answer = await postOnce({
        url: version === null ? `${baseUrl}/models/${name}/predictions` : `${baseUrl}/predictions`,
        headers: { ...api.headers, 'content-type': 'application/json' },
        body: JSON.stringify({
          ...(version !== null && { version }),
          input: input(call.request, urls, call.attemptKey),
          // `start` is what names the prediction of a lost answer at once
          ...(call.webhookUrl !== null && { webhook: call.webhookUrl, webhook_events_filter: ['start', 'completed'] }),
        }),
        signal: call.signal,
        timeoutMs: timings.submitTimeoutMs,
      })
      const id = (answer.body as Prediction | undefined)?.id
      if (typeof id === 'string') owners.claim(id, call.attemptKey)
      if (answer.status >= 200 && answer.status < 300 && typeof id === 'string') return { type: 'accepted', externalId: id }
      if (answer.status >= 400) throw errorOfAnswer(answer)
      throw jobError('provider_failed', { acceptance: 'ambiguous', params: { detail: `an answer without an id, status ${answer.status}` } })
    },

    async ask(call, id) {
      const prediction = await api.prediction(id, call.signal)
      switch (standingOf(prediction)) {
        case 'waiting':
          return { type: 'running', progress: 0 }
        case 'running':
          return { type: 'running', progress: progressOfLogs(prediction.logs) ?? 5 }
        case 'done':
          return { type: 'done', result: resultOf(call, prediction) }
        case 'failed':
          return { type: 'failed', failure: failureOfPrediction(prediction.error) }
        case 'cancelled':
          return { type: 'cancelled' }
        case 'too-late':
          return { type: 'failed', failure: { code: 'deadline_exceeded' } }
      }
    },

    recover: (call) => findPrediction(api, owners, call),

    async cancel(call, id) {
      const answer = await api.cancel(id, call.signal)
      if (answer.status === 404) return { type: 'too-late' }
      if (answer.status >= 300) throw errorOfRead(answer, detailOf((answer.body as { detail?: unknown } | undefined)?.detail))
      // only its own word ends the job: a prediction that goes on may still be made and paid for
      const standing = standingOf(answer.body as Prediction)
      return { type: standing === 'cancelled' || standing === 'too-late' ? 'accepted' : 'too-late' }
    },

    async verify(webhook) {
      const message = freshHeaders(webhook)
      if ('refused' in message) return { type: 'refused', reason: message.refused }
      if (!signedBy(await secretOfAccount(false), message, webhook.body) && !signedBy(await secretOfAccount(true), message, webhook.body))
        return { type: 'refused', reason: 'not signed by this account' }
      const prediction = predictionIn(webhook.body)
      const standing = standingOf(prediction)
      return { type: 'accepted', externalId: typeof prediction.id === 'string' ? prediction.id : null, messageId: message.id, over: standing !== 'waiting' && standing !== 'running' }
    },
  }
}

/** What was made. Paid for: what cannot be used of it is written off. @throws JobError */
function resultOf(call: ProviderCall, prediction: Prediction): ProviderResult {
  if (prediction.data_removed === true) throw jobError('result_expired')
  const url = replicateModel(call.model).result(prediction.output)
  if (typeof url !== 'string') throw jobError('provider_failed', { params: { detail: 'the prediction succeeded without a result' } })
  const seconds = Number(prediction.metrics?.predict_time)
  return {
    files: [{ role: 'result', from: { url } }],
    facts: { ...(typeof prediction.version === 'string' && { version: prediction.version }), ...(Number.isFinite(seconds) && { computeSeconds: seconds }) },
  }
}

function predictionIn(body: Buffer): Prediction {
  try {
    return (JSON.parse(body.toString('utf8')) ?? {}) as Prediction
  } catch {
    return {}
  }
}

export const folder = {
  id: 'replicate',
  label: 'Replicate',
  variables: [
    { name: 'REPLICATE_API_TOKEN', default: null, meaning: 'API token of Replicate; without it the provider is off.', required: true },
    { name: 'REPLICATE_BASE_URL', default: 'https://api.replicate.com/v1', meaning: 'Address of Replicate’s API, or of a simulator.', required: false, url: true },
  ],
  models: replicateModels.map(({ model }) => model),
  create: createReplicate,
} satisfies ProviderFolder

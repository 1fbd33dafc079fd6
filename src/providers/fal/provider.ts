/** fal: requests through its queue. See docs/providers/fal.md. */
import { jobError } from '../../engine/errors.ts'
import { dataUrl } from '../carry.ts'
import { errorOfRead, postOnce, request } from '../http.ts'
import { hurried, type Provider, type ProviderCall, type ProviderFolder, type ProviderResult, type ProviderSettings } from '../provider.ts'
import { externalIdOf, pathOf } from './addresses.ts'
import { declinedIn, endOf, errorOfSubmit, standingOf, type Queued } from './mapping.ts'
import { falModel, falModels } from './models.ts'
import { webhookVerifier } from './webhooks.ts'

const removedMax = 10_000

function createFal({ values, webhooks, timings = {} }: ProviderSettings): Provider<string[]> {
  const baseUrl = values.FAL_BASE_URL!
  const headers = { authorization: `Key ${values.FAL_KEY!}`, accept: 'application/json' }
  const endpointOf = (call: ProviderCall) => falModel(call.model).endpoint(call.request)
  /** requests that this process saw removed from the queue: that they are gone is no surprise then */
  const removed = new Set<string>()
  const at = (call: ProviderCall, externalId: string, end = '') => ({ url: `${baseUrl}${pathOf(endpointOf(call), externalId)}${end}`, headers, signal: call.signal })

  return {
    id: folder.id,
    label: folder.label,
    models: hurried(folder.models, timings),
    recovery: webhooks ? 'webhook' : 'none',
    // the callback comes when the work is over: longer than any work takes. Without it only an operator can find it
    unknownWindowMs: timings.unknownWindowMs ?? (webhooks ? 45 : 10) * 60_000,
    resultTtlMs: 6 * 60_000,
    progress: 'stages',
    cancelRule: 'free-while-queued',
    poll: { everyMs: timings.pollEveryMs ?? 2_000, firstMs: timings.pollEveryMs ?? 1_500, perSecond: 20 },

    async prepare(call) {
      return await Promise.all(falModel(call.model).sources(call.request).map(async (source) => dataUrl(source.mime, await call.read(source))))
    },

    async submit(call, urls) {
      const endpoint = endpointOf(call)
      const query = call.webhookUrl === null ? '' : `?fal_webhook=${encodeURIComponent(call.webhookUrl)}`
      const answer = await postOnce({
        url: `${baseUrl}/${endpoint}${query}`,
        // what has not begun by our deadline need not begin at all
        headers: { ...headers, 'content-type': 'application/json', 'x-fal-request-timeout': String(Math.ceil(call.model.deadlineMs / 1000)) },
        body: JSON.stringify(falModel(call.model).input(call.request, urls, call.attemptKey)),
        signal: call.signal,
        timeoutMs: timings.submitTimeoutMs,
      })
      if (answer.status >= 400) throw errorOfSubmit(answer)
      const externalId = answer.status >= 200 && answer.status < 300 ? externalIdOf(baseUrl, endpoint, (answer.body ?? {}) as Queued) : null
      if (externalId === null) throw jobError('provider_failed', { acceptance: 'ambiguous', params: { detail: `an answer without an id, status ${answer.status}` } })
      return { type: 'accepted', externalId }
    },

    async ask(call, externalId) {
      const status = await request(at(call, externalId, '/status'))
      if (status.status === 404 && removed.has(externalId)) return { type: 'cancelled' }
      if (status.status !== 200 && status.status !== 202) throw errorOfRead(status)
      switch (standingOf(status.body as Queued)) {
        case 'waiting':
          return { type: 'running', progress: 0 }
        case 'running':
          return { type: 'running', progress: 50 }
        case 'over':
      }
      const answer = await request(at(call, externalId))
      if (answer.status !== 200) {
        const end = endOf(answer)
        if (end) return end
        throw answer.status === 404 ? jobError('result_expired') : errorOfRead(answer)
      }
      const declined = declinedIn(answer.body)
      return declined ? { type: 'failed', failure: declined } : { type: 'done', result: resultOf(call, answer.body) }
    },

    async recover(call) {
      const heard = await call.heard()
      return heard ? { type: 'found', externalId: heard } : { type: 'not-yet' }
    },

    async cancel(call, externalId) {
      const answer = await request({ ...at(call, externalId, '/cancel'), method: 'PUT' })
      if (answer.status === 400) return { type: 'too-late' }
      if (answer.status >= 300 && answer.status !== 404) throw errorOfRead(answer)
      // what waits is removed; what runs is only told, and may well end with a result, which is then paid for and delivered
      const after = answer.status === 404 ? answer : await request(at(call, externalId, '/status'))
      if (after.status !== 404) return { type: 'too-late' }
      if (removed.size >= removedMax) removed.clear()
      removed.add(externalId)
      return { type: 'accepted' }
    },

    verify: webhookVerifier(values.FAL_JWKS_URL!),
  }
}

/** What was made. Paid for: what cannot be used of it is written off. @throws JobError */
function resultOf(call: ProviderCall, body: unknown): ProviderResult {
  const url = falModel(call.model).result(body)
  if (typeof url !== 'string') throw jobError('provider_failed', { params: { detail: 'the request succeeded without a result' } })
  const seed = (body as { seed?: unknown }).seed
  return { files: [{ role: 'result', from: { url } }], ...(typeof seed === 'number' && { facts: { seed } }) }
}

export const folder = {
  id: 'fal',
  label: 'fal',
  variables: [
    { name: 'FAL_KEY', default: null, meaning: 'API key of fal; without it the provider is off.', required: true },
    { name: 'FAL_BASE_URL', default: 'https://queue.fal.run', meaning: 'Address of fal’s queue, or of a simulator.', required: false, url: true },
    { name: 'FAL_JWKS_URL', default: 'https://rest.fal.ai/.well-known/jwks.json', meaning: 'Where fal publishes the keys its webhooks are signed with.', required: false, url: true },
  ],
  models: falModels.map(({ model }) => model),
  create: createFal,
} satisfies ProviderFolder

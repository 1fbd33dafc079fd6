/**
 * Finding a prediction whose creation was never answered. Its callback URL is its name, where there is one; a list
 * does not promise to show it. So what was asked is compared, too: the same model, the same input with its seed, created
 * in the very moment the request was on its way. Only a single match counts: two that fit are nobody's for certain.
 */
import type { RecoverAnswer } from '../../engine/types.ts'
import type { Owners } from '../owners.ts'
import type { ProviderCall } from '../provider.ts'
import type { replicateApi } from './api.ts'
import type { Prediction } from './mapping.ts'
import { replicateModel } from './models.ts'

/** Input and output of a prediction are removed after an hour: nothing can be compared then. */
const keptMs = 60 * 60_000
/** how far the provider's clock may be from ours when it is asked for a span of time */
const skewMs = 5 * 60_000
/** how much later than it left a request may have been taken */
const travelMs = 2 * 60_000
/** rounding of the provider's Date header, and travel of its answer */
const slackMs = 5_000
const pagesMax = 10

export async function findPrediction(api: ReturnType<typeof replicateApi>, owners: Owners, call: ProviderCall): Promise<RecoverAnswer> {
  const heard = await call.heard()
  if (heard) return { type: 'found', externalId: heard }
  const postedMsAgo = call.postedMsAgo
  if (postedMsAgo === null || postedMsAgo > keptMs) return { type: 'not-yet' }

  const posted = Date.now() - postedMsAgo
  const query = new URLSearchParams({ created_after: new Date(posted - skewMs).toISOString(), created_before: new Date(posted + travelMs + skewMs).toISOString() })
  const alike: string[] = []
  for (let page = 0, next: string | null = null; page < pagesMax; page++) {
    const { predictions, next: following, nowMs } = await api.list(query, next, call.signal)
    for (const prediction of predictions) {
      if (typeof prediction.id !== 'string' || owners.isAnothers(prediction.id, call.attemptKey)) continue
      if (call.webhookUrl !== null && prediction.webhook === call.webhookUrl) return { type: 'found', externalId: prediction.id }
      const ageMs = nowMs - Date.parse(String(prediction.created_at))
      if (isAlike(prediction, call) && ageMs <= postedMsAgo + slackMs && ageMs >= postedMsAgo - travelMs) alike.push(prediction.id)
    }
    if (following === null) break
    next = following
  }
  if (alike.length === 1 && owners.claim(alike[0]!, call.attemptKey)) return { type: 'found', externalId: alike[0]! }
  if (alike.length > 1) call.log.warn({ alike }, 'several predictions could be this one: none is taken')
  return { type: 'not-yet' }
}

/** Asked of the same model with the same words and seed, and not known to be another's. */
function isAlike(prediction: Prediction, call: ProviderCall): boolean {
  const { name, version, input, pictureFields } = replicateModel(call.model)
  if (prediction.webhook !== undefined && prediction.webhook !== null && prediction.webhook !== call.webhookUrl) return false
  if (prediction.source === 'web') return false
  if (version === null ? prediction.model !== name : prediction.version !== version) return false
  const given = prediction.input
  if (!given) return false
  return Object.entries(input(call.request, [], call.attemptKey)).every(([field, value]) => pictureFields.includes(field) || given[field] === value)
}

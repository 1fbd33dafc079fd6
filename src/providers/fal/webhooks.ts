/** fal's webhooks: signed with Ed25519 by one of the keys it publishes. */
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto'
import { jobError } from '../../engine/errors.ts'
import { errorOfRead, request } from '../http.ts'
import type { IncomingWebhook, WebhookVerdict } from '../provider.ts'
import { webhookAgeMaxMs } from '../standard-webhooks.ts'

/** fal allows its keys to be kept for a day. */
const keysMaxAgeMs = 24 * 3_600_000
/** a signature that fits no key may be of a new one: looked up again, but not for each forged message */
const keysMinAgeMs = 60_000
const keysMax = 20

/** Makes the check. @param jwksUrl where the keys are published */
export function webhookVerifier(jwksUrl: string): (webhook: IncomingWebhook) => Promise<WebhookVerdict> {
  let known: { keys: KeyObject[]; atMs: number } | undefined

  async function keysYoungerThan(maxAgeMs: number): Promise<KeyObject[]> {
    if (!known || performance.now() - known.atMs > maxAgeMs) known = { keys: await published(jwksUrl), atMs: performance.now() }
    return known.keys
  }

  return async ({ headers, body, nowMs }) => {
    const { 'x-fal-webhook-request-id': id, 'x-fal-webhook-user-id': user, 'x-fal-webhook-timestamp': timestamp, 'x-fal-webhook-signature': signature } = headers
    if (!id || !user || !timestamp || !signature || !/^\d{1,12}$/.test(timestamp) || !/^[0-9a-f]{128}$/i.test(signature)) return { type: 'refused', reason: 'headers are missing' }
    if (Math.abs(nowMs - Number(timestamp) * 1000) > webhookAgeMaxMs) return { type: 'refused', reason: 'too old, or from the future' }
    const message = Buffer.from([id, user, timestamp, createHash('sha256').update(body).digest('hex')].join('\n'))
    const fits = (keys: KeyObject[]) => keys.some((key) => verify(null, message, key, Buffer.from(signature, 'hex')))
    if (!fits(await keysYoungerThan(keysMaxAgeMs)) && !fits(await keysYoungerThan(keysMinAgeMs))) return { type: 'refused', reason: 'signed by none of fal’s keys' }
    // one message for each request, at its end, however often it is sent
    return { type: 'accepted', externalId: requestIdIn(body) ?? id, messageId: id, over: true }
  }
}

/** @throws JobError, retryable, where they cannot be had */
async function published(url: string): Promise<KeyObject[]> {
  const answer = await request({ url, signal: AbortSignal.timeout(10_000), bytesMax: 100_000 })
  if (answer.status !== 200) throw errorOfRead(answer)
  const keys = (answer.body as { keys?: { kty?: unknown; crv?: unknown; x?: unknown }[] } | undefined)?.keys
  if (!Array.isArray(keys)) throw jobError('provider_overloaded', { params: { detail: 'no keys where they are published' } })
  return keys.slice(0, keysMax).flatMap(({ kty, crv, x }) => (kty === 'OKP' && crv === 'Ed25519' && typeof x === 'string' ? [createPublicKey({ key: { kty, crv, x }, format: 'jwk' })] : []))
}

function requestIdIn(body: Buffer): string | null {
  try {
    const { request_id: id } = JSON.parse(body.toString('utf8')) as { request_id?: unknown }
    return typeof id === 'string' ? id : null
  } catch {
    return null
  }
}

/** Incoming Standard Webhooks: who signed it, and whether it is fresh. An old message that was signed well is refused, too. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingWebhook } from './provider.ts'

/** How far a message's own time may be from ours, both ways. */
export const webhookAgeMaxMs = 300_000

/** The message's id and time, where its headers are whole and it is fresh; otherwise why not. */
export function freshHeaders({ headers, nowMs }: IncomingWebhook): { id: string; timestamp: string; signatures: string[] } | { refused: string } {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = headers
  if (!id || !timestamp || !signature || !/^\d{1,12}$/.test(timestamp)) return { refused: 'headers are missing' }
  if (Math.abs(nowMs - Number(timestamp) * 1000) > webhookAgeMaxMs) return { refused: 'too old, or from the future' }
  const signatures = signature.split(' ').flatMap((one) => (one.startsWith('v1,') ? [one.slice(3)] : []))
  return { id, timestamp, signatures: signatures.slice(0, 20) }
}

/** Whether one of the signatures is of this secret (`whsec_` and base64). Bytes are compared in constant time. */
export function signedBy(secret: string, { id, timestamp, signatures }: { id: string; timestamp: string; signatures: string[] }, body: Buffer): boolean {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest()
  return signatures.some((signature) => {
    const given = Buffer.from(signature, 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
}

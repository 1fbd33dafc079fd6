/** Addresses a provider may call back at, each for one attempt and good for nothing else; and what was heard there. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Pool } from 'pg'

export type Callbacks = {
  /** null where this installation has no public address */
  urlFor(provider: string, attemptKey: string): string | null
  /** whether the unguessable part of an address is ours */
  isOurs(provider: string, attemptKey: string, token: string): boolean
  /** keeps a verified message; false where it was there already */
  keep(message: { provider: string; messageId: string; attemptKey: string; externalId: string | null }): Promise<boolean>
  /** the provider's id of this attempt's work, as a webhook named it */
  heard(provider: string, attemptKey: string): Promise<string | null>
  /** whether the answer to this job's paid request was lost, so that any word of its work is news */
  isSought(jobId: string): Promise<boolean>
}

export const webhookPath = '/api/webhooks'

export function createCallbacks({ pool, secret, publicUrl }: { pool: Pool; secret: string; publicUrl: string | null }): Callbacks {
  const token = (provider: string, attemptKey: string) => createHmac('sha256', secret).update(`webhook\n${provider}\n${attemptKey}`).digest('base64url').slice(0, 32)
  return {
    urlFor: (provider, attemptKey) => (publicUrl === null ? null : `${publicUrl}${webhookPath}/${provider}/${attemptKey}/${token(provider, attemptKey)}`),
    isOurs(provider, attemptKey, given) {
      const expected = Buffer.from(token(provider, attemptKey))
      const other = Buffer.from(given)
      return other.length === expected.length && timingSafeEqual(other, expected)
    },
    async keep({ provider, messageId, attemptKey, externalId }) {
      const { rowCount } = await pool.query(
        `insert into webhook_message (provider, message_id, attempt_key, external_id) values ($1, $2, $3, $4) on conflict do nothing`,
        [provider, messageId, attemptKey, externalId],
      )
      return rowCount === 1
    },
    async heard(provider, attemptKey) {
      const { rows } = await pool.query<{ external_id: string }>(
        'select external_id from webhook_message where attempt_key = $1 and provider = $2 and external_id is not null order by received_at limit 1',
        [attemptKey, provider],
      )
      return rows[0]?.external_id ?? null
    },
    async isSought(jobId) {
      const { rowCount } = await pool.query(`select from job where id = $1 and phase = 'unknown'`, [jobId])
      return rowCount === 1
    },
  }
}

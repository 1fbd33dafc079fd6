/** Addresses a provider may call back at, each for one attempt and good for nothing else; and what was heard there. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Pool } from 'pg'
import { createBatcher } from '../engine/batcher.ts'

export type Callbacks = {
  /** null where this installation has no public address */
  urlFor(provider: string, attemptKey: string): string | null
  /** whether the unguessable part of an address is ours */
  isOurs(provider: string, attemptKey: string, token: string): boolean
  /** keeps a verified message; false where it was there already */
  keep(message: Message): Promise<boolean>
  /** the provider's id of this attempt's work, as a webhook named it */
  heard(provider: string, attemptKey: string): Promise<string | null>
  /** whether the answer to this job's paid request was lost, so that any word of its work is news */
  isSought(jobId: string): Promise<boolean>
}

export const webhookPath = '/api/webhooks'

type Message = { provider: string; messageId: string; attemptKey: string; externalId: string | null }

const keepSql = `
insert into webhook_message (provider, message_id, attempt_key, external_id)
select provider, "messageId", "attemptKey", "externalId" from jsonb_to_recordset($1) as r(provider text, "messageId" text, "attemptKey" text, "externalId" text)
on conflict do nothing returning provider, message_id`
const soughtSql = `select id from job where id = any ($1) and phase = 'unknown'`
const nameOf = (provider: string, messageId: string) => `${provider} ${messageId}`

export function createCallbacks({ pool, secret, publicUrl }: { pool: Pool; secret: string; publicUrl: string | null }): Callbacks {
  // a provider that was away calls back about thousands at once: one by one they would wait for a connection until it is refused
  const keep = createBatcher<Message, boolean>({
    sizeMax: 200,
    inFlightMax: 1,
    key: ({ provider, messageId }) => nameOf(provider, messageId),
    async run(messages) {
      const { rows } = await pool.query<{ provider: string; message_id: string }>(keepSql, [JSON.stringify(messages)])
      const kept = new Set(rows.map((row) => nameOf(row.provider, row.message_id)))
      return messages.map(({ provider, messageId }) => kept.has(nameOf(provider, messageId)))
    },
  })
  const sought = createBatcher<string, boolean>({
    sizeMax: 200,
    inFlightMax: 1,
    async run(ids) {
      const { rows } = await pool.query<{ id: string }>(soughtSql, [ids])
      const found = new Set(rows.map(({ id }) => id))
      return ids.map((id) => found.has(id))
    },
  })

  const token = (provider: string, attemptKey: string) => createHmac('sha256', secret).update(`webhook\n${provider}\n${attemptKey}`).digest('base64url').slice(0, 32)
  return {
    urlFor: (provider, attemptKey) => (publicUrl === null ? null : `${publicUrl}${webhookPath}/${provider}/${attemptKey}/${token(provider, attemptKey)}`),
    isOurs(provider, attemptKey, given) {
      const expected = Buffer.from(token(provider, attemptKey))
      const other = Buffer.from(given)
      return other.length === expected.length && timingSafeEqual(other, expected)
    },
    keep: keep.push,
    async heard(provider, attemptKey) {
      const { rows } = await pool.query<{ external_id: string }>(
        'select external_id from webhook_message where attempt_key = $1 and provider = $2 and external_id is not null order by received_at limit 1',
        [attemptKey, provider],
      )
      return rows[0]?.external_id ?? null
    },
    isSought: sought.push,
  }
}

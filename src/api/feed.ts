/** One subscriber's stream of events, whatever carries it: replay, then live, with a bound on what may pile up. */
import type { Engine, EngineEvent } from '../engine/types.ts'
import type { EventEnvelope } from './contract.ts'

/** What carries the envelopes: an SSE response or a WebSocket. */
export type Carrier = {
  send(envelope: EventEnvelope): void
  /** bytes handed over that the client has not taken */
  backlogBytes(): number
  /** ends the connection at once; the client comes back with its cursor */
  drop(reason: 'slow' | 'revoked' | 'stopping'): void
}

/** A client that does not read this much is dropped rather than buffered for: it resumes without loss. */
const backlogBytesMax = 1024 * 1024

export const envelopeOf = (event: EngineEvent): EventEnvelope => ({
  cursor: event.cursor,
  type: event.type,
  jobId: event.jobId,
  subject: event.subject,
  data: event.parentId === null ? event.data : { ...event.data, parentId: event.parentId },
})

const bare = (type: 'hello' | 'reset', cursor: string): EventEnvelope => ({ cursor, type, jobId: null, subject: null, data: {} })

/** Says hello, replays what was missed since `after`, goes on live. Resolves with the way to stop once it is live. */
export async function openFeed(engine: Engine, options: { accountId: string; after: string | undefined; carrier: Carrier }): Promise<() => void> {
  const { accountId, carrier } = options
  const after = options.after ?? (await engine.events.cursor())
  let dropped = false
  const send = (envelope: EventEnvelope) => {
    if (dropped) return
    carrier.send(envelope)
    if (carrier.backlogBytes() <= backlogBytesMax) return
    dropped = true
    carrier.drop('slow')
  }
  send(bare('hello', after))
  return await engine.events.subscribe(
    { accountId, after },
    { event: (event) => send(envelopeOf(event)), reset: (cursor) => send(bare('reset', cursor)) },
  )
}

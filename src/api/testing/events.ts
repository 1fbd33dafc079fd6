/** An event stream a test can wait on. */
import { readSse } from '../../client/sse.ts'
import type { EventEnvelope } from '../contract.ts'

export type EventStream = {
  status: number
  headers: Headers
  /** everything received so far, in order */
  seen: EventEnvelope[]
  /** the next event, seen or to come, that fulfils the condition and was not returned before */
  next(condition?: (event: EventEnvelope) => boolean): Promise<EventEnvelope>
  close(): Promise<void>
  ended: Promise<void>
}

/** Opens the stream and resolves once its head and `hello` have arrived. */
export async function readEvents(url: string, key: string | null, options: { after?: string; headers?: Record<string, string> } = {}): Promise<EventStream> {
  const abort = new AbortController()
  const response = await fetch(url, {
    signal: abort.signal,
    headers: { ...(key !== null && { authorization: `Bearer ${key}` }), ...(options.after !== undefined && { 'last-event-id': options.after }), ...options.headers },
  })
  const seen: EventEnvelope[] = []
  let taken = 0
  let wake = () => {}
  const ended = (async () => {
    if (response.body === null || !response.ok) return
    try {
      for await (const message of readSse(response.body)) {
        const event = JSON.parse(message.data) as EventEnvelope
        if (message.id !== event.cursor) throw new Error(`id ${message.id} is not the cursor ${event.cursor}`)
        seen.push(event)
        wake()
      }
    } catch (error) {
      if (!abort.signal.aborted && !(error instanceof TypeError)) throw error
    }
  })()
  const stream: EventStream = {
    status: response.status,
    headers: response.headers,
    seen,
    async next(condition = () => true) {
      for (;;) {
        while (taken < seen.length) {
          const event = seen[taken++] as EventEnvelope
          if (condition(event)) return event
        }
        const more = new Promise<'more'>((resolve) => (wake = () => resolve('more')))
        const what = await Promise.race([more, ended.then(() => 'ended' as const)])
        if (what === 'ended' && taken >= seen.length) throw new Error('the event stream ended')
      }
    },
    async close() {
      abort.abort()
      await ended.catch(() => {})
    },
    ended,
  }
  if (response.ok) await stream.next((event) => event.type === 'hello')
  else await response.body?.cancel()
  return stream
}

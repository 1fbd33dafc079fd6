import type { EventEnvelope } from '../api/contract.ts'
import { sleep } from './http.ts'
import { parseRetryAfter } from './problem.ts'
import { readSse } from './sse.ts'

/** `waiting`: not connected, will try again by itself; `failures` counts tries in a row that brought no event. */
export type LiveState = { status: 'connecting' | 'live' | 'waiting' | 'refused'; failures: number }

export type LiveOptions = {
  url?: string
  headers?: () => Record<string, string>
  fetch?: typeof fetch
  /** resume exactly behind this event */
  cursor?: string | null
  onEvent: (event: EventEnvelope) => void
  onState?: (state: LiveState) => void
  /** no byte for this long means the connection is dead; the server's heartbeat comes every 15 s */
  silenceMaxMs?: number
}

export type Live = { close: () => void; /** try now instead of waiting out the backoff */ wake: () => void; cursor: () => string | null }

const backoffBaseMs = 250
const backoffCapMs = 15_000

/**
 * Keeps one event stream open until closed: resumes behind the last event it saw, backs off exponentially with
 * jitter, honours Retry-After, and gives up only when the server says who we are is not allowed (401, 403).
 */
export function openLive(options: LiveOptions): Live {
  const doFetch = options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => globalThis.fetch(input, init))
  const closed = new AbortController()
  let cursor = options.cursor ?? null
  let wakeUp = () => {}
  let failures = 0
  const tell = (status: LiveState['status']) => options.onState?.({ status, failures })

  async function connectOnce(): Promise<{ retryAfterMs: number | null; refused: boolean }> {
    const dead = new AbortController()
    const signal = AbortSignal.any([closed.signal, dead.signal])
    const silence = options.silenceMaxMs ?? 40_000
    let timer = setTimeout(() => dead.abort(), silence)
    const heard = () => {
      clearTimeout(timer)
      timer = setTimeout(() => dead.abort(), silence)
    }
    try {
      const headers: Record<string, string> = { accept: 'text/event-stream', ...options.headers?.() }
      if (cursor !== null) headers['last-event-id'] = cursor
      const response = await doFetch(options.url ?? '/api/events', { headers, signal, credentials: 'same-origin', cache: 'no-store' })
      if (!response.ok || response.body === null) {
        response.body?.cancel().catch(() => {})
        return {
          retryAfterMs: parseRetryAfter(response.headers.get('retry-after')),
          refused: response.status === 401 || response.status === 403,
        }
      }
      for await (const message of readSse(response.body, heard)) {
        const event = parseEnvelope(message.data)
        if (event === null) continue
        if (message.id !== '') cursor = message.id
        else if (event.cursor !== '') cursor = event.cursor
        if (failures > 0 || event.type === 'hello') {
          failures = 0
          tell('live')
        }
        options.onEvent(event)
      }
    } catch {
      // a broken stream is the normal end of a connection; what follows is the same as for a clean one
    } finally {
      clearTimeout(timer)
    }
    return { retryAfterMs: null, refused: false }
  }

  async function run() {
    while (!closed.signal.aborted) {
      tell('connecting')
      const end = await connectOnce()
      if (closed.signal.aborted) return
      failures++
      if (end.refused) {
        tell('refused')
        return
      }
      tell('waiting')
      const backoffMs = Math.min(backoffCapMs, backoffBaseMs * 2 ** (failures - 1)) * (0.5 + Math.random() / 2)
      const woken = new AbortController()
      wakeUp = () => woken.abort()
      await sleep(Math.max(backoffMs, Math.min(end.retryAfterMs ?? 0, 30_000)), AbortSignal.any([closed.signal, woken.signal])).catch(
        () => {},
      )
      wakeUp = () => {}
    }
  }
  void run()
  return { close: () => closed.abort(), wake: () => wakeUp(), cursor: () => cursor }
}

function parseEnvelope(data: string): EventEnvelope | null {
  try {
    const value = JSON.parse(data) as EventEnvelope
    return typeof value === 'object' && value !== null && typeof value.type === 'string' ? { ...value, data: value.data ?? {} } : null
  } catch {
    return null
  }
}

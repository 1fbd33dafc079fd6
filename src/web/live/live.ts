import type { QueryClient } from '@tanstack/react-query'
import type { EventEnvelope } from '../../api/contract.ts'
import { openLive, type Live, type LiveState } from '../../client/live.ts'
import type { ProgressWords } from '../../messages/progress.en.ts'
import { apiHeaders } from '../api/client.ts'
import { watchedFetch } from '../api/reach.ts'
import { createApply } from './apply.ts'
import { elect } from './elect.ts'
import { readAgain } from './read-again.ts'
import { isLive, setStream } from './status.ts'

/** What tabs tell each other. The leader holds the one connection and passes on everything it hears. */
type Word = { t: 'event'; event: EventEnvelope } | { t: 'state'; state: LiveState; cursor: string | null } | { t: 'ask' } | { t: 'session' }

const name = 'safelight.live'
let leading = false

/** True in the one tab that holds the connection: what must happen once per browser happens there. */
export const isLeader = (): boolean => leading

/** Tells the other tabs that somebody signed in or out. */
export function tellSessionChanged(): void {
  const channel = new BroadcastChannel(name)
  channel.postMessage({ t: 'session' } satisfies Word)
  channel.close()
}

/** Joins the browser's one live connection for as long as somebody is signed in. Returns how to leave. */
export function startLive(queryClient: QueryClient, words: () => ProgressWords): () => void {
  const apply = createApply(queryClient, words)
  const channel = new BroadcastChannel(name)
  const say = (word: Word) => channel.postMessage(word)
  let cursor: string | null = null
  let live: Live | null = null
  let state: LiveState = { status: 'connecting', failures: 0 }

  function onState(next: LiveState) {
    const cameBack = next.status === 'live' && state.status !== 'live' && cursor !== null
    const wasLive = isLive()
    state = next
    setStream(next)
    if (next.status === 'refused') void queryClient.invalidateQueries({ queryKey: ['session'] })
    // leaving live: wake the queries so that their polling begins; coming back: read once what polling may have missed
    else if ((wasLive && next.status !== 'live') || cameBack) readAgain(queryClient)
  }

  function lead() {
    leading = true
    live = openLive({
      cursor,
      headers: apiHeaders,
      fetch: watchedFetch,
      onState: (next) => {
        onState(next)
        say({ t: 'state', state: next, cursor })
      },
      onEvent: (event) => {
        hear(event)
        say({ t: 'event', event })
      },
    })
    return () => {
      leading = false
      live?.close()
      live = null
    }
  }

  function hear(event: EventEnvelope) {
    // the stream began after the first reads: whatever happened between them is read again, once
    if (event.type === 'hello' && cursor === null) readAgain(queryClient)
    if (event.cursor !== '') cursor = event.cursor
    apply.event(event)
  }

  channel.onmessage = ({ data: word }: MessageEvent<Word>) => {
    if (word.t === 'session') void queryClient.invalidateQueries({ queryKey: ['session'] })
    else if (word.t === 'ask' && live !== null) say({ t: 'state', state, cursor: live.cursor() })
    else if (live === null && word.t === 'event') hear(word.event)
    else if (live === null && word.t === 'state') {
      onState(word.state)
      cursor ??= word.cursor
    }
  }

  const wake = () => live?.wake()
  const visible = () => document.visibilityState === 'visible' && live?.wake()
  window.addEventListener('online', wake)
  document.addEventListener('visibilitychange', visible)
  const resign = elect(name, lead)
  say({ t: 'ask' })

  return () => {
    window.removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', visible)
    resign()
    channel.close()
    apply.stop()
    setStream({ status: 'connecting', failures: 0 })
  }
}

import { useSyncExternalStore } from 'react'
import { isReachable, onReachable } from '../api/reach.ts'

/** What the connection mark in the header says. */
export type LiveStatus = 'live' | 'connecting' | 'reconnecting' | 'polling' | 'away' | 'offline'

/** Tries in a row without an event after which the page reads by asking instead. */
const pollAfterFailures = 3

let stream: { status: 'connecting' | 'live' | 'waiting' | 'refused'; failures: number } = { status: 'connecting', failures: 0 }
const listeners = new Set<() => void>()
const notify = () => {
  for (const l of listeners) l()
}

export function setStream(next: typeof stream): void {
  if (next.status === stream.status && next.failures === stream.failures) return
  stream = next
  notify()
}

export const isLive = (): boolean => stream.status === 'live'

export function liveStatus(): LiveStatus {
  if (!navigator.onLine) return 'offline'
  if (stream.status === 'live') return 'live'
  if (!isReachable()) return 'away'
  if (stream.failures >= pollAfterFailures) return 'polling'
  return stream.failures === 0 ? 'connecting' : 'reconnecting'
}

export function onLiveStatus(listener: () => void): () => void {
  listeners.add(listener)
  const stop = onReachable(listener)
  window.addEventListener('online', listener)
  window.addEventListener('offline', listener)
  return () => {
    listeners.delete(listener)
    stop()
    window.removeEventListener('online', listener)
    window.removeEventListener('offline', listener)
  }
}

export const useLiveStatus = (): LiveStatus => useSyncExternalStore(onLiveStatus, liveStatus)

import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { EventEnvelope, Session } from '../../api/contract.ts'
import type { ProgressWords } from '../../messages/progress.en.ts'
import { readAgain } from './read-again.ts'
import { listeners } from './subjects.ts'

/** Refetches that fall due together become one; the first of a burst is not held back for long. */
const nowMs = 40
const soonMs = 250
/** of what a part of a batch changes elsewhere: two hundred parts must not become two hundred requests */
const batchMs = 2_000

/** Carries one event into the query cache: progress is painted from the event itself, the rest is read again soon. */
export function createApply(queryClient: QueryClient, words: () => ProgressWords) {
  const due = new Map<string, { timer: ReturnType<typeof setTimeout>; atMs: number }>()

  function refetch(queryKey: QueryKey, delayMs: number) {
    const name = JSON.stringify(queryKey)
    const atMs = performance.now() + delayMs
    const known = due.get(name)
    if (known && known.atMs <= atMs) return
    clearTimeout(known?.timer)
    const timer = setTimeout(() => {
      due.delete(name)
      readAgain(queryClient, { queryKey })
    }, delayMs)
    due.set(name, { timer, atMs })
  }

  function credits({ available, held }: Record<string, unknown>) {
    if (typeof available === 'number' && typeof held === 'number')
      queryClient.setQueryData<Session>(['session'], (s) => (s?.me ? { ...s, me: { ...s.me, credits: { available, held } } } : s))
    else refetch(['session'], soonMs)
    refetch(['ledger'], soonMs)
  }

  return {
    event(e: EventEnvelope) {
      if (e.type === 'hello') return
      if (e.type === 'reset') return readAgain(queryClient)
      if (e.type === 'credits.changed') return credits(e.data)
      const { subject, jobId } = e
      const entries = subject === null ? [] : listeners(subject.kind)
      for (const entry of entries) entry.heard?.(queryClient, subject!, e)
      if (!e.type.startsWith('job.')) return
      const percent = e.data.progress
      const moved = e.type === 'job.progress' && jobId !== null && typeof percent === 'number' ? { jobId, percent } : null
      for (const entry of entries) {
        if (entry.heard) continue
        if (moved && entry.progress) {
          entry.progress(queryClient, { subject: subject!, ...moved, words: words() })
          continue
        }
        const { now = [], soon = [] } = entry.changed(subject!, e)
        for (const key of now) refetch(key, nowMs)
        for (const key of soon) refetch(key, soonMs)
      }
      if (moved) return
      refetch(['session'], e.data.parentId === undefined ? soonMs : batchMs)
      if (jobId !== null) {
        refetch(['job', jobId], nowMs)
        refetch(['timeline', jobId], soonMs)
      }
    },
    stop() {
      for (const { timer } of due.values()) clearTimeout(timer)
      due.clear()
    },
  }
}

import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query'
import type { EventEnvelope, Session, Task, TaskList } from '../../api/contract.ts'
import type { ProgressWords } from '../../messages/progress.en.ts'
import { patchProgress } from './patch.ts'

/** Refetches that fall due together become one; the first of a burst is not held back for long. */
const taskDelayMs = 40
const listDelayMs = 250

/** Carries one event into the query cache: progress is painted from the event itself, the rest is read again soon. */
export function createApply(queryClient: QueryClient, words: () => ProgressWords) {
  const due = new Map<string, ReturnType<typeof setTimeout>>()

  function soon(queryKey: QueryKey, delayMs: number) {
    const name = JSON.stringify(queryKey)
    if (due.has(name)) return
    due.set(
      name,
      setTimeout(() => {
        due.delete(name)
        void queryClient.invalidateQueries({ queryKey })
      }, delayMs),
    )
  }

  function progress(taskId: string, jobId: string, percent: number) {
    const move = (t: Task) => (t.id === taskId ? patchProgress(t, jobId, percent, words()) : t)
    const moveList = (list: TaskList): TaskList => {
      const items = list.items.map(move)
      return items.every((t, i) => t === list.items[i]) ? list : { ...list, items }
    }
    queryClient.setQueryData<Task>(['task', taskId], (t) => t && move(t))
    queryClient.setQueryData<TaskList>(['tasks', 'recent'], (list) => list && moveList(list))
    queryClient.setQueriesData<InfiniteData<TaskList>>(
      { queryKey: ['tasks', 'all'] },
      (data) => data && { ...data, pages: data.pages.map(moveList) },
    )
  }

  return {
    event(e: EventEnvelope) {
      if (e.type === 'hello') return
      if (e.type === 'reset') return void queryClient.invalidateQueries()
      if (e.type === 'credits.changed') {
        const { available, held } = e.data
        if (typeof available === 'number' && typeof held === 'number') {
          queryClient.setQueryData<Session>(['session'], (s) => (s?.me ? { ...s, me: { ...s.me, credits: { available, held } } } : s))
        } else soon(['session'], listDelayMs)
        return soon(['ledger'], listDelayMs)
      }
      if (!e.type.startsWith('job.')) return
      const percent = e.data.progress
      if (e.type === 'job.progress' && e.subject && e.jobId !== null && typeof percent === 'number') {
        progress(e.subject.id, e.jobId, percent)
        return soon(['job', e.jobId], listDelayMs)
      }
      if (e.subject) soon(['task', e.subject.id], taskDelayMs)
      soon(['tasks'], listDelayMs)
      soon(['session'], listDelayMs)
      if (e.jobId !== null) {
        soon(['job', e.jobId], taskDelayMs)
        soon(['timeline', e.jobId], listDelayMs)
      }
    },
    stop() {
      for (const timer of due.values()) clearTimeout(timer)
      due.clear()
    },
  }
}

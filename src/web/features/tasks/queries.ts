import { infiniteQueryOptions, queryOptions, type InfiniteData } from '@tanstack/react-query'
import type { Task, TaskList } from '../../../api/contract.ts'
import { api } from '../../api/client.ts'
import { pollWithoutLive } from '../../api/queries.ts'
import { onSubjects } from '../../live/subjects.ts'
import { patchProgress } from './patch.ts'

export const taskQuery = (id: string) =>
  queryOptions({ queryKey: ['task', id], queryFn: ({ signal }) => api.task(id, { signal }), refetchInterval: pollWithoutLive })

/** The newest tasks: the composer's page, the running counts, the title and the notifications all read this one list. */
export const recentQuery = queryOptions({
  queryKey: ['tasks', 'recent'],
  queryFn: ({ signal }) => api.tasks({ limit: 12 }, { signal }),
  refetchInterval: pollWithoutLive,
})

export const tasksQuery = (status: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['tasks', 'all', status ?? ''],
    queryFn: ({ pageParam, signal }) => api.tasks({ cursor: pageParam, limit: 24, status }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: pollWithoutLive,
  })

onSubjects(['task'], {
  changed: (subject) => ({ now: [['task', subject.id]], soon: [['tasks']] }),
  progress(queryClient, { subject, jobId, percent, words }) {
    const move = (t: Task) => (t.id === subject.id ? patchProgress(t, jobId, percent, words) : t)
    const moveList = (list: TaskList): TaskList => {
      const items = list.items.map(move)
      return items.every((t, i) => t === list.items[i]) ? list : { ...list, items }
    }
    queryClient.setQueryData<Task>(['task', subject.id], (t) => t && move(t))
    queryClient.setQueryData<TaskList>(['tasks', 'recent'], (list) => list && moveList(list))
    queryClient.setQueriesData<InfiniteData<TaskList>>(
      { queryKey: ['tasks', 'all'] },
      (data) => data && { ...data, pages: data.pages.map(moveList) },
    )
  },
})

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { JobStatus } from '../../../api/contract.ts'
import { api } from '../../api/client.ts'
import { pollWithoutLive } from '../../api/queries.ts'
import './live.ts'

/** `studio`: subject kinds, separated by commas. */
export type JobFilter = { status?: JobStatus | 'open' | undefined; studio?: string | undefined; kind?: string | undefined }

/** The newest work of all studios: the start page, the running counts and the title read this one list. */
export const recentJobsQuery = queryOptions({
  queryKey: ['jobs', 'recent'],
  queryFn: ({ signal }) => api.jobs({ roots: true, limit: 24 }, { signal }),
  refetchInterval: pollWithoutLive,
})

/** Everything, as far as somebody scrolls. Changes come in row by row (live.ts); a list is not read again for them. */
export const activityQuery = (filter: JobFilter) =>
  infiniteQueryOptions({
    queryKey: ['jobs', 'list', filter],
    queryFn: ({ pageParam, signal }) => api.jobs({ ...filter, roots: true, cursor: pageParam, limit: 50 }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    // without a stream only what fits one answer is asked for again and again
    refetchInterval: (query) => (query.state.data?.pages.length === 1 ? pollWithoutLive() : false),
  })

/** A parent's parts: at most so many are shown below it. */
export const childrenQuery = (parentId: string) =>
  queryOptions({
    queryKey: ['jobs', 'children', parentId],
    queryFn: ({ signal }) => api.jobs({ parentId, limit: 200 }, { signal }),
    refetchInterval: pollWithoutLive,
  })

/** What runs and what waits, apart, and the limits it meets. */
export const jobSummaryQuery = queryOptions({
  queryKey: ['jobs', 'summary'],
  queryFn: ({ signal }) => api.jobSummary({ signal }),
  refetchInterval: pollWithoutLive,
})

export const noticesQuery = queryOptions({ queryKey: ['notices'], queryFn: ({ signal }) => api.notices({ signal }) })

import { infiniteQueryOptions, QueryClient, queryOptions } from '@tanstack/react-query'
import type { ModelKind, QuoteRequest } from '../../api/contract.ts'
import { ApiError } from '../../client/problem.ts'
import { isLive } from '../live/status.ts'
import { api } from './client.ts'

const pollMs = 2_500
/** Only while there is no live stream; the ETag makes an unchanged answer free. */
export const pollWithoutLive = () => (isLive() ? false : pollMs)

const transient = (e: unknown): boolean => e instanceof ApiError && (e.status === 0 || e.status === 429 || e.status >= 502)

/** A server that asks to wait is waited for as long as it takes; what is wrong with the request is told at once. */
export const newQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 10 * 60_000,
        retry: (count, error) => transient(error) && ((error as ApiError).status === 503 || count < 4),
        retryDelay: (count, error) =>
          error instanceof ApiError && error.retryAfterMs !== null
            ? Math.min(error.retryAfterMs, 30_000)
            : Math.min(500 * 2 ** count, 8_000),
      },
      mutations: { networkMode: 'always' },
    },
  })

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.session({ signal }),
  refetchInterval: pollWithoutLive,
})

export const quoteQuery = (wanted: QuoteRequest) =>
  queryOptions({ queryKey: ['quote', wanted], queryFn: ({ signal }) => api.quote(wanted, { signal }), staleTime: 5 * 60_000 })

/** The AI models of one kind or all, those whose provider is off among them. */
export const modelsQuery = (kind?: ModelKind) =>
  queryOptions({
    queryKey: ['models', kind ?? 'all'],
    queryFn: ({ signal }) => api.models(kind, { signal }).then(({ items }) => items),
    staleTime: 5 * 60_000,
  })

/** What things cost and how long they usually take, for the range shown before a run. */
export const pricesQuery = queryOptions({ queryKey: ['prices'], queryFn: ({ signal }) => api.prices({ signal }), staleTime: 60_000 })

export const jobQuery = (id: string) =>
  queryOptions({ queryKey: ['job', id], queryFn: ({ signal }) => api.job(id, { signal }), refetchInterval: pollWithoutLive })
export const timelineQuery = (id: string) =>
  queryOptions({ queryKey: ['timeline', id], queryFn: ({ signal }) => api.timeline(id, { signal }), refetchInterval: pollWithoutLive })

export const ledgerQuery = infiniteQueryOptions({
  queryKey: ['ledger'],
  queryFn: ({ pageParam, signal }) => api.ledger({ cursor: pageParam, limit: 50 }, { signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.nextCursor ?? undefined,
})

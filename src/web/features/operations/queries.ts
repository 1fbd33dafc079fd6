import { queryOptions } from '@tanstack/react-query'
import { operationsClient } from '../../../client/operations.ts'
import { api } from '../../api/client.ts'

export const operationsApi = operationsClient(api.http)

/** What an operator sees is about all accounts, so no event of his own tells of it: it is asked for while the page is open. */
const everyMs = 4_000

export const lanesQuery = queryOptions({
  queryKey: ['operations', 'lanes'],
  queryFn: ({ signal }) => operationsApi.lanes({ signal }),
  refetchInterval: everyMs,
})
export const operationsQuery = queryOptions({
  queryKey: ['operations', 'overview'],
  queryFn: ({ signal }) => operationsApi.operations({ signal }),
  refetchInterval: everyMs,
})
export const unknownQuery = queryOptions({
  queryKey: ['operations', 'unknown'],
  queryFn: ({ signal }) => operationsApi.unknownOutcomes({ signal }),
  refetchInterval: everyMs,
})

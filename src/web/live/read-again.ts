import type { QueryClient, QueryFilters } from '@tanstack/react-query'

/**
 * Reads again what may have changed since it was asked for, of all queries or those `filters` name. A first reading that
 * is still on its way is let through and followed by another: marked at once it would pass for fresh as soon as it came,
 * with an answer from before.
 */
export function readAgain(queryClient: QueryClient, filters?: QueryFilters): void {
  for (const query of queryClient.getQueryCache().findAll(filters)) {
    const again = () => void queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true, refetchType: 'active' })
    const { data, fetchStatus, fetchFailureCount } = query.state
    const isFirst = fetchStatus !== 'idle' && data === undefined
    if (isFirst) void query.promise?.then(again, again)
    // one that waits to be tried again need not wait any longer
    if (!isFirst || fetchFailureCount > 0) again()
  }
}

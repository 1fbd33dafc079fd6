import type { QueryClient } from '@tanstack/react-query'

/**
 * Reads everything again that began to be read before now; what is still on its way is let through first. Marked at once
 * it would pass for fresh as soon as it came, with an answer from before.
 */
export function readAgain(queryClient: QueryClient): void {
  for (const query of queryClient.getQueryCache().getAll()) {
    const again = () => void queryClient.invalidateQueries({ queryKey: query.queryKey, exact: true, refetchType: 'active' })
    const { fetchStatus, fetchFailureCount } = query.state
    if (fetchStatus !== 'idle') void query.promise?.then(again, again)
    // one that waits to be tried again need not wait any longer
    if (fetchStatus === 'idle' || fetchFailureCount > 0) again()
  }
}

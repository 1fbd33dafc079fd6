/** Whether the server answered the last time anything asked it; the offline banner and the live status read this. */
let reachable = true
const listeners = new Set<() => void>()

function setReachable(next: boolean): void {
  if (next === reachable) return
  reachable = next
  for (const listener of listeners) listener()
}

export const isReachable = (): boolean => reachable

export function onReachable(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** `fetch` that keeps note of whether anybody answered. A gateway saying "nobody home" counts as nobody. */
export const watchedFetch: typeof fetch = async (input, init) => {
  try {
    const response = await fetch(input, init)
    setReachable(response.status !== 502 && response.status !== 504)
    return response
  } catch (error) {
    const aborted = init?.signal?.aborted === true && (init.signal.reason as Error | undefined)?.name !== 'TimeoutError'
    if (!aborted) setReachable(false)
    throw error
  }
}

import { useSyncExternalStore } from 'react'

const storageKey = 'safelight.film.dismissed'
const keptMax = 50
const listeners = new Set<() => void>()
let ids = read()

/** Batches whose failures the person has seen and put away, in this tab. */
export const useDismissed = (): readonly string[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => ids,
  )

export function dismiss(batchId: string): void {
  ids = [...ids, batchId].slice(-keptMax)
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(ids))
  } catch {
    // put away as long as the page lives
  }
  for (const listener of listeners) listener()
}

function read(): readonly string[] {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '[]') as string[]
  } catch {
    return []
  }
}

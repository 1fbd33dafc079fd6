import { useSyncExternalStore } from 'react'

export type Theme = 'system' | 'dark' | 'light'
const storageKey = 'safelight.theme'
const listeners = new Set<() => void>()

const read = (): Theme => {
  const chosen = document.documentElement.dataset.theme
  return chosen === 'dark' || chosen === 'light' ? chosen : 'system'
}

/** Chooses a theme for this browser; `system` follows the operating system, also when it changes at dusk. */
export function setTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    if (theme === 'system') localStorage.removeItem(storageKey)
    else localStorage.setItem(storageKey, theme)
  } catch {
    // the choice then lasts as long as the page
  }
  for (const listener of listeners) listener()
}

export const useTheme = (): Theme =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, read)

import { createClient } from '../../client/client.ts'
import { currentLocale } from '../i18n/i18n.tsx'
import { watchedFetch } from './reach.ts'

/** Headers of every request: the words come back in the language of the switch, not of the browser. */
export const apiHeaders = (): Record<string, string> => ({ 'accept-language': currentLocale() })

let resending = 0
const listeners = new Set<() => void>()

/** How many times a paid request is being sent again by itself just now; the page says so instead of looking stuck. */
export const resendStore = {
  get: () => resending > 0,
  subscribe: (listener: () => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

export const api = createClient({
  fetch: watchedFetch,
  headers: apiHeaders,
  onResend: ({ waitMs }) => {
    resending++
    for (const l of listeners) l()
    setTimeout(() => {
      resending--
      for (const l of listeners) l()
    }, waitMs + 200)
  },
})

import { newKey } from '../../client/http.ts'
import { ApiError } from '../../client/problem.ts'

const storageKey = 'safelight.intents'

/**
 * Runs a request that can move credits under a key that belongs to the *intent*: until a definite answer came, the
 * same intent is sent under the same key, also by a second click, and by the next page after a reload in the middle.
 */
export async function paid<T>(intent: string, send: (idempotencyKey: string) => Promise<T>): Promise<T> {
  const keys = read()
  const key = keys[intent] ?? newKey()
  write({ ...keys, [intent]: key })
  try {
    const answer = await send(key)
    forget(intent)
    return answer
  } catch (error) {
    if (isDefinite(error)) forget(intent)
    throw error
  }
}

/** The server decided: a further click is a new intent. Without an answer, or after a 5xx, it may still be bought. */
const isDefinite = (error: unknown): boolean =>
  error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429

let memory: Record<string, string> = {}

function read(): Record<string, string> {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey) ?? '{}') as Record<string, string>
  } catch {
    return memory
  }
}

function write(keys: Record<string, string>): void {
  memory = Object.fromEntries(Object.entries(keys).slice(-50))
  try {
    sessionStorage.setItem(storageKey, JSON.stringify(memory))
  } catch {
    // memory alone then serves as long as the page lives
  }
}

function forget(intent: string): void {
  const { [intent]: _gone, ...rest } = read()
  write(rest)
}

import type { Problem } from '../api/contract.ts'

/**
 * A request that was refused or never arrived. `code` is the API's stable code, or one of ours for what no server
 * said: `network` (nobody answered), `timeout`, `bad_answer` (something that is not our API answered).
 */
export class ApiError extends Error {
  readonly code: string
  /** HTTP status; 0 when there was no answer */
  readonly status: number
  readonly problem: Problem | null
  /** how long the server asked us to wait */
  readonly retryAfterMs: number | null

  constructor(code: string, status: number, problem: Problem | null, retryAfterMs: number | null) {
    super(problem?.detail ?? code)
    this.name = 'ApiError'
    this.code = code
    this.status = status
    this.problem = problem
    this.retryAfterMs = retryAfterMs
  }
}

/** Seconds or an HTTP date (RFC 9110 §10.2.3), as milliseconds from now; null when absent or unreadable. */
export function parseRetryAfter(value: string | null, nowMs = Date.now()): number | null {
  if (value === null) return null
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}

/** Turns an unsuccessful response into an `ApiError`, also when a proxy answered with its own page. */
export async function errorFromResponse(response: Response): Promise<ApiError> {
  const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'))
  const type = response.headers.get('content-type') ?? ''
  const body: unknown = type.includes('json') ? await response.json().catch(() => null) : null
  if (isProblem(body)) return new ApiError(body.code, response.status, body, retryAfterMs)
  return new ApiError('bad_answer', response.status, null, retryAfterMs)
}

function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' && body !== null && typeof (body as Problem).code === 'string' && typeof (body as Problem).detail === 'string'
  )
}

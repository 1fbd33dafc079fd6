import { ApiError, errorFromResponse } from './problem.ts'

export type HttpOptions = {
  /** origin of the server; empty for the page's own */
  baseUrl?: string
  /** read at each request: language, authorization */
  headers?: () => Record<string, string>
  fetch?: typeof fetch
  /** told while a write is being sent again by itself, with the wait before the next try */
  onResend?: (info: { attempt: number; waitMs: number; error: ApiError }) => void
  timeoutMs?: number
}

export type RequestOptions = {
  body?: unknown
  /** sent as Idempotency-Key; with it, a lost answer is mended by sending the same request again */
  idempotencyKey?: string | undefined
  signal?: AbortSignal | undefined
}

export type Http = <T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, options?: RequestOptions) => Promise<T>

const resendsMax = 6
const resendBaseMs = 400
const resendCapMs = 8_000
const etagsMax = 200

/**
 * One JSON request function. A write that carries an idempotency key is resent under the same key when nobody
 * answered or the server asked to wait (429, 502, 503, 504); anything else is the caller's. Reads send the last
 * ETag and hand back the very same object on 304, so that polling costs neither bytes nor renders.
 */
export function createHttp(options: HttpOptions = {}): Http {
  const doFetch = options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => globalThis.fetch(input, init))
  const known = new Map<string, { etag: string; body: unknown }>()

  async function once<T>(method: string, path: string, o: RequestOptions): Promise<T> {
    const headers: Record<string, string> = { accept: 'application/json', ...options.headers?.() }
    if (o.body !== undefined) headers['content-type'] = 'application/json'
    if (o.idempotencyKey !== undefined) headers['idempotency-key'] = o.idempotencyKey
    const cacheKey = `${headers['accept-language'] ?? ''} ${path}`
    const cached = method === 'GET' ? known.get(cacheKey) : undefined
    if (cached) headers['if-none-match'] = cached.etag

    const timeout = AbortSignal.timeout(options.timeoutMs ?? 20_000)
    const signal = o.signal ? AbortSignal.any([o.signal, timeout]) : timeout
    const init: RequestInit = { method, headers, signal, credentials: 'same-origin', cache: 'no-store' }
    if (o.body !== undefined) init.body = JSON.stringify(o.body)
    let response: Response
    try {
      response = await doFetch(`${options.baseUrl ?? ''}${path}`, init)
    } catch (error) {
      if (o.signal?.aborted) throw error
      throw new ApiError(timeout.aborted ? 'timeout' : 'network', 0, null, null)
    }
    if (response.status === 304 && cached) return cached.body as T
    if (!response.ok) throw await errorFromResponse(response)
    if (response.status === 204) return undefined as T
    let body: T
    try {
      body = (await response.json()) as T
    } catch {
      if (o.signal?.aborted) throw o.signal.reason
      throw new ApiError('bad_answer', response.status, null, null)
    }
    const etag = response.headers.get('etag')
    if (method === 'GET' && etag !== null) {
      known.delete(cacheKey)
      known.set(cacheKey, { etag, body })
      if (known.size > etagsMax) known.delete(known.keys().next().value as string)
    }
    return body
  }

  return async function request<T>(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, o: RequestOptions = {}): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once<T>(method, path, o)
      } catch (error) {
        if (!(error instanceof ApiError) || o.idempotencyKey === undefined || attempt > resendsMax || !mayResend(error)) throw error
        const backoffMs = Math.min(resendCapMs, resendBaseMs * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2)
        const waitMs = error.retryAfterMs === null ? backoffMs : Math.min(error.retryAfterMs, 30_000)
        options.onResend?.({ attempt, waitMs, error })
        await sleep(waitMs, o.signal)
      }
    }
  }
}

/** Only what the same key makes harmless and waiting can mend. */
const mayResend = (e: ApiError): boolean => e.code === 'network' || e.code === 'timeout' || [429, 502, 503, 504].includes(e.status)

/** Waits, or rejects with the signal's reason. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const done = () => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }
    const timer = setTimeout(done, ms)
    const stop = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', stop, { once: true })
  })
}

/** A UUID v4, also where `crypto.randomUUID` is missing because the page is served over plain HTTP. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const b = crypto.getRandomValues(new Uint8Array(16))
  b[6] = ((b[6] as number) & 0x0f) | 0x40
  b[8] = ((b[8] as number) & 0x3f) | 0x80
  const hex = Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** HTTP to providers: one paid POST that is never repeated, reads that may be, and what each outcome says about the money. */
import { Agent, fetch, type RequestInit, type Response } from 'undici'
export { FormData } from 'undici'
import { isJobError, jobError, type FailureCode, type JobError } from '../engine/errors.ts'

export type HttpAnswer = {
  status: number
  headers: Headers
  bytes: Buffer
  readonly text: string
  /** what its JSON says; undefined where it is none */
  readonly body: unknown
}
type Headers = Response['headers']

export type HttpRequest = {
  method?: string
  url: string
  headers?: Record<string, string>
  body?: RequestInit['body']
  signal: AbortSignal
  timeoutMs?: number
  /** an answer larger than this is not read on */
  bytesMax?: number
}

const submitTimeoutMs = 60_000
const readTimeoutMs = 15_000
const answerBytesMax = 64 * 1024 * 1024

/** Before any byte of the request left: the provider surely did not take it. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'])

/**
 * The one paid request: a connection of its own (a kept one may die under it, and then nobody knows), no redirect, no
 * second try. Answers with whatever status came.
 * @throws JobError: `provider_overloaded`, surely not accepted, where nothing was sent; `provider_timeout`, ambiguous,
 *   where it was sent and no whole answer came
 */
export async function postOnce(request: HttpRequest): Promise<HttpAnswer> {
  // how long it may take is the request's own matter: some providers answer only when the work is done
  const agent = new Agent({ connections: 1, pipelining: 0, keepAliveTimeout: 1, connectTimeout: 10_000, headersTimeout: 0, bodyTimeout: 0 })
  try {
    return await exchange({ method: 'POST', ...request }, agent, submitTimeoutMs)
  } catch (error) {
    if (isJobError(error)) throw error
    if (neverSent.has(codeOf(error))) throw jobError('provider_overloaded', { acceptance: 'surely-not', cause: error })
    throw jobError('provider_timeout', { acceptance: 'ambiguous', cause: error })
  } finally {
    void agent.destroy().catch(() => {})
  }
}

/**
 * A request that costs nothing and may be repeated: a poll, a cancel, an upload.
 * @throws JobError `provider_timeout` or `provider_overloaded`, both retryable
 */
export async function request(options: HttpRequest): Promise<HttpAnswer> {
  try {
    return await exchange(options, undefined, readTimeoutMs)
  } catch (error) {
    if (isJobError(error)) throw error
    throw jobError(neverSent.has(codeOf(error)) ? 'provider_overloaded' : 'provider_timeout', { acceptance: 'surely-not', cause: error })
  }
}

async function exchange({ url, timeoutMs, bytesMax = answerBytesMax, signal, ...init }: HttpRequest, dispatcher: Agent | undefined, timeoutByDefaultMs: number): Promise<HttpAnswer> {
  const response = await fetch(url, {
    ...init,
    redirect: 'manual',
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs ?? timeoutByDefaultMs)]),
    ...(dispatcher && { dispatcher }),
  } as RequestInit)
  const bytes = await bytesOf(response, bytesMax)
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    get text() {
      return bytes.toString('utf8')
    },
    get body() {
      return parsed(bytes.toString('utf8'))
    },
  }
}

async function bytesOf(response: Response, bytesMax: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body ?? []) {
    bytes += (part as Uint8Array).byteLength
    if (bytes > bytesMax) throw jobError('provider_failed', { params: { reason: 'answer_too_large' } })
    parts.push(part as Uint8Array)
  }
  return Buffer.concat(parts)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const codeOf = (error: unknown): string => {
  for (let e = error as { code?: unknown; cause?: unknown } | undefined, depth = 0; e && depth < 5; e = e.cause as typeof e, depth++) {
    if (typeof e.code === 'string') return e.code
    // connecting tries several addresses: surely not sent only where none of them was reached
    if (e instanceof AggregateError && e.errors.length > 0) return codeOf(e.errors[0])
  }
  return ''
}

/** `Retry-After` in milliseconds: seconds or a date; undefined where there is none that makes sense. */
export function retryAfterMs(headers: Headers, nowMs = Date.now()): number | undefined {
  const value = headers.get('retry-after')?.trim()
  if (!value) return undefined
  const ms = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 3_600_000) : undefined
}

/**
 * What an HTTP status means where the provider's own words say nothing better. On a paid POST a clear 4xx was surely
 * not accepted; a redirect or a 5xx is ambiguous. On reads the acceptance does not matter.
 */
export function errorForStatus(answer: Pick<HttpAnswer, 'status' | 'headers'>, detail?: string, override?: FailureCode): JobError {
  const { status, headers } = answer
  const retry = retryAfterMs(headers)
  const code: FailureCode = override ?? codeForStatus(status)
  return jobError(code, {
    acceptance: status >= 400 && status < 500 && status !== 408 && status !== 409 ? 'surely-not' : 'ambiguous',
    ...(retry !== undefined && { retryAfterMs: retry }),
    ...(detail !== undefined && detail !== '' && { params: { detail: detail.slice(0, 500) } }),
  })
}

/**
 * What a status means for accepted work we only ask about. Asking costs nothing: what may mend by itself or by an
 * operator (a key that was changed, an account that was topped up) is asked again, to the work's deadline; only a clear
 * "there is no such thing" ends it.
 */
export function errorOfRead(answer: Pick<HttpAnswer, 'status' | 'headers'>, detail?: string): JobError {
  const { status } = answer
  if (status === 404 || status === 410) return errorForStatus(answer, detail, 'provider_failed')
  return errorForStatus(answer, detail, status === 429 ? 'provider_rate_limited' : 'provider_overloaded')
}

function codeForStatus(status: number): FailureCode {
  switch (status) {
    case 401:
    case 403:
      return 'provider_auth'
    case 402:
      return 'provider_quota'
    case 408:
      return 'provider_timeout'
    case 429:
      return 'provider_rate_limited'
    case 400:
    case 413:
    case 415:
    case 422:
      return 'invalid_input'
    default:
      return status >= 500 ? 'provider_overloaded' : 'provider_failed'
  }
}

/** What a request can be refused with: one factory each. Words are rendered by language when the answer is written. */
import type { Problem } from './contract.ts'
import { renderFailure, renderField, type FailureCode, type FieldCode } from '../messages/failures.ts'
import type { Locale, Params } from '../messages/locale.ts'

/** What is wrong with one input, as a JSON pointer into the body (or `/query/..`, `/headers/..`). */
export type FieldProblem = { pointer: string; code: FieldCode; params?: Params }

export type Refused = {
  status: number
  code: FailureCode
  params?: Params
  fields?: FieldProblem[]
  can?: string[]
  prices?: Record<string, unknown>
  uses?: Problem['uses']
  /** what stands in the way, by name */
  items?: { kind: string; id: string; name: string }[]
  headers?: Record<string, string>
}

/** Thrown by handlers and hooks; the error handler writes it as `application/problem+json`. */
export class ProblemError extends Error {
  readonly refused: Refused
  readonly statusCode: number

  constructor(refused: Refused) {
    super(refused.code)
    this.name = 'ProblemError'
    this.refused = refused
    this.statusCode = refused.status
  }
}

const refuse = (refused: Refused) => new ProblemError(refused)

export const problems = {
  invalidInput: (fields: FieldProblem[]) => refuse({ status: 400, code: 'invalid_input', fields }),
  malformedJson: () => refuse({ status: 400, code: 'malformed_json' }),
  unauthorized: () => refuse({ status: 401, code: 'unauthorized', headers: { 'www-authenticate': 'Bearer' } }),
  insufficientCredits: (params: { available: number; needed: number }) => refuse({ status: 402, code: 'insufficient_credits', params }),
  forbidden: () => refuse({ status: 403, code: 'forbidden' }),
  notFound: () => refuse({ status: 404, code: 'not_found' }),
  methodNotAllowed: (method: string, allowed: string[]) =>
    refuse({ status: 405, code: 'method_not_allowed', params: { method }, headers: { allow: allowed.join(', ') } }),
  illegalEvent: (event: string, status: string, can: string[]) => refuse({ status: 409, code: 'illegal_event', params: { event, status }, can }),
  inUse: (uses: NonNullable<Problem['uses']>) => refuse({ status: 409, code: 'in_use', params: { titles: uses.slice(0, 3).map(({ title }) => title.slice(0, 60)).join(' · '), open: uses.some(({ open }) => open) ? 1 : 0 }, uses }),
  /** something else must be there, or gone, first */
  blocked: (code: FailureCode, items: { kind: string; id: string; name: string }[], max?: number) =>
    refuse({ status: 409, code, items, params: { count: items.length, names: namesOf(items), ...(max !== undefined && { max }) } }),
  conflict: () => refuse({ status: 409, code: 'conflict' }),
  idempotencyConflict: () => refuse({ status: 409, code: 'idempotency_conflict' }),
  priceChanged: (credits: number, prices: Record<string, unknown>) => refuse({ status: 409, code: 'price_changed', params: { credits }, prices }),
  payloadTooLarge: (max: number) => refuse({ status: 413, code: 'payload_too_large', params: { max } }),
  /** not one of a request's files could be taken; each is named */
  filesRefused: (status: 400 | 413 | 415 | 501, fields: FieldProblem[]) => refuse({ status, code: 'files_refused', fields }),
  unsupportedMediaType: () => refuse({ status: 415, code: 'unsupported_media_type', headers: { accept: 'application/json' } }),
  rangeNotSatisfiable: (bytes: number) => refuse({ status: 416, code: 'invalid_input', headers: { 'content-range': `bytes */${bytes}` } }),
  rateLimited: (afterSeconds: number) => refuse({ status: 429, code: 'rate_limited', headers: { 'retry-after': String(afterSeconds) } }),
  internal: () => refuse({ status: 500, code: 'internal' }),
  storageFailed: () => refuse({ status: 500, code: 'storage_failed' }),
  databaseUnavailable: () => refuse({ status: 503, code: 'database_unavailable', headers: { 'retry-after': '2' } }),
}

/** The first few by name: a sentence of two hundred names helps nobody. */
const namesOf = (items: readonly { name: string }[], most = 5): string =>
  items.slice(0, most).map(({ name }) => name.slice(0, 60)).join(', ') + (items.length > most ? ', …' : '')

/** The body of the answer (RFC 9457). `type` leads to its entry in this server's own documentation. */
export function problemBody(refused: Refused, locale: Locale, instance: string): Problem {
  const words = renderFailure(locale, { code: refused.code, params: refused.params })
  return {
    type: `/api/docs#problem-${refused.code}`,
    title: words.title,
    status: refused.status,
    code: refused.code,
    detail: words.message,
    advice: words.advice,
    instance,
    ...(refused.fields && {
      fields: refused.fields.map(({ pointer, code, params }) => ({ pointer, code, message: renderField(locale, { code, params }) })),
    }),
    ...(refused.can && { can: refused.can }),
    ...(refused.prices && { prices: refused.prices }),
    ...(refused.uses && { uses: refused.uses }),
    ...(refused.items && { items: refused.items }),
  }
}

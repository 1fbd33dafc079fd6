import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Idempotency } from '../studios/port.ts'
import { problems } from './problems.ts'

/**
 * The request's Idempotency-Key, scoped by method and route; the engine scopes it by account. The hash is of the
 * parsed body and the address, so that key order and white space do not matter and another task does.
 */
export function idempotencyOf(request: FastifyRequest): Idempotency | undefined {
  const header = idempotencyKeyOf(request)
  if (header === undefined) return undefined
  const hash = createHash('sha256').update(canonical([request.params, request.body ?? null])).digest('base64url')
  return { key: `${request.method} ${request.routeOptions.url} ${header}`, hash }
}

/** The header alone, for requests whose body is streamed and hashed elsewhere. */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const header = request.headers['idempotency-key']
  if (header === undefined) return undefined
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header))
    throw problems.invalidInput([{ pointer: '/headers/idempotency-key', code: 'invalid' }])
  return header
}

/** JSON with the keys of every object in order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

/** Answers to reads: an ETag for everything, 304 for those who have it. */
import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * Sends JSON with a weak ETag, or 304. `leaveOut` names members that change by the mere passing of time: they travel,
 * but do not make the rest new.
 */
export function sendFresh(request: FastifyRequest, reply: FastifyReply, body: object, leaveOut?: string): FastifyReply {
  const json = JSON.stringify(body)
  const hashed = leaveOut === undefined ? json : JSON.stringify(body, (key, value: unknown) => (key === leaveOut ? undefined : value))
  const etag = `W/"${createHash('sha1').update(hashed).digest('base64url')}"`
  reply
    .header('etag', etag)
    .header('cache-control', 'private, no-cache')
    .header('vary', 'accept-language, authorization, cookie')
    .header('content-language', request.locale)
  if (matches(request.headers['if-none-match'], etag)) return reply.code(304).send()
  return reply.type('application/json; charset=utf-8').serializer((text: string) => text).send(json)
}

/** Weak comparison (RFC 9110 §13.1.2). */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false
  if (ifNoneMatch.trim() === '*') return true
  const bare = (tag: string) => tag.trim().replace(/^W\//, '')
  return ifNoneMatch.split(',').some((tag) => bare(tag) === bare(etag))
}

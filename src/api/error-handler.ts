/** Every way a request can go wrong ends here, as one problem+json. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isDatabaseAway } from './database-away.ts'
import { ProblemError, problemBody, problems } from './problems.ts'

/** Below any sensible prompt's six-fold \\uXXXX spelling nothing is refused for its size; above it nothing is read. */
export const bodyBytesMax = 128 * 1024

export async function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const problem = asProblem(error, request.routeOptions?.bodyLimit ?? bodyBytesMax)
  const { refused } = problem
  if (refused.status >= 500 && refused.code !== 'database_unavailable') request.log.error({ err: error }, 'request failed unexpectedly')
  else if (refused.code === 'database_unavailable') request.log.warn({ reason: (error as Error)?.message }, 'database away')
  if (refused.status === 413) await drain(request.raw)
  // a refused upgrade is the last thing said on its connection
  if (request.ws) reply.header('connection', 'close')
  for (const [name, value] of Object.entries(refused.headers ?? {})) reply.header(name, value)
  await reply
    .code(refused.status)
    .header('cache-control', 'no-store')
    .header('content-language', request.locale)
    .type('application/problem+json')
    // written by hand: a problem must not depend on a route's own serializer
    .serializer(JSON.stringify)
    .send(problemBody(refused, request.locale, request.url.split('?')[0] ?? '/'))
}

function asProblem(error: unknown, bytesMax: number): ProblemError {
  if (error instanceof ProblemError) return error
  if (isDatabaseAway(error)) return problems.databaseUnavailable()
  const { code, statusCode } = (error ?? {}) as { code?: string; statusCode?: number }
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problems.payloadTooLarge(bytesMax)
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
    case 'FST_ERR_CTP_INVALID_TYPE':
      return problems.unsupportedMediaType()
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return problems.malformedJson()
    default:
      return statusCode === 400 ? problems.invalidInput([]) : problems.internal()
  }
}

/** What is not even HTTP, or has too large a head, is refused before there is a request: written by hand. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, reason] = error.code === 'HPE_HEADER_OVERFLOW' ? [431, 'Request Header Fields Too Large'] : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? [408, 'Request Timeout'] : [400, 'Bad Request']
  const body = JSON.stringify({ ...problemBody({ status: Number(status), code: 'invalid_input' }, 'en', '/'), title: reason })
  socket.end(`HTTP/1.1 ${status} ${reason}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
}

const drainBytesMax = 32 * 1024 * 1024
const drainMsMax = 5_000

/**
 * Reads on, within bounds, what we refused for its size: closing while the client still sends resets the connection,
 * and the client never sees why.
 */
function drain(request: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    if (request.readableEnded || request.destroyed) return resolve()
    let left = drainBytesMax
    const done = () => {
      clearTimeout(timer)
      request.off('data', count).off('end', done).off('close', done).off('error', done)
      resolve()
    }
    const count = (chunk: Buffer) => {
      left -= chunk.byteLength
      if (left < 0) done()
    }
    const timer = setTimeout(done, drainMsMax)
    request.on('data', count).once('end', done).once('close', done).once('error', done)
    request.resume()
  })
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { isId } from '../../engine/ids.ts'
import { who, type App, type Deps } from '../app.ts'
import type { Principal } from '../auth.ts'
import { socketTicket } from '../contract.ts'
import { openFeed, type Carrier } from '../feed.ts'
import type { Metrics } from '../metrics.ts'
import { isSameOrigin } from '../origin.ts'
import { problems } from '../problems.ts'

const tags = ['realtime']
const heartbeatMs = 15_000
/** every fourth heartbeat asks whether the key or session still holds */
const beatsPerCheck = 4
const ticketSeconds = 60
/** one person's tabs share one connection; this bounds what a broken client can open */
const streamsPerAccountMax = 200

/** A cursor is the engine's business; here only its size and alphabet are checked, since it ends up in a header. */
const cursorText = z.string().max(4096).regex(/^[\x21-\x7e]+$/)

export function realtimeRoutes(app: App, { engine, accounts, signer, config }: Deps, metrics: Metrics): void {
  const open = new Map<Carrier, string>()
  // streams never end by themselves: a stopping server tells them to come back elsewhere
  app.addHook('preClose', async () => {
    for (const carrier of open.keys()) carrier.drop('stopping')
  })

  /** Runs a feed over a carrier until the returned function is called. */
  async function run(principal: Principal, carrier: Carrier, after: string | undefined, beat: () => void): Promise<() => void> {
    let beats = 0
    const timer = setInterval(() => {
      beat()
      if (++beats % beatsPerCheck !== 0) return
      // a database that is away is no reason to send anybody off
      principal.stillHolds().then((holds) => holds || carrier.drop('revoked'), () => {})
    }, heartbeatMs)
    open.set(carrier, principal.accountId)
    metrics.streams(open.size)
    let stopFeed = () => {}
    let ended = false
    const end = () => {
      ended = true
      clearInterval(timer)
      open.delete(carrier)
      metrics.streams(open.size)
      stopFeed()
    }
    try {
      stopFeed = await openFeed(engine, { accountId: principal.accountId, after, carrier })
      if (ended) stopFeed()
    } catch (error) {
      end()
      throw error
    }
    return end
  }

  function checkRoom(accountId: string): void {
    let count = 0
    for (const owner of open.values()) if (owner === accountId) count++
    if (count >= streamsPerAccountMax) throw problems.rateLimited(10)
  }

  app.get(
    '/api/events',
    {
      // a stream without a body would never end
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: 'Every change, as server-sent events',
        description: 'Resumes behind `Last-Event-ID` or `?cursor=`. The first event is `hello`; `reset` means: fetch anew, then go on.',
        querystring: z.object({ cursor: cursorText.optional() }),
      },
    },
    async (request, reply) => {
      const principal = who(request)
      checkRoom(principal.accountId)
      const given = request.headers['last-event-id']
      const after = typeof given === 'string' && given !== '' ? given : request.query.cursor
      if (after !== undefined && !cursorText.safeParse(after).success) throw problems.invalidInput([{ pointer: '/headers/last-event-id', code: 'invalid' }])
      await stream(request, reply, principal, after)
    },
  )

  async function stream(request: FastifyRequest, reply: FastifyReply, principal: Principal, after: string | undefined): Promise<void> {
    // asked before the head is written, so that a database that is away is a 503 and not a broken stream
    const from = after ?? (await engine.events.cursor())
    reply.hijack()
    const { raw } = reply
    const headers = Object.entries(reply.getHeaders()).filter((entry): entry is [string, string | string[]] => entry[1] !== undefined)
    raw.writeHead(200, { ...Object.fromEntries(headers), 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    raw.socket?.setNoDelay(true)
    const carrier: Carrier = {
      send: (envelope) => void raw.write(`id: ${envelope.cursor}\ndata: ${JSON.stringify(envelope)}\n\n`),
      backlogBytes: () => raw.writableLength,
      drop(reason) {
        if (reason === 'slow') {
          request.log.warn({ accountId: principal.accountId }, 'event stream dropped: its client does not read')
          raw.destroy()
        } else raw.end()
      },
    }
    let end: (() => void) | undefined
    const closed = new Promise<void>((resolve) => raw.once('close', resolve))
    void closed.then(() => end?.())
    raw.on('error', () => {})
    try {
      end = await run(principal, carrier, from, () => raw.write(': beat\n\n'))
      if (raw.destroyed || raw.closed) end()
    } catch (error) {
      request.log.warn({ err: error }, 'event stream could not be served')
      raw.destroy()
    }
  }

  app.post(
    '/api/ws/ticket',
    { schema: { tags, summary: 'A ticket to open a WebSocket with, good for a minute', description: '`GET /api/ws?ticket=..` upgrades to a WebSocket that carries the same envelopes as `GET /api/events`, resumed by `&cursor=`. Clients that can send a bearer key or our own cookie need no ticket.', body: z.strictObject({}).nullish(), response: { 200: socketTicket } } },
    async (request) => {
      const { accountId } = who(request)
      const expires = Math.floor(Date.now() / 1000) + ticketSeconds
      return { ticket: `${accountId}.${expires}.${signer.sign('ticket', accountId, expires)}`, expiresAt: new Date(expires * 1000).toISOString() }
    },
  )

  /** A ticket's account; null where it is not ours or past its time. */
  async function byTicket(ticket: string): Promise<Principal | null> {
    const [accountId = '', expires = '', signature = ''] = ticket.split('.')
    if (!isId(accountId) || !signer.verify('ticket', accountId, Number(expires), signature)) return null
    const account = await accounts.byId(accountId)
    return account && { accountId, userId: null, role: account.role, scopes: ['*'], by: 'ticket', account, stillHolds: async () => true }
  }

  app.get(
    '/api/ws',
    {
      websocket: true,
      config: { access: 'anyone' },
      schema: { tags, summary: 'The same events over a WebSocket', querystring: z.object({ cursor: cursorText.optional(), ticket: z.string().max(512).optional() }) },
      // before the upgrade, so that a refusal is an HTTP answer
      preHandler: async (request) => {
        const { ticket } = request.query as { ticket?: string }
        if (ticket !== undefined) request.principal = await byTicket(ticket)
        const principal = who(request)
        // a foreign page's script could ride on our cookie; it cannot know a key or a ticket
        if (principal.by === 'session' && !isSameOrigin(request.headers, config.publicUrl)) throw problems.forbidden()
        checkRoom(principal.accountId)
      },
    },
    async (socket, request) => {
      const principal = who(request)
      const { cursor } = request.query as { cursor?: string }
      let alive = true
      const carrier: Carrier = {
        send: (envelope) => socket.send(JSON.stringify(envelope)),
        backlogBytes: () => socket.bufferedAmount,
        drop(reason) {
          if (reason === 'slow') socket.terminate()
          else socket.close(reason === 'stopping' ? 1012 : 1008, reason)
        },
      }
      let end: (() => void) | undefined
      socket.on('close', () => end?.())
      socket.on('error', () => {})
      socket.on('pong', () => (alive = true))
      try {
        end = await run(principal, carrier, cursor, () => {
          if (!alive) return socket.terminate()
          alive = false
          socket.ping()
        })
        if (socket.readyState !== socket.OPEN) end()
      } catch (error) {
        request.log.warn({ err: error }, 'WebSocket could not be served')
        socket.close(1013, 'try again later')
      }
    },
  )
}

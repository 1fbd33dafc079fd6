/** The HTTP server: what holds for every request, then the routes. */
import type { Socket } from 'node:net'
import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import websocket from '@fastify/websocket'
import Fastify, { LogController, type FastifyBaseLogger } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Logger } from 'pino'
import type { z } from 'zod'
import { newId } from '../engine/ids.ts'
import { pickLocale } from '../messages/locale.ts'
import type { App, Deps } from './app.ts'
import { documentApi } from './documentation.ts'
import { answerClientError, bodyBytesMax, handleError } from './error-handler.ts'
import { createMetrics } from './metrics.ts'
import { problems } from './problems.ts'
import { adminRoutes } from './routes/admin.ts'
import { creditRoutes } from './routes/credits.ts'
import { fileRoutes } from './routes/files.ts'
import { filmRoutes } from './routes/film.ts'
import { healthRoutes } from './routes/health.ts'
import { jobRoutes } from './routes/jobs.ts'
import { keyRoutes } from './routes/keys.ts'
import { modelRoutes } from './routes/models.ts'
import { libraryRoutes } from './routes/library.ts'
import { noticeRoutes } from './routes/notices.ts'
import { photographyRoutes } from './routes/photography.ts'
import { operationsRoutes } from './routes/operations.ts'
import { priceRoutes } from './routes/prices.ts'
import { realtimeRoutes } from './routes/realtime.ts'
import { sessionRoutes } from './routes/session.ts'
import { taskRoutes } from './routes/tasks.ts'
import { uploadRoutes } from './routes/uploads.ts'
import { videoRoutes } from './routes/video.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import { invalidInput } from './validation.ts'
import { serveWeb } from './web.ts'

/** how long a stopping server waits for answers that are being sent */
const closeGraceMs = 10_000

export type ServerOptions = Deps & {
  log: Logger
  /** folder of the built page; null: none */
  webFolder: string | null
}

/** A server ready to listen. `app.close()` ends its streams and waits for its requests. */
export async function createServer(options: ServerOptions): Promise<App> {
  const { config, auth, log } = options
  const app: App = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    // one line per request, written below
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: newId,
    bodyLimit: bodyBytesMax,
    trustProxy: config.trustedProxies === 0 ? false : (_address: string, hop: number) => hop < config.trustedProxies,
    // while it closes, the engine still stands: whoever got in is answered properly
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    // long-lived streams end by preClose below; idle keep-alive connections must not delay a stop
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 200 },
    // a malformed escape in an address, or a head too large: refused before any route
    frameworkErrors: (error, request, reply) => {
      request.locale ??= pickLocale(request.headers['accept-language'])
      void handleError(problems.notFound(), request, reply)
      request.log.debug({ reason: error.message }, 'unroutable request')
    },
  }).withTypeProvider<ZodTypeProvider>()

  app.decorateRequest('principal', null)
  app.decorateRequest('locale', 'en')
  app.setErrorHandler(handleError)
  app.setValidatorCompiler<z.ZodType>(({ schema, httpPart }) => (data: unknown) => {
    const result = schema.safeParse(data, { reportInput: true })
    return result.success ? { value: result.data } : { error: invalidInput(result.error, httpPart as 'body') }
  })
  // answers are typed by the same schemas they are documented with; checking each again at run time costs and helps nobody
  app.setSerializerCompiler(() => JSON.stringify)

  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (_request, body, done) => {
    // a client that says JSON and sends nothing means "no body"
    if (body.trim() === '') return done(null, undefined)
    try {
      done(null, JSON.parse(body))
    } catch {
      done(problems.malformedJson())
    }
  })

  const metrics = createMetrics(options)
  const unwatch = metrics.watch()
  app.addHook('onClose', async () => unwatch())
  // Browsers and undici open connections ahead of need; Node does not count those as idle before their first request.
  const connections = new Set<Socket>()
  app.server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  // A connection that is still writing its answer is not idle when the server is closed, and would then be kept alive.
  app.addHook('preClose', async () => {
    const idle = setInterval(() => {
      app.server.closeIdleConnections()
      for (const socket of connections) if (socket.bytesRead === 0) socket.destroy()
    }, 50)
    const all = setTimeout(() => app.server.closeAllConnections(), closeGraceMs)
    app.server.once('close', () => {
      clearInterval(idle)
      clearTimeout(all)
    })
  })
  app.addHook('onRequest', async (request, reply) => {
    request.locale = pickLocale(request.headers['accept-language'])
    reply.header('x-request-id', request.id)
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none'
    metrics.request(request.method, route, reply.statusCode, reply.elapsedTime)
    if (!request.url.startsWith('/api/')) return
    // the address without its query: that is where tickets and signatures travel
    const facts = { method: request.method, url: request.url.split('?')[0], status: reply.statusCode, ms: Math.round(reply.elapsedTime * 10) / 10, accountId: request.principal?.accountId }
    if (reply.statusCode >= 500) request.log.warn(facts, 'request')
    // what people do to their work is told by its jobs; reading it is not worth a line each
    else request.log[request.method === 'GET' ? 'debug' : 'info'](facts, 'request')
  })

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        // model-viewer decodes in WebAssembly and in workers made of blobs
        'script-src': ["'self'", "'wasm-unsafe-eval'"],
        'worker-src': ["'self'", 'blob:'],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:'],
        'connect-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'", 'data:'],
        'object-src': ["'none'"],
        'base-uri': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    strictTransportSecurity: config.publicUrl?.startsWith('https:') ? { maxAge: 15_552_000 } : false,
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'same-origin' },
  })
  await app.register(cookie)

  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/api/') || request.is404) return
    const access = request.routeOptions.config.access ?? 'account'
    request.principal = await auth.authenticate(request)
    if (access === 'anyone') return
    if (request.principal === null) throw problems.unauthorized()
    if (access === 'admin' && request.principal.role !== 'admin') throw problems.forbidden()
  })
  await app.register(rateLimit, {
    global: true,
    hook: 'preValidation',
    timeWindow: 60_000,
    max: config.requestsPerMinute,
    keyGenerator: (request) => request.principal?.accountId ?? request.ip,
    allowList: (request) => !request.url.startsWith('/api/'),
    addHeadersOnExceeding: { 'x-ratelimit-limit': false, 'x-ratelimit-remaining': false, 'x-ratelimit-reset': false },
    errorResponseBuilder: (_request, context) => problems.rateLimited(Math.ceil(context.ttl / 1000)),
  })
  await app.register(websocket, { options: { maxPayload: 4096 } })

  const methods = new Map<string, { pattern: RegExp; methods: Set<string> }>()
  app.addHook('onRoute', (route) => {
    const known = methods.get(route.url) ?? { pattern: patternOf(route.url), methods: new Set<string>() }
    for (const method of [route.method].flat()) known.methods.add(method)
    methods.set(route.url, known)
  })

  await documentApi(app)
  // routes live behind `after`, so that the documentation sees every one of them
  app.after(() => {
    sessionRoutes(app, options)
    priceRoutes(app, options)
    modelRoutes(app, options)
    taskRoutes(app, options)
    photographyRoutes(app, options)
    filmRoutes(app, options)
    videoRoutes(app, options)
    jobRoutes(app, options)
    noticeRoutes(app, options)
    creditRoutes(app, options)
    fileRoutes(app, options)
    uploadRoutes(app, options)
    libraryRoutes(app, options)
    keyRoutes(app, options)
    adminRoutes(app, options)
    operationsRoutes(app, options)
    realtimeRoutes(app, options, metrics)
    webhookRoutes(app, options)
    healthRoutes(app, options, metrics)
  })
  const page = options.webFolder === null ? null : serveWeb(options.webFolder)

  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    const allowed = [...methods.values()].filter((m) => m.pattern.test(path)).flatMap((m) => [...m.methods])
    if (allowed.length > 0) throw problems.methodNotAllowed(request.method, [...new Set(allowed)].sort())
    const reading = request.method === 'GET' || request.method === 'HEAD'
    if (reading && page !== null && !path.startsWith('/api/') && path !== '/api') return page(request, reply, path)
    throw problems.notFound()
  })
  return app
}

/** `/api/tasks/:id` as an expression that knows its addresses. */
const patternOf = (url: string) => new RegExp(`^${url.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll(/:[A-Za-z]+/g, '[^/]+')}/?$`)

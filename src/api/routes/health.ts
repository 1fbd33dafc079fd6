import { timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { App, Deps } from '../app.ts'
import { hashSecret } from '../accounts.ts'
import { isDatabaseAway } from '../database-away.ts'
import type { Metrics } from '../metrics.ts'
import { isLocalRequest } from '../origin.ts'
import { problems } from '../problems.ts'

const readyMsMax = 2_000

export function healthRoutes(app: App, { engine, auth, config }: Deps, metrics: Metrics): void {
  const hide = { schema: { hide: true } }

  // alive means: this process answers. A restart mends nothing that is wrong with the database.
  app.get('/healthz', hide, async (_request, reply) => reply.header('cache-control', 'no-store').send({ status: 'ok' }))

  app.get('/readyz', hide, async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    try {
      await within(engine.pool.query('select 1'), readyMsMax)
    } catch (error) {
      if (isDatabaseAway(error) || error instanceof TimedOut) throw problems.databaseUnavailable()
      throw error
    }
    return { status: 'ready' }
  })

  app.get('/metrics', hide, async (request, reply) => {
    if (!(await mayReadMetrics(request))) throw problems.forbidden()
    return reply.header('cache-control', 'no-store').type(metrics.contentType).serializer((text: string) => text).send(await metrics.text())
  })

  /** This machine, the scraper that knows the token, or an admin. */
  async function mayReadMetrics(request: FastifyRequest): Promise<boolean> {
    if (isLocalRequest(request.raw)) return true
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (bearer !== undefined && config.metricsToken !== null && timingSafeEqual(Buffer.from(hashSecret(bearer)), Buffer.from(hashSecret(config.metricsToken)))) return true
    return (await auth.authenticate(request))?.role === 'admin'
  }
}

class TimedOut extends Error {}

function within<T>(work: Promise<T>, msMax: number): Promise<T> {
  let timer: NodeJS.Timeout
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimedOut()), msMax)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

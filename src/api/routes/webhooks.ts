/**
 * Where providers call back. A webhook is a hint, never a fact: its address is checked, then its signature; then it is
 * kept once and wakes the job, which asks the provider itself. Doubled, late, early and forged ones change nothing.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { isId } from '../../engine/ids.ts'
import { webhookPath } from '../../providers/callbacks.ts'
import type { App, Deps } from '../app.ts'
import { problems } from '../problems.ts'

/** the largest that a provider sends: results are named in it, not contained */
const bodyBytesMax = 2 * 1024 * 1024

export function webhookRoutes(app: App, { models, callbacks, engine }: Deps): void {
  // in a scope of its own, for the body is wanted as the very bytes that were signed
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyBytesMax }, (_request, body, parsed) => parsed(null, body))
    ;(scope as unknown as App).post(
      `${webhookPath}/:provider/:attempt/:token`,
      {
        config: { access: 'anyone', rateLimit: false },
        schema: {
          tags: ['webhooks'],
          summary: 'A provider tells that something changed',
          params: z.object({ provider: z.string().max(40), attempt: z.string().max(60), token: z.string().max(64) }),
          response: { 200: z.object({ received: z.literal(true) }) },
        },
      },
      async (request) => {
        const { provider: id, attempt, token } = request.params
        const provider = models.provider(id)
        const jobId = attempt.slice(0, 36)
        if (!provider?.verify || !isId(jobId) || !callbacks.isOurs(id, attempt, token)) throw problems.notFound()
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]))
        const verdict = await provider.verify({ headers, body, attemptKey: attempt, nowMs: Date.now() })
        if (verdict.type === 'refused') {
          request.log.warn({ provider: id, jobId, reason: verdict.reason }, 'webhook refused')
          throw problems.forbidden()
        }
        // without an id of the message's own, the same words again are the same message
        const messageId = verdict.messageId ?? createHash('sha256').update(attempt).update(body).digest('base64url')
        const isNew = await callbacks.keep({ provider: id, messageId, attemptKey: attempt, externalId: verdict.externalId })
        // that work has begun is worth no poll, unless its id is looked for (an attempt that gets lost later finds it kept).
        // A doubled one wakes too: the first may have been kept by a node that died before it woke anybody
        if (verdict.over || (await callbacks.isSought(jobId))) await engine.wake([jobId])
        request.log.info({ provider: id, jobId, externalId: verdict.externalId, doubled: !isNew }, 'webhook received')
        return { received: true as const }
      },
    )
    done()
  })
}

/** The OpenAPI document and a page that prints it: plain HTML made here, no script and nothing from elsewhere. */
import swagger from '@fastify/swagger'
import { jsonSchemaTransform } from 'fastify-type-provider-zod'
import { failureCodes, renderFailure } from '../messages/failures.ts'
import { z } from 'zod'
import type { App } from './app.ts'
import { problem } from './contract.ts'
import { docsPage, type OpenApi } from './docs-page.ts'

const version = '0.1.0'

export async function documentApi(app: App): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Safelight',
        version,
        description:
          'Paid, long-running media generation. JSON is camelCase; lists are `{items, nextCursor}`; credits are whole numbers; times are ISO 8601 in UTC. ' +
          'Errors are RFC 9457 `application/problem+json` with a stable `code`, in the language of `Accept-Language` (English, Simplified Chinese). ' +
          'Requests that can hold credits take an `Idempotency-Key`: the same key and body get the first answer again.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      components: {
        securitySchemes: {
          key: { type: 'http', scheme: 'bearer', description: 'An API key' },
          session: { type: 'apiKey', in: 'cookie', name: 'safelight_session', description: 'Set by POST /api/session' },
        },
        schemas: { Problem: z.toJSONSchema(problem, { target: 'draft-2020-12' }) as object },
      },
      security: [{ key: [] }, { session: [] }],
    },
    transform: (input) => {
      const { schema, url } = jsonSchemaTransform(input as never) as { schema: Record<string, unknown>; url: string }
      if (schema && !schema.hide) {
        const response = (schema.response ?? {}) as Record<string, unknown>
        response.default ??= { description: 'A problem', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } }
        schema.response = response
      }
      return { schema, url } as never
    },
  })

  const hidden = { config: { access: 'anyone' as const }, schema: { hide: true } }
  const document = () => app.swagger() as unknown as OpenApi
  app.after(() => {
    app.get('/api/openapi.json', hidden, async (_request, reply) => reply.header('cache-control', 'no-cache').send(document()))
    let page: string | undefined
    app.get('/api/docs', hidden, async (_request, reply) => {
      page ??= docsPage(document(), failureCodes.map((code) => renderFailure('en', { code })))
      return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').serializer((html: string) => html).send(page)
    })
  })
}

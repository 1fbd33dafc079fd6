import { z } from 'zod'
import { idFrom, who, type App, type Deps } from '../app.ts'
import { apiKeyCreated, apiKeyList, type ApiKey } from '../contract.ts'
import { problems } from '../problems.ts'

const tags = ['keys']

export function keyRoutes(app: App, { accounts }: Deps): void {
  app.get('/api/keys', { schema: { tags, summary: 'API keys of this account', response: { 200: apiKeyList } } }, async (request) => {
    const rows = await accounts.keys(who(request).accountId)
    const items: ApiKey[] = rows.map((row) => ({
      id: row.id,
      name: row.name,
      prefix: row.prefix,
      createdAt: row.created_at.toISOString(),
      lastUsedAt: row.last_used_at?.toISOString() ?? null,
    }))
    return { items, nextCursor: null }
  })

  app.post(
    '/api/keys',
    { schema: { tags, summary: 'A new API key; its secret is shown this once', body: z.strictObject({ name: z.string().trim().min(1).max(100) }), response: { 201: apiKeyCreated } } },
    async (request, reply) => {
      const { id, secret, prefix, createdAt } = await accounts.createKey(who(request).accountId, request.body.name)
      return reply.code(201).header('cache-control', 'no-store').send({ id, name: request.body.name, prefix, secret, createdAt: createdAt.toISOString(), lastUsedAt: null })
    },
  )

  app.delete('/api/keys/:id', { schema: { tags, summary: 'Revoke a key, at once', params: z.object({ id: z.string() }), response: { 204: z.null() } } }, async (request, reply) => {
    if (!(await accounts.revokeKey(who(request).accountId, idFrom(request.params.id)))) throw problems.notFound()
    return reply.code(204).send(null)
  })
}

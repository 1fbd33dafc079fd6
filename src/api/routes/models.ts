import { z } from 'zod'
import { listModels } from '../../studios/model-list.ts'
import type { App, Deps } from '../app.ts'
import { modelKind, modelList } from '../contract.ts'
import { sendFresh } from '../reading.ts'

export function modelRoutes(app: App, { models, engine }: Deps): void {
  app.get(
    '/api/models',
    {
      schema: {
        tags: ['models'],
        summary: 'Every AI model: what it makes, costs and takes, and whether it can be used now',
        querystring: z.strictObject({ kind: modelKind.optional() }),
        response: { 200: modelList },
      },
    },
    async (request, reply) => sendFresh(request, reply, { items: await listModels(engine.pool, models, { kind: request.query.kind, locale: request.locale }), nextCursor: null }),
  )
}

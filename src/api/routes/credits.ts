import { z } from 'zod'
import { who, type App, type Deps } from '../app.ts'
import { credits, ledgerList } from '../contract.ts'
import { ledgerPage, presentLine } from '../ledger.ts'
import { sendFresh } from '../reading.ts'

const tags = ['credits']

export function creditRoutes(app: App, { engine }: Deps): void {
  app.get('/api/credits', { schema: { tags, summary: 'What can be spent, and what open jobs have set aside', response: { 200: credits } } }, async (request, reply) => {
    const { available, held } = who(request).account
    return sendFresh(request, reply, { available, held })
  })

  app.get(
    '/api/credits/ledger',
    {
      schema: {
        tags,
        summary: 'Every movement of credits, newest first',
        querystring: z.strictObject({ cursor: z.string().regex(/^\d{1,16}$/).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }),
        response: { 200: ledgerList },
      },
    },
    async (request, reply) => {
      const { cursor = null, limit } = request.query
      const rows = await ledgerPage(engine.pool, who(request).accountId, cursor, limit)
      const items = rows.slice(0, limit).map((row) => presentLine(row, request.locale))
      return sendFresh(request, reply, { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null })
    },
  )
}

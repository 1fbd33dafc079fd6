import { z } from 'zod'
import { renderFailure } from '../../messages/failures.ts'
import type { Locale } from '../../messages/locale.ts'
import { grantReason, kindName, renderLedger } from '../../messages/record.ts'
import { who, type App, type Deps } from '../app.ts'
import { credits, ledgerList, type LedgerLine } from '../contract.ts'
import { sendFresh } from '../reading.ts'

const tags = ['credits']

type Row = {
  id: number
  kind: LedgerLine['kind']
  available_delta: number
  held_delta: number
  write_off: number
  reason: string | null
  job_id: string | null
  job_kind: string | null
  error_params: Record<string, string | number> | null
  created_at: Date
}

const ledgerSql = `
select l.id, l.kind, l.available_delta, l.held_delta, l.write_off, l.reason, l.job_id, l.created_at, j.kind as job_kind, j.error_params
from ledger l left join job j on j.id = l.job_id
where l.account_id = $1 and ($2::bigint is null or l.id < $2)
order by l.id desc limit $3`

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
      const { rows } = await engine.pool.query<Row>({ name: 'api_ledger', text: ledgerSql, values: [who(request).accountId, cursor, limit + 1] })
      const items = rows.slice(0, limit).map((row) => presentLine(row, request.locale))
      return sendFresh(request, reply, { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null })
    },
  )
}

function presentLine(row: Row, locale: Locale): LedgerLine {
  const size = row.kind === 'write_off' ? row.write_off : Math.abs(row.held_delta === 0 ? row.available_delta : row.held_delta)
  return {
    id: String(row.id),
    kind: row.kind,
    availableDelta: row.available_delta,
    heldDelta: row.held_delta,
    reason: row.reason,
    message: renderLedger(locale, row.kind, {
      // an adjustment's sign is its meaning
      credits: row.kind === 'adjustment' ? row.available_delta : size,
      what: row.job_kind === null ? undefined : kindName(locale, row.job_kind),
      reason: row.reason === null ? undefined : reasonOf(row, row.reason, locale),
    }),
    jobId: row.job_id,
    createdAt: row.created_at.toISOString(),
  }
}

/** A job's line carries a failure's code, a grant's the admin's own words. */
function reasonOf(row: Row, reason: string, locale: Locale): string {
  if (row.job_id === null) return grantReason(locale, reason)
  // the sentence goes on behind it
  return renderFailure(locale, { code: reason, params: row.error_params ?? {} }).message.replace(/[.。]$/, '')
}

import { z } from 'zod'
import type { App, Deps } from '../app.ts'
import { auditAnswer, operations, unknownList, type AuditAnswer } from '../contract-operations.ts'
import { readOperations, readUnknown, runAudit } from '../operations.ts'

const tags = ['administration']
const config = { access: 'admin' } as const

export function operationsRoutes(app: App, { engine: { pool } }: Deps): void {
  app.get('/api/admin/operations', { config, schema: { tags, summary: 'Where work stands, how long it stood there lately, what fails, and who works', response: { 200: operations } } }, (request) =>
    readOperations(pool, request.locale),
  )

  app.get('/api/admin/unknown', { config, schema: { tags, summary: 'Outcomes nobody knows, oldest first, with what to ask the provider by', response: { 200: unknownList } } }, (request) =>
    readUnknown(pool, request.locale),
  )

  // one at a time: whoever asks meanwhile gets the same answer
  let running: Promise<AuditAnswer> | null = null
  app.post(
    '/api/admin/audit',
    { config, schema: { tags, summary: 'Prove the ledger and the jobs against each other', body: z.strictObject({}).nullish(), response: { 200: auditAnswer } } },
    () =>
      (running ??= runAudit(pool).finally(() => {
        running = null
      })),
  )
}

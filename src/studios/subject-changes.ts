/** Changing what people said of a subject: one at a time, and heard by their other devices. None of it decides about a job. */
import type { Pool, PoolClient } from 'pg'
import { inTransaction } from '../engine/database.ts'

export type SubjectOf = { accountId: string; kind: string; id: string }

/**
 * Changes a subject of this account that was not put away, or answers null where there is none. It is locked first, so that
 * changes follow each other; then `event` is told to its owner's devices.
 */
export const changingSubject = <T>(pool: Pool, { accountId, kind, id }: SubjectOf, event: string, change: (db: PoolClient) => Promise<T>): Promise<T | null> =>
  inTransaction(pool, async (db) => {
    const { rowCount } = await db.query(
      `update subject set data = data || jsonb_build_object('updatedAt', now()) where id = $2 and account_id = $1 and kind = $3 and not data ? 'deletedAt'`,
      [accountId, id, kind],
    )
    if (rowCount === 0) return null
    const result = await change(db)
    await tellChanged(db, { accountId, kind, id }, event)
    return result
  })

/** Other devices hear of an edit as they hear of a job; nothing depends on it. */
export async function tellChanged(db: Pool | PoolClient, { accountId, kind, id }: SubjectOf, event: string): Promise<void> {
  await db.query(`insert into event (account_id, type, subject_kind, subject_id, data) values ($1, $4, $2, $3, '{}')`, [accountId, kind, id, event])
}

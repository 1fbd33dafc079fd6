/** What people change in a film, row by row. Each function is one transaction; none of them decides about a job. */
import type { Pool, PoolClient } from 'pg'
import { filmSubject } from './names.ts'
import type { Choice } from './rows.ts'

type Db = Pool | PoolClient

/** Runs in one transaction; a connection whose state is not known is not given to anybody else. */
export async function inTransaction<T>(pool: Pool, run: (db: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let clean = false
  try {
    await client.query('begin')
    const result = await run(client)
    await client.query('commit')
    clean = true
    return result
  } catch (error) {
    clean = await client.query('rollback').then(
      () => true,
      () => false,
    )
    throw error
  } finally {
    client.release(!clean)
  }
}

/** Changes a film of this account, or answers null where there is none. It is locked first, so that changes follow each other. */
export const changingFilm = <T>(pool: Pool, accountId: string, projectId: string, change: (db: PoolClient) => Promise<T>): Promise<T | null> =>
  inTransaction(pool, async (db) => {
    const { rowCount } = await db.query(
      `update subject set data = data || jsonb_build_object('updatedAt', now()) where id = $2 and account_id = $1 and kind = '${filmSubject}' and not data ? 'deletedAt'`,
      [accountId, projectId],
    )
    if (rowCount === 0) return null
    const result = await change(db)
    await tellChanged(db, accountId, projectId)
    return result
  })

/** Other devices hear of an edit as they hear of a job; nothing of the film's state depends on it. */
async function tellChanged(db: Db, accountId: string, projectId: string): Promise<void> {
  await db.query(`insert into event (account_id, type, subject_kind, subject_id, data) values ($1, 'film.changed', '${filmSubject}', $2, '{}')`, [accountId, projectId])
}

const tableOf = { assets: 'film_asset', shots: 'film_shot' } as const

/** Somebody asks for content: from now on an item without job and file has lost something. Returns whom nobody had asked before. */
export async function markAsked(db: Db, of: 'assets' | 'shots', ids: readonly string[]): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(`update ${tableOf[of]} set asked = true where id = any($1) and not asked returning id`, [ids])
  return rows.map((row) => row.id)
}

/** It was refused: nothing was asked for after all. */
export async function unmarkAsked(db: Db, of: 'assets' | 'shots', ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await db.query(`update ${tableOf[of]} set asked = false where id = any($1)`, [ids])
}

export async function keepChoice(db: Db, of: 'assets' | 'shots', id: string, choice: Choice): Promise<void> {
  await db.query(`update ${tableOf[of]} set choice = $2, updated_at = now() where id = $1`, [id, JSON.stringify(choice)])
}

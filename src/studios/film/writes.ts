/** What people change in a film, row by row. Each function is one transaction; none of them decides about a job. */
import type { Pool, PoolClient } from 'pg'
import { changingSubject } from '../subject-changes.ts'
import { filmChanged, filmSubject } from './names.ts'
import type { Choice } from './rows.ts'

type Db = Pool | PoolClient

/** Changes a film of this account, or answers null where there is none. */
export const changingFilm = <T>(pool: Pool, accountId: string, projectId: string, change: (db: PoolClient) => Promise<T>): Promise<T | null> =>
  changingSubject(pool, { accountId, kind: filmSubject, id: projectId }, filmChanged, change)

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

/**
 * Bytes that are to go. A key is noted here before bytes without a row are written, and in the same commit that deletes
 * a row; so whatever dies in between, somebody finds the bytes. What a row has by the time its key is due stays.
 */
import type { Pool } from 'pg'
import { isId } from '../engine/ids.ts'
import type { Storage } from './storage.ts'

/** Longer than any upload takes from its first byte stored to its row. */
const unfinishedMs = 6 * 60 * 60_000
const helping = 100

export type Removals = {
  /** These keys are about to be written: unless a row has them in six hours, they go. */
  expect(keys: readonly string[]): Promise<void>
  /** Deletes bytes whose rows are gone. What cannot be deleted now is left to the sweep. */
  now(keys: readonly string[]): Promise<void>
  /** Deletes what is due. True: there was more than one helping. Costs one look into an empty index where nothing is. */
  sweep(): Promise<boolean>
}

/** The ids a storage key was made from: of a job, or of an upload. */
export function ownerOfKey(key: string): { jobId: string } | { fileId: string } | null {
  const [area, , id, rest] = key.split('/')
  if (!isId(id) || rest === undefined) return null
  return area === 'files' ? { jobId: id } : area === 'uploads' ? { fileId: id } : null
}

/** Which of these keys a file row has; by the indexes on job and id, for there is none on the key. */
export async function keysInUse(pool: Pool, keys: readonly string[]): Promise<Set<string>> {
  const owners = keys.map(ownerOfKey)
  const jobs = owners.flatMap((owner) => (owner !== null && 'jobId' in owner ? [owner.jobId] : []))
  const files = owners.flatMap((owner) => (owner !== null && 'fileId' in owner ? [owner.fileId] : []))
  const { rows } = await pool.query<{ storage_key: string }>(
    `select storage_key from file where job_id = any($1::uuid[])
     union select storage_key from file where id = any($2::uuid[])
     union select storage_key from file where preview_of = any($2::uuid[])`,
    [jobs, files],
  )
  return new Set(rows.map((row) => row.storage_key))
}

export function createRemovals(pool: Pool, storage: Storage): Removals {
  async function remove(keys: readonly string[]): Promise<void> {
    const used = await keysInUse(pool, keys)
    const done: string[] = []
    let failed: Error | undefined
    for (const key of keys) {
      try {
        if (!used.has(key)) await storage.delete(key)
        done.push(key)
      } catch (error) {
        failed ??= error as Error
      }
    }
    await pool.query('delete from storage_removal where storage_key = any($1)', [done])
    if (failed !== undefined) throw failed
  }

  return {
    async expect(keys) {
      await pool.query(
        `insert into storage_removal (storage_key, due_at) select key, now() + $2 * interval '1 ms' from unnest($1::text[]) key
         on conflict (storage_key) do update set due_at = excluded.due_at`,
        [keys, unfinishedMs],
      )
    },
    now: (keys) => remove(keys),
    async sweep() {
      const { rows } = await pool.query<{ storage_key: string }>({
        name: 'storage_removal_due',
        text: `select storage_key from storage_removal where due_at <= now() order by due_at limit ${helping}`,
      })
      if (rows.length > 0) await remove(rows.map((row) => row.storage_key))
      return rows.length === helping
    },
  }
}

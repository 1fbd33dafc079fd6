/**
 * What keeps the store tidy, done by whichever node comes first. Bytes noted for removal go when due: where none are
 * noted that is one look into an empty index. Once a day the whole store is compared with the rows, for what no note
 * tells of: files a job stored before it failed.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Logger } from 'pino'
import { startLoop } from '../engine/loop.ts'
import { keysInUse, ownerOfKey, type Removals } from './removals.ts'
import type { Storage } from './storage.ts'

const minute = 60_000
const dayMs = 24 * 60 * minute
/** keys compared with the rows in one statement, and the rest between two: a large store is walked at leisure */
const helping = 500
const restMs = 50
/** kept for whoever asks again under the same key */
const keysKeptDays = 7
const archivesKeptHours = 24

/** Starts the duties; the function it returns stops them. */
export function startDuties(options: { pool: Pool; storage: Storage; removals: Removals; log: Logger }): () => Promise<void> {
  const { pool, storage, removals, log } = options
  const stopped = new AbortController()
  const removal = startLoop({ name: 'storage removals', everyMs: 5 * minute, log, run: () => removals.sweep() })
  const orphans = startLoop({
    name: 'storage sweep',
    everyMs: 60 * minute,
    log,
    async run() {
      await pool.query(`delete from upload_key where created_at < now() - interval '${keysKeptDays} days'`)
      await pool.query(`delete from archive where created_at < now() - interval '${archivesKeptHours} hours'`)
      if (!(await itIsTime(pool))) return
      const removed = await sweepOrphans({ pool, storage, signal: stopped.signal })
      if (removed > 0) log.info({ removed }, 'stored bytes that nothing has were removed')
    },
  })
  return async () => {
    stopped.abort()
    await Promise.all([removal.stop(), orphans.stop()])
  }
}

/** True for one node, once a day. */
async function itIsTime(pool: Pool): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into setting (name, value) values ('storage_swept_at', now()::text)
     on conflict (name) do update set value = excluded.value where setting.value::timestamptz < now() - interval '1 day'`,
  )
  return rowCount === 1
}

/** Deletes bytes older than a day that no row has and no open job may still be collecting. Returns how many keys. */
export async function sweepOrphans(options: { pool: Pool; storage: Storage; signal?: AbortSignal; olderThanMs?: number }): Promise<number> {
  const { pool, storage, signal, olderThanMs = dayMs } = options
  let removed = 0
  for await (const orphans of orphanKeys(pool, storage)) {
    if (signal?.aborted) break
    for (const key of orphans) {
      const found = await storage.stat(key)
      if (found === null || Date.now() - found.modifiedAt.getTime() < olderThanMs) continue
      await storage.delete(key)
      removed++
    }
    await delay(restMs, undefined, { signal }).catch(() => {})
  }
  return removed
}

/** Keys under our own areas that no row has, a helping at a time. */
export async function* orphanKeys(pool: Pool, storage: Storage): AsyncGenerator<string[]> {
  async function orphansAmong(keys: readonly string[]): Promise<string[]> {
    const used = await keysInUse(pool, keys)
    const loose = keys.filter((key) => !used.has(key))
    const owners = loose.map(ownerOfKey)
    const jobs = owners.flatMap((owner) => (owner !== null && 'jobId' in owner ? [owner.jobId] : []))
    const { rows } = await pool.query<{ id: string }>(`select id from job where id = any($1::uuid[]) and status in ('pending', 'processing')`, [jobs])
    const open = new Set(rows.map((row) => row.id))
    return loose.filter((_, n) => {
      const owner = owners[n]!
      return owner === null || !('jobId' in owner) || !open.has(owner.jobId)
    })
  }
  let batch: string[] = []
  for (const area of ['files/', 'uploads/'])
    for await (const key of storage.list(area)) {
      if (ownerOfKey(key) !== null) batch.push(key)
      if (batch.length < helping) continue
      yield await orphansAmong(batch)
      batch = []
    }
  if (batch.length > 0) yield await orphansAmong(batch)
}

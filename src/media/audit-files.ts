/** The other half of `safelight doctor`: every row has its bytes, and which bytes no row has. Reads only. */
import type { Pool } from 'pg'
import type { AuditEntry, AuditRow } from '../engine/audit.ts'
import { orphanKeys } from './duties.ts'
import type { Storage } from './storage.ts'

export type FilesReport = {
  findings: AuditEntry<'bytes_missing' | 'bytes_differ'>[]
  notices: AuditEntry<'bytes_without_row'>[]
  checked: { name: string; ms: number }
  files: number
}

const name = 'files and their bytes'
const helping = 1_000
const statsAtOnce = 32
/** bytes of an upload or a collecting job come before their row */
const youngMs = 60 * 60_000

type Row = { id: string; account_id: string; job_id: string | null; storage_key: string; bytes: number }

export async function auditFiles(pool: Pool, storage: Storage, { rowsMax = 50 }: { rowsMax?: number } = {}): Promise<FilesReport> {
  const startedAt = performance.now()
  const missing = entry('bytes_missing', 'a recorded file whose bytes are not in the store')
  const differ = entry('bytes_differ', 'a recorded file whose stored bytes have another length')
  const orphans = entry('bytes_without_row', 'stored bytes older than an hour that no file has; the daily sweep removes them after a day')
  const note = <Code extends string>(found: AuditEntry<Code>, row: AuditRow) => {
    found.count++
    if (found.rows.length < rowsMax) found.rows.push(row)
  }
  let files = 0
  for await (const rows of fileRows(pool)) {
    files += rows.length
    for (const { row, bytes } of await withBytes(storage, rows)) {
      if (bytes === row.bytes) continue
      // it may have been deleted, rows first, since it was read
      if ((await pool.query('select from file where id = $1', [row.id])).rowCount === 0) continue
      const facts = { file_id: row.id, account_id: row.account_id, job_id: row.job_id, storage_key: row.storage_key, bytes: row.bytes }
      if (bytes === null) note(missing, facts)
      else note(differ, { ...facts, stored: bytes })
    }
  }
  for await (const keys of orphanKeys(pool, storage))
    for (const key of keys) {
      const found = await storage.stat(key)
      if (found !== null && Date.now() - found.modifiedAt.getTime() > youngMs) note(orphans, { storage_key: key, bytes: found.bytes })
    }
  return {
    findings: [missing, differ].filter(({ count }) => count > 0),
    notices: [orphans].filter(({ count }) => count > 0),
    checked: { name, ms: Math.round(performance.now() - startedAt) },
    files,
  }
}

const entry = <Code extends string>(code: Code, means: string): AuditEntry<Code> => ({ check: name, code, means, count: 0, rows: [] })

async function* fileRows(pool: Pool): AsyncGenerator<Row[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const { rows } = await pool.query<Row>(`select id, account_id, job_id, storage_key, bytes from file where id > $1 order by id limit ${helping}`, [after])
    if (rows.length === 0) return
    yield rows
    after = rows.at(-1)!.id
  }
}

async function withBytes(storage: Storage, rows: readonly Row[]): Promise<{ row: Row; bytes: number | null }[]> {
  const found: { row: Row; bytes: number | null }[] = []
  for (let at = 0; at < rows.length; at += statsAtOnce)
    found.push(...(await Promise.all(rows.slice(at, at + statsAtOnce).map(async (row) => ({ row, bytes: (await storage.stat(row.storage_key))?.bytes ?? null })))))
  return found
}

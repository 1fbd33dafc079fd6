import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Config } from '../config.ts'
import { audit, type AuditEntry, type AuditReport } from '../engine/audit.ts'
import { openPool } from '../engine/database.ts'
import { pendingMigrations } from '../engine/migrate.ts'
import { auditFiles } from '../media/audit-files.ts'
import { storageOf } from '../media/open-storage.ts'
import { withDatabase } from './database.ts'
import { Complaint } from './words.ts'

/** The audit of the database and of the files, as one. */
type DoctorReport = Omit<AuditReport, 'findings' | 'notices'> & { findings: AuditEntry[]; notices: AuditEntry[]; /** null: not looked at */ files: number | null }

/** `safelight doctor`: 0 when nothing is off, 1 when something is. Reads only. */
export async function doctor(config: Config, { json, files }: { json: boolean; files: boolean }): Promise<number> {
  const report = await withDatabase(config, { mayCreate: false }, async (url) => {
    const database = await examineAt(url)
    return files ? await withFiles(config, url, database) : { ...database, files: null }
  })
  console.log(json ? JSON.stringify(report, null, 2) : describe(report))
  return report.ok ? 0 : 1
}

async function examineAt(url: string): Promise<AuditReport> {
  const client = new pg.Client({ connectionString: url, application_name: 'safelight doctor' })
  await client.connect()
  try {
    const pending = await pendingMigrations(client)
    if (pending.length > 0)
      throw new Complaint('not_migrated', `The database is not that of this release (it lacks ${pending.join(', ')}).`, 'Run "safelight migrate", or start Safelight once.')
    return await audit(client)
  } finally {
    await client.end()
  }
}

async function withFiles(config: Config, url: string, database: AuditReport): Promise<DoctorReport> {
  // a database elsewhere whose files are elsewhere too
  if (config.s3 === null && !existsSync(join(config.dataFolder, 'storage'))) return { ...database, files: null }
  const pool = openPool({ connectionString: url, max: 4, name: 'safelight doctor' })
  try {
    const found = await auditFiles(pool, await storageOf(config))
    return {
      ...database,
      ok: database.ok && found.findings.length === 0,
      findings: [...database.findings, ...found.findings],
      notices: [...database.notices, ...found.notices],
      checked: [...database.checked, found.checked],
      files: found.files,
    }
  } finally {
    await pool.end()
  }
}

function describe({ ok, findings, notices, checked, counts, files }: DoctorReport): string {
  const many = (n: number, one: string, more = `${one}s`) => `${n.toLocaleString('en')} ${n === 1 ? one : more}`
  const took = checked.reduce((sum, { ms }) => sum + ms, 0) / 1000
  return [
    `Examined ${many(counts.accounts, 'account')}, ${many(counts.jobs, 'job')} (${counts.openJobs.toLocaleString('en')} open) and ${many(counts.ledgerLines, 'ledger line')} holding ${many(counts.credits, 'credit')}, in ${took.toFixed(1)} s.`,
    ...checked.map(({ name }) => `  ${findings.some((f) => f.check === name) ? '✗' : '✓'} ${name}`),
    ...(files === null ? ['  - files were not looked at'] : []),
    ...findings.map((finding) => table('✗', finding)),
    ...notices.map((notice) => table('i', notice)),
    ok ? 'Nothing is off.' : `${many(findings.reduce((sum, { count }) => sum + count, 0), 'row')} ${findings.length === 1 && findings[0]!.count === 1 ? 'is' : 'are'} off.`,
  ].join('\n')
}

/** The rows as `name=value`, one a line: to be read, and to be found with grep. */
function table(mark: string, { code, means, count, rows }: AuditEntry): string {
  const lines = rows.map((row) =>
    Object.entries(row)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' '),
  )
  if (count > rows.length) lines.push(`... and ${count - rows.length} more`)
  return [``, `${mark} ${code}: ${means} (${count})`, ...lines.map((line) => `    ${line}`), ''].join('\n').replace(/\n$/, '')
}

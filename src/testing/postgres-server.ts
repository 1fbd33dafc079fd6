import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Client } from 'pg'
import type { PostgresBinaries } from '../postgres/binaries.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded.ts'
import { isAlive, livePostmaster } from '../postgres/postmaster.ts'

/** The database every test database is cloned from. */
export const TEMPLATE_DATABASE = 'safelight_template'

const FOLDER_PREFIX = 'safelight-test-pg'

/** Nothing here outlives the run, so nothing needs to reach the disk. */
const TEST_SETTINGS = {
  fsync: 'off',
  full_page_writes: 'off',
  shared_buffers: '128MB',
  max_connections: '200',
  max_wal_size: '1GB',
}

export type TestServer = { url: string; stop(): Promise<void> }

/**
 * Starts a throw-away PostgreSQL in a temporary folder and migrates the template database in it once.
 *
 * @param binaries default: the embedded PostgreSQL 18
 */
export async function startTestServer(binaries?: PostgresBinaries): Promise<TestServer> {
  await removeAbandoned()
  const dataDir = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}-${process.pid}-`))
  const postgres = await startEmbeddedPostgres({ dataDir, settings: TEST_SETTINGS, binaries })
  try {
    await makeTemplate(postgres)
  } catch (error) {
    await postgres.stop()
    await rm(dataDir, { recursive: true, force: true })
    throw error
  }
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The same connection string for another database of the same server. */
export function databaseUrl(url: string, database: string): string {
  const other = new URL(url)
  other.pathname = `/${database}`
  return other.href
}

/** PostgreSQL 15 as Debian packages it, or the reason why there is none. */
export function findPostgres15(): PostgresBinaries | { missing: string } {
  const candidates = [
    process.env.SAFELIGHT_TEST_PG15_BIN,
    '/usr/lib/postgresql/15/bin',
    join(import.meta.dirname, '../../.cache/postgresql-15/usr/lib/postgresql/15/bin'),
  ]
  for (const folder of candidates) {
    if (!folder || !existsSync(join(folder, 'postgres')) || !existsSync(join(folder, 'initdb'))) continue
    const libraryPath = folder.includes('.cache') ? unpackedLibraries(join(folder, '../../../../..')) : null
    const env = { ...process.env, ...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}) }
    const { stdout, status, stderr } = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8', env })
    if (status === 0 && / 15\./.test(stdout)) return { folder, major: 15, libraryPath }
    return { missing: `${folder}/postgres does not run: ${stderr?.trim().split('\n')[0]}` }
  }
  return { missing: 'PostgreSQL 15 is not installed and could not be fetched (apt-get install postgresql-15 would provide it)' }
}

/** Debian packages unpacked into a folder bring their libraries along. */
function unpackedLibraries(folder: string): string | null {
  const machine = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  const folders = ['usr/lib', 'lib'].map((library) => join(folder, library, machine)).filter((path) => existsSync(path))
  return folders.length > 0 ? folders.join(':') : null
}

async function makeTemplate(postgres: EmbeddedPostgres): Promise<void> {
  const client = new Client({ connectionString: postgres.url })
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`)
    const migrations = join(import.meta.dirname, '../engine/migrate.ts')
    if (existsSync(migrations)) {
      const { migrate } = (await import(pathToFileURL(migrations).href)) as { migrate(url: string): Promise<unknown> }
      await migrate(databaseUrl(postgres.url, TEMPLATE_DATABASE))
    }
  } finally {
    await client.end()
  }
}

/** What earlier runs left that were killed: their server is taken over and stopped, their folder removed. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${FOLDER_PREFIX}-(\\d+)-`).exec(basename(name))?.[1] ?? 0)
    if (!pid || isAlive(pid)) continue
    const dataDir = join(tmpdir(), name)
    await stopAbandoned(dataDir).catch(() => {})
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
  }
}

async function stopAbandoned(dataDir: string): Promise<void> {
  const left = await livePostmaster(join(dataDir, 'postgres'))
  if (!left) return
  process.kill(left.pid, 'SIGQUIT')
}

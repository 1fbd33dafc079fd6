/** The PostgreSQL everything is measured on, the filled template, and a copy of it for each stage. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { createEngine } from '../../src/engine/engine.ts'
import { migrate } from '../../src/engine/migrate.ts'
import { startEmbeddedPostgres } from '../../src/postgres/embedded.ts'
import { benchLog } from './log.ts'
import { fillHistory } from './history.ts'
import type { Options } from './options.ts'

export type Server = {
  version: string
  /** what a reader must know to compare, as the server itself reports it */
  settings: Record<string, string>
  /** the postmaster, whose CPU can be read; null for a server elsewhere */
  pid: number | null
  /** a migrated copy of the filled template, or an empty migrated one */
  database(name: string, filled: boolean): Promise<Database>
  stop(): Promise<void>
}
export type Database = { url: string; drop(): Promise<void> }

const reported = [
  'fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers', 'effective_cache_size', 'work_mem', 'max_connections',
  'max_wal_size', 'checkpoint_timeout', 'wal_compression', 'random_page_cost', 'jit', 'autovacuum',
]

/** A kept database fits as long as neither the tables nor the filling have changed. */
function shapeOf(): string {
  const hash = createHash('sha256')
  const migrations = new URL('../../src/engine/migrations/', import.meta.url)
  for (const name of readdirSync(migrations).sort()) hash.update(readFileSync(new URL(name, migrations)))
  return hash.update(readFileSync(new URL('./history.ts', import.meta.url))).digest('hex').slice(0, 8)
}

/** Runs `use` with a connection of its own. */
export async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'safelight bench' })
  client.on('error', () => {})
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

/** Embedded PostgreSQL 18 with the settings `npm start` uses, in a temporary folder; or the server of DATABASE_URL. */
export async function openServer(options: Options, log: (line: string) => void): Promise<Server> {
  const { base, pid, close } = options.databaseUrl
    ? { base: options.databaseUrl, pid: null, close: async () => {} }
    : await embedded(options.data, log)
  const template = `safelight_bench_${options.history.closed}_${options.history.parked}_${shapeOf()}`
  const made = new Set<string>()
  const admin = <T>(use: (client: pg.Client) => Promise<T>) => withClient(base, use)
  const urlOf = (name: string) => {
    const url = new URL(base)
    url.pathname = `/${name}`
    return url.href
  }
  const drop = (name: string) => admin((client) => client.query(`drop database if exists ${name} with (force)`))

  async function ensureTemplate(): Promise<void> {
    const there = await admin((client) => client.query('select from pg_database where datname = $1 and datistemplate', [template]))
    if (there.rowCount) return
    log(`filling a database with ${options.history.closed.toLocaleString('en')} closed and ${options.history.parked.toLocaleString('en')} parked jobs`)
    await drop(template)
    await admin((client) => client.query(`create database ${template}`))
    await migrate(urlOf(template))
    await withClient(urlOf(template), (client) => fillHistory(client, options.history, log))
    // only a template once it is whole: a run that was cut off fills it again
    await admin((client) => client.query(`alter database ${template} with is_template true`))
    await admin((client) => client.query('checkpoint'))
  }

  const { version, settings } = await admin(async (client) => ({
    version: (await client.query('show server_version')).rows[0].server_version as string,
    settings: Object.fromEntries(
      (await client.query(`select name, current_setting(name) as value from unnest($1::text[]) name`, [reported])).rows.map((row) => [row.name, row.value]),
    ) as Record<string, string>,
  }))

  return {
    version,
    settings,
    pid,
    async database(suffix, filled) {
      const name = `safelight_bench_${suffix}`
      if (filled) await ensureTemplate()
      await drop(name)
      await admin((client) => client.query(filled ? `create database ${name} template ${template} strategy file_copy` : `create database ${name}`))
      made.add(name)
      // also makes the role's settings anew, which belong to a database and are not copied with it
      await migrate(urlOf(name))
      await livedIn(urlOf(name))
      writeOut()
      return {
        url: urlOf(name),
        async drop() {
          made.delete(name)
          await drop(name)
        },
      }
    },
    async stop() {
      for (const name of made) await drop(name).catch(() => {})
      if (options.databaseUrl)
        await admin((client) => client.query(`alter database ${template} with is_template false`).then(() => client.query(`drop database ${template}`))).catch(() => {})
      await close()
    },
  }
}

/** Gigabytes were just copied and dropped: what the system still holds of that would otherwise be written during the first measurement. */
function writeOut(): void {
  // where there is no such program, nothing is lost but some calm
  spawnSync('sync')
}

/** A node was here before, as in every installation but on its first day: the partitions of events are there. */
async function livedIn(url: string): Promise<void> {
  const engine = createEngine({ databaseUrl: url, kinds: [], roles: { api: true, worker: true }, log: benchLog('silent') })
  await engine.start()
  const partitions = () => withClient(url, (client) => client.query("select from pg_inherits where inhparent = 'event'::regclass"))
  for (let tries = 0; tries < 100 && (await partitions()).rowCount! < 2; tries++) await delay(50)
  await engine.stop()
}

async function embedded(kept: string | undefined, log: (line: string) => void) {
  const dataDir = kept ? resolve(kept) : await mkdtemp(join(tmpdir(), 'safelight-bench-'))
  await mkdir(dataDir, { recursive: true })
  const server = await startEmbeddedPostgres({ dataDir, log })
  const pid = Number((await readFile(join(dataDir, 'postgres/postmaster.pid'), 'utf8')).split('\n')[0])
  return {
    base: server.url,
    pid,
    async close() {
      await server.stop()
      if (!kept) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

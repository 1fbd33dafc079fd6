/** A PostgreSQL of our own that can be stopped in three ways and comes back at the same address. */
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { migrate } from '../src/engine/migrate.ts'
import { startEmbeddedPostgres } from '../src/postgres/embedded.ts'
import { isAlive, livePostmaster } from '../src/postgres/postmaster.ts'
import { findPostgres15 } from '../src/testing/postgres-server.ts'

const prefix = 'safelight-chaos'

export type ChaosPostgres = {
  url: string
  folder: string
  version: string
  /** SIGINT: fast shutdown; SIGQUIT: immediate, without a checkpoint; SIGKILL: as by the kernel. Resolves when it answers again. */
  restart(how: 'SIGINT' | 'SIGQUIT' | 'SIGKILL'): Promise<void>
  stop(): Promise<void>
}

/** Starts PostgreSQL in a temporary folder and brings it to this release. */
export async function startPostgres(major: '18' | '15', log: (line: string) => void): Promise<ChaosPostgres> {
  await removeAbandoned()
  const binaries = major === '15' ? findPostgres15() : undefined
  if (binaries && 'missing' in binaries) throw new Error(binaries.missing)
  const folder = await mkdtemp(join(tmpdir(), `${prefix}-${process.pid}-`))
  const postgres = await startEmbeddedPostgres({ dataDir: folder, binaries, log, settings: { max_connections: '200', shared_buffers: '128MB' } })
  await migrate(postgres.url)
  const pgData = join(folder, 'postgres')

  async function answers(): Promise<boolean> {
    const client = new pg.Client({ connectionString: postgres.url, connectionTimeoutMillis: 1_000 })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.query('select 1')
      return true
    } catch {
      return false
    } finally {
      await client.end().catch(() => {})
    }
  }

  return {
    url: postgres.url,
    folder,
    version: postgres.version,
    async restart(how) {
      const before = await livePostmaster(pgData)
      if (!before) return
      process.kill(before.pid, how)
      // it is started again by its guard as soon as the folder's lock is lost
      for (let i = 0; i < 3_000; i++) {
        const now = await livePostmaster(pgData)
        if (now && now.pid !== before.pid && (await answers())) return
        await delay(20)
      }
      throw new Error('PostgreSQL did not come back')
    },
    async stop() {
      await postgres.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

/** What a killed supervisor left: its PostgreSQL is stopped, its folder removed. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${prefix}-(\\d+)-`).exec(name)?.[1] ?? 0)
    if (!pid || isAlive(pid)) continue
    const left = await livePostmaster(join(tmpdir(), name, 'postgres')).catch(() => null)
    if (left) {
      process.kill(left.pid, 'SIGQUIT')
      await delay(500)
    }
    await rm(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
  }
}

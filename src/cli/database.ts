import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import type { Config } from '../config.ts'
import { EMBEDDED_DATABASE, EMBEDDED_ROLE } from '../postgres/cluster.ts'
import { checkDatabase } from '../postgres/connect.ts'
import { startEmbeddedPostgres } from '../postgres/embedded.ts'
import { livePostmaster } from '../postgres/postmaster.ts'
import { Complaint } from './words.ts'

/**
 * Lends the database this configuration means: the operator's; that of a Safelight running on the data folder, beside
 * it and without its lock; or the embedded one, started for the occasion and stopped again.
 */
export async function withDatabase<T>(config: Config, { mayCreate }: { mayCreate: boolean }, use: (url: string) => Promise<T>): Promise<T> {
  if (config.databaseUrl !== null) {
    await checkDatabase(config.databaseUrl)
    return await use(config.databaseUrl)
  }
  if (!mayCreate && !existsSync(join(config.dataFolder, 'postgres')))
    throw new Complaint('no_database', `There is no Safelight database in ${config.dataFolder} yet.`, 'Start Safelight once, or point --data or DATABASE_URL at one.')
  const running = await runningDatabase(config.dataFolder)
  if (running !== null) return await use(running)
  const postgres = await startEmbeddedPostgres({ dataDir: config.dataFolder })
  try {
    return await use(postgres.url)
  } finally {
    await postgres.stop()
  }
}

/** The address of a PostgreSQL that serves this data folder now, or null. */
async function runningDatabase(dataFolder: string): Promise<string | null> {
  const postmaster = await livePostmaster(join(await realpath(dataFolder).catch(() => dataFolder), 'postgres'))
  if (postmaster === null || postmaster.socketFolder === '') return null
  const url = `postgresql://${EMBEDDED_ROLE}@localhost:${postmaster.port}/${EMBEDDED_DATABASE}?host=${encodeURIComponent(postmaster.socketFolder)}`
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    return url
  } catch {
    // on its way up or down: whoever starts it waits for that
    return null
  } finally {
    await client.end().catch(() => {})
  }
}

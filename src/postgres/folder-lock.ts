import { setTimeout as delay } from 'node:timers/promises'
import { Client, type ClientConfig } from 'pg'
import { StartupError } from '../startup-error.ts'

/** A session that owns the data folder for as long as it is connected. */
export type FolderLock = {
  /** Settles when the session is gone, by `release` or because PostgreSQL went away. */
  lost: Promise<void>
  release(): Promise<void>
}

/** Any constant of our own: the lock is taken in the maintenance database, where nothing else takes any. */
const LOCK_KEY = 0x5afe_11_97

/** How long a Safelight that was just killed, or is just ending, may take to let go. */
const HANDOVER_MS = 4_000

/**
 * Takes the folder's lock: a session-level advisory lock inside its own PostgreSQL.
 *
 * Not a lock file: the kernel closes a killed process's sockets, so this lock cannot be stale, needs no guess about
 * recycled pids, and has no moment between judging a stale file and replacing it in which two starts both win. That only
 * one PostgreSQL runs on the folder is PostgreSQL's own interlock.
 *
 * @throws StartupError `data_folder_in_use`; any other error is the connection's
 */
export async function lockFolder(connection: ClientConfig, folder: string): Promise<FolderLock> {
  const client = new Client({
    ...connection,
    database: 'postgres',
    application_name: `safelight lock ${process.pid}`,
    connectionTimeoutMillis: 10_000,
  })
  const lost = new Promise<void>((resolve) => client.once('end', () => resolve()))
  client.on('error', () => {})
  await client.connect()
  try {
    const deadline = performance.now() + HANDOVER_MS
    while (!(await tryLock(client))) {
      if (performance.now() > deadline) throw await inUse(client, folder)
      await delay(50)
    }
  } catch (error) {
    await client.end().catch(() => {})
    throw error
  }
  return { lost, release: () => client.end().catch(() => {}) }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS locked', [LOCK_KEY])
  return rows[0].locked
}

async function inUse(client: Client, folder: string): Promise<StartupError> {
  const { rows } = await client.query(
    `SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND objid = $1 AND granted`,
    [LOCK_KEY],
  )
  const pid = /\d+$/.exec(rows[0]?.application_name ?? '')?.[0]
  return new StartupError(
    'data_folder_in_use',
    `Another Safelight${pid ? ` (process ${pid})` : ''} is using the data folder ${folder}: stop it, or set SAFELIGHT_DATA to another folder.`,
  )
}

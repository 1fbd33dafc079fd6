import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync } from 'node:fs'
import { access, chmod, constants, mkdir, open, realpath, rename, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, type ClientConfig } from 'pg'
import { StartupError, oneLine } from '../startup-error.ts'
import { type PostgresBinaries, embeddedBinaries } from './binaries.ts'
import { EMBEDDED_DATABASE, EMBEDDED_ROLE, type Installation, ensureCluster, startFailure } from './cluster.ts'
import { type FolderLock, lockFolder } from './folder-lock.ts'
import { type Postmaster, isAlive, livePostmaster, recycledPid } from './postmaster.ts'
import { EMBEDDED_SETTINGS } from './settings.ts'
import { chooseIdentity, giveTo } from './unprivileged.ts'

export type EmbeddedPostgresOptions = {
  /** The Safelight data folder; created if missing. PostgreSQL's own files go into `postgres/` inside it. */
  dataDir: string
  log?: (line: string) => void
  /** Added to, and overriding, EMBEDDED_SETTINGS. Not applied to an adopted server. */
  settings?: Record<string, string>
  /** Other programs than the embedded ones: the tests' PostgreSQL 15. */
  binaries?: PostgresBinaries
}

export type EmbeddedPostgres = {
  /** A connection string understood by `pg` and by libpq. */
  url: string
  /** Shuts PostgreSQL down cleanly and lets go of the data folder. Idempotent. */
  stop(): Promise<void>
  /** True when a killed Safelight's PostgreSQL was still running and was taken over. */
  adopted: boolean
  /** For example `18.4`. */
  version: string
}

/** Crash recovery replays up to max_wal_size; on a slow disk that takes a while, and is no reason to give up. */
const START_TIMEOUT_MS = 120_000
const FAST_SHUTDOWN_MS = 30_000
const LOG_BYTES_MAX = 10 * 1024 * 1024
/** Of `sockaddr_un.sun_path`, less the terminating zero (103 on macOS). */
const SOCKET_PATH_BYTES_MAX = process.platform === 'darwin' ? 103 : 107
const SOCKET_PORT = 5432

/**
 * Starts the PostgreSQL of this data folder, or takes over the one a killed Safelight left running, and holds the
 * folder's lock until `stop`. If PostgreSQL dies underneath it is started again.
 *
 * It listens on a Unix socket only, in a folder that only its owner may enter, which is why `trust` is safe there:
 * whoever can reach the socket could read the data files as well. No TCP port is opened.
 *
 * @throws StartupError with one sentence for the operator
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const log = options.log ?? (() => {})
  const dataDir = await openDataFolder(options.dataDir)
  const installation = await install(dataDir, options.binaries)
  await ensureCluster(installation, log)

  const server = { dataDir, installation, settings: { ...EMBEDDED_SETTINGS, ...options.settings }, log }
  let running = await ensureRunning(server)
  const { adopted } = running
  let stopping = false

  const guard = async (): Promise<void> => {
    while (!stopping) {
      await running.lock.lost
      if (stopping) return
      log('the embedded PostgreSQL went away; starting it again')
      const again = await ensureRunning(server).catch((error: unknown) => {
        log(`could not start the embedded PostgreSQL again: ${oneLine(error)}`)
        return delay(1_000)
      })
      if (again) running = again
    }
    await running.lock.release()
  }
  const guarded = guard()

  let stopped: Promise<void> | undefined
  const stop = async (): Promise<void> => {
    stopping = true
    await stopServer(installation.pgData)
    await running.lock.release()
    await guarded
  }
  return {
    url: connectionUrl(running.connection),
    version: running.version,
    adopted,
    stop: () => (stopped ??= stop()),
  }
}

type Server = { dataDir: string; installation: Installation; settings: Record<string, string>; log: (line: string) => void }
type Running = { connection: ClientConfig; lock: FolderLock; adopted: boolean; version: string }

async function openDataFolder(folder: string): Promise<string> {
  try {
    await makeFolder(resolve(folder))
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK)
    return await realpath(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
      throw new StartupError(
        'disk_full',
        `The disk that should hold ${folder} is full: make room, or set SAFELIGHT_DATA to a folder on another disk.`,
        { cause: error },
      )
    }
    throw new StartupError(
      'data_folder_unwritable',
      `Safelight cannot write to its data folder ${folder} (${(error as NodeJS.ErrnoException).code ?? oneLine(error)}): correct its permissions, or set SAFELIGHT_DATA to another folder.`,
      { cause: error },
    )
  }
}

/** Like mkdir -p. Node's own never returns where a folder exists but takes no entries (/proc, some mounts). */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && (await stat(folder)).isDirectory()) return
    if (code !== 'ENOENT' || existsSync(dirname(folder))) throw error
    await makeFolder(dirname(folder))
    await mkdir(folder, { mode: 0o700 })
  }
}

async function install(dataDir: string, given?: PostgresBinaries): Promise<Installation> {
  const pgData = join(dataDir, 'postgres')
  const binaries = given ?? (await embeddedBinaries(join(dataDir, 'postgres-lib')))
  // Nothing of the caller's environment: PG* variables would redirect us, other locales translate the messages we read.
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }
  if (binaries.libraryPath) env[process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH'] = binaries.libraryPath
  const identity = await chooseIdentity(join(binaries.folder, 'postgres'), dataDir, pgData, env)
  return { binaries, identity, env, pgData }
}

/**
 * One loop for every state the folder can be in: nothing running, a server left by a kill, one that is just starting,
 * recovering or shutting down, or one whose last processes are still letting go of the shared memory.
 */
async function ensureRunning(server: Server): Promise<Running> {
  const { installation, dataDir, log } = server
  const deadline = performance.now() + START_TIMEOUT_MS
  let launched: Launch | undefined
  let adopted = false
  while (performance.now() < deadline) {
    const postmaster = await livePostmaster(installation.pgData)
    if (postmaster) {
      if (!launched && !adopted) log(`taking over the PostgreSQL that was left running (process ${postmaster.pid})`)
      adopted ||= !launched
      const running = await tryConnect(postmaster, dataDir)
      if (running) return { ...running, adopted }
    } else if (!launched) {
      log('starting PostgreSQL')
      adopted = false
      launched = await launch(server)
    }
    if (launched?.ended()) {
      // Processes of a killed server keep the shared memory for a moment, or another start won: look again.
      const output = await launched.output()
      if (!/shared memory block|lock file ".*" already exists|is already in use/.test(output))
        throw startFailure(installation.pgData, output, 'it ended at once')
      launched = undefined
      await delay(100)
    }
    await delay(10)
  }
  throw new StartupError(
    'database_start_failed',
    `The embedded PostgreSQL in ${installation.pgData} was not ready after ${START_TIMEOUT_MS / 1000} s: see ${join(dataDir, 'postgres.log')}.`,
  )
}

/** Null while the server is not yet, or no longer, taking connections. */
async function tryConnect(postmaster: Postmaster, folder: string): Promise<Omit<Running, 'adopted'> | null> {
  const connection: ClientConfig = {
    host: postmaster.socketFolder,
    port: postmaster.port,
    user: EMBEDDED_ROLE,
    database: EMBEDDED_DATABASE,
  }
  let lock: FolderLock | undefined
  try {
    lock = await lockFolder(connection, folder)
    return { connection, lock, version: await serverVersion(connection) }
  } catch (error) {
    await lock?.release()
    if (error instanceof StartupError) throw error
    return null
  }
}

async function serverVersion(connection: ClientConfig): Promise<string> {
  const client = new Client(connection)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query('SHOW server_version')).rows[0].server_version.split(' ')[0]
  } finally {
    await client.end()
  }
}

type Launch = { ended(): boolean; output(): Promise<string> }

async function launch({ installation, dataDir, settings }: Server): Promise<Launch> {
  const { binaries, identity, env, pgData } = installation
  const socketFolder = await openSocketFolder(installation, dataDir)
  const logPath = join(dataDir, 'postgres.log')
  const logBytes = (await stat(logPath).catch(() => null))?.size ?? 0
  if (logBytes > LOG_BYTES_MAX) await rename(logPath, `${logPath}.1`)
  const log = await open(logPath, 'a', 0o600)
  const startOfOutput = (await log.stat()).size

  const all = { ...settings, listen_addresses: '', unix_socket_directories: socketFolder, port: String(SOCKET_PORT) }
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const recycled = await recycledPid(pgData)
  const [file = '', ...rest] = [...identity.prefix, join(binaries.folder, 'postgres'), '-D', pgData, ...args]
  const child: ChildProcess = spawn(file, rest, {
    cwd: '/',
    // PostgreSQL takes this for a pid that cannot be a rival postmaster; pg_ctl uses it so for its own parent.
    env: recycled === null ? env : { ...env, PG_GRANDPARENT_PID: String(recycled) },
    uid: identity.uid,
    gid: identity.gid,
    // Its own session: Ctrl-C in the terminal is for us, and we stop it when our work is handed back. Its output goes to
    // a file, because a pipe would break when we are killed and it lives on.
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  })
  let ended = false
  child.once('exit', () => (ended = true))
  child.once('error', () => (ended = true))
  child.unref()
  await log.close()
  return { ended: () => ended, output: () => readFrom(logPath, startOfOutput) }
}

async function readFrom(path: string, position: number): Promise<string> {
  const handle = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(64 * 1024), position })
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** In the data folder if the path is short enough for a socket, else in the temporary folder under our own name. */
async function openSocketFolder({ identity }: Installation, dataDir: string): Promise<string> {
  let folder = join(dataDir, 'postgres-socket')
  if (Buffer.byteLength(join(folder, `.s.PGSQL.${SOCKET_PORT}`)) > SOCKET_PATH_BYTES_MAX) {
    const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16)
    folder = join(process.env.XDG_RUNTIME_DIR ?? tmpdir(), `safelight-${name}`)
  }
  await mkdir(folder, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = lstatSync(folder)
  const mine = [process.getuid?.(), identity.owner?.uid]
  if (!found.isDirectory() || !mine.includes(found.uid)) {
    throw new StartupError(
      'database_start_failed',
      `The folder ${folder}, which PostgreSQL needs for its socket, belongs to somebody else: remove it, or set SAFELIGHT_DATA to a shorter path.`,
    )
  }
  await giveTo(identity, folder)
  await chmod(folder, 0o700)
  return folder
}

function connectionUrl({ host, port }: ClientConfig): string {
  return `postgresql://${EMBEDDED_ROLE}@localhost:${port}/${EMBEDDED_DATABASE}?host=${encodeURIComponent(host ?? '')}`
}

/** A fast shutdown: sessions are ended, a checkpoint is written. If that hangs, an immediate one, mended at next start. */
async function stopServer(pgData: string): Promise<void> {
  const postmaster = await livePostmaster(pgData)
  if (!postmaster) return
  signal(postmaster.pid, 'SIGINT')
  const deadline = performance.now() + FAST_SHUTDOWN_MS
  let forced = false
  while (isAlive(postmaster.pid) && (await livePostmaster(pgData))) {
    if (!forced && performance.now() > deadline) {
      forced = true
      signal(postmaster.pid, 'SIGQUIT')
    }
    await delay(10)
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

import { spawn } from 'node:child_process'
import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { StartupError, oneLine } from '../startup-error.ts'
import type { PostgresBinaries } from './binaries.ts'
import { isAlive } from './postmaster.ts'
import { type Identity, giveTo, giveTreeTo } from './unprivileged.ts'

/** Everything needed to run a program of PostgreSQL on one data folder. */
export type Installation = { binaries: PostgresBinaries; identity: Identity; env: NodeJS.ProcessEnv; pgData: string }

/** The role and database inside the embedded PostgreSQL. */
export const EMBEDDED_ROLE = 'safelight'
export const EMBEDDED_DATABASE = 'safelight'

const ABANDONED_AFTER_MS = 10 * 60_000

/**
 * Makes sure the folder holds a cluster of our major version, creating it when there is none.
 *
 * `initdb` works in a folder beside, renamed when whole and synced: a kill at any moment leaves either nothing or a good
 * cluster, and of two first starts at once one wins the rename.
 *
 * @throws StartupError `data_folder_corrupted`, `data_folder_other_version`, `disk_full`, `database_start_failed`
 */
export async function ensureCluster(installation: Installation, log: (line: string) => void): Promise<void> {
  const { pgData, binaries, identity } = installation
  await removeAbandoned(pgData)
  if (!(await exists(pgData))) {
    log(`initialising PostgreSQL ${binaries.major} in ${pgData}`)
    await createCluster(installation)
  }
  const version = await readFile(join(pgData, 'PG_VERSION'), 'utf8').catch(() => null)
  if (version === null || !(await exists(join(pgData, 'global', 'pg_control')))) {
    throw new StartupError(
      'data_folder_corrupted',
      `The database in ${pgData} is damaged (it lacks ${version === null ? 'PG_VERSION' : 'global/pg_control'}): restore the folder from a backup, or move it away to start empty.`,
    )
  }
  if (version.trim() !== String(binaries.major)) {
    throw new StartupError(
      'data_folder_other_version',
      `The database in ${pgData} was made by PostgreSQL ${version.trim()}, this Safelight runs PostgreSQL ${binaries.major}: dump it with the old version and restore it, or move the folder away to start empty.`,
    )
  }
  await giveTreeTo(identity, pgData)
}

async function createCluster(installation: Installation): Promise<void> {
  const { pgData, identity, binaries } = installation
  const draft = `${pgData}-init-${process.pid}-${Date.now().toString(36)}`
  try {
    await mkdir(draft, { mode: 0o700 })
    await giveTo(identity, draft)
    // A collation of PostgreSQL's own, where it has one (17), so that an update of the system's C library never
    // silently spoils an index.
    const locale = binaries.major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []
    await run(installation, 'initdb', [
      '-D',
      draft,
      '-U',
      EMBEDDED_ROLE,
      '-A',
      'trust',
      '-E',
      'UTF8',
      '--locale=C',
      '--no-instructions',
      ...locale,
    ])
    await run(installation, 'postgres', ['--single', '-D', draft, 'postgres'], `CREATE DATABASE ${EMBEDDED_DATABASE}\n`)
    await rename(draft, pgData)
    await syncFolder(dirname(pgData))
  } catch (error) {
    await rm(draft, { recursive: true, force: true, maxRetries: 5 }).catch(() => {})
    const { code } = error as NodeJS.ErrnoException
    // Another Safelight renamed its own first. Which of us may use it is decided by the lock inside it.
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return
    if (code === 'ENOSPC' || code === 'EDQUOT') throw diskFull(pgData, error)
    throw error
  }
}

/** Drafts whose makers were killed. A young one of a living process may be another Safelight's first start. */
async function removeAbandoned(pgData: string): Promise<void> {
  const pattern = new RegExp(`^${basename(pgData)}-init-(\\d+)-`)
  for (const name of await readdir(dirname(pgData))) {
    const pid = Number(pattern.exec(name)?.[1] ?? 0)
    if (!pid) continue
    const draft = join(dirname(pgData), name)
    const ageMs = Date.now() - ((await stat(draft).catch(() => null))?.mtimeMs ?? Date.now())
    if (isAlive(pid) && ageMs < ABANDONED_AFTER_MS) continue
    // An orphaned initdb may still be writing into it; what is left goes next time.
    await rm(draft, { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
  }
}

function run(installation: Installation, program: string, args: string[], input = ''): Promise<void> {
  const { binaries, identity, env, pgData } = installation
  const [file = '', ...rest] = [...identity.prefix, join(binaries.folder, program), ...args]
  return new Promise((resolve, reject) => {
    const child = spawn(file, rest, { cwd: '/', env, uid: identity.uid, gid: identity.gid, detached: true })
    let output = ''
    const collect = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-8_000))
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.stdin.on('error', () => {})
    child.stdin.end(input)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0 && !/^(\S+ \S+ \S+ )?\[?\d*\]? ?(FATAL|PANIC|ERROR):/m.test(output)) resolve()
      else reject(startFailure(pgData, output, `${program} ended with ${signal ?? `code ${code}`}`))
    })
  })
}

/** Turns what PostgreSQL wrote before it died into one sentence. */
export function startFailure(pgData: string, output: string, fallback: string): StartupError {
  if (/No space left on device|Disk quota exceeded/i.test(output)) return diskFull(pgData, output)
  const lines = output.split('\n')
  const reason = lines.findLast((line) => /(FATAL|PANIC):|: error\b/.test(line)) ?? lines.findLast((line) => /ERROR:|: fatal:/.test(line))
  const words = reason ? reason.replace(/^.*?(FATAL|PANIC|ERROR|error|fatal):?\s+/, '') : fallback
  const code = /invalid|corrupt|could not (open|read|locate|find)|checksum|incompatible/i.test(words)
    ? 'data_folder_corrupted'
    : 'database_start_failed'
  return new StartupError(code, `The embedded PostgreSQL in ${pgData} did not start: ${oneLine(words)}.`, { cause: output })
}

function diskFull(pgData: string, cause: unknown): StartupError {
  return new StartupError(
    'disk_full',
    `The disk that holds ${pgData} is full: make room, or set SAFELIGHT_DATA to a folder on another disk.`,
    { cause },
  )
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  await handle.sync().catch(() => {})
  await handle.close()
}

import { existsSync, readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

/** What a running PostgreSQL says of itself in its `postmaster.pid`. */
export type Postmaster = { pid: number; port: number; socketFolder: string }

/**
 * The live PostgreSQL on this data folder, or null.
 *
 * After a crash `postmaster.pid` stays behind and its pid may by now belong to something else, so the process itself
 * is looked at. The file is never deleted by us: PostgreSQL judges it, with the shared memory it names, better.
 */
export async function livePostmaster(pgData: string): Promise<Postmaster | null> {
  const lines = await postmasterLines(pgData)
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0 || !isPostmasterOf(pid, pgData)) return null
  return { pid, port: Number(lines[3] ?? 5432), socketFolder: lines[4] ?? '' }
}

/**
 * The pid in a left-behind `postmaster.pid` that now belongs to a live process other than this folder's PostgreSQL, or
 * null. Common in containers, where every start hands out the same small numbers.
 */
export async function recycledPid(pgData: string): Promise<number | null> {
  const pid = Number((await postmasterLines(pgData))[0])
  return Number.isInteger(pid) && pid > 0 && isAlive(pid) && !isPostmasterOf(pid, pgData) ? pid : null
}

/** Whether a process with this pid exists, ours or not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function postmasterLines(pgData: string): Promise<string[]> {
  const text = await readFile(join(pgData, 'postmaster.pid'), 'utf8').catch(() => '')
  return text.split('\n').map((line) => line.trim())
}

function isPostmasterOf(pid: number, pgData: string): boolean {
  try {
    // A zombie has an empty command line; a backend renames itself "postgres: ...", a postmaster keeps its arguments.
    const [program = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return basename(program) === 'postgres' && args.includes(pgData)
  } catch {
    // No /proc (macOS), or hidden: believe the pid.
    return isAlive(pid) && (process.platform !== 'linux' || !existsSync(`/proc/${process.pid}/cmdline`))
  }
}

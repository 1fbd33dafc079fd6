// One at a time, across processes.
import { appendFileSync, linkSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { BootstrapError } from './bootstrap-error.mjs'

const PATIENCE_MS = 15 * 60_000

/**
 * Runs `work` while holding the lock file, waiting for another process that holds it.
 *
 * The lock names its holder's pid and when that started, so that a killed holder's is recognised. `work` receives a
 * function that adds a child process to the holders: a killed set-up's npm goes on installing, and must be waited for.
 */
export async function withLock(path, work) {
  const mine = `${path}.${process.pid}`
  const deadline = Date.now() + PATIENCE_MS
  sweep(path)
  writeFileSync(mine, line(process.pid))
  try {
    for (let told = false; !take(mine, path); told = true) {
      if (!told) console.error(`Waiting for another set-up of this checkout (process ${holder(path)})...`)
      if (Date.now() > deadline)
        throw new BootstrapError(
          `Another set-up of this checkout (process ${holder(path)}) did not end in ${PATIENCE_MS / 60_000} minutes: stop it and try again.`,
        )
      await delay(100)
    }
    try {
      // One file under two names: what is added to mine is in the lock.
      return await work((child) => appendFileSync(mine, line(child.pid)))
    } finally {
      rmSync(path, { force: true })
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

/** Linking is atomic, and the content is there at once. */
function take(mine, path) {
  try {
    linkSync(mine, path)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  const content = text(path)
  if (content && !content.split('\n').some(isHeldBy)) {
    // Renamed, not removed: of two that judged the same stale lock only one gets this very file.
    const stale = `${mine}.stale`
    try {
      renameSync(path, stale)
      if (text(stale) !== content) linkSync(stale, path)
      rmSync(stale, { force: true })
    } catch {
      // Another waiting process was faster.
    }
  }
  return false
}

function line(pid) {
  return `${pid} ${startOf(pid)}\n`
}

function isHeldBy(entry) {
  const [pid, start] = entry.split(' ')
  return pid !== '' && isAlive(Number(pid)) && startOf(pid) === start
}

/** What killed processes left of their own. */
function sweep(path) {
  const prefix = `${basename(path)}.`
  for (const name of readdirSync(dirname(path)).filter((entry) => entry.startsWith(prefix))) {
    const file = join(dirname(path), name)
    if (!(text(file) ?? '').split('\n').some(isHeldBy)) rmSync(file, { force: true })
  }
}

function holder(path) {
  return (text(path) ?? '?').split(' ')[0]
}

function text(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** When the process started, in the kernel's ticks; '' where there is no /proc. */
function startOf(pid) {
  return (text(`/proc/${pid}/stat`) ?? '').split(') ').pop().split(' ')[19] ?? ''
}

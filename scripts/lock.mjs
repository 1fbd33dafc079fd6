// One at a time, across processes.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { BootstrapError } from './bootstrap-error.mjs'

const PATIENCE_MS = 15 * 60_000

/**
 * Runs `work` while holding the lock file, waiting for another process that holds it. The lock of a killed process
 * is recognised: it names its pid and when that process started.
 */
export async function withLock(path, work) {
  const mine = `${path}.${process.pid}`
  const deadline = Date.now() + PATIENCE_MS
  writeFileSync(mine, `${process.pid} ${startOf(process.pid)}`)
  try {
    for (let told = false; !take(mine, path); told = true) {
      if (!told) console.error(`Waiting for another set-up of this checkout (process ${holder(path)})...`)
      if (Date.now() > deadline)
        throw new BootstrapError(
          `Another set-up of this checkout (process ${holder(path)}) did not end in ${PATIENCE_MS / 60_000} minutes.`,
        )
      await delay(100)
    }
    try {
      return await work()
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
  const [pid, start] = (text(path) ?? '').split(' ')
  if (pid && !(isAlive(Number(pid)) && startOf(pid) === start)) {
    // Renamed, not removed: of two that judged the same stale lock only one gets this very file.
    const stale = `${mine}.stale`
    try {
      renameSync(path, stale)
      if (text(stale) !== `${pid} ${start}`) linkSync(stale, path)
      rmSync(stale, { force: true })
    } catch {
      // Another waiting process was faster.
    }
  }
  return false
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

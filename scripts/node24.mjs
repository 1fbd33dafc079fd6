// Runs a TypeScript file on the Node 24 that npm installed with us (or on this Node, when it is new enough).
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Since 24 type stripping is on by default and silent; 22.18 is the oldest that has it on by default. */
const MAJOR_WANTED = 24
const MINIMUM = [22, 18]

const SUPERVISED = 'SAFELIGHT_SUPERVISED'
const PARENT_CHECK_MS = 200

/** The packages that hold a Node binary for this platform, best first. */
const PACKAGES = [
  `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`,
  `node-bin-${process.platform}-${process.arch}`,
]

/** The path of the Node to use: this process's own when it will do, else the installed one; null when there is none. */
export function findNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major >= MAJOR_WANTED) return process.execPath
  for (const name of PACKAGES) {
    const path = join(root, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
    if (existsSync(path)) return path
  }
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]) ? process.execPath : null
}

/**
 * Runs `file` with `args` on the right Node: in this very process when this Node will do, so that a start costs one Node,
 * not two; else this same entry again on that Node, passing on its exit code and our signals.
 */
export async function runOnNode24(file, args) {
  const node = findNode()
  if (!node) {
    console.error(
      `Safelight needs Node ${MINIMUM.join('.')} or newer, and there is no Node package for ${process.platform}-${process.arch}: install Node ${MAJOR_WANTED}.`,
    )
    process.exit(1)
  }
  if (process.env[SUPERVISED] || process.env.npm_lifecycle_event) endWithParent()
  if (node !== process.execPath) {
    process.exitCode = await supervise(spawn(node, process.argv.slice(1), { stdio: 'inherit', env: { ...process.env, [SUPERVISED]: '1' } }))
    return
  }
  const path = resolve(root, file)
  process.argv = [process.execPath, path, ...args]
  await import(pathToFileURL(path).href)
}

/**
 * The end of npm, or of our supervising half, must not leave a server behind that holds the port and the data folder: it
 * ends as if by SIGTERM. Both kinds of kill need that: npm passes a plain one to its shell only, and `kill -9` of npm
 * leaves even the shell behind.
 */
function endWithParent() {
  delete process.env[SUPERVISED]
  const parents = parentage()
  let asked = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, function note() {
      asked = true
      // A listener of ours alone must not change what the signal does by default.
      if (process.listenerCount(signal) > 1) return
      process.off(signal, note)
      process.kill(process.pid, signal)
    })
  }
  const timer = setInterval(() => {
    if (parentage() === parents) return
    clearInterval(timer)
    // After Ctrl-C the program is ending already; a second signal would mean "at once".
    if (!asked) process.kill(process.pid, 'SIGTERM')
  }, PARENT_CHECK_MS)
  timer.unref()
}

/** Our parent's pid and, where there is a /proc, its parent's: for npm's scripts a shell and npm. */
function parentage() {
  try {
    return `${process.ppid} ${readFileSync(`/proc/${process.ppid}/stat`, 'utf8').split(') ').pop().split(' ')[1]}`
  } catch {
    return String(process.ppid)
  }
}

/** Waits for a child that shares our terminal. Resolves to its exit code. */
function supervise(child) {
  // Ctrl-C in a terminal reaches the child without us; `kill` reaches only us.
  const passOn = (signal) => {
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, passOn)
  return new Promise((done) => {
    child.once('error', (error) => {
      console.error(`Safelight could not run ${child.spawnfile}: ${error.message}`)
      done(1)
    })
    child.once('exit', (code, signal) => done(code ?? 128 + (constants.signals[signal] ?? 1)))
  })
}

// Runs a TypeScript file on the Node 24 that npm installed with us (or on this Node, when it is new enough).
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Since 24 type stripping is on by default and silent; 22.18 is the oldest that has it on by default. */
const MAJOR_WANTED = 24
const MINIMUM = [22, 18]

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
 * Runs `file` with `args`; the exit code and signals are passed on. In this very process when this Node will do, so that
 * a start costs one Node, not two.
 */
export async function runOnNode24(file, args) {
  const node = findNode()
  if (!node) {
    console.error(
      `Safelight needs Node ${MINIMUM.join('.')} or newer, and there is no Node package for ${process.platform}-${process.arch}: install Node ${MAJOR_WANTED}.`,
    )
    process.exit(1)
  }
  const path = resolve(root, file)
  if (node === process.execPath) {
    process.argv = [process.execPath, path, ...args]
    await import(pathToFileURL(path).href)
    return
  }
  process.exitCode = await supervise(spawn(node, [path, ...args], { stdio: 'inherit' }))
}

/** Waits for a child that shares our terminal. Resolves to its exit code. */
function supervise(child) {
  // From a terminal, Ctrl-C reaches both of us; from `kill`, only us. The child must see it once or twice, never not at all.
  const passOn = (signal) => child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, passOn)
  return new Promise((done) => {
    child.once('error', (error) => {
      console.error(`Safelight could not run ${child.spawnfile}: ${error.message}`)
      done(1)
    })
    child.once('exit', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1)))
  })
}

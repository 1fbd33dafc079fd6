// Builds the studio's pages into dist/web when what they are made of changed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { BootstrapError } from './bootstrap-error.mjs'
import { findNode, root } from './node24.mjs'

const sources = join(root, 'src/web')
const stampFile = join(root, '.cache/web-build.json')

/** True also when this checkout has no pages to build. */
export function isWebBuilt() {
  if (!existsSync(join(sources, 'index.html'))) return true
  if (!existsSync(join(root, 'dist/web/index.html'))) return false
  try {
    const { inputs, hash } = JSON.parse(readFileSync(stampFile, 'utf8'))
    return hash === hashInputs(inputs)
  } catch {
    return false
  }
}

/**
 * @param {(child: import('node:child_process').ChildProcess) => void} started called with the build that was started
 * @throws BootstrapError when Vite fails
 */
export async function buildWeb(started) {
  console.error('Building the studio...')
  const node = findNode()
  if (!node) throw new BootstrapError('Safelight needs Node 22.18 or newer to build its pages.')
  const child = spawn(node, [join(root, 'scripts/web-build-run.mjs')], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_ENV: 'production', NO_COLOR: '1' },
  })
  const code = await new Promise((done) => {
    child.once('spawn', () => started(child))
    child.once('error', () => done(1))
    child.once('close', done)
  })
  if (code !== 0) throw new BootstrapError('Safelight could not build its pages: Vite failed, see above.')
}

/**
 * The hash of everything the pages depend on: all files under src/web, the lockfile, and `imported`, the files elsewhere
 * that the last build read (so that a change in the server does not rebuild the pages).
 *
 * @param {string[]} imported paths relative to the root
 */
export function hashInputs(imported) {
  const hash = createHash('sha256')
  for (const path of [...filesUnder(sources), 'package-lock.json', ...imported].sort()) {
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(join(root, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => relative(root, join(folder, name)))
    .filter((path) => !/\.test\.tsx?$/.test(path) && statSync(join(root, path)).isFile())
}

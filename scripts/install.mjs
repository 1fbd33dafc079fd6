// Installs the dependencies with npm, when they are not what the lockfile says.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BootstrapError } from './bootstrap-error.mjs'
import { findNode, root } from './node24.mjs'

const modules = join(root, 'node_modules')
/** Inside node_modules, so that it goes when they go. */
const stampFile = join(modules, '.safelight-installed')
/** Outside, because it says that what is inside is not to be trusted. Exists while an install is under way. */
const marker = join(root, '.cache/installing')

/** Whether node_modules holds exactly what the lockfile says, for this platform. */
export function isInstalled() {
  const wanted = wantedStamp()
  if (read(stampFile) === wanted) return true
  // Somebody ran npm by hand, or a killed set-up's npm went on to its end.
  if (!matchesLockfile() || wasInterrupted() || missingForPlatform().length > 0) return false
  try {
    finished(wanted)
  } catch {
    // A read-only checkout: the comparison is made again next time.
  }
  return true
}

/**
 * @param {(child: import('node:child_process').ChildProcess) => void} started called with the npm that was started
 * @throws BootstrapError when npm fails, in one sentence with npm's own reason
 */
export async function installDependencies(started) {
  console.error('Installing dependencies (about a minute the first time)...')
  // npm takes a package that was half unpacked when it was killed for a whole one.
  if (wasInterrupted()) rmSync(modules, { recursive: true, force: true, maxRetries: 5 })
  rmSync(stampFile, { force: true })
  writeFileSync(marker, '')
  // Not `npm ci` first: it empties node_modules under the feet of whatever runs from there. `npm install` keeps to the
  // lockfile as well, and whether it did is checked.
  const steps = [['install', '--no-save'], ['ci']]
  let failure = ''
  for (const step of steps) {
    const reason = await npm(step, started)
    failure ||= reason
    if (!reason && matchesLockfile()) {
      // Once more on the Node that is installed by now. What is missing even then, this platform does without.
      if (missingForPlatform().length > 0) await npm(['install', '--no-save'], started, findNode() ?? undefined)
      return finished(wantedStamp())
    }
    if (/^(E(NOTFOUND|AI_AGAIN|TIMEDOUT|CONNREFUSED|NOSPC|ACCES|PERM|ROFS|401|403)\b|there is no npm)/.test(reason)) break
  }
  throw new BootstrapError(`Safelight could not install its dependencies: ${failure || 'npm did not install what package-lock.json says'}.`)
}

function finished(stamp) {
  writeFileSync(stampFile, stamp)
  rmSync(marker, { force: true })
}

/** An install was begun and npm's last act, its own lockfile, is not newer than that. */
function wasInterrupted() {
  const begun = changedAt(marker)
  return begun !== null && (changedAt(join(modules, '.package-lock.json')) ?? 0) <= begun
}

function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null
}

/** Runs npm. Resolves to its reason for failing, or ''. */
function npm(args, started, node = process.env.npm_node_execpath || process.execPath) {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--include=optional', '--include=dev']
  const cli = process.env.npm_execpath
  // Not our own Node when that is the one inside node_modules, which is being replaced.
  const [file, ...first] = cli && /npm-cli\.c?js$/.test(cli) ? [node, cli] : ['npm']
  // Without the outer npm's settings, which would win over the flags of this one in some versions.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_(config_(omit|include|production|global|prefix|workspace)|package_|lifecycle_)/i.test(name),
  )
  const child = spawn(file, [...first, ...args, ...flags], {
    cwd: root,
    env: { ...Object.fromEntries(inherited), NODE_ENV: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: file === 'npm' && process.platform === 'win32',
  })
  let errors = ''
  child.stderr.on('data', (chunk) => (errors = (errors + chunk).slice(-64_000)))
  return new Promise((done) => {
    child.once('spawn', () => started(child))
    child.once('error', (error) => done(error.code === 'ENOENT' ? 'there is no npm on this machine' : error.message))
    child.once('close', (code) => done(code === 0 ? '' : reasonIn(errors) || `npm ended with code ${code}`))
  })
}

function reasonIn(errors) {
  const code = /npm (?:error|ERR!) code (\S+)/.exec(errors)?.[1]
  const lines = errors.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
  const words = lines.find((line) => line && !/^(code|errno|syscall|path|npm warn|A complete log)\b/.test(line))
  return [code, words].filter(Boolean).join(': ').replace(/\.$/, '')
}

function wantedStamp() {
  const hash = createHash('sha256')
  hash
    .update(read(join(root, 'package-lock.json')) ?? '')
    .update('\0')
    .update(read(join(root, 'package.json')) ?? '')
  return `${process.platform}-${process.arch} ${hash.digest('hex')}\n`
}

/**
 * Compares the lockfile with the one npm keeps inside node_modules. Optional packages of other platforms may be absent,
 * and npm may bring one that the lockfile leaves out: which of them it sees differs from run to run.
 */
function matchesLockfile() {
  const wanted = packages(join(root, 'package-lock.json'))
  const found = packages(join(modules, '.package-lock.json'))
  if (!wanted || !found) return false
  const missing = Object.entries(wanted).some(([path, entry]) => path && !found[path] && !entry.optional)
  const wrong = Object.entries(found).some(
    ([path, entry]) =>
      !(entry.optional && !wanted[path]) && (wanted[path]?.version !== entry.version || wanted[path]?.integrity !== entry.integrity),
  )
  return !missing && !wrong && manifestInLockfile(wanted[''])
}

/**
 * Packages made for this very platform that are not there. npm leaves out, without a word, what says it needs a newer
 * Node than the one npm runs on.
 */
function missingForPlatform() {
  const wanted = packages(join(root, 'package-lock.json')) ?? {}
  const found = packages(join(modules, '.package-lock.json')) ?? {}
  const libc = process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl'
  const fits = (list, value) => {
    const items = [list ?? []].flat()
    return items.length === 0 || items.includes(value) || (items.every((item) => item.startsWith('!')) && !items.includes(`!${value}`))
  }
  return Object.keys(wanted).filter((path) => {
    const { optional, os, cpu, libc: libraries } = wanted[path]
    const forPlatform = (os || cpu) && fits(os, process.platform) && fits(cpu, process.arch) && (!libraries || fits(libraries, libc))
    return optional && forPlatform && !found[path]
  })
}

/** package.json asks for nothing that the lockfile does not know of. */
function manifestInLockfile(locked) {
  const manifest = JSON.parse(read(join(root, 'package.json')) ?? '{}')
  return ['dependencies', 'devDependencies', 'optionalDependencies'].every(
    (kind) => JSON.stringify(sorted(manifest[kind])) === JSON.stringify(sorted(locked[kind])),
  )
}

function sorted(record = {}) {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}

function packages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return null
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

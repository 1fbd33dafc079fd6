// Installs the dependencies with npm, when they are not what the lockfile says.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BootstrapError } from './bootstrap-error.mjs'
import { root } from './node24.mjs'

const modules = join(root, 'node_modules')
/** Inside node_modules, so that it goes when they go. */
const stampFile = join(modules, '.safelight-installed')

/** Whether node_modules holds exactly what the lockfile says, for this platform. */
export function isInstalled() {
  const wanted = wantedStamp()
  if (read(stampFile) === wanted) return true
  // Somebody ran npm by hand.
  if (!matchesLockfile()) return false
  try {
    writeFileSync(stampFile, wanted)
  } catch {
    // A read-only checkout: the comparison is made again next time.
  }
  return true
}

/** @throws BootstrapError when npm fails, in one sentence with npm's own reason */
export async function installDependencies() {
  console.error('Installing dependencies (about a minute the first time)...')
  // Not `npm ci` first: npm 11 refuses a lockfile that lacks some optional package of another platform, even where none
  // such can be installed; and it empties node_modules under the feet of whatever runs from there. `npm install` keeps to
  // the lockfile as well, and whether it did is checked.
  const steps = [['install', '--no-save'], ['ci']]
  let failure = ''
  for (const step of steps) {
    const reason = npm(step)
    failure ||= reason
    if (!reason && matchesLockfile()) {
      writeFileSync(stampFile, wantedStamp())
      return
    }
  }
  throw new BootstrapError(`Safelight could not install its dependencies: ${failure || 'npm did not install what package-lock.json says'}.`)
}

/** Runs npm. Returns its reason for failing, or ''. */
function npm(args) {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--include=optional', '--include=dev']
  const cli = process.env.npm_execpath
  // Not our own Node when that is the one inside node_modules, which is being replaced.
  const [file, ...first] = cli && /npm-cli\.c?js$/.test(cli) ? [process.env.npm_node_execpath || process.execPath, cli] : ['npm']
  // Without the outer npm's settings, which would win over the flags of this one in some versions.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_(omit|include|production|global|prefix|workspace)|package_|lifecycle_)/i.test(name),
    ),
  )
  const { error, status, stderr } = spawnSync(file, [...first, ...args, ...flags], {
    cwd: root,
    env: { ...env, NODE_ENV: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: file === 'npm' && process.platform === 'win32',
  })
  if (error) return error.code === 'ENOENT' ? 'there is no npm on this machine' : error.message
  if (status === 0) return ''
  const reasons = (stderr || '').split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
  const words = reasons.filter((line) => line && !/^(code|errno|syscall|path|A complete log)/.test(line))
  const code = /npm (?:error|ERR!) code (\S+)/.exec(stderr || '')?.[1]
  return [code, words[0]].filter(Boolean).join(': ').replace(/\.$/, '') || `npm ended with code ${status}`
}

function wantedStamp() {
  const hash = createHash('sha256')
  hash
    .update(read(join(root, 'package-lock.json')) ?? '')
    .update('\0')
    .update(read(join(root, 'package.json')) ?? '')
  return `${process.platform}-${process.arch} ${hash.digest('hex')}\n`
}

/** Compares the lockfile with the one npm keeps inside node_modules. Optional packages of other platforms may be absent. */
function matchesLockfile() {
  const wanted = packages(join(root, 'package-lock.json'))
  const found = packages(join(modules, '.package-lock.json'))
  if (!wanted || !found) return false
  const missing = Object.entries(wanted).some(([path, entry]) => path && !found[path] && !entry.optional)
  const wrong = Object.entries(found).some(
    ([path, entry]) => wanted[path]?.version !== entry.version || wanted[path]?.integrity !== entry.integrity,
  )
  return !missing && !wrong && hasOptional(wanted, found) && manifestInLockfile(wanted[''])
}

/** The optional packages of this very platform are there. */
function hasOptional(wanted, found) {
  const libc = process.report?.getReport?.()?.header?.glibcVersionRuntime ? 'glibc' : 'musl'
  const fits = (list, value) =>
    !list || [list].flat().includes(value) || [list].flat().some((item) => item.startsWith('!') && item !== `!${value}`)
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !entry.optional ||
      found[path] ||
      !Object.keys({ ...wanted[''].optionalDependencies }).some((name) => path === `node_modules/${name}`) ||
      !(fits(entry.os, process.platform) && fits(entry.cpu, process.arch) && (process.platform !== 'linux' || fits(entry.libc, libc))),
  )
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

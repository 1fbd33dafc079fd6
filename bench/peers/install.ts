/** The peers' packages, installed on first use into bench/node_modules: they are no part of the product. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dirname, '..')

/** Runs npm in bench/ where what is there is not what the lockfile says. Throws with npm's words when it fails. */
export function installPeers(log: (line: string) => void): Record<string, string> {
  const wanted = packages('package-lock.json')
  const names = Object.keys((JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { dependencies: object }).dependencies)
  const fits = () => {
    const found = packages('node_modules/.package-lock.json')
    return names.every((name) => found[`node_modules/${name}`]?.version === wanted[`node_modules/${name}`]?.version)
  }
  if (!fits()) {
    log('installing the peers (npm, in bench/)')
    // not `npm ci` first: npm 11 refuses a lockfile that lacks an optional package of another platform, even where none such
    // can be installed; `npm install` keeps to the lockfile as well, and whether it did is checked
    const failure = npm(['install', '--no-save'])
    if (!fits() && (npm(['ci']) || !fits())) throw new Error(`the peers could not be installed: ${failure || 'npm installed other versions than the lockfile names'}`)
  }
  return Object.fromEntries(names.map((name) => [name, wanted[`node_modules/${name}`]?.version ?? '']))
}

/** Runs npm. Returns its reason for failing, or ''. */
function npm(args: string[]): string {
  const cli = process.env.npm_execpath
  // the npm that started us, with its own Node: the one we run on may be newer than npm knows
  const [file, ...first] = cli && /npm-cli\.c?js$/.test(cli) ? [process.env.npm_node_execpath ?? process.execPath, cli] : ['npm']
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']
  const { status, stderr, error } = spawnSync(file!, [...first, ...args, ...flags], { cwd: folder, encoding: 'utf8' })
  if (status === 0) return ''
  const words = stderr?.split('\n').map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
  return error?.message ?? words?.find((line) => line !== '' && !/^(code|errno|syscall|path)\b/.test(line)) ?? `npm ended with code ${status}`
}

function packages(path: string): Record<string, { version?: string }> {
  const file = join(folder, path)
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, { version?: string }> }).packages : {}
}

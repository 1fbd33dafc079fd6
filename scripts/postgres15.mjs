// Fetches Debian's PostgreSQL 15 for the tests that run on both, into .cache, without touching the system: no root, no
// service started. Where that cannot be, those tests are skipped, and say so.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './node24.mjs'

const target = join(root, '.cache/postgresql-15')
const SYSTEM = '/usr/lib/postgresql/15/bin/postgres'

/** Never throws: a machine without it runs the tests on PostgreSQL 18 only. */
export async function preparePostgres15() {
  if (process.env.SAFELIGHT_TEST_PG15_BIN || existsSync(target)) return
  if (existsSync(SYSTEM) && !process.env.SAFELIGHT_TEST_PG15_FETCH) return
  if (!isDebianLike()) return
  const draft = `${target}-${process.pid}`
  try {
    console.log('Fetching PostgreSQL 15 for the tests (Debian packages, into .cache)...')
    fetchInto(draft)
    renameSync(draft, target)
  } catch (error) {
    console.warn(`PostgreSQL 15 could not be fetched: ${error.message.split('\n')[0]}`)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

function fetchInto(folder) {
  const lists = join(folder, 'apt/lists/partial')
  const archives = join(folder, 'apt/archives/partial')
  mkdirSync(lists, { recursive: true })
  mkdirSync(archives, { recursive: true })
  // apt with folders of its own needs no root; which packages are installed it still reads from the system.
  const settings = {
    'Dir::State::lists': join(folder, 'apt/lists'),
    'Dir::Cache': join(folder, 'apt'),
    'Dir::Cache::archives': 'archives',
    'Debug::NoLocking': '1',
    'APT::Sandbox::User': '',
    'Acquire::Retries': '2',
  }
  const apt = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  run('apt-get', [...apt, '-q', 'update'], folder)
  const plan = run('apt-get', [...apt, '-q', 'install', '--print-uris', '--no-install-recommends', '-y', 'postgresql-15'], folder)
  const uris = [...plan.matchAll(/^'([^']+)' (\S+)_\S+\.deb /gm)].map((match) => decodeURIComponent(match[2]))
  // Its libraries, not its service, and not the compiler for queries, which weighs more than all the rest.
  const names = uris
    .map((name) => name.split('_')[0])
    .filter((name) => /^lib(?!llvm|perl|json-perl|common-sense|types-serialiser)/.test(name))
  run('apt-get', [...apt, '-q', 'download', 'postgresql-15', ...names], folder)
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb'))) {
    run('dpkg-deb', ['-x', join(folder, file), folder], folder)
    rmSync(join(folder, file))
  }
  rmSync(join(folder, 'apt'), { recursive: true, force: true })
}

function run(program, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 180_000,
    env: { ...process.env, LC_ALL: 'C' },
  })
  if (error) throw error
  if (status !== 0)
    throw new Error(
      stderr
        .trim()
        .split('\n')
        .findLast((line) => line.startsWith('E:')) ?? `${program} ended with code ${status}`,
    )
  return stdout
}

/** Whether Debian 12, whose PostgreSQL is 15, or a relative that may offer it too. */
function isDebianLike() {
  try {
    return (
      process.platform === 'linux' &&
      /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8')) &&
      existsSync('/usr/bin/apt-get')
    )
  } catch {
    return false
  }
}

import { spawn, spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { lstatSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { StartupError } from '../startup-error.ts'
import { type Program, runProgram } from '../testing/program.ts'
import { embeddedBinaries } from './binaries.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts'
import { livePostmaster } from './postmaster.ts'

type Said = { at?: string; ready?: boolean; adopted?: boolean; row?: number; error?: string; message?: string; url?: string }

const fixture = join(import.meta.dirname, 'embedded.fixture.ts')
vi.setConfig({ testTimeout: 60_000 })

let dataDir: string
const running = new Set<EmbeddedPostgres>()
const programs = new Set<Program<Said>>()

beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'safelight-embedded-'))))
afterEach(async () => {
  await Promise.all([...programs].map((program) => program.kill()))
  await Promise.all([...running].map((postgres) => postgres.stop()))
  programs.clear()
  running.clear()
  const left = await livePostmaster(join(dataDir, 'postgres'))
  if (left) process.kill(left.pid, 'SIGQUIT')
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
})

async function start(folder = dataDir): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir: folder })
  running.add(postgres)
  return postgres
}

function launch(prefix: string[] = [], env?: NodeJS.ProcessEnv): Program<Said> {
  const program = runProgram<Said>(fixture, [dataDir], { prefix, env })
  programs.add(program)
  return program
}

async function query(url: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

async function refusal(folder = dataDir): Promise<{ code: string; message: string }> {
  const error = await start(folder).then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StartupError)
  const { code, message } = error as StartupError
  expect(message, 'one sentence').toMatch(/^[A-Z][^\n]*\.$/)
  return { code, message }
}

test('data outlives a stop; commits wait for the disk; nothing listens on TCP', async () => {
  const first = await start()
  expect(first).toMatchObject({ adopted: false, version: expect.stringMatching(/^18\./) })
  await query(first.url, 'CREATE TABLE t AS SELECT 42 AS answer')
  await first.stop()
  const second = await start()
  expect(await query(second.url, 'TABLE t')).toEqual([{ answer: 42 }])
  const settings = await query(
    second.url,
    `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'data_checksums') ORDER BY name`,
  )
  expect(Object.fromEntries(settings.map((row) => [row.name, row.setting]))).toEqual({
    data_checksums: 'on',
    fsync: 'on',
    full_page_writes: 'on',
    listen_addresses: '',
    synchronous_commit: 'on',
  })
})

test('a second Safelight on the same folder gets one sentence that names the first, which goes on', async () => {
  const first = launch()
  await first.until((said) => said.ready === true)
  const { code, message } = await refusal()
  expect(code).toBe('data_folder_in_use')
  expect(message).toContain(`process ${first.process.pid}`)
  const rows = first.messages.length
  await first.until((said) => (said.row ?? 0) > rows + 10)
})

test('of two first starts at once exactly one wins, and the loser says why', async () => {
  const both = [launch(), launch()]
  const outcomes = await Promise.all(both.map((program) => program.until((said) => Boolean(said.ready ?? said.error))))
  expect(outcomes.map((said) => said.error ?? 'ready').sort()).toEqual(['data_folder_in_use', 'ready'])
})

test('kill -9 leaves a PostgreSQL that the next start takes over, with all that was committed', async () => {
  const killed = launch()
  await killed.until((said) => said.row === 20)
  await killed.kill()
  const next = await start()
  expect(next.adopted).toBe(true)
  const [{ count }] = (await query(next.url, 'SELECT count(*)::int FROM kept')) as [{ count: number }]
  expect(count).toBeGreaterThanOrEqual(killed.messages.filter((said) => said.row).length)
})

// Each message is a boundary: before initdb, before the server, before and after the first commit.
test.each(['initialising', 'starting', 'ready', 'row'])('kill -9 at "%s" does not spoil the next start', async (boundary) => {
  const killed = launch()
  await killed.until((said) => said.at?.startsWith(boundary) ?? boundary in said)
  await killed.kill()
  const next = await start()
  expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('kill -9 at random moments, again and again, loses no committed row and leaves no litter', async () => {
  let reported = 0
  for (let round = 0; round < 12; round++) {
    const program = launch()
    // Spread over initdb, start, recovery and work: the first takes about 700 ms, later ones 60.
    const life = round < 6 ? (round * 137) % 750 : (round * 37) % 160
    const timer = setTimeout(() => program.process.kill('SIGKILL'), 60 + life)
    if (round % 3 === 2) {
      // Sometimes PostgreSQL dies too, and its last processes still hold the shared memory when we come back.
      const postmaster = await livePostmaster(join(dataDir, 'postgres'))
      if (postmaster) process.kill(postmaster.pid, 'SIGKILL')
    }
    await program.ended
    clearTimeout(timer)
    expect(program.messages.filter((said) => said.error)).toEqual([])
    reported = Math.max(reported, ...program.messages.map((said) => said.row ?? 0))
  }
  const last = await start()
  await query(last.url, 'CREATE TABLE IF NOT EXISTS kept (id bigint)')
  const [{ max }] = (await query(last.url, 'SELECT coalesce(max(id), 0)::int AS max FROM kept')) as [{ max: number }]
  expect(max).toBeGreaterThanOrEqual(reported)
  expect((await readdir(dataDir)).filter((name) => name.includes('init'))).toEqual([])
})

test("without the links that the package's install script would make, they are made in the data folder", async () => {
  const native = join(dataDir, 'package')
  await cp(join((await embeddedBinaries(dataDir)).folder, '..'), native, {
    recursive: true,
    filter: (path) => !lstatSync(path).isSymbolicLink(),
  })
  const binaries = await embeddedBinaries(join(dataDir, 'links'), native)
  const postgres = await startEmbeddedPostgres({ dataDir: join(dataDir, 'data'), binaries })
  running.add(postgres)
  expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  expect(await readdir(join(native, 'lib'))).not.toContain('libpq.so.5')
})

test('when PostgreSQL dies underneath, it is started again', async () => {
  const postgres = await start()
  await query(postgres.url, 'CREATE TABLE t AS SELECT 42 AS answer')
  const before = await livePostmaster(join(dataDir, 'postgres'))
  process.kill(before!.pid, 'SIGKILL')
  await vi.waitFor(async () => expect(await query(postgres.url, 'TABLE t')).toEqual([{ answer: 42 }]), { timeout: 20_000, interval: 50 })
  // And the folder is still ours.
  await vi.waitFor(async () => expect((await refusal()).code).toBe('data_folder_in_use'), { timeout: 20_000, interval: 50 })
})

test("a leftover postmaster.pid whose number now belongs to something else is PostgreSQL's to judge", async () => {
  const first = await start()
  const file = join(dataDir, 'postgres/postmaster.pid')
  const lines = (await readFile(file, 'utf8')).split('\n')
  await first.stop()
  const bystander = spawn('sleep', ['60'])
  try {
    await writeFile(file, [bystander.pid, ...lines.slice(1)].join('\n'))
    const second = await start()
    expect(await query(second.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  } finally {
    bystander.kill()
  }
})

test('a folder made by another PostgreSQL is refused', async () => {
  await (await start()).stop()
  await writeFile(join(dataDir, 'postgres/PG_VERSION'), '17\n')
  const { code, message } = await refusal()
  expect(code).toBe('data_folder_other_version')
  expect(message).toContain('made by PostgreSQL 17')
})

test.each([
  ['PG_VERSION is gone', (folder: string) => rm(join(folder, 'PG_VERSION'))],
  ['pg_control is cut short', (folder: string) => truncate(join(folder, 'global/pg_control'), 100)],
])('a damaged folder is refused: %s', async (_what, damage) => {
  await (await start()).stop()
  await damage(join(dataDir, 'postgres'))
  expect((await refusal()).code).toBe('data_folder_corrupted')
})

test('a data folder that cannot be made is refused', async () => {
  await symlink(join(dataDir, 'gone'), join(dataDir, 'link'))
  expect((await refusal(join(dataDir, 'link'))).code).toBe('data_folder_unwritable')
  expect((await refusal(join(dataDir, 'link/data'))).code).toBe('data_folder_unwritable')
  await writeFile(join(dataDir, 'file'), '')
  expect(await refusal(join(dataDir, 'file/data'))).toMatchObject({
    code: 'data_folder_unwritable',
    message: expect.stringContaining('ENOTDIR'),
  })
})

test('a data folder that may not be written is refused', async () => {
  const folder = join(dataDir, 'locked')
  await mkdir(folder, { mode: 0o500 })
  // Root may write everywhere but where there is nothing to write to.
  const { code } = await refusal(process.getuid?.() === 0 ? '/proc/safelight' : folder)
  expect(code).toBe('data_folder_unwritable')
})

const canMount = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', '/mnt']).status === 0
test.skipIf(!canMount)('a full disk is named as such', async () => {
  const full = launch(['unshare', '-rm', 'sh', '-c', `mount -t tmpfs -o size=20m tmpfs ${dataDir} && exec "$@"`, 'sh'])
  const said = await full.until((message) => Boolean(message.error ?? message.ready))
  expect(said).toMatchObject({ error: 'disk_full', message: expect.stringMatching(/^The disk that holds .* is full: .*\.$/) })
})

test.skipIf(process.getuid?.() !== 0)('as root, where user namespaces are forbidden, PostgreSQL runs as nobody', async () => {
  const programs = join(dataDir, 'programs')
  await mkdir(programs)
  await writeFile(join(programs, 'unshare'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  const program = launch([], { ...process.env, PATH: `${programs}:${process.env.PATH}` })
  await program.until((said) => said.row === 1)
  expect((await stat(join(dataDir, 'postgres'))).uid).toBe(65_534)
  await program.kill('SIGTERM')
  // And back: the data now has an owner who can run it.
  expect(await query((await start()).url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('a path too long for a socket is no obstacle', async () => {
  const deep = join(dataDir, 'a'.repeat(60), 'b'.repeat(60))
  const postgres = await start(deep)
  expect(await query(postgres.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

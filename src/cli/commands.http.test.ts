import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditReport } from '../engine/audit.ts'
import { type TestDatabase, createTestDatabase } from '../testing/postgres.ts'
import { runCli, runServer, temporaryFolder } from './cli.fixture.ts'

let database: TestDatabase
const query = async (sql: string) => {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  await client.query(sql)
  await client.end()
}
beforeAll(async () => void (database = await createTestDatabase()))
afterAll(() => database.drop())

test.each([
  { args: ['genrate', 'x'], says: "Unknown command 'genrate'\n(Did you mean generate?)" },
  { args: ['start', '--prot', '80'], says: "Unknown option '--prot'\n(Did you mean --port?)" },
  { args: ['start', '--role', 'boss'], says: 'Allowed choices are all, api, worker.' },
  { args: ['start', '--port', '99999'], says: 'It must be a whole number from 0 to 65535.' },
  { args: ['generate'], says: "Missing required argument 'prompt'" },
  { args: ['generate', 'a', 'fox'], says: 'Too many arguments' },
  { args: ['generate', 'x', '--count', '9'], says: 'It must be a whole number from 1 to 4.' },
  { args: ['generate', 'x', '--count', '2', '--pick', '2'], says: '--pick 2 is not one of the 2 pictures: they count from 0' },
  { args: ['generate', 'x', '--lang', 'fr'], says: 'Allowed choices are en, zh-CN.' },
  { args: ['doctor', '--jsn'], says: '(Did you mean --json?)' },
])('$args is asked for wrongly: a hint, and code 2', async ({ args, says }) => {
  const { code, stdout, stderr } = await runCli(args).ended
  expect(stderr).toContain(says)
  expect(stderr).toContain('--help says what is possible')
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
})

test('--help shows examples, --version the version, and nothing at all the help', async () => {
  const help = await runCli(['--help']).ended
  expect(help).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('$ safelight generate "a red fox in the snow" --out ./out') })
  expect((await runCli([]).ended).stdout).toBe(help.stdout)
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))
  expect((await runCli(['--version']).ended).stdout).toBe(`${version}\n`)
})

test('migrate says what it applied, and then that there is nothing to do', async () => {
  const env = { DATABASE_URL: database.url }
  await query('drop schema public cascade; create schema public')
  const unmigrated = await runCli(['doctor'], env).ended
  expect(unmigrated).toMatchObject({ code: 1, stderr: expect.stringContaining('Run "safelight migrate"') })
  expect((await runCli(['migrate'], env).ended).stdout).toMatch(/^Applied 0001_engine\.sql\n(Applied \S+\n)+$/)
  expect(await runCli(['migrate'], env).ended).toEqual({ code: 0, stderr: '', stdout: 'The database is up to date.\n' })
})

test('doctor is content with what is in order, and shows the very row that is not', async () => {
  const env = { DATABASE_URL: database.url }
  const healthy = await runCli(['doctor'], env).ended
  expect(healthy).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/✓ ledger and balances[\s\S]*Nothing is off\.\n$/) })

  const account = '01900000-0000-7000-8000-000000000001'
  await query(`insert into account (id, name, available) values ('${account}', 'Eve', 7)`)
  const spoilt = await runCli(['doctor'], env).ended
  expect(spoilt.code).toBe(1)
  expect(spoilt.stdout).toContain('✗ ledger and balances')
  expect(spoilt.stdout).toContain(`account_id=${account} available=7`)
  expect(spoilt.stdout).toMatch(/1 row is off\.\n$/)

  const json = await runCli(['doctor', '--json'], env).ended
  const report = JSON.parse(json.stdout) as AuditReport
  expect(json.code).toBe(1)
  expect(report).toMatchObject({ ok: false, findings: [{ code: 'balance_differs', count: 1, rows: [{ account_id: account, available: 7 }] }] })
  await query(`delete from account where id = '${account}'`)
})

test('doctor works beside a running Safelight, after it, and not before it', async () => {
  const data = join(temporaryFolder(), 'data')
  const before = await runCli(['doctor', '--data', data]).ended
  expect(before).toMatchObject({ code: 1, stderr: expect.stringContaining(`There is no Safelight database in ${data} yet.`) })
  expect(existsSync(data), 'it creates nothing').toBe(false)

  const { run, stop } = await runServer({}, ['--data', data])
  expect(await runCli(['doctor', '--data', data]).ended).toMatchObject({ code: 0, stderr: '' })
  expect(run.child.exitCode, 'the running one goes on').toBeNull()
  expect((await stop()).code).toBe(0)
  expect(existsSync(join(data, 'running.json')), 'its announcement is taken back').toBe(false)
  expect(await runCli(['doctor', '--data', data]).ended).toMatchObject({ code: 0, stderr: '' })
})

test.each<{ name: string; env: Record<string, string>; says: RegExp }>([
  { name: 'a wrong DATABASE_URL', env: { DATABASE_URL: 'mysql://x' }, says: /^DATABASE_URL is not a PostgreSQL address: [^\n]+\n$/ },
  { name: 'a database that is not there', env: { DATABASE_URL: 'postgresql://x@127.0.0.1:1/x' }, says: /^Nothing answers at the database's address [^\n]+\n$/ },
  { name: 'a mistyped setting', env: { LOG_LEVEL: 'loud' }, says: /^The configuration is not right: LOG_LEVEL [^\n]+\n$/ },
  { name: 'an unwritable data folder', env: { SAFELIGHT_DATA: '/proc/safelight' }, says: /^Safelight cannot write to its data folder \/proc\/safelight [^\n]+\n$/ },
])('start with $name: one sentence, and code 1', async ({ env, says }) => {
  const { code, stdout, stderr } = await runCli(['start'], env).ended
  expect(stderr).toMatch(says)
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
})

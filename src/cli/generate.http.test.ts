import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { createServer as createHttpServer } from 'node:http'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { audit } from '../engine/audit.ts'
import { createTestDatabase } from '../testing/postgres.ts'
import { runCli, runServer, temporaryFolder, type Ended } from './cli.fixture.ts'
import type { RunEvent, RunResult } from './show.ts'

/** A database and a data folder of the test's own, as environment. After the test the books must be in order. */
async function installation(): Promise<Record<string, string>> {
  const database = await createTestDatabase()
  const env = { DATABASE_URL: database.url, SAFELIGHT_DATA: temporaryFolder() }
  onTestFinished(async () => {
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    const { findings } = await audit(client)
    await client.end()
    await database.drop()
    expect(findings).toEqual([])
  })
  return env
}

function eventsOf(stdout: string): { events: RunEvent[]; result: RunResult } {
  const events = stdout.trim().split('\n').map((line) => JSON.parse(line) as RunEvent)
  return { events, result: events.at(-1) as RunResult }
}

const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')
const oneSentence = ({ stderr }: Ended) => expect(stderr, 'no stack trace').not.toMatch(/^\s+at /m)

test('with no server about, it brings its own: pictures and a model as files, the price said, nothing left behind', async () => {
  const env = await installation()
  const out = join(temporaryFolder(), 'new', 'out')
  const { code, stdout, stderr } = await runCli(['generate', 'a red fox in the snow', '--count', '2', '--pick', '1', '--seed', '7', '--out', out], env).ended
  expect(stderr).toBe('')
  expect(code).toBe(0)
  expect(readdirSync(out).sort()).toEqual(['image-0.png', 'image-1.png', 'model.glb'])
  expect(readFileSync(join(out, 'image-0.png')).subarray(1, 4).toString()).toBe('PNG')
  expect(readFileSync(join(out, 'model.glb')).subarray(0, 4).toString()).toBe('glTF')
  expect(stdout).toContain('2 pictures: 10 credits; the 3D model: 20 credits.')
  expect(stdout).toContain('Making the 3D model of image-1')
  expect(stdout).toContain('Paid 30 credits, returned 0, 970 left')
})

test('a running one is found by its data folder; --json is nothing but JSON, and says what the files are', async () => {
  const env = await installation()
  const { url } = await runServer(env)
  const out = temporaryFolder()
  writeFileSync(join(out, 'image-0.png'), 'mine')
  const { code, stdout } = await runCli(['generate', '一只雪地里的红狐', '--count', '1', '--no-model', '--json', '--lang', 'zh-CN', '--out', out], env).ended
  expect(code).toBe(0)
  const { events, result } = eventsOf(stdout)
  expect(events[0]).toMatchObject({ type: 'started', server: url, held: 5, count: 1, prices: { image: 5, model: 20 } })
  expect(events.some((event) => event.type === 'progress' && /图片/.test(event.message))).toBe(true)
  const path = join(out, 'image-0-2.png')
  expect(events.find((event) => event.type === 'file')).toMatchObject({ role: 'image', index: 0, path, sha256: sha256(path) })
  expect(result).toEqual({
    type: 'result', ok: true, exitCode: 0, taskId: expect.any(String), status: 'IMAGE_COMPLETED', files: [path],
    credits: { held: 0, captured: 5, released: 0, available: 995 }, failures: [],
  })
  expect(readFileSync(join(out, 'image-0.png'), 'utf8'), 'what was there is not overwritten').toBe('mine')
})

test('Ctrl-C cancels through the API, waits until it is certain, and says what came back', async () => {
  const env = { ...(await installation()), SAFELIGHT_LOCAL_THREADS: '1' }
  await runServer(env)
  const run = runCli(['generate', 'a harbour at dusk', '--json', '--out', temporaryFolder()], env)
  await run.said('"type":"started"')
  run.child.kill('SIGINT')
  const { code, stdout } = await run.ended
  const { events, result } = eventsOf(stdout)
  expect(code).toBe(130)
  expect(events.some((event) => event.type === 'cancelling')).toBe(true)
  const { held, captured, released, available } = result.credits
  expect({ held, sum: captured + released, ok: result.ok, exitCode: result.exitCode }).toEqual({ held: 0, sum: 20, ok: false, exitCode: 130 })
  expect(released).toBeGreaterThan(0)
  expect(available).toBe(1000 - captured)
})

test('Ctrl-C at its own server too: everything is handed back and stopped', async () => {
  const env = await installation()
  const run = runCli(['generate', 'a harbour at dusk', '--out', temporaryFolder()], env)
  await run.said('set aside')
  run.child.kill('SIGINT')
  const { code, stdout } = await run.ended
  expect(code).toBe(130)
  expect(stdout).toMatch(/Cancelled\. \d+ credits returned/)
})

test('what cannot be paid to its end is refused before anything is bought', async () => {
  const env = { ...(await installation()), SAFELIGHT_BOOTSTRAP_API_KEY: 'a-key-for-this-test', SAFELIGHT_BOOTSTRAP_CREDITS: '22' }
  await runServer(env)
  const refused = await runCli(['generate', 'x', '--api-key', 'a-key-for-this-test', '--out', temporaryFolder()], env).ended
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('This needs 40 credits and 22 are available.\nThe pictures alone are affordable: add --no-model.') })
  const json = await runCli(['generate', 'x', '--api-key', 'a-key-for-this-test', '--json', '--out', temporaryFolder()], env).ended
  expect(eventsOf(json.stdout).result).toMatchObject({ ok: false, exitCode: 1, taskId: null, failures: [{ code: 'insufficient_credits' }] })

  const wrongKey = await runCli(['generate', 'x', '--api-key', 'not-the-key', '--lang', 'zh-CN', '--out', temporaryFolder()], env).ended
  expect(wrongKey).toMatchObject({ code: 1, stderr: expect.stringContaining('密钥无效') })
  const empty = await runCli(['generate', '  ', '--out', temporaryFolder()], env).ended
  expect(empty).toMatchObject({ code: 1, stderr: expect.stringContaining('Describe what you want to see.') })
})

test('nobody there, somebody else there, no place for the files: each in a sentence, and code 1', async () => {
  const closed = createServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => closed.close(resolve))
  const nobody = await runCli(['generate', 'x', '--server', `http://127.0.0.1:${port}`, '--out', temporaryFolder()]).ended
  expect(nobody).toMatchObject({ code: 1, stderr: expect.stringContaining(`Nothing answers at http://127.0.0.1:${port}.`) })

  const other = createHttpServer((_request, response) => response.end('<h1>hello</h1>'))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const stranger = await runCli(['generate', 'x', '--server', `http://127.0.0.1:${(other.address() as AddressInfo).port}`, '--out', temporaryFolder()]).ended
  expect(stranger).toMatchObject({ code: 1, stderr: expect.stringContaining('is not a Safelight') })

  const taken = join(temporaryFolder(), 'file')
  writeFileSync(taken, '')
  const unwritable = await runCli(['generate', 'x', '--out', taken]).ended
  expect(unwritable).toMatchObject({ code: 1, stderr: expect.stringContaining(`Cannot write to ${taken}`) })
  for (const ended of [nobody, stranger, unwritable]) oneSentence(ended)
})

test('an own server that cannot start says why in its own sentence', async () => {
  const data = join(temporaryFolder(), 'data')
  mkdirSync(data)
  const ended = await runCli(['generate', 'x', '--out', temporaryFolder(), '--data', data], { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' }).ended
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringMatching(/^Nothing answers at the database's address 127\.0\.0\.1:1\/none \(DATABASE_URL\)\.\n$/) })
})

// The set-up against a pretend npm and a pretend Vite, in real processes: what is done, how often, and what is said.
import { spawn } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** Notes that it was called, then installs what the lockfile says, as npm does: its own lockfile last. */
const NPM = `
const { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs')
appendFileSync('calls', 'npm ' + process.argv[2] + '\\n')
if (process.env.PRETEND === 'offline') {
  console.error('npm error code ENOTFOUND\\nnpm error network request to https://registry.invalid/vite failed\\nnpm error A complete log of this run is somewhere')
  process.exit(1)
}
const install = () => {
  mkdirSync('node_modules', { recursive: true })
  cpSync('vite', 'node_modules/vite', { recursive: true })
  const { packages } = JSON.parse(readFileSync('package-lock.json'))
  delete packages['']
  writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }))
}
if (process.env.PRETEND === 'slow') setInterval(() => existsSync('go-on') && (install(), process.exit()), 20)
else install()
`

const VITE = `
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
export async function build({ plugins, build: { outDir } }) {
  appendFileSync('calls', 'vite\\n')
  mkdirSync(outDir, { recursive: true })
  writeFileSync(join(outDir, 'index.html'), 'built')
  plugins[0].generateBundle.call({ getModuleIds: () => [join(process.cwd(), 'src/client/client.ts')] })
}
`

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'safelight-bootstrap-'))
  await cp(import.meta.dirname, join(root, 'scripts'), { recursive: true })
  for (const folder of ['vite', 'src/web', 'src/client', 'src/engine']) await mkdir(join(root, folder), { recursive: true })
  await writeFile(join(root, 'npm-cli.cjs'), NPM)
  await writeFile(join(root, 'vite/package.json'), '{ "name": "vite", "type": "module", "exports": "./vite.mjs" }')
  await writeFile(join(root, 'vite/vite.mjs'), VITE)
  await writeFile(join(root, 'program.mjs'), `console.log('ran ' + process.argv.slice(2).join(' '))`)
  await writeFile(join(root, 'src/web/index.html'), '')
  await writeFile(join(root, 'src/client/client.ts'), '')
  await writeFile(join(root, 'src/engine/engine.ts'), '')
  await lock('1.0.0')
})
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 5 }))

async function lock(version: string): Promise<void> {
  await writeFile(join(root, 'package.json'), JSON.stringify({ dependencies: { vite: version } }))
  const packages = { '': { dependencies: { vite: version } }, 'node_modules/vite': { version, integrity: `sha512-${version}` } }
  await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages }))
}

type Result = { code: number | null; stdout: string; stderr: string }

function launch(
  args: string[] = ['program.mjs', 'a'],
  env: NodeJS.ProcessEnv = {},
): { said(): string; kill(): void; result: Promise<Result> } {
  const child = spawn(process.execPath, [join(root, 'scripts/run.mjs'), ...args], {
    cwd: root,
    env: { ...process.env, npm_execpath: join(root, 'npm-cli.cjs'), npm_node_execpath: process.execPath, ...env },
  })
  const said = { stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => void (said.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => void (said.stderr += chunk.toString()))
  const result = new Promise<Result>((resolve) => child.once('close', (code) => resolve({ code, ...said })))
  return { said: () => said.stderr, kill: () => child.kill('SIGKILL'), result }
}

const calls = async (): Promise<string[]> => (await readFile(join(root, 'calls'), 'utf8').catch(() => '')).split('\n').filter(Boolean)

test('installs once, then only when the lockfile changed', async () => {
  expect(await launch().result).toMatchObject({ code: 0, stdout: 'ran a\n' })
  expect(await launch().result).toMatchObject({ code: 0, stdout: 'ran a\n', stderr: '' })
  expect(await calls()).toEqual(['npm install'])
  await lock('2.0.0')
  await launch().result
  expect(await calls()).toEqual(['npm install', 'npm install'])
})

test('an install made by hand is recognised', async () => {
  const npm = spawn(process.execPath, [join(root, 'npm-cli.cjs'), 'by hand'], { cwd: root })
  await new Promise((resolve) => npm.once('close', resolve))
  expect(await launch().result).toMatchObject({ code: 0 })
  expect(await calls()).toEqual(['npm by hand'])
})

test('when npm fails: one sentence, code 1, and the program does not run', async () => {
  const { code, stdout, stderr } = await launch(['program.mjs'], { PRETEND: 'offline' }).result
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
  expect(stderr.trim().split('\n').at(-1)).toBe(
    'Safelight could not install its dependencies: ENOTFOUND: network request to https://registry.invalid/vite failed.',
  )
})

test('of two at once, one installs and the other waits for it', async () => {
  const results = await Promise.all([launch().result, launch().result])
  expect(results.map((result) => result.code)).toEqual([0, 0])
  expect(await calls()).toEqual(['npm install'])
})

test("a killed set-up's npm is waited for, and its lock does not stay", async () => {
  const killed = launch(['program.mjs'], { PRETEND: 'slow' })
  await expect.poll(calls).toEqual(['npm install'])
  killed.kill()
  const next = launch()
  await expect.poll(next.said).toContain('Waiting for another set-up')
  await writeFile(join(root, 'go-on'), '')
  expect(await next.result).toMatchObject({ code: 0, stdout: 'ran a\n' })
  expect(await calls()).toEqual(['npm install'])
})

// As npm runs its scripts: npm, a shell, us. A plain kill of npm ends the shell, kill -9 leaves it.
test.each(['shell', 'npm'])('the program ends with the %s it runs under', async (killed) => {
  await writeFile(
    join(root, 'program.mjs'),
    `process.on('SIGTERM', () => { console.log('ended'); process.exit() }); console.log('shell ' + process.ppid); setInterval(() => {}, 1000)`,
  )
  const shell = `sh -c '"$0" scripts/run.mjs program.mjs; true' "$0"; true`
  const npm = spawn('/bin/sh', ['-c', shell, process.execPath], {
    cwd: root,
    env: { ...process.env, npm_lifecycle_event: 'start', npm_execpath: join(root, 'npm-cli.cjs') },
  })
  let said = ''
  npm.stdout.on('data', (chunk: Buffer) => void (said += chunk.toString()))
  const closed = new Promise((resolve) => npm.once('close', resolve))
  await expect.poll(() => said).toMatch(/shell \d+\n/)
  process.kill(killed === 'npm' ? npm.pid! : Number(/\d+/.exec(said)![0]), 'SIGKILL')
  await closed
  expect(said).toMatch(/ended\n$/)
})

test('what a killed npm left half-done is thrown away', async () => {
  await mkdir(join(root, 'node_modules/half'), { recursive: true })
  await mkdir(join(root, '.cache'))
  await writeFile(join(root, '.cache/installing'), '')
  expect(await launch().result).toMatchObject({ code: 0 })
  await expect(stat(join(root, 'node_modules/half'))).rejects.toThrow('ENOENT')
  await expect(stat(join(root, '.cache/installing'))).rejects.toThrow('ENOENT')
})

test('pages are built when they or what they import changed, not when the server did', async () => {
  const build = ['--web', 'program.mjs']
  await launch(build).result
  expect(await readFile(join(root, 'dist/web/index.html'), 'utf8')).toBe('built')
  await writeFile(join(root, 'src/engine/engine.ts'), 'changed')
  await launch(build).result
  expect(await calls()).toEqual(['npm install', 'vite'])
  await writeFile(join(root, 'src/client/client.ts'), 'changed')
  await launch(build).result
  expect(await calls()).toEqual(['npm install', 'vite', 'vite'])
  await writeFile(join(root, 'src/web/new.tsx'), '')
  await launch(build).result
  await rm(join(root, 'dist'), { recursive: true })
  await launch(build).result
  expect(await calls()).toEqual(['npm install', 'vite', 'vite', 'vite', 'vite'])
})

/** What the documents claim, run: every command of the tour, every link, the same in both languages. */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { runServer, temporaryFolder } from './cli.fixture.ts'

const root = join(import.meta.dirname, '../..')
const read = (name: string) => readFileSync(join(root, name), 'utf8')

const commandsOf = (text: string) => [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => match[1]!)
const tourOf = (text: string, from: string, to: string) => commandsOf(text.slice(text.indexOf(from), text.indexOf(to)))

const documents = ['README.md', 'README.zh-CN.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...markdownIn('docs')]
function markdownIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => join(folder, name))
}

test.each(documents)('every link in %s leads somewhere', (name) => {
  const links = [...read(name).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => match[1]!)
  expect(links.filter((link) => !existsSync(join(root, dirname(name), link)))).toEqual([])
})

test.each(documents)('every npm script and source file that %s names exists', (name) => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
  const named = [...read(name).matchAll(/npm (?:run )?(start|test|[a-z]+(?::[a-z]+)?)\b/g)].flatMap(([whole, script]) => (whole.startsWith('npm run') || ['start', 'test'].includes(script!) ? [script!] : []))
  expect(named.filter((script) => !(script in scripts))).toEqual([])
  const paths = [...read(name).matchAll(/`((?:src|docs|scripts|bench|chaos|e2e)\/[\w./-]+)`/g)].map((match) => match[1]!)
  // Lumen is the company that docs/adding-a-provider.md invents
  expect(paths.filter((path) => !path.includes('lumen') && !existsSync(join(root, path)))).toEqual([])
})

test('both READMEs give the same commands', () => {
  expect(commandsOf(read('README.zh-CN.md'))).toEqual(commandsOf(read('README.md')))
})

test('the pictures of the page are there, and small', () => {
  for (const [, path] of read('README.md').matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)) expect(statSync(join(root, path!)).size).toBeLessThan(400_000)
})

const missing = ['bash', 'curl'].filter((program) => spawnSync(program, ['--version']).status !== 0)

// SPEC: A8
test.skipIf(missing.length > 0)('the tour works, command by command', async () => {
  const folder = temporaryFolder()
  const data = join(folder, 'data')
  const { url } = await runServer({ SAFELIGHT_DATA: data })
  const steps = tourOf(read('README.md'), '## Five minutes', '## What is real here')
  expect(steps.length).toBeGreaterThanOrEqual(5)
  const script = steps
    .join('\n')
    .replaceAll('http://127.0.0.1:3000', url)
    .replaceAll('/tmp/safelight-', `${folder}/`)
    .replaceAll('node bin/safelight.mjs', `"${process.execPath}" "${join(root, 'src/cli/main.ts')}"`)
  writeFileSync(join(folder, 'tour.sh'), `set -euo pipefail\n${script}`)
  const bash = spawn('bash', ['tour.sh'], { cwd: folder, env: { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, SAFELIGHT_DATA: data, LANG: 'C' }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  bash.stdout.on('data', (chunk) => (said += chunk))
  bash.stderr.on('data', (chunk) => (said += chunk))
  const code = await new Promise((resolve) => bash.once('close', resolve))
  expect({ code, said: code === 0 ? '' : said.slice(-2000) }).toEqual({ code: 0, said: '' })
  expect(readdirSync(join(folder, 'out')).sort()).toEqual(['image-0.png', 'image-1.png', 'image-2.png', 'image-3.png', 'model.glb'])
  expect(readFileSync(join(folder, 'model.glb')).subarray(0, 4).toString()).toBe('glTF')
  expect(said).toContain('Paid 40 credits')
  expect(said).toContain('"type":"hello"')
  expect(said).toContain('"kind":"capture"')
  expect(said).toContain('Nothing is off.')
}, 240_000)

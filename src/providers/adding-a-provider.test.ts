/** docs/adding-a-provider.md, done to the letter in a copy of the folders it touches. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SimulatorEntry } from '../../simulators/lib/entry.ts'
import { writeDirective, type Directive } from '../../simulators/lib/directive.ts'
import type { Simulator } from '../../simulators/lib/server.ts'
import { checkRequest } from './limits.ts'
import type { ModelRequest, Provider, ProviderFolder } from './provider.ts'
import { createModels } from './registry.ts'
import { callOf, failureOfSubmit, madeBy, modelOf, submitted, untilEnd } from './testing/call.ts'

const root = join(import.meta.dirname, '../..')
let copy: string
let folders: readonly ProviderFolder[]
let entry: SimulatorEntry
let simulator: Simulator
let provider: Provider<any>

beforeAll(async () => {
  copy = await copied()
  for (const { language, file, text } of await steps()) {
    if (language === 'sh') await promisify(execFile)('sh', ['-ec', text], { cwd: copy })
    else if (language === 'ts') await writeFile(join(copy, file), text)
    else if (language === 'diff') await writeFile(join(copy, file), patched(await readFile(join(copy, file), 'utf8'), text))
  }
  const load = (file: string) => import(pathToFileURL(join(copy, file)).href) as Promise<any>
  folders = (await load('src/providers/folders.ts')).folders
  entry = ((await load('simulators/all.ts')).simulators as SimulatorEntry[]).find(({ id }) => id === 'lumen')!
  simulator = await entry.start()
  simulator.defaults.ms = 60
  provider = registry(entry.environment(simulator.url)).find('lumen:lantern')!.provider
})
afterAll(async () => {
  await simulator?.stop()
  await rm(copy, { recursive: true, force: true })
})

/** What is changed is copied, the rest of the checkout linked to. */
async function copied(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'safelight-adding-'))
  await mkdir(join(folder, 'src'))
  for (const name of ['node_modules', 'package.json']) await symlink(join(root, name), join(folder, name))
  for (const name of await readdir(join(root, 'src'))) if (name !== 'providers') await symlink(join(root, 'src', name), join(folder, 'src', name))
  for (const name of ['src/providers', 'simulators']) await cp(join(root, name), join(folder, name), { recursive: true })
  return folder
}

/** The page's blocks that are done, in their order. */
async function steps(): Promise<{ language: string; file: string; text: string }[]> {
  const page = await readFile(join(root, 'docs/adding-a-provider.md'), 'utf8')
  return [...page.matchAll(/^```(\w+) ?(\S*)\n(.*?)^```$/gms)].map(([, language = '', file = '', text = '']) => ({ language, file, text }))
}

/** Puts each added line behind the line above it. */
function patched(file: string, diff: string): string {
  const lines = file.split('\n')
  let at = -1
  for (const line of diff.trimEnd().split('\n')) {
    if (line === '...') continue
    if (line.startsWith('+')) lines.splice(++at, 0, line.slice(1))
    else {
      at = lines.indexOf(line.slice(1))
      if (at < 0) throw new Error(`there is no line "${line.slice(1)}"`)
    }
  }
  return lines.join('\n')
}

function registry(env: Record<string, string> | null) {
  const folder = folders.find(({ id }) => id === 'lumen')!
  const defaults = Object.fromEntries(folder.variables.flatMap(({ name, default: value }) => (value === null ? [] : [[name, value]])))
  return createModels({ folders: [folder], local: [], config: { providers: { lumen: env ? { values: { ...defaults, ...env } } : { missing: ['LUMEN_API_KEY'] } }, defaults: env ? { image: 'lumen:lantern' } : {}, fallbacks: {}, webhooks: false } })
}
const image = (says: Partial<Directive> = {}): ModelRequest => ({ kind: 'image', prompt: `a lamp ${writeDirective(says)}`, seed: 7, aspect: '1:1', references: [] })
const call = (says: Partial<Directive> = {}) => callOf(provider, 'lumen:lantern', image(says))
const billed = (tag: string) => simulator.billed().filter((bill) => bill.tag === tag)

test('it stands among the others, off until its key is set; what it may make and at which price is known', () => {
  expect(folders.map(({ id }) => id)).toContain('lumen')
  expect(registry(null).off.map(({ model, missing }) => [model.id, missing])).toEqual([['lumen:lantern', ['LUMEN_API_KEY']]])
  const model = modelOf(provider, 'lumen:lantern')
  expect(registry(entry.environment(simulator.url)).defaultFor('image')?.model.price(image() as never)).toBe(4)
  expect(checkRequest(model, { ...image(), prompt: 'x'.repeat(1_001) } as ModelRequest)).toMatchObject([{ field: 'prompt', code: 'prompt_too_long' }])
})

test('a picture is made, with its progress; a cancel stops what has not begun', async () => {
  expect((await madeBy(provider, call({ tag: 'made' }))).subarray(1, 4).toString()).toBe('PNG')
  expect(billed('made')).toHaveLength(1)
  const waiting = call({ tag: 'waiting', ms: 60_000 })
  const { externalId } = (await submitted(provider, waiting)) as { externalId: string }
  expect(await provider.cancel!(waiting, externalId)).toEqual({ type: 'accepted' })
  expect((await untilEnd(provider, waiting, externalId)).end).toEqual({ type: 'cancelled' })
  const declined = call({ run: 'declined' })
  expect((await untilEnd(provider, declined, ((await submitted(provider, declined)) as { externalId: string }).externalId)).end).toMatchObject({ type: 'failed', failure: { code: 'content_rejected' } })
})

test.each([
  ['401', 'provider_auth', 'surely-not'],
  ['429', 'provider_rate_limited', 'surely-not'],
  ['rejected', 'content_rejected', 'surely-not'],
  ['503-before', 'provider_overloaded', 'ambiguous'],
] as const)('POST %s is %s, %s, and nothing is billed', async (post, code, acceptance) => {
  expect(await failureOfSubmit(provider, call({ tag: post, post }))).toMatchObject({ code, acceptance })
  expect(billed(post)).toEqual([])
})

test.each(['lost', 'half', '502-after'] as const)('POST %s: found by our own id, delivered, billed once', async (post) => {
  const asked = call({ tag: post, post })
  expect(await failureOfSubmit(provider, asked)).toMatchObject({ acceptance: 'ambiguous' })
  const found = await provider.recover!(asked)
  if (found.type !== 'found') throw new Error(found.type)
  expect((await untilEnd(provider, asked, found.externalId)).end.type).toBe('done')
  expect(billed(post)).toHaveLength(1)
  expect(await provider.recover!(call())).toEqual({ type: 'not-yet' })
})

test('the page leaves out none of the files it speaks of', async () => {
  const files = (await steps()).map(({ file }) => file).filter((file) => file !== '')
  expect(files).toEqual(['src/providers/lumen/mapping.ts', 'src/providers/lumen/models.ts', 'src/providers/lumen/provider.ts', 'src/providers/folders.ts', 'simulators/lumen.ts', 'simulators/all.ts'])
  expect((await readdir(join(copy, dirname(files[0]!)))).toSorted()).toEqual(['mapping.ts', 'models.ts', 'provider.ts'])
})

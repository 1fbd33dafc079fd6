import { existsSync, writeFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { announce, readAnnouncement } from './announcement.ts'
import { openFolder } from './files.ts'
import { plainLine } from './log.ts'
import type { Server } from './server.ts'
import { createShow } from './show.ts'
import { Complaint, localeOf, words } from './words.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'safelight-cli-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the language is that of the terminal, in the order of POSIX', () => {
  expect(localeOf({ LANG: 'zh_CN.UTF-8' })).toBe('zh-CN')
  expect(localeOf({ LANG: 'zh_TW.UTF-8', LC_ALL: 'en_US.UTF-8' })).toBe('en')
  expect(localeOf({ LC_ALL: '', LC_MESSAGES: 'zh_CN', LANG: 'de_DE' })).toBe('zh-CN')
  expect(localeOf({})).toBe('en')
})

test('an announcement is believed only while its process lives', async () => {
  const withdraw = await announce(folder, { url: 'http://127.0.0.1:3000', purpose: 'start' })
  expect(await readAnnouncement(folder)).toEqual({ url: 'http://127.0.0.1:3000', purpose: 'start', pid: process.pid })
  await withdraw()
  expect(await readAnnouncement(folder)).toBeNull()
  await writeFile(join(folder, 'running.json'), JSON.stringify({ url: 'http://127.0.0.1:3000', purpose: 'start', pid: 2 ** 22 + 1 }))
  expect(await readAnnouncement(folder)).toBeNull()
  await writeFile(join(folder, 'running.json'), '{"url":')
  expect(await readAnnouncement(folder)).toBeNull()
})

test('a folder that cannot be written is not an error of ours', async () => {
  await expect((await announce('/proc', { url: 'http://x', purpose: 'start' }))()).resolves.toBeUndefined()
})

async function serving(listener: RequestListener): Promise<Server> {
  const http = createServer(listener)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void http.close())
  return { url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, headers: () => ({}) } as Server
}

test('a file arrives whole, after as many tries as it takes, under a number that is free for all of the run', async () => {
  const out = join(folder, 'out')
  let asked = 0
  const server = await serving((_request, response) => {
    response.setHeader('content-length', 5)
    if (asked++ > 0) return response.end('whole')
    // breaks off in the middle
    response.write('who')
    setTimeout(() => response.destroy(), 20)
  })
  const first = await openFolder(out, ['image-0.png', 'model.glb'], 'en')
  expect(await first.save(server, '/f', 'image-0.png')).toMatchObject({ path: join(out, 'image-0.png'), bytes: 5 })
  expect(asked).toBe(2)
  const second = await openFolder(out, ['image-0.png', 'model.glb'], 'en')
  expect(await second.save(server, '/f', 'model.glb')).toMatchObject({ path: join(out, 'model-2.glb') })
  expect(await readFile(join(out, 'image-0.png'), 'utf8')).toBe('whole')
})

test('a file that never arrives is a complaint that says where it is, and leaves no piece behind', async () => {
  const out = join(folder, 'broken')
  const server = await serving((_request, response) => response.writeHead(500).end())
  const saving = (await openFolder(out, ['model.glb'], 'en')).save(server, '/api/files/1', 'model.glb')
  await expect(saving).rejects.toMatchObject({ code: 'download_failed', advice: expect.stringContaining(`${server.url}/api/files/1`) })
  expect(existsSync(join(out, 'model.glb'))).toBe(false)
})

test('a folder that is a file is refused before anything is bought', async () => {
  writeFileSync(join(folder, 'plain'), '')
  await expect(openFolder(join(folder, 'plain'), [], 'zh-CN')).rejects.toBeInstanceOf(Complaint)
})

test('a log line for people keeps the facts and drops the noise', () => {
  const line = plainLine('{"level":30,"time":0,"pid":1,"hostname":"h","jobId":"j","attempt":1,"url":null,"msg":"job completed"}')
  expect(line).toMatch(/^\d\d:\d\d:\d\d info  job completed {2}jobId=j attempt=1$/)
  expect(plainLine('{"level":50,"time":0,"msg":"x","err":{"stack":"Error: a\\n  at b"}}')).toContain('\n  Error: a\n')
})

type Terminal = NodeJS.WriteStream & { text: string }
const terminal = (isTTY: boolean): Terminal =>
  ({ isTTY, columns: 40, text: '', write(this: Terminal, chunk: string) { this.text += chunk; return true } }) as unknown as Terminal

test('a pipe is told each step once; a terminal gets bars that end up below what was said', () => {
  const pipe = terminal(false)
  const quiet = createShow({ json: false }, pipe)
  quiet.parts([], 'Generating 2%')
  quiet.parts([], 'Generating 50%')
  quiet.say('Saved')
  expect(pipe.text).toBe('Generating 2%\nSaved\n')

  const screen = terminal(true)
  const bars = createShow({ json: false }, screen)
  bars.parts([{ name: 'image-0', state: 'working', progress: 50 }], 'Developing')
  bars.say('Saved')
  bars.parts([{ name: 'image-0', state: 'done', progress: 100 }], 'Done')
  bars.close()
  expect(screen.text.indexOf('Saved')).toBeLessThan(screen.text.lastIndexOf('image-0'))
  expect(screen.text.slice(screen.text.lastIndexOf('\u001B[0J'))).toMatch(/image-0.*100%\n$/)
})

test('no word of one language is missing or empty in the other', () => {
  expect(Object.keys(words['zh-CN']).sort()).toEqual(Object.keys(words.en).sort())
})

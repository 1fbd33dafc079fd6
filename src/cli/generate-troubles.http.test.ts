/** What the terminal says when things go wrong at the server: a renderer that fails, a provider that never answers. */
import { readdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../config.ts'
import { jobError } from '../engine/errors.ts'
import type { LocalStudio } from '../providers/local/pool.ts'
import { createTestDatabase } from '../testing/postgres.ts'
import { runCli, temporaryFolder } from './cli.fixture.ts'
import type { RunResult } from './show.ts'
import { start } from './start.ts'

const png = { bytes: Buffer.from('a picture'), mime: 'image/png', role: 'image' as const }
const glb = { bytes: Buffer.from('a model'), mime: 'model/gltf-binary', role: 'model3d' as const }

/** A Safelight in this process whose renderer does as it is told. Resolves to its address. */
async function serverWith(studio: Partial<LocalStudio>): Promise<string> {
  const database = await createTestDatabase()
  const running = await start({
    config: readConfig({ PORT: '0', DATABASE_URL: database.url, SAFELIGHT_DATA: temporaryFolder(), SAFELIGHT_LOCAL_THREADS: '1' }),
    log: pino({ level: 'silent' }),
    webFolder: null,
    studio: { picture: async () => [png], relief: async () => [glb], photograph: async () => [png], clip: async () => [], close: async () => {}, ...studio },
  })
  onTestFinished(async () => {
    await running.stop()
    await database.drop()
  })
  return running.url!
}

test('one picture of two is declined: it is said why and refunded, and the other becomes the model', async () => {
  let asked = 0
  const url = await serverWith({ picture: async () => (asked++ === 0 ? Promise.reject(jobError('content_rejected')) : [png]) })
  const out = temporaryFolder()
  const { code, stdout, stderr } = await runCli(['generate', 'x', '--count', '2', '--server', url, '--out', out]).ended
  expect(code).toBe(0)
  expect(stderr).toMatch(/^image-\d failed: The provider declined this prompt or picture under its content rules\. 5 credits returned\.\nChange the prompt and try again\.\n$/)
  expect(stdout).toContain('Paid 25 credits, returned 5, 975 left')
  expect(readdirSync(out)).toHaveLength(2)
})

test('a picked picture that failed is not replaced by another behind one’s back', async () => {
  let asked = 0
  const url = await serverWith({ picture: async () => (asked++ === 0 ? Promise.reject(jobError('content_rejected')) : [png]) })
  const { code, stderr } = await runCli(['generate', 'x', '--count', '2', '--pick', '0', '--server', url, '--out', temporaryFolder()]).ended
  expect(stderr).toContain('image-0 was to become the 3D model, but it could not be made.\nChoose another with --pick, or choose one on the page.')
  expect(code).toBe(1)
})

test('a model that cannot be made: code 1, in Chinese too, and as JSON', async () => {
  const url = await serverWith({ relief: () => Promise.reject(jobError('provider_failed')) })
  const { code, stdout, stderr } = await runCli(['generate', 'x', '--count', '1', '--server', url, '--json', '--lang', 'zh-CN', '--out', temporaryFolder()]).ended
  const result = JSON.parse(stdout.trim().split('\n').at(-1)!) as RunResult
  expect(code).toBe(1)
  expect(stderr).toBe('model 失败：服务商报告生成失败。已退还 20 积分。\n请重试，或修改提示词。\n')
  expect(result).toMatchObject({ ok: false, exitCode: 1, status: 'FAILED', credits: { held: 0, captured: 5, released: 20, available: 995 }, failures: [{ name: 'model', code: 'provider_failed' }] })
})

test('a second Ctrl-C does not wait for a provider that never answers', async () => {
  const task = {
    id: 't', prompt: 'x', seed: 1, count: 1, status: 'IMAGE_GENERATING', progress: 0, progressMessage: 'Developing', models: [], model: null, error: null,
    images: [{ index: 0, status: 'GENERATING', progress: 10, url: null, error: null }],
    credits: { held: 5, captured: 0, released: 0 }, prices: { image: 5, model: 20, priceVersion: 'p' }, can: ['cancel'],
  }
  const answers: Record<string, unknown> = {
    '/api/session': { me: null, demoAvailable: true },
    '/api/session/demo': {},
    '/api/prices': { priceVersion: 'p', items: [{ kind: 'image_generation', credits: 5 }] },
    '/api/credits': { available: 100, held: 5 },
  }
  const stuck = createServer((request, response) => {
    response.setHeader('content-type', 'application/json').setHeader('set-cookie', 'a=b')
    response.end(JSON.stringify(answers[request.url!] ?? task))
  })
  await new Promise<void>((resolve) => stuck.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    stuck.closeAllConnections()
    stuck.close()
  })
  const url = `http://127.0.0.1:${(stuck.address() as AddressInfo).port}`
  const run = runCli(['generate', 'x', '--count', '1', '--no-model', '--server', url, '--out', temporaryFolder()])
  await run.said('set aside')
  run.child.kill('SIGINT')
  await run.said('Cancelling...')
  // a terminal's echo of the first is not a second
  await delay(600)
  run.child.kill('SIGINT')
  const { code, stderr } = await run.ended
  expect(code).toBe(130)
  expect(stderr).toBe(`Left at once. What became of the task: ${url}/tasks/t\n`)
})

import { createRequire } from 'node:module'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startHunyuan3d } from '../../../simulators/hunyuan3d.ts'
import type { Directive } from '../../../simulators/lib/directive.ts'
import type { Simulator } from '../../../simulators/lib/server.ts'
import type { Provider } from '../provider.ts'
import { callOf, failureOfSubmit, fetched, nobodyHome, picture, providerOf, submitted, untilEnd, wind } from '../testing/call.ts'
import { folder } from './provider.ts'

let sim: Simulator
let provider: Provider<any>
const keys = { TENCENT_SECRET_ID: 'sim-id', TENCENT_SECRET_KEY: 'sim-key' }
const hostOf = (simulator: Simulator) => simulator.url.slice('http://'.length)

beforeAll(async () => {
  sim = await startHunyuan3d()
  sim.defaults.ms = 120
  provider = providerOf(folder, { ...keys, HUNYUAN3D_BASE_URL: sim.url })
})
afterAll(() => sim.stop())

async function call(says: Partial<Directive> = {}, model = 'hunyuan3d:pro') {
  const shown = await picture({ says })
  return callOf(provider, model, { kind: 'model3d', image: shown.source }, { pictures: [shown] })
}
const billed = (tag: string) => sim.books.bills.filter((bill) => bill.tag === tag)

// SPEC: P3
test.each(['hunyuan3d:pro', 'hunyuan3d:rapid'])('%s: taken, watched by its stages, GLB and preview fetched', async (model) => {
  const asked = await call({ tag: model, ms: 60_000 }, model)
  const { externalId } = (await submitted(provider, asked)) as { externalId: string }
  expect(externalId).toMatch(/^\d{19}$/)
  expect(await provider.ask!(asked, externalId)).toEqual({ type: 'running', progress: 0 })
  wind(sim, externalId, 0.5)
  expect(await provider.ask!(asked, externalId)).toEqual({ type: 'running', progress: 50 })
  wind(sim, externalId, 1)
  const end = await provider.ask!(asked, externalId)
  if (end.type !== 'done') throw new Error(end.type)
  expect((await fetched(end.result)).subarray(0, 4).toString()).toBe('glTF')
  expect((await fetched(end.result, 'preview')).subarray(1, 4).toString()).toBe('PNG')
  expect(billed(model)).toHaveLength(1)
})

test('from words', async () => {
  const asked = callOf(provider, 'hunyuan3d:rapid', { kind: 'model3d', image: null, prompt: '一只小猫' })
  const { externalId } = (await submitted(provider, asked)) as { externalId: string }
  expect((await untilEnd(provider, asked, externalId)).end.type).toBe('done')
})

test.each([
  ['429', { code: 'provider_rate_limited', acceptance: 'surely-not', retryAfterMs: 1_000 }],
  ['401', { code: 'provider_auth', acceptance: 'surely-not' }],
  ['402', { code: 'provider_quota', acceptance: 'surely-not' }],
  ['rejected', { code: 'content_rejected', acceptance: 'surely-not', detail: 'The picture may contain sensitive information.' }],
  ['503-before', { code: 'provider_overloaded', acceptance: 'ambiguous' }],
  ['reset-before', { code: 'provider_timeout', acceptance: 'ambiguous' }],
] as const)('POST %s: nothing billed', async (post, expected) => {
  expect(await failureOfSubmit(provider, await call({ tag: `before-${post}`, post }))).toMatchObject(expected)
  expect(billed(`before-${post}`)).toEqual([])
  expect(sim.books.posts.filter(({ tag }) => tag === `before-${post}`)).toHaveLength(1)
})

test.each([
  ['lost', 'provider_timeout'],
  ['half', 'provider_timeout'],
  // HTTP 200 around an InternalError, and the job runs
  ['502-after', 'provider_overloaded'],
] as const)('an answer that was %s: ambiguous, billed once, and by no means to be found', async (post, code) => {
  expect(await failureOfSubmit(provider, await call({ tag: post, post }))).toMatchObject({ code, acceptance: 'ambiguous' })
  expect(billed(post)).toHaveLength(1)
  expect(provider.recovery).toBe('none')
  expect(provider.recover).toBeUndefined()
})

test('nobody there, or a wrong key: surely not accepted', async () => {
  const away = providerOf(folder, { ...keys, HUNYUAN3D_BASE_URL: await nobodyHome() })
  expect(await failureOfSubmit(away, await call())).toMatchObject({ code: 'provider_overloaded', acceptance: 'surely-not' })
  const wrong = providerOf(folder, { ...keys, TENCENT_SECRET_KEY: 'other', HUNYUAN3D_BASE_URL: sim.url })
  expect(await failureOfSubmit(wrong, await call())).toMatchObject({ code: 'provider_auth', acceptance: 'surely-not' })
})

test('what the studio should have refused is refused there: a picture of 100 px', async () => {
  const small = await picture({ width: 100, height: 300 })
  const asked = callOf(provider, 'hunyuan3d:pro', { kind: 'model3d', image: small.source }, { pictures: [small] })
  expect(await failureOfSubmit(provider, asked)).toMatchObject({ code: 'invalid_input', acceptance: 'surely-not' })
})

test.each([
  ['fails', { code: 'provider_failed', params: { detail: 'The engine failed.' } }],
  ['declined', { code: 'content_rejected' }],
] as const)('work that %s', async (run, failure) => {
  const asked = await call({ run })
  const { externalId } = (await submitted(provider, asked)) as { externalId: string }
  expect((await untilEnd(provider, asked, externalId)).end).toMatchObject({ type: 'failed', failure })
})

test('polls that meet a reset or an error of theirs may be asked again; a job that is gone is an expired result', async () => {
  const asked = await call({ tag: 'unlucky', run: 'poll-reset' })
  const { externalId } = (await submitted(provider, asked)) as { externalId: string }
  await expect(provider.ask!(asked, externalId)).rejects.toMatchObject({ failure: { code: 'provider_timeout' } })
  await expect(provider.ask!(asked, '12')).rejects.toMatchObject({ failure: { code: 'result_expired' } })
})

test('a fourth Pro job at once is turned away', async () => {
  const strict = await startHunyuan3d({ published: true })
  try {
    const busy = providerOf(folder, { ...keys, HUNYUAN3D_BASE_URL: strict.url })
    for (let i = 0; i < 3; i++) await submitted(busy, await call({ run: 'stuck' }))
    expect(await failureOfSubmit(busy, await call())).toMatchObject({ code: 'provider_rate_limited', acceptance: 'surely-not', retryAfterMs: 10_000 })
    expect(strict.books.bills).toHaveLength(3)
  } finally {
    await strict.stop()
  }
})

/** Tencent's own client, which is CommonJS. */
const { ai3d } = createRequire(import.meta.url)('tencentcloud-sdk-nodejs-ai3d') as typeof import('tencentcloud-sdk-nodejs-ai3d')
const official = (secretKey = 'sim-key') =>
  new ai3d.v20250513.Client({ credential: { secretId: 'sim-id', secretKey }, region: 'ap-guangzhou', profile: { httpProfile: { endpoint: hostOf(sim), protocol: 'http://' } } })

test("the simulator speaks as Tencent's own client expects", async () => {
  const shown = await picture({ says: { tag: 'official', ms: 60_000 } })
  const client = official()
  const { JobId } = await client.SubmitHunyuanTo3DProJob({ ImageBase64: shown.bytes.toString('base64') })
  expect((await client.QueryHunyuanTo3DProJob({ JobId: JobId! })).Status).toBe('WAIT')
  wind(sim, JobId!, 1)
  const { ResultFile3Ds, ErrorCode } = await client.QueryHunyuanTo3DProJob({ JobId: JobId! })
  expect(ErrorCode).toBe('')
  expect(ResultFile3Ds?.map(({ Type }) => Type)).toEqual(['OBJ', 'GLB'])
  const rapid = await client.SubmitHunyuanTo3DRapidJob({ Prompt: 'a teapot', ResultFormat: 'GLB' })
  expect((await client.QueryHunyuanTo3DRapidJob({ JobId: rapid.JobId! })).Status).toMatch(/WAIT|RUN|DONE/)
  await expect(client.SubmitHunyuanTo3DProJob({})).rejects.toMatchObject({ code: 'InvalidParameter' })
  await expect(client.QueryHunyuanTo3DProJob({ JobId: '1' })).rejects.toMatchObject({ code: 'FailedOperation.JobNotFound' })
  await expect(official('other').SubmitHunyuanTo3DProJob({ Prompt: 'x' })).rejects.toMatchObject({ code: 'AuthFailure.SignatureFailure' })
})

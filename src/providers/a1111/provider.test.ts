import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startA1111 } from '../../../simulators/a1111.ts'
import { writeDirective, type Directive } from '../../../simulators/lib/directive.ts'
import type { Simulator } from '../../../simulators/lib/server.ts'
import type { HttpAnswer } from '../http.ts'
import type { ModelRequest, Provider, ProviderCall } from '../provider.ts'
import { callOf, failureOfSubmit, nobodyHome, picture, providerOf, submitted, type CallOptions } from '../testing/call.ts'
import { errorOfAnswer, factsOf, percentOf } from './mapping.ts'
import { bodyOf, settingsOf, sidesOf } from './models.ts'
import { folder } from './provider.ts'

let simulator: Simulator
let provider: Provider<any>
const timings = { pollEveryMs: 20, submitTimeoutMs: 10_000 }

beforeAll(async () => {
  simulator = await startA1111({ auth: 'me:secret' })
  Object.assign(simulator.defaults, { ms: 30 })
  provider = providerOf(folder, { A1111_URL: simulator.url, A1111_AUTH: 'me:secret', A1111_SIDE_PX: '256' }, { timings })
})
afterAll(() => simulator.stop())

const image = (says: Partial<Directive> = {}): ModelRequest => ({ kind: 'image', prompt: `a red fox ${writeDirective(says)}`, seed: 7, aspect: '16:9', references: [] })
const call = (says: Partial<Directive> = {}, options: CallOptions = {}): ProviderCall => callOf(provider, 'a1111:stable-diffusion', image(says), options)

// SPEC: P3
test('a picture comes in the answer, its progress meanwhile', async () => {
  const seen: number[] = []
  const answer = await submitted(provider, { ...call({ ms: 500, tag: 'life' }), progress: (percent) => void seen.push(percent) })
  if (answer.type !== 'done') throw new Error(answer.type)
  expect(answer.result.facts).toEqual({ checkpoint: 'simulated', seed: 7 })
  const { width, height, format } = await sharp((answer.result.files[0]!.from as { bytes: Uint8Array }).bytes).metadata()
  expect([width, height, format]).toEqual([320, 192, 'png'])
  expect(seen.length).toBeGreaterThan(0)
  expect(seen).toEqual(seen.toSorted((a, b) => a - b))
})

test('a reference makes it img2img; two at once are made one after the other', async () => {
  const fox = await picture()
  const following = callOf(provider, 'a1111:stable-diffusion', { ...image({ ms: 100 }), references: [fox.source] } as ModelRequest, { pictures: [fox] })
  const startedAt = performance.now()
  const [first, second] = await Promise.all([submitted(provider, following), submitted(provider, call({ ms: 100 }))])
  expect([first.type, second.type]).toEqual(['done', 'done'])
  expect(performance.now() - startedAt).toBeGreaterThan(190)
})

test.each([
  [{ post: '401' }, { code: 'provider_auth', acceptance: 'surely-not' }],
  [{ post: 'rejected' }, { code: 'invalid_input', acceptance: 'surely-not', detail: 'prompt: str type expected' }],
  [{ post: '503-before' }, { code: 'provider_overloaded', acceptance: 'ambiguous' }],
  [{ post: '502-after' }, { code: 'provider_overloaded', acceptance: 'ambiguous' }],
  [{ post: 'reset-before' }, { code: 'provider_timeout', acceptance: 'ambiguous' }],
  [{ post: 'lost' }, { code: 'provider_timeout', acceptance: 'ambiguous' }],
  [{ post: 'half' }, { code: 'provider_timeout', acceptance: 'ambiguous' }],
  // it said itself that there is no picture: that is certain
  [{ run: 'fails' }, { code: 'provider_failed', acceptance: 'surely-not', detail: 'OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB' }],
] as const)('a submit that meets %o', async (fault, failure) => {
  const tag = Object.values(fault).join()
  expect(await failureOfSubmit(provider, call({ ...fault, tag }))).toMatchObject(failure)
  expect(simulator.books.posts.filter((post) => post.tag === tag)).toHaveLength(1)
})

test('nobody listening was surely not asked; a wrong password, an API that is off, and an answer that never comes', async () => {
  const at = (values: Record<string, string>, submitTimeoutMs = 10_000) => providerOf(folder, { A1111_URL: simulator.url, A1111_AUTH: 'me:secret', ...values }, { timings: { ...timings, submitTimeoutMs } })
  expect(await failureOfSubmit(at({ A1111_URL: await nobodyHome() }), call())).toMatchObject({ code: 'provider_overloaded', acceptance: 'surely-not' })
  expect(await failureOfSubmit(at({ A1111_AUTH: 'me:guess' }), call())).toMatchObject({ code: 'provider_auth', acceptance: 'surely-not' })
  expect(await failureOfSubmit(at({ A1111_URL: `${simulator.url}/elsewhere` }), call())).toMatchObject({ code: 'provider_failed', acceptance: 'surely-not', detail: expect.stringContaining('--api') })
  expect(provider).toMatchObject({ recovery: 'none', cancelRule: 'not-cancellable' })
  expect(await failureOfSubmit(at({}, 150), call({ ms: 400 }))).toMatchObject({ code: 'provider_timeout', acceptance: 'ambiguous' })
})

const answer = (status: number, body: unknown) => ({ status, body, headers: new Headers() }) as unknown as HttpAnswer

test.each([
  [500, { error: 'HTTPException', detail: 'Invalid encoded image', errors: '' }, 'invalid_input', 'surely-not'],
  [500, { error: 'RuntimeError', detail: '', errors: 'not enough values' }, 'provider_failed', 'surely-not'],
  [500, 'Internal Server Error', 'provider_overloaded', 'ambiguous'],
  [404, { error: 'HTTPException', detail: 'Sampler not found' }, 'provider_failed', 'surely-not'],
  [422, { detail: "Script 'x' not found" }, 'invalid_input', 'surely-not'],
])('HTTP %i with %j is %s, %s', (status, body, code, acceptance) => {
  const error = errorOfAnswer(answer(status, body))
  expect({ code: error.failure.code, acceptance: error.acceptance }).toEqual({ code, acceptance })
})

test('progress, facts, shapes, settings', () => {
  expect([percentOf({ active: true, progress: 0.429 }), percentOf({ active: false, queued: true, progress: null }), percentOf({ active: true, progress: 1 })]).toEqual([42, undefined, 99])
  expect([factsOf('{"seed":3,"sd_model_name":"x"}'), factsOf('no json'), factsOf(undefined)]).toEqual([{ seed: 3, checkpoint: 'x' }, {}, {}])
  expect([sidesOf('1:1', 1024), sidesOf('16:9', 1024), sidesOf('3:4', 512)]).toEqual([{ width: 1024, height: 1024 }, { width: 1344, height: 768 }, { width: 448, height: 576 }])
  const values = Object.fromEntries(folder.variables.map(({ name, default: value }) => [name, value ?? undefined]))
  const request = { kind: 'image', prompt: 'x', seed: 5, aspect: '1:1', references: [] } as const
  expect(bodyOf({ ...request, references: [] }, settingsOf({ ...values, A1111_CHECKPOINT: 'sdxl' }), 'key-1', null)).toMatchObject({ force_task_id: 'key-1', seed: 5, steps: 25, override_settings: { sd_model_checkpoint: 'sdxl' } })
  expect(bodyOf({ ...request, references: [] }, settingsOf(values), 'key-1', Buffer.from('abc'))).toMatchObject({ init_images: ['YWJj'], denoising_strength: 0.6 })
  expect(() => settingsOf({ ...values, A1111_STEPS: 'many' })).toThrow('A1111_STEPS must be a whole number from 1 to 150, not "many"')
})

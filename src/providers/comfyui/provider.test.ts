import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startComfyui, type ComfyuiSimulator } from '../../../simulators/comfyui.ts'
import { writeDirective, type Directive } from '../../../simulators/lib/directive.ts'
import type { Aspect, Provider } from '../provider.ts'
import { callOf, failureOfSubmit, fetched, nobodyHome, picture, providerOf, resultOf, submitted, untilEnd, wind, type CallOptions, type TestPicture } from '../testing/call.ts'
import defaultWorkflow from './default-workflow.json' with { type: 'json' }
import { promptIdOf } from './mapping.ts'
import { folder } from './provider.ts'

let sim: ComfyuiSimulator
let old: ComfyuiSimulator
let provider: Provider<any>
let pictured: Provider<any>
let path: string
const all: Provider<any>[] = []

/** Providers keep a socket open: every one is closed in the end. */
function made(values: Record<string, string>): Provider<any> {
  const one = providerOf(folder, values)
  all.push(one)
  return one
}
async function workflowFile(name: string, what: unknown): Promise<string> {
  const file = join(path, name)
  await writeFile(file, typeof what === 'string' ? what : JSON.stringify(what))
  return file
}
const { 5: _latent, ...withoutLatent } = defaultWorkflow
const fromPicture = {
  ...withoutLatent,
  10: { class_type: 'LoadImage', inputs: { image: '{{image}}' } },
  11: { class_type: 'VAEEncode', inputs: { pixels: ['10', 0], vae: ['4', 2] } },
  3: { ...defaultWorkflow[3], inputs: { ...defaultWorkflow[3].inputs, latent_image: ['11', 0] } },
}

beforeAll(async () => {
  path = await mkdtemp(join(tmpdir(), 'safelight-comfyui-'))
  sim = await startComfyui()
  old = await startComfyui({ legacy: true })
  sim.defaults.ms = old.defaults.ms = 100
  provider = made({ COMFYUI_URL: sim.url })
  pictured = made({ COMFYUI_URL: sim.url, COMFYUI_WORKFLOW: await workflowFile('picture.json', fromPicture) })
})
afterAll(async () => {
  for (const one of all) one.close!()
  await Promise.all([sim.stop(), old.stop()])
  await rm(path, { recursive: true })
})

const asked = (says: Partial<Directive> = {}, { aspect = '1:1' as Aspect, shown = [] as TestPicture[], of = provider, ...options }: CallOptions & { aspect?: Aspect; shown?: TestPicture[]; of?: Provider<any> } = {}) =>
  callOf(of, 'comfyui:workflow', { kind: 'image', prompt: `a fox ${writeDirective(says)}`, seed: 7, aspect, references: shown.map(({ source }) => source) }, { pictures: shown, ...options })
const billed = (tag: string, at = sim) => at.books.bills.filter((bill) => bill.tag === tag)
const idOf = async (call: Parameters<typeof submitted>[1], of = provider) => ((await submitted(of, call)) as { externalId: string }).externalId

// SPEC: P3
test('made under an id of ours, in the size of its aspect, and fetched', async () => {
  const call = asked({ tag: 'plain', ms: 600_000 }, { aspect: '16:9' })
  const id = await idOf(call)
  expect(id).toBe(promptIdOf(call.attemptKey))
  expect(await provider.ask!(call, id)).toEqual({ type: 'running', progress: 0 })
  wind(sim, id, 0.5)
  expect(await provider.ask!(call, id)).toMatchObject({ type: 'running' })
  wind(sim, id, 1)
  const bytes = await fetched(resultOf(await provider.ask!(call, id)))
  expect(await sharp(bytes).metadata()).toMatchObject({ format: 'png', width: 1344, height: 768 })
  expect(billed('plain')).toMatchObject([{ client: call.attemptKey, state: 'done' }])
})

test('its socket tells the percent, to every node, and comes back when it was lost; without it work ends all the same', async () => {
  const call = asked({ ms: 600_000 })
  const id = await idOf(call)
  const other = made({ COMFYUI_URL: sim.url })
  const progress = async (of: Provider<any>) => ((await of.ask!(call, id)) as { progress: number }).progress
  wind(sim, id, 0.5)
  await vi.waitFor(async () => expect(await progress(provider)).toBe(50), { timeout: 10_000 })
  await vi.waitFor(async () => expect(await progress(other)).toBe(50), { timeout: 10_000 })
  sim.dropListeners()
  wind(sim, id, 0.75)
  expect(await progress(provider)).toBeGreaterThanOrEqual(50)
  await vi.waitFor(async () => expect(await progress(provider)).toBe(72), { timeout: 10_000 })
  sim.dropListeners()
  wind(sim, id, 1)
  expect(await provider.ask!(call, id)).toMatchObject({ type: 'done' })
})

test('closing lets go of the socket', async () => {
  const at = await startComfyui()
  try {
    const one = made({ COMFYUI_URL: at.url })
    const call = asked({ run: 'stuck' })
    const id = await idOf(call, one)
    await one.ask!(call, id)
    await vi.waitFor(() => expect(at.listeners()).toBe(1))
    one.close!()
    await vi.waitFor(() => expect(at.listeners()).toBe(0))
  } finally {
    await at.stop()
  }
})

test('a workflow with an {{image}} asks for one picture, which is uploaded', async () => {
  expect(pictured.models[0]!.limits).toMatchObject({ referencesMin: 1, referencesMax: 1 })
  // without slots for its size a workflow makes what it makes
  expect(pictured.models[0]!.limits.aspects).toBeUndefined()
  expect(provider.models[0]!.limits).toMatchObject({ aspects: ['1:1', '16:9', '9:16', '4:3', '3:4'] })
  const shown = await picture({ format: 'jpeg' })
  const call = asked({ tag: 'pictured' }, { of: pictured, shown: [shown] })
  const id = await idOf(call, pictured)
  expect(sim.uploads.get(`safelight-${shown.source.fileId}.jpeg`)).toEqual(shown.bytes)
  expect(sim.works.get(id)!.facts.workflow[10].inputs.image).toBe(`safelight-${shown.source.fileId}.jpeg`)
  expect((await untilEnd(pictured, call, id)).end.type).toBe('done')
})

test.each(['lost', 'half', '502-after'] as const)('an answer that was %s: ambiguous, made once, and found by its id', async (post) => {
  const call = asked({ tag: post, post })
  expect(await failureOfSubmit(provider, call)).toMatchObject({ acceptance: 'ambiguous' })
  expect(await provider.recover!(call)).toEqual({ type: 'found', externalId: promptIdOf(call.attemptKey) })
  expect((await untilEnd(provider, call, promptIdOf(call.attemptKey))).end.type).toBe('done')
  // in the history, too
  expect(await provider.recover!(call)).toEqual({ type: 'found', externalId: promptIdOf(call.attemptKey) })
  expect(billed(post)).toHaveLength(1)
})

test('an older ComfyUI gives ids of its own: found by the mark, while it waits and when it is over', async () => {
  const aged = made({ COMFYUI_URL: old.url })
  const call = asked({ tag: 'aged', post: 'lost', ms: 600_000 })
  expect(await failureOfSubmit(aged, call)).toMatchObject({ acceptance: 'ambiguous' })
  const { id } = billed('aged', old)[0]!
  expect(id).not.toBe(promptIdOf(call.attemptKey))
  expect(await aged.recover!(call)).toEqual({ type: 'found', externalId: id })
  wind(old, id, 1)
  expect(await aged.recover!(call)).toEqual({ type: 'found', externalId: id })
  expect(await aged.ask!(call, id)).toMatchObject({ type: 'done' })
})

test('what is there already is not sent again', async () => {
  const call = asked({ tag: 'doubled', ms: 600_000 })
  const id = await idOf(call)
  expect(await submitted(provider, call)).toEqual({ type: 'accepted', externalId: id, pollInMs: 0 })
  expect(billed('doubled')).toHaveLength(1)
})

test.each([
  ['reset-before', { code: 'provider_timeout', acceptance: 'ambiguous' }],
  ['503-before', { code: 'provider_overloaded', acceptance: 'ambiguous' }],
  ['429', { code: 'provider_rate_limited', acceptance: 'surely-not', retryAfterMs: 1_000 }],
  ['401', { code: 'provider_auth', acceptance: 'surely-not' }],
  ['rejected', { code: 'provider_failed', acceptance: 'surely-not', detail: 'Prompt outputs failed validation' }],
] as const)('POST %s: nothing made', async (post, expected) => {
  const call = asked({ tag: `before-${post}`, post })
  expect(await failureOfSubmit(provider, call)).toMatchObject(expected)
  expect(await provider.recover!(call)).toEqual({ type: 'not-yet' })
  expect(billed(`before-${post}`)).toEqual([])
})

test('nobody there; a workflow it does not take: surely not accepted, and said why', async () => {
  const away = made({ COMFYUI_URL: await nobodyHome() })
  expect(await failureOfSubmit(away, asked())).toMatchObject({ code: 'provider_overloaded', acceptance: 'surely-not' })
  const wrong = made({ COMFYUI_URL: sim.url, COMFYUI_CHECKPOINT: 'none.safetensors' })
  expect(await failureOfSubmit(wrong, asked())).toEqual({
    code: 'provider_failed',
    acceptance: 'surely-not',
    detail: 'Prompt outputs failed validation; Value not in list: ckpt_name: \'none.safetensors\' not in ["sd_xl_base_1.0.safetensors"]',
  })
})

test('cancelled while it waits, and while it runs: gone, and what runs beside it goes on', async () => {
  const beside = await idOf(asked({ tag: 'beside', ms: 600_000 }))
  const waiting = asked({ tag: 'waiting', ms: 600_000 })
  const first = await idOf(waiting)
  expect(await provider.cancel!(waiting, first)).toEqual({ type: 'accepted' })
  expect(await provider.ask!(waiting, first)).toEqual({ type: 'cancelled' })
  const running = asked({ tag: 'running', ms: 600_000 })
  const second = await idOf(running)
  wind(sim, beside, 0.5)
  wind(sim, second, 0.5)
  expect(await provider.cancel!(running, second)).toEqual({ type: 'accepted' })
  expect(await provider.ask!(running, second)).toEqual({ type: 'cancelled' })
  expect([...billed('waiting'), ...billed('running'), ...billed('beside')].map(({ state }) => state)).toEqual(['cancelled', 'cancelled', 'running'])
  wind(sim, beside, 1)
  expect(await provider.cancel!(asked(), beside)).toEqual({ type: 'too-late' })
})

test('work that fails tells in its words; what a restart forgot has failed, and cancelling it ends it', async () => {
  const failing = asked({ run: 'fails' })
  expect((await untilEnd(provider, failing, await idOf(failing))).end).toEqual({ type: 'failed', failure: { code: 'provider_failed', params: { detail: 'torch.OutOfMemoryError: Allocation on device 0 would exceed allowed memory.' } } })
  const at = await startComfyui()
  try {
    const one = made({ COMFYUI_URL: at.url })
    const call = asked({ ms: 600_000 })
    const id = await idOf(call, one)
    at.restart()
    expect(await one.ask!(call, id)).toEqual({ type: 'failed', failure: { code: 'provider_failed', params: { reason: 'forgotten' } } })
    expect(await one.cancel!(call, id)).toEqual({ type: 'accepted' })
    expect(await one.ask!(call, id)).toEqual({ type: 'cancelled' })
  } finally {
    await at.stop()
  }
})

test('a poll that fails is asked again', async () => {
  for (const run of ['poll-503', 'poll-reset'] as const) {
    const call = asked({ tag: run, run })
    const id = await idOf(call)
    await expect(provider.ask!(call, id)).rejects.toMatchObject({ failure: { code: run === 'poll-503' ? 'provider_overloaded' : 'provider_timeout' } })
  }
})

test('what is wrong with its settings stops the start, in words for the operator', async () => {
  const gone = join(path, 'gone.json')
  const make = (values: Record<string, string>) => () => made({ COMFYUI_URL: sim.url, ...values })
  expect(make({ COMFYUI_WORKFLOW: gone })).toThrow(`COMFYUI_WORKFLOW names ${gone}, which cannot be read: ENOENT`)
  const typo = await workflowFile('typo.json', JSON.stringify(defaultWorkflow).replace('{{prompt}}', '{{promt}}'))
  expect(make({ COMFYUI_WORKFLOW: typo })).toThrow(`COMFYUI_WORKFLOW (${typo}) has an unknown slot {{promt}} in node 6 (CLIPTextEncode), input text`)
  expect(make({ COMFYUI_CREDITS: 'few' })).toThrow('COMFYUI_CREDITS must be a whole number of credits, not "few"')
})

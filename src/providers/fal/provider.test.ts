import { ApiError, createFalClient, ValidationError } from '@fal-ai/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startFal } from '../../../simulators/fal.ts'
import { writeDirective, type Directive } from '../../../simulators/lib/directive.ts'
import type { Simulator } from '../../../simulators/lib/server.ts'
import type { ModelRequest, Provider } from '../provider.ts'
import { callOf, failureOfSubmit, fetched, madeBy, nobodyHome, picture, providerOf, resultOf, submitted, untilEnd, type CallOptions } from '../testing/call.ts'
import { listen } from '../testing/listen.ts'
import { folder } from './provider.ts'

let simulator: Simulator
let provider: Provider<any>
let ears: Awaited<ReturnType<typeof listen>>
const keys = () => ({ FAL_KEY: 'id:secret', FAL_BASE_URL: simulator.url, FAL_JWKS_URL: `${simulator.url}/.well-known/jwks.json` })
const quick = { pollEveryMs: 20, submitTimeoutMs: 10_000 }

beforeAll(async () => {
  simulator = await startFal()
  Object.assign(simulator.defaults, { ms: 80 })
  ears = await listen()
  provider = providerOf(folder, keys(), { timings: quick })
})
afterAll(async () => {
  await simulator.stop()
  await ears.stop()
})

const schnell = 'fal:fal-ai/flux-1/schnell'
const image = (says: Partial<Directive> = {}): ModelRequest => ({ kind: 'image', prompt: `a red fox ${writeDirective(says)}`, seed: 7, aspect: '16:9', references: [] })
const call = (says: Partial<Directive> = {}, options: CallOptions = {}, model = schnell) => callOf(provider, model, image(says), options)
const idOf = async (...args: Parameters<typeof call>) => ((await submitted(provider, call(...args))) as { externalId: string }).externalId

// SPEC: P3
test('a picture, from the one POST to its bytes', async () => {
  const asked = call({ tag: 'life', ms: 200 })
  const answer = (await submitted(provider, asked)) as { externalId: string }
  expect(answer.externalId).toMatch(/^[0-9a-f-]{36}$/)
  const { end, progress } = await untilEnd(provider, asked, answer.externalId)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  expect(resultOf(end).facts).toEqual({ seed: 7 })
  expect((await fetched(resultOf(end))).subarray(1, 4).toString()).toBe('PNG')
  expect(simulator.books.posts.filter(({ tag }) => tag === 'life')).toHaveLength(1)
})

test('references, 3D models and videos, each at the endpoint that is meant for it', async () => {
  const fox = await picture()
  const shown = { pictures: [fox] }
  const kontext = callOf(provider, 'fal:fal-ai/flux-pro/kontext', { ...image(), references: [fox.source] } as ModelRequest, shown)
  expect((await madeBy(provider, kontext)).subarray(1, 4).toString()).toBe('PNG')
  expect((await madeBy(provider, callOf(provider, 'fal:fal-ai/flux-pro/kontext', image()))).length).toBeGreaterThan(1_000)
  expect((await madeBy(provider, callOf(provider, 'fal:fal-ai/trellis', { kind: 'model3d', image: fox.source }, shown))).subarray(0, 4).toString()).toBe('glTF')
  const clip = { kind: 'video', prompt: 'it runs', seed: 1, seconds: 5, aspect: '16:9', mode: 'standard', firstFrame: fox.source, references: [] } as const
  for (const firstFrame of [fox.source, null]) expect((await madeBy(provider, callOf(provider, 'fal:fal-ai/wan-25-preview', { ...clip, firstFrame, references: [] }, shown))).subarray(4, 8).toString()).toBe('ftyp')
  expect([...simulator.works.values()].map(({ facts }) => facts.endpoint)).toEqual(expect.arrayContaining(['fal-ai/flux-pro/kontext', 'fal-ai/flux-pro/kontext/text-to-image', 'fal-ai/wan-25-preview/image-to-video', 'fal-ai/wan-25-preview/text-to-video']))
})

test.each([
  [{ post: '401' }, { code: 'provider_auth', acceptance: 'surely-not' }],
  [{ post: '402' }, { code: 'provider_quota', acceptance: 'surely-not', detail: expect.stringContaining('locked') }],
  [{ post: '429' }, { code: 'provider_rate_limited', acceptance: 'surely-not', retryAfterMs: 1_000 }],
  [{ post: '503-before' }, { code: 'provider_overloaded', acceptance: 'ambiguous' }],
  [{ post: '502-after' }, { code: 'provider_overloaded', acceptance: 'ambiguous' }],
  [{ post: 'reset-before' }, { code: 'provider_timeout', acceptance: 'ambiguous' }],
  [{ post: 'lost' }, { code: 'provider_timeout', acceptance: 'ambiguous' }],
  [{ post: 'half' }, { code: 'provider_timeout', acceptance: 'ambiguous' }],
  [{ post: 'slow', slow: 400 }, { code: 'provider_timeout', acceptance: 'ambiguous' }],
] as const)('a submit that meets %o', async (fault, failure) => {
  const tag = `post-${fault.post}`
  const hasty = fault.post === 'slow' ? providerOf(folder, keys(), { timings: { submitTimeoutMs: 200 } }) : provider
  expect(await failureOfSubmit(hasty, call({ ...fault, tag }))).toMatchObject(failure)
  expect(simulator.books.posts.filter((post) => post.tag === tag)).toHaveLength(1)
})

test('nobody listening was surely not asked', async () => {
  const nowhere = providerOf(folder, { ...keys(), FAL_BASE_URL: await nobodyHome() })
  expect(await failureOfSubmit(nowhere, call())).toMatchObject({ code: 'provider_overloaded', acceptance: 'surely-not' })
})

test('what failed says so in its result: declined, missing, broken', async () => {
  const ends = async (says: Partial<Directive>, over: object = {}) => {
    const asked = callOf(provider, schnell, { ...image(says), ...over } as ModelRequest)
    return (await untilEnd(provider, asked, ((await submitted(provider, asked)) as { externalId: string }).externalId)).end
  }
  expect(await ends({ post: 'rejected' })).toMatchObject({ type: 'failed', failure: { code: 'content_rejected', params: { detail: expect.stringContaining('flagged') } } })
  expect(await ends({ run: 'fails' })).toMatchObject({ type: 'failed', failure: { code: 'provider_failed' } })
  expect(await ends({}, { prompt: undefined })).toMatchObject({ type: 'failed', failure: { code: 'invalid_input', params: { detail: 'prompt: Field required' } } })
  for (const run of ['poll-503', 'poll-reset'] as const) {
    const unlucky = await idOf({ run, tag: run })
    await expect(provider.ask!(call(), unlucky)).rejects.toMatchObject({ failure: { code: run === 'poll-503' ? 'provider_overloaded' : 'provider_timeout' } })
  }
  await expect(provider.ask!(call(), 'nothing')).rejects.toMatchObject({ failure: { code: 'provider_failed' } })
})

test('what waits can be cancelled; what runs goes on, and is paid for', async () => {
  const waiting = await idOf({ ms: 60_000, tag: 'waiting' })
  expect(await provider.cancel!(call(), waiting)).toEqual({ type: 'accepted' })
  expect(await provider.cancel!(call(), waiting)).toEqual({ type: 'accepted' })
  expect(await provider.ask!(call(), waiting)).toEqual({ type: 'cancelled' })
  expect(simulator.books.billed().some(({ tag }) => tag === 'waiting')).toBe(false)

  const running = await idOf({ ms: 300 })
  await expect.poll(() => provider.ask!(call(), running)).toMatchObject({ progress: 50 })
  expect(await provider.cancel!(call(), running)).toEqual({ type: 'too-late' })
  expect((await untilEnd(provider, call(), running)).end.type).toBe('done')
  expect(await provider.cancel!(call(), running)).toEqual({ type: 'too-late' })
  // told to stop, said yes, and did not
  expect(await provider.cancel!(call(), await idOf({ ms: 60_000, run: 'done-after-cancel' }))).toEqual({ type: 'too-late' })
})

test('a lost answer is found by its callback, which must be signed by fal and fresh; without one, by nobody', async () => {
  expect(provider.recovery).toBe('none')
  const open = providerOf(folder, keys(), { webhooks: true, timings: quick })
  expect(open.recovery).toBe('webhook')
  const lost = call({ post: 'lost', tag: 'called', hook: 'doubled' }, { webhookUrl: `${ears.url}/attempt-1` })
  await failureOfSubmit(open, lost)
  expect(await open.recover!(lost)).toEqual({ type: 'not-yet' })
  const [first, second] = [await ears.next(), await ears.next()]
  const [bill] = simulator.books.bills.filter(({ tag }) => tag === 'called')
  const verdict = { type: 'accepted', externalId: bill!.id, messageId: bill!.id, over: true }
  expect([await open.verify!(first), await open.verify!(second)]).toEqual([verdict, verdict])
  expect(await open.recover!({ ...lost, heard: async () => bill!.id })).toEqual({ type: 'found', externalId: bill!.id })
  expect((await untilEnd(open, lost, bill!.id)).end.type).toBe('done')

  expect(await open.verify!({ ...first, nowMs: Date.now() + 301_000 })).toMatchObject({ type: 'refused', reason: expect.stringContaining('old') })
  expect(await open.verify!({ ...first, body: Buffer.from('{}') })).toMatchObject({ type: 'refused' })
  expect(await open.verify!({ ...first, headers: {} })).toMatchObject({ type: 'refused' })
  await submitted(open, call({ hook: 'forged', run: 'fails' }, { webhookUrl: `${ears.url}/attempt-2` }))
  expect(await open.verify!(await ears.next())).toMatchObject({ type: 'refused' })
  const honest = await ears.next()
  expect([await open.verify!(honest), JSON.parse(honest.body.toString())]).toMatchObject([{ type: 'accepted' }, { status: 'ERROR', error: 'Invalid status code: 500' }])
  // no keys to check with: it may come again
  const keyless = providerOf(folder, { ...keys(), FAL_JWKS_URL: `${await nobodyHome()}/keys` })
  await expect(keyless.verify!(honest)).rejects.toMatchObject({ failure: { code: 'provider_overloaded' } })
})

test('the official client finds the simulator to be fal', async () => {
  const fal = createFalClient({ credentials: 'id:secret', requestMiddleware: async (request) => ({ ...request, url: request.url.replace('https://queue.fal.run', simulator.url) }) })
  const endpoint = 'fal-ai/flux/dev'
  const seen: string[] = []
  const { data, requestId } = await fal.subscribe(endpoint, { input: { prompt: writeDirective({ ms: 200 }) }, pollInterval: 20, onQueueUpdate: ({ status }) => seen.push(status) })
  expect((await (await fetch((data as { images: { url: string }[] }).images[0]!.url)).blob()).type).toBe('image/png')
  expect(simulator.works.has(requestId)).toBe(true)
  expect(seen.at(-1)).toBe('COMPLETED')

  const queued = await fal.queue.submit(endpoint, { input: { prompt: writeDirective({ ms: 60_000 }) }, webhookUrl: `${ears.url}/official` })
  expect(queued).toMatchObject({ status: 'IN_QUEUE', status_url: `${simulator.url}/fal-ai/flux/requests/${queued.request_id}/status` })
  expect((await fal.queue.status(endpoint, { requestId: queued.request_id })).status).toBe('IN_QUEUE')
  await fal.queue.cancel(endpoint, { requestId: queued.request_id })
  await expect(fal.queue.status(endpoint, { requestId: queued.request_id })).rejects.toMatchObject({ status: 404 })

  const bare = (await fal.subscribe(endpoint, { input: {} as never, pollInterval: 20 }).catch((error: unknown) => error)) as ValidationError
  expect(bare).toBeInstanceOf(ValidationError)
  expect(bare.getFieldErrors('prompt')).toMatchObject([{ type: 'missing' }])
  await expect(fal.queue.submit('fal-ai/nothing', { input: {} as never })).rejects.toBeInstanceOf(ApiError)
})

import Replicate, { validateWebhook } from 'replicate'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startReplicate } from '../../../simulators/replicate.ts'
import { writeDirective, type Directive } from '../../../simulators/lib/directive.ts'
import type { ModelRequest, Provider } from '../provider.ts'
import { callOf, failureOfSubmit, fetched, madeBy, nobodyHome, picture, providerOf, resultOf, submitted, untilEnd, type CallOptions, type TestPicture } from '../testing/call.ts'
import { listen } from '../testing/listen.ts'
import { folder } from './provider.ts'

let simulator: Awaited<ReturnType<typeof startReplicate>>
let provider: Provider<any>
let ears: Awaited<ReturnType<typeof listen>>
const keys = () => ({ REPLICATE_API_TOKEN: 'r8_test', REPLICATE_BASE_URL: `${simulator.url}/v1` })
const quick = { pollEveryMs: 20, submitTimeoutMs: 10_000 }

beforeAll(async () => {
  simulator = await startReplicate()
  Object.assign(simulator.defaults, { ms: 80 })
  ears = await listen()
  provider = providerOf(folder, keys(), { timings: quick })
})
afterAll(async () => {
  await simulator.stop()
  await ears.stop()
})

const schnell = 'replicate:black-forest-labs/flux-schnell'
let seeds = 0
const image = (says: Partial<Directive> = {}, references: TestPicture[] = []): ModelRequest => ({
  kind: 'image', prompt: `a red fox ${writeDirective(says)}`, seed: ++seeds, aspect: '16:9', references: references.map(({ source }) => source),
})
const call = (says: Partial<Directive> = {}, options: CallOptions = {}, model = schnell) => callOf(provider, model, image(says, options.pictures), options)
const idOf = async (...args: Parameters<typeof call>) => ((await submitted(provider, call(...args))) as { externalId: string }).externalId

// SPEC: P3
test('a picture, from the one POST to its bytes', async () => {
  const asked = call({ tag: 'life' })
  const answer = await submitted(provider, asked)
  expect(answer).toMatchObject({ type: 'accepted', externalId: expect.stringMatching(/^[a-z2-7]{26}$/) })
  const { end, progress } = await untilEnd(provider, asked, (answer as { externalId: string }).externalId)
  expect(end).toMatchObject({ type: 'done', result: { files: [{ role: 'result' }] } })
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  expect((await fetched(resultOf(end))).subarray(1, 4).toString()).toBe('PNG')
  expect(simulator.books.posts.filter(({ tag }) => tag === 'life')).toHaveLength(1)
})

test('pictures travel in the request when small, and are uploaded when large; models and videos come back', async () => {
  const small = await picture({ says: { tag: 'small' } })
  const kontext = callOf(provider, 'replicate:black-forest-labs/flux-kontext-pro', image({}, [small]), { pictures: [small] })
  expect(await provider.prepare!(kontext)).toEqual([expect.stringMatching(/^data:image\/png;base64,/)])

  const large = await picture({ says: { tag: 'large', run: 'fails' } })
  large.bytes = Buffer.concat([large.bytes, Buffer.alloc(300_000)])
  const solid = callOf(provider, 'replicate:firtoz/trellis', { kind: 'model3d', image: large.source }, { pictures: [large] })
  expect(await provider.prepare!(solid)).toEqual([expect.stringContaining('/v1/files/')])
  const failing = (await submitted(provider, solid)) as { externalId: string }
  expect((await untilEnd(provider, solid, failing.externalId)).end).toMatchObject({ type: 'failed', failure: { code: 'provider_failed' } })

  const model = callOf(provider, 'replicate:firtoz/trellis', { kind: 'model3d', image: small.source }, { pictures: [small] })
  expect((await madeBy(provider, model)).subarray(0, 4).toString()).toBe('glTF')
  const clip: ModelRequest = { kind: 'video', prompt: 'it runs', seed: 1, seconds: 5, aspect: '16:9', mode: 'standard', firstFrame: small.source, references: [] }
  const video = callOf(provider, 'replicate:bytedance/seedance-1-lite', clip, { pictures: [small] })
  expect((await madeBy(provider, video)).subarray(4, 8).toString()).toBe('ftyp')
})

test.each([
  [{ post: '401' }, { code: 'provider_auth', acceptance: 'surely-not' }],
  [{ post: '402' }, { code: 'provider_quota', acceptance: 'surely-not' }],
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

test('nobody listening was surely not asked; an input they cannot take is told by field', async () => {
  const nowhere = providerOf(folder, { ...keys(), REPLICATE_BASE_URL: await nobodyHome() })
  expect(await failureOfSubmit(nowhere, call())).toMatchObject({ code: 'provider_overloaded', acceptance: 'surely-not' })
  const empty = callOf(provider, schnell, { ...image(), prompt: undefined } as never)
  expect(await failureOfSubmit(provider, empty)).toMatchObject({ code: 'invalid_input', acceptance: 'surely-not', detail: 'input.prompt: prompt is required' })
})

test('declined, failed, cancelled; a poll that meets a fault is asked again', async () => {
  const declined = call({ post: 'rejected' })
  const one = ((await submitted(provider, declined)) as { externalId: string }).externalId
  expect((await untilEnd(provider, declined, one)).end).toMatchObject({ type: 'failed', failure: { code: 'content_rejected', params: { detail: expect.stringContaining('NSFW') } } })

  const stuck = await idOf({ run: 'stuck', tag: 'stuck' })
  expect(await provider.cancel!(call(), stuck)).toEqual({ type: 'accepted' })
  expect(await provider.ask!(call(), stuck)).toEqual({ type: 'cancelled' })
  expect(simulator.books.billed().some(({ tag }) => tag === 'stuck')).toBe(false)
  const done = await idOf()
  await untilEnd(provider, call(), done)
  expect(await provider.cancel!(call(), done)).toEqual({ type: 'too-late' })
  // a cancel that is taken and not obeyed ends nothing
  expect(await provider.cancel!(call(), await idOf({ run: 'done-after-cancel' }))).toEqual({ type: 'too-late' })

  for (const run of ['poll-503', 'poll-reset'] as const) {
    const unlucky = await idOf({ run, tag: run })
    await expect(provider.ask!(call(), unlucky)).rejects.toMatchObject({ failure: { code: run === 'poll-503' ? 'provider_overloaded' : 'provider_timeout' } })
  }
  await expect(provider.ask!(call(), 'aaaaaaaaaaaaaaaaaaaaaaaaaa')).rejects.toMatchObject({ failure: { code: 'provider_failed' } })
})

test('a lost answer without a public address is found by what was asked, and only where one fits', async () => {
  expect(provider.recovery).toBe('list-scan')
  const lost = call({ post: 'lost', tag: 'lost' }, { postedMsAgo: 200 })
  expect(await failureOfSubmit(provider, lost)).toMatchObject({ acceptance: 'ambiguous' })
  const [bill] = simulator.books.bills.filter(({ tag }) => tag === 'lost')
  expect(await provider.recover!(lost)).toEqual({ type: 'found', externalId: bill!.id })
  // of the same words and another time, or longer ago than anything is kept
  expect(await provider.recover!({ ...lost, postedMsAgo: 10 * 60_000 })).toEqual({ type: 'not-yet' })
  expect(await provider.recover!({ ...lost, postedMsAgo: 2 * 60 * 60_000 })).toEqual({ type: 'not-yet' })
  // another seed, never taken
  expect(await provider.recover!({ ...lost, request: image({ post: 'lost', tag: 'lost' }) })).toEqual({ type: 'not-yet' })
  // the very same once more: whose is which?
  await failureOfSubmit(provider, lost)
  expect(await provider.recover!(lost)).toEqual({ type: 'not-yet' })
})

test('with a public address the start of the work names it, also when the answer was lost; each message once', async () => {
  const open = providerOf(folder, keys(), { webhooks: true, timings: quick })
  expect(open.recovery).toBe('webhook')
  const lost = call({ post: 'lost', tag: 'called', hook: 'doubled' }, { webhookUrl: `${ears.url}/attempt-1` })
  await failureOfSubmit(open, lost)
  const heard = [await ears.next(), await ears.next(), await ears.next()]
  const verdicts = await Promise.all(heard.map((message) => open.verify!(message)))
  const [bill] = simulator.books.bills.filter(({ tag }) => tag === 'called')
  expect(verdicts).toEqual(['start', 'end', 'end'].map((event) => ({ type: 'accepted', externalId: bill!.id, messageId: `msg_${bill!.id}_${event}`, over: event === 'end' })))
  expect(JSON.parse(heard[0]!.body.toString())).toMatchObject({ status: 'starting' })
  expect(await open.recover!({ ...lost, heard: async () => bill!.id })).toEqual({ type: 'found', externalId: bill!.id })

  const [start] = heard as [(typeof heard)[0]]
  expect(await open.verify!({ ...start, nowMs: Date.now() + 301_000 })).toMatchObject({ type: 'refused', reason: expect.stringContaining('old') })
  expect(await open.verify!({ ...start, body: Buffer.from('{}') })).toMatchObject({ type: 'refused' })
  expect(await open.verify!({ ...start, headers: {} })).toMatchObject({ type: 'refused' })
})

test('the official client finds the simulator to be Replicate', async () => {
  const replicate = new Replicate({ auth: 'r8_test', baseUrl: `${simulator.url}/v1`, useFileOutput: false })
  const output = (await replicate.run('black-forest-labs/flux-schnell', { input: { prompt: 'a fox' } })) as string[]
  expect((await (await fetch(output[0]!)).blob()).type).toBe('image/png')

  const created = await replicate.predictions.create({ model: 'black-forest-labs/flux-dev', input: { prompt: writeDirective({ run: 'stuck' }) }, webhook: `${ears.url}/official`, webhook_events_filter: ['start', 'completed'] })
  expect(created).toMatchObject({ status: 'starting', model: 'black-forest-labs/flux-dev', source: 'api', urls: { get: `${simulator.url}/v1/predictions/${created.id}` } })
  const { key } = await replicate.webhooks.default.secret.get()
  const heard = await ears.next()
  expect(await validateWebhook({ headers: heard.headers, body: heard.body.toString() } as never, key)).toBe(true)
  expect((await replicate.predictions.cancel(created.id)).status).toBe('canceled')
  expect((await replicate.predictions.get(created.id)).status).toBe('canceled')
  expect((await replicate.predictions.list()).results[0]!.id).toBe(created.id)

  const waited = await replicate.predictions.create({ model: 'black-forest-labs/flux-dev', input: { prompt: 'a fox' }, wait: 5 })
  expect(waited.status).toBe('succeeded')
  await expect(replicate.predictions.create({ model: 'black-forest-labs/flux-dev', input: {} })).rejects.toThrow(/422.*prompt is required/s)
  await expect(replicate.predictions.get('nothing')).rejects.toThrow(/404/)
  await expect(new Replicate({ auth: ' ', baseUrl: `${simulator.url}/v1` }).predictions.get(created.id)).rejects.toThrow(/401/)
  const file = await replicate.files.create(Buffer.from('bytes'))
  expect((await replicate.files.get(file.id)).size).toBe(5)
})

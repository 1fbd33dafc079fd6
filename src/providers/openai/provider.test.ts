import OpenAI, { AuthenticationError, BadRequestError, toFile } from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startOpenai } from '../../../simulators/openai.ts'
import { writeDirective, type Directive } from '../../../simulators/lib/directive.ts'
import type { Simulator } from '../../../simulators/lib/server.ts'
import { abilitiesOf, type ModelRequest, type Provider, type ProviderResult, type TextRequest } from '../provider.ts'
import { callOf, failureOfSubmit, modelOf, nobodyHome, picture, providerOf, resultOf, submitted, untilEnd, type CallOptions } from '../testing/call.ts'
import { folder } from './provider.ts'

let simulator: Simulator
let provider: Provider<any>
const keys = () => ({ OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: `${simulator.url}/v1`, OPENAI_VIDEO_MODEL: 'sora-2' })

beforeAll(async () => {
  simulator = await startOpenai()
  Object.assign(simulator.defaults, { ms: 30 })
  provider = providerOf(folder, keys(), { timings: { pollEveryMs: 20, submitTimeoutMs: 10_000 } })
})
afterAll(() => simulator.stop())

const names = { image: 'openai:gpt-image-2.5-flare', speech: 'openai:gpt-4o-mini-tts', text: 'openai:gpt-5.4-mini', video: 'openai:sora-2', model3d: '' }
const image = (says: Partial<Directive> = {}): ModelRequest => ({ kind: 'image', prompt: `a red fox ${writeDirective(says)}`, seed: 7, aspect: '16:9', references: [] })
const video = (says: Partial<Directive> = {}): ModelRequest => ({ kind: 'video', prompt: `the fox runs ${writeDirective(says)}`, seed: 7, seconds: 4, aspect: '16:9', mode: 'standard', firstFrame: null, references: [] })
const call = (request: ModelRequest, options: CallOptions = {}) => callOf(provider, names[request.kind], request, options)

async function made(request: ModelRequest, options: CallOptions = {}): Promise<ProviderResult> {
  const answer = await submitted(provider, call(request, options))
  if (answer.type !== 'done') throw new Error(answer.type)
  return answer.result
}
const bytesIn = ({ files: [first] }: ProviderResult): Buffer => Buffer.from((first!.from as { bytes: Uint8Array }).bytes)

// SPEC: P3
test('pictures come in the answer: from words, and from references', async () => {
  const drawn = await made(image({ tag: 'drawn' }))
  expect(bytesIn(drawn).subarray(1, 4).toString()).toBe('PNG')
  expect(drawn.facts).toEqual({ tokens: 1_076 })
  const shown = [await picture(), await picture({ format: 'jpeg' })]
  const changed = await made({ ...image({ tag: 'changed' }), references: shown.map(({ source }) => source) } as ModelRequest, { pictures: shown })
  expect(bytesIn(changed).length).toBeGreaterThan(1_000)
  expect(simulator.books.posts.filter(({ tag }) => tag === 'drawn')).toMatchObject([{ client: expect.stringMatching(/-1$/) }])
})

test('speech, and text with and without a schema', async () => {
  expect(bytesIn(await made({ kind: 'speech', text: 'Good evening.', language: 'en', voice: null })).readUInt16BE(0) & 0xffe0).toBe(0xffe0)
  const schema = { name: 'script', schema: { type: 'object', properties: { title: { type: 'string' }, scenes: { type: 'array', minItems: 2, items: { type: 'object', properties: { seconds: { type: 'integer' } }, required: ['seconds'] } } }, required: ['title', 'scenes'] } }
  const asked: TextRequest = { kind: 'text', system: 'You write scripts.', prompt: 'Tea in the mountains', schema }
  expect(JSON.parse((await made(asked)).text!)).toEqual({ title: expect.stringContaining('Tea'), scenes: [{ seconds: 5 }, { seconds: 5 }, { seconds: 5 }] })
  expect((await made({ ...asked, schema: null })).text).toContain('Tea in the mountains')
  const plain = providerOf(folder, { ...keys(), OPENAI_TEXT_FORMAT: 'plain' })
  const answer = await submitted(plain, callOf(plain, names.text, asked))
  expect(JSON.parse(answer.type === 'done' ? answer.result.text! : '')).toMatchObject({ title: expect.stringContaining('Tea') })
  expect(() => providerOf(folder, { ...keys(), OPENAI_TEXT_FORMAT: 'xml' })).toThrow('OPENAI_TEXT_FORMAT must be one of')
})

test.each([
  [{ post: '401' }, { code: 'provider_auth', acceptance: 'surely-not' }],
  [{ post: '402' }, { code: 'provider_quota', acceptance: 'surely-not' }],
  [{ post: '429' }, { code: 'provider_rate_limited', acceptance: 'surely-not', retryAfterMs: 1_000 }],
  [{ post: 'rejected' }, { code: 'content_rejected', acceptance: 'surely-not', detail: 'Your request was rejected by the safety system.' }],
  [{ post: '503-before' }, { code: 'provider_overloaded', acceptance: 'ambiguous' }],
  [{ post: '502-after' }, { code: 'provider_overloaded', acceptance: 'ambiguous' }],
  [{ post: 'reset-before' }, { code: 'provider_timeout', acceptance: 'ambiguous' }],
  [{ post: 'lost' }, { code: 'provider_timeout', acceptance: 'ambiguous' }],
  [{ post: 'half' }, { code: 'provider_timeout', acceptance: 'ambiguous' }],
  [{ run: 'fails' }, { code: 'provider_overloaded', acceptance: 'ambiguous' }],
  [{ run: 'declined' }, { code: 'content_rejected', acceptance: 'surely-not' }],
  [{ run: 'stuck' }, { code: 'provider_timeout', acceptance: 'ambiguous' }],
] as const)('a submit that meets %o', async (fault, failure) => {
  const tag = Object.values(fault).join()
  const hasty = 'run' in fault && fault.run === 'stuck' ? providerOf(folder, keys(), { timings: { submitTimeoutMs: 150 } }) : provider
  expect(await failureOfSubmit(hasty, call(image({ ...fault, tag })))).toMatchObject(failure)
  expect(simulator.books.posts.filter((post) => post.tag === tag)).toHaveLength(1)
})

test('nobody listening was surely not asked; a lost answer can be found by nobody, and that is said', async () => {
  const nowhere = providerOf(folder, { ...keys(), OPENAI_BASE_URL: await nobodyHome() })
  expect(await failureOfSubmit(nowhere, call(image()))).toMatchObject({ code: 'provider_overloaded', acceptance: 'surely-not' })
  expect(abilitiesOf(provider, modelOf(provider, names.image))).toMatchObject({ recovery: 'none', unknownWindowMs: 60_000, cancelRule: 'not-cancellable' })
  expect(await provider.recover!(call(image(), { postedMsAgo: 10 }))).toEqual({ type: 'not-yet' })
})

test('a video is watched, fetched with the key, and found in the list when its answer was lost', async () => {
  const first = await picture({ width: 400, height: 400 })
  const asked = call({ ...video({ ms: 200 }), firstFrame: first.source } as ModelRequest, { pictures: [first] })
  const answer = (await submitted(provider, asked)) as { externalId: string }
  const { end, progress } = await untilEnd(provider, asked, answer.externalId)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
  const { url, headers } = resultOf(end).files[0]!.from as { url: string; headers: Record<string, string> }
  expect(Buffer.from(await (await fetch(url, { headers })).arrayBuffer()).subarray(4, 8).toString()).toBe('ftyp')
  expect((await fetch(url)).status).toBe(401)

  expect(abilitiesOf(provider, modelOf(provider, names.video))).toMatchObject({ recovery: 'list-scan', progress: 'percent' })
  const lost = call(video({ post: 'lost', tag: 'lost video' }), { postedMsAgo: 200 })
  await failureOfSubmit(provider, lost)
  const [bill] = simulator.books.bills.filter(({ tag }) => tag === 'lost video')
  expect(await provider.recover!({ ...lost, postedMsAgo: 600_000 })).toEqual({ type: 'not-yet' })
  expect(await provider.recover!(lost)).toEqual({ type: 'found', externalId: bill!.id })
  // asked again by the same attempt it is still its own; to another that asked the same it is not given
  expect(await provider.recover!(lost)).toEqual({ type: 'found', externalId: bill!.id })
  expect(await provider.recover!({ ...lost, attemptKey: 'another' })).toEqual({ type: 'not-yet' })

  const declined = call(video({ run: 'declined' }))
  expect((await untilEnd(provider, declined, ((await submitted(provider, declined)) as { externalId: string }).externalId)).end).toMatchObject({ type: 'failed', failure: { code: 'content_rejected' } })
})

test('the official client finds the simulator to be OpenAI', async () => {
  const openai = new OpenAI({ apiKey: 'sk-test', baseURL: `${simulator.url}/v1`, maxRetries: 0 })
  const { data } = await openai.images.generate({ model: 'gpt-image-2.5-flare', prompt: 'a fox', size: '1024x1024' })
  expect(Buffer.from(data![0]!.b64_json!, 'base64').subarray(1, 4).toString()).toBe('PNG')
  const shown = await picture()
  expect((await openai.images.edit({ model: 'gpt-image-2.5-flare', prompt: 'bluer', image: await toFile(shown.bytes, 'fox.png', { type: 'image/png' }) })).data).toHaveLength(1)
  const spoken = await openai.audio.speech.create({ model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Hello' })
  expect([spoken.headers.get('content-type'), (await spoken.arrayBuffer()).byteLength > 1_000]).toEqual(['audio/mpeg', true])
  const chat = await openai.chat.completions.create({ model: 'gpt-5.4-mini', messages: [{ role: 'user', content: 'Tea' }], response_format: { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object', properties: { title: { type: 'string' } } } } } })
  expect(JSON.parse(chat.choices[0]!.message.content!)).toEqual({ title: expect.stringContaining('Tea') })

  const clip = await openai.videos.create({ model: 'sora-2', prompt: `a fox ${writeDirective({ ms: 100 })}`, seconds: '4' })
  expect(clip).toMatchObject({ object: 'video', status: 'queued', seconds: '4' })
  await expect.poll(async () => (await openai.videos.retrieve(clip.id)).status).toBe('completed')
  expect((await (await openai.videos.downloadContent(clip.id)).arrayBuffer()).byteLength).toBeGreaterThan(1_000)
  const listed = await openai.videos.list({ limit: 1 })
  expect(listed.data.map(({ id }) => id)).toEqual([clip.id])
  expect(await openai.videos.delete(clip.id)).toMatchObject({ deleted: true })

  await expect(openai.images.generate({ model: 'gpt-image-2.5-flare', prompt: writeDirective({ post: 'rejected' }) })).rejects.toMatchObject({ status: 400, code: 'moderation_blocked' })
  await expect(openai.images.generate({ model: 'gpt-image-2.5-flare', prompt: '' })).rejects.toBeInstanceOf(BadRequestError)
  await expect(openai.images.generate({ prompt: writeDirective({ post: '401' }) })).rejects.toBeInstanceOf(AuthenticationError)
})

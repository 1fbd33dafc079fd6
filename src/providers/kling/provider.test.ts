import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startKling } from '../../../simulators/kling.ts'
import { writeDirective, type Directive } from '../../../simulators/lib/directive.ts'
import type { Simulator } from '../../../simulators/lib/server.ts'
import type { ImageRequest, Provider, VideoRequest } from '../provider.ts'
import { callOf, failureOfSubmit, fetched, nobodyHome, picture, providerOf, submitted, untilEnd, wind } from '../testing/call.ts'
import { folder } from './provider.ts'

let sim: Simulator
let provider: Provider<any>
const keys = { KLING_ACCESS_KEY: 'sim-access', KLING_SECRET_KEY: 'sim-secret' }

beforeAll(async () => {
  sim = await startKling()
  sim.defaults.ms = 120
  provider = providerOf(folder, { ...keys, KLING_BASE_URL: sim.url })
})
afterAll(() => sim.stop())

const video = (says: Partial<Directive> = {}, over: Partial<VideoRequest> = {}): VideoRequest => ({
  kind: 'video', prompt: `rain ${writeDirective(says)}`, seed: 1, seconds: 5, aspect: '16:9', mode: 'standard', firstFrame: null, references: [], ...over,
})
const call = (says: Partial<Directive> = {}, options: Parameters<typeof callOf>[3] = {}) => callOf(provider, 'kling:kling-v2-6', video(says), options)

// SPEC: P1 P3
test('a video from text: taken, watched by its stages, fetched', async () => {
  const asked = call({ tag: 'plain', ms: 60_000 })
  const { externalId } = (await submitted(provider, asked)) as { externalId: string }
  expect(externalId).toMatch(/^\d+$/)
  expect(await provider.ask!(asked, externalId)).toEqual({ type: 'running', progress: 0 })
  wind(sim, externalId, 0.5)
  expect(await provider.ask!(asked, externalId)).toEqual({ type: 'running', progress: 50 })
  wind(sim, externalId, 1)
  const end = await provider.ask!(asked, externalId)
  if (end.type !== 'done') throw new Error(end.type)
  expect((await fetched(end.result)).subarray(4, 8).toString()).toBe('ftyp')
  expect(sim.books.bills.filter(({ tag }) => tag === 'plain')).toMatchObject([{ client: asked.attemptKey, state: 'done' }])
})

// SPEC: S2.2 P3
test('every other way: O1 with references and first frame, several pictures, a first picture, pictures', async () => {
  const [a, b, f] = await Promise.all([picture(), picture({ format: 'jpeg' }), picture({ width: 640 })])
  const pictures = [a, b, f]
  const image: ImageRequest = { kind: 'image', prompt: 'a fox', seed: 1, aspect: '1:1', references: [] }
  const ways = [
    callOf(provider, 'kling:kling-video-o1', video({}, { references: [a.source, b.source], firstFrame: f.source }), { pictures }),
    callOf(provider, 'kling:kling-video-o1', video({}, { prompt: '[image 1] dances', references: [a.source] }), { pictures }),
    callOf(provider, 'kling:kling-v1-6-multi', video({}, { references: [a.source, b.source] }), { pictures }),
    callOf(provider, 'kling:kling-v2-5-turbo', video({}, { firstFrame: f.source }), { pictures }),
    callOf(provider, 'kling:kling-v2-1', image),
    callOf(provider, 'kling:kling-image-o1', { ...image, references: [b.source] }, { pictures }),
  ]
  const ends = await Promise.all(ways.map(async (way) => {
    const answer = await submitted(provider, way)
    return (await untilEnd(provider, way, (answer as { externalId: string }).externalId)).end.type
  }))
  expect(ends).toEqual(ways.map(() => 'done'))
})

test.each([
  ['429', { code: 'provider_rate_limited', acceptance: 'surely-not', retryAfterMs: 1_000 }],
  ['401', { code: 'provider_auth', acceptance: 'surely-not' }],
  ['402', { code: 'provider_quota', acceptance: 'surely-not' }],
  ['rejected', { code: 'content_rejected', acceptance: 'surely-not', detail: 'The request triggered the content safety policy of the platform' }],
] as const)('POST %s: surely not taken', async (post, expected) => {
  const asked = call({ post })
  expect(await failureOfSubmit(provider, asked)).toMatchObject(expected)
  expect(sim.books.bills.filter(({ client }) => client === asked.attemptKey)).toEqual([])
  expect(sim.books.posts.filter(({ client }) => client === asked.attemptKey)).toHaveLength(1)
})

test.each(['503-before', 'reset-before'] as const)('POST %s: nothing is there to be found, and nobody may say that nothing will be', async (post) => {
  const asked = call({ post })
  expect(await failureOfSubmit(provider, asked)).toMatchObject({ acceptance: 'ambiguous' })
  expect(await provider.recover!(asked)).toEqual({ type: 'not-yet' })
  expect(sim.books.bills.filter(({ client }) => client === asked.attemptKey)).toEqual([])
})

test.each(['lost', 'half', '502-after'] as const)('an answer that was %s: ambiguous, billed once, found by our own id', async (post) => {
  const asked = call({ post })
  expect(await failureOfSubmit(provider, asked)).toMatchObject({ acceptance: 'ambiguous' })
  const found = await provider.recover!(asked)
  if (found.type !== 'found') throw new Error(found.type)
  expect((await untilEnd(provider, asked, found.externalId)).end.type).toBe('done')
  expect(sim.books.bills.filter(({ client }) => client === asked.attemptKey)).toHaveLength(1)
})

test('nobody there: surely not accepted', async () => {
  const away = providerOf(folder, { ...keys, KLING_BASE_URL: await nobodyHome() })
  expect(await failureOfSubmit(away, call())).toMatchObject({ code: 'provider_overloaded', acceptance: 'surely-not' })
})

test('a wrong key is refused before anything is made', async () => {
  const wrong = providerOf(folder, { ...keys, KLING_SECRET_KEY: 'other', KLING_BASE_URL: sim.url })
  expect(await failureOfSubmit(wrong, call())).toMatchObject({ code: 'provider_auth', acceptance: 'surely-not', detail: 'Authorization is invalid' })
})

test.each([
  ['fails', { code: 'provider_failed' }],
  ['declined', { code: 'content_rejected', params: { detail: 'Failure to pass the risk control system' } }],
] as const)('work that %s', async (run, failure) => {
  const asked = call({ run })
  const answer = await submitted(provider, asked)
  expect((await untilEnd(provider, asked, (answer as { externalId: string }).externalId)).end).toMatchObject({ type: 'failed', failure })
})

test('a poll that meets a 503 may be asked again; more tasks than the pack allows are turned away', async () => {
  const asked = call({ tag: 'unlucky', run: 'poll-503' })
  const answer = (await submitted(provider, asked)) as { externalId: string }
  await expect(provider.ask!(asked, answer.externalId)).rejects.toMatchObject({ failure: { code: 'provider_overloaded' } })

  const small = await startKling({ concurrency: 1 })
  try {
    const narrow = providerOf(folder, { ...keys, KLING_BASE_URL: small.url })
    await submitted(narrow, call({ run: 'stuck' }))
    expect(await failureOfSubmit(narrow, call())).toMatchObject({ code: 'provider_rate_limited', acceptance: 'surely-not', retryAfterMs: 5_000, detail: 'parallel task over resource pack limit' })
  } finally {
    await small.stop()
  }
})

test('a callback says "look now" and nothing else, also a forged one; noise is refused', async () => {
  const heard: { body: Buffer; headers: Record<string, string | undefined> }[] = []
  const ear = await listening(heard)
  try {
    const url = `http://127.0.0.1:${(ear.address() as AddressInfo).port}/hook`
    for (const hook of ['forged', 'doubled'] as const) await submitted(provider, call({ hook, ms: 40 }, { webhookUrl: url }))
    await expect.poll(() => heard.length).toBe(4)
    const verdicts = await Promise.all(heard.map(({ body, headers }) => provider.verify!({ body, headers, attemptKey: 'k-1', nowMs: Date.now() })))
    expect(verdicts.map((verdict) => verdict.type === 'accepted' && verdict.externalId)).toEqual([null, null, null, null])
    const ids = verdicts.map((verdict) => verdict.type === 'accepted' && verdict.messageId)
    expect(new Set(ids).size).toBeGreaterThanOrEqual(3)
    expect(verdicts.every((verdict) => verdict.type === 'accepted' && verdict.over)).toBe(true)
    const going = Buffer.from(JSON.stringify({ task_id: '1', task_status: 'processing' }))
    expect(await provider.verify!({ body: going, headers: {}, attemptKey: 'k-1', nowMs: 0 })).toMatchObject({ type: 'accepted', over: false })
    expect(await provider.verify!({ body: Buffer.from('ping'), headers: {}, attemptKey: 'k-1', nowMs: 0 })).toMatchObject({ type: 'refused' })
  } finally {
    ear.close()
  }
})

async function listening(heard: { body: Buffer; headers: Record<string, string | undefined> }[]): Promise<Server> {
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      heard.push({ body: Buffer.concat(parts), headers: request.headers as Record<string, string> })
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server
}

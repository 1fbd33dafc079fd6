import { afterAll, beforeAll, expect, test } from 'vitest'
import { writeDirective, type Directive } from '../../../simulators/lib/directive.ts'
import type { Simulator } from '../../../simulators/lib/server.ts'
import { startMeshy } from '../../../simulators/meshy.ts'
import { abilitiesOf, type Provider } from '../provider.ts'
import { callOf, failureOfSubmit, fetched, modelOf, nobodyHome, picture, providerOf, submitted, untilEnd, wind, type CallOptions } from '../testing/call.ts'
import { textModel } from './models.ts'
import { folder } from './provider.ts'

let sim: Simulator
let provider: Provider<any>

beforeAll(async () => {
  sim = await startMeshy()
  sim.defaults.ms = 120
  provider = providerOf(folder, { MESHY_API_KEY: 'msy_sim', MESHY_BASE_URL: sim.url })
})
afterAll(() => sim.stop())

async function fromPicture(says: Partial<Directive> = {}, model = 'meshy:meshy-6') {
  const shown = await picture({ says })
  return callOf(provider, model, { kind: 'model3d', image: shown.source }, { pictures: [shown] })
}
const fromWords = (says: Partial<Directive> = {}, options: CallOptions = {}) => callOf(provider, textModel, { kind: 'model3d', image: null, prompt: `a monster mask ${writeDirective(says)}` }, options)
const billed = (tag: string) => sim.books.bills.filter((bill) => bill.tag === tag)
const idOf = async (call: Parameters<typeof submitted>[1]) => ((await submitted(provider, call)) as { externalId: string }).externalId

// SPEC: P3
test.each(['meshy:meshy-6', 'meshy:meshy-5'])('%s: taken, watched by the percent, GLB and preview fetched', async (model) => {
  const asked = await fromPicture({ tag: model, ms: 600_000 }, model)
  const id = await idOf(asked)
  expect(await provider.ask!(asked, id)).toEqual({ type: 'running', progress: 0 })
  wind(sim, id, 0.66)
  expect(await provider.ask!(asked, id)).toEqual({ type: 'running', progress: 66 })
  wind(sim, id, 1)
  const end = await provider.ask!(asked, id)
  if (end.type !== 'done') throw new Error(end.type)
  expect((await fetched(end.result)).subarray(0, 4).toString()).toBe('glTF')
  expect((await fetched(end.result, 'preview')).subarray(1, 4).toString()).toBe('PNG')
  expect(end.result.facts).toEqual({ meshyCredits: model === 'meshy:meshy-6' ? 30 : 15 })
})

test.each([
  ['429', { code: 'provider_rate_limited', acceptance: 'surely-not', retryAfterMs: 1_000, detail: 'RateLimitExceeded' }],
  ['401', { code: 'provider_auth', acceptance: 'surely-not' }],
  ['402', { code: 'provider_quota', acceptance: 'surely-not', detail: 'Insufficient credits' }],
  ['rejected', { code: 'content_rejected', acceptance: 'surely-not', detail: 'The input was blocked by content policy' }],
  ['503-before', { code: 'provider_overloaded', acceptance: 'ambiguous' }],
  ['reset-before', { code: 'provider_timeout', acceptance: 'ambiguous' }],
] as const)('POST %s: nothing billed', async (post, expected) => {
  expect(await failureOfSubmit(provider, await fromPicture({ tag: `before-${post}`, post }))).toMatchObject(expected)
  expect(billed(`before-${post}`)).toEqual([])
})

test('nobody there: surely not accepted; a full queue: wait until a task ends', async () => {
  const away = providerOf(folder, { MESHY_API_KEY: 'msy_sim', MESHY_BASE_URL: await nobodyHome() })
  expect(await failureOfSubmit(away, await fromPicture())).toMatchObject({ code: 'provider_overloaded', acceptance: 'surely-not' })
  const narrow = await startMeshy({ queue: 1 })
  try {
    const busy = providerOf(folder, { MESHY_API_KEY: 'msy_sim', MESHY_BASE_URL: narrow.url })
    await submitted(busy, await fromPicture({ run: 'stuck' }))
    expect(await failureOfSubmit(busy, await fromPicture())).toMatchObject({ code: 'provider_rate_limited', acceptance: 'surely-not', retryAfterMs: 10_000 })
  } finally {
    await narrow.stop()
  }
})

test.each(['lost', 'half', '502-after'] as const)('from a picture, an answer that was %s: ambiguous, billed once, and nobody guesses which it was', async (post) => {
  const asked = await fromPicture({ tag: `picture-${post}`, post })
  expect(await failureOfSubmit(provider, asked)).toMatchObject({ acceptance: 'ambiguous' })
  expect(billed(`picture-${post}`)).toHaveLength(1)
  expect(await provider.recover!({ ...asked, postedMsAgo: 100 })).toEqual({ type: 'not-yet' })
  expect(abilitiesOf(provider, asked.model).recovery).toBe('none')
})

test.each(['lost', 'half', '502-after'] as const)('from words, an answer that was %s: found in the list by its prompt and its minute', async (post) => {
  expect(abilitiesOf(provider, modelOf(provider, textModel)).recovery).toBe('list-scan')
  const asked = fromWords({ tag: `words-${post}`, post }, { postedMsAgo: 50 })
  expect(await failureOfSubmit(provider, asked)).toMatchObject({ acceptance: 'ambiguous' })
  const found = await provider.recover!(asked)
  if (found.type !== 'found') throw new Error(found.type)
  expect((await untilEnd(provider, asked, found.externalId)).end.type).toBe('done')
  // the same words of an hour ago, or twice in this minute, are not taken for it
  expect(await provider.recover!({ ...asked, postedMsAgo: 3_600_000 })).toEqual({ type: 'not-yet' })
  await failureOfSubmit(provider, fromWords({ tag: `words-${post}`, post }))
  expect(await provider.recover!(asked)).toEqual({ type: 'not-yet' })
})

test.each([
  ['fails', { code: 'provider_failed', params: { detail: 'The server is busy. Please try again later.' } }],
  ['declined', { code: 'content_rejected', params: { detail: 'The input was blocked by content policy' } }],
] as const)('work that %s', async (run, failure) => {
  const asked = await fromPicture({ run })
  expect((await untilEnd(provider, asked, await idOf(asked))).end).toMatchObject({ type: 'failed', failure })
})

test('while it is queued a cancel deletes it and it is free; later it is too late', async () => {
  const queued = await fromPicture({ tag: 'queued', ms: 60_000 })
  const first = await idOf(queued)
  expect(await provider.cancel!(queued, first)).toEqual({ type: 'accepted' })
  expect(billed('queued')).toMatchObject([{ state: 'cancelled' }])
  expect(await provider.ask!(queued, first)).toEqual({ type: 'cancelled' })

  const begun = await fromPicture({ tag: 'begun', ms: 60_000 })
  const second = await idOf(begun)
  wind(sim, second, 0.5)
  expect(await provider.cancel!(begun, second)).toEqual({ type: 'too-late' })
  expect(billed('begun')).toMatchObject([{ state: 'running' }])
})

test('Meshy may say when to ask again', async () => {
  const polite = await startMeshy({ retryAfter: 3 })
  try {
    const patient = providerOf(folder, { MESHY_API_KEY: 'msy_sim', MESHY_BASE_URL: polite.url })
    const asked = await fromPicture({ ms: 60_000 })
    const { externalId } = (await submitted(patient, asked)) as { externalId: string }
    expect(await patient.ask!(asked, externalId)).toEqual({ type: 'running', progress: 0, pollInMs: 3_000 })
  } finally {
    await polite.stop()
  }
})

import { expect, test } from 'vitest'
import type { HttpAnswer } from '../http.ts'
import { createOwners } from '../owners.ts'
import { callOf } from '../testing/call.ts'
import type { ImageRequest } from '../provider.ts'
import type { replicateApi } from './api.ts'
import { errorOfAnswer, failureOfPrediction, progressOfLogs, standingOf, type Prediction } from './mapping.ts'
import { folder } from './provider.ts'
import { findPrediction } from './recover.ts'

test.each([
  ['starting', 'waiting'],
  ['processing', 'running'],
  ['succeeded', 'done'],
  ['failed', 'failed'],
  ['canceled', 'cancelled'],
  ['aborted', 'too-late'],
  // a word of tomorrow: the deadline ends it
  ['hibernating', 'running'],
])('%s stands for %s', (status, standing) => expect(standingOf({ status })).toBe(standing))

test.each([
  ['NSFW content detected. Try running it again, or try a different prompt.', 'content_rejected'],
  ['The input or output was flagged as sensitive. Please try again with different inputs. (E005)', 'content_rejected'],
  ['Prediction failed: CUDA out of memory. (E1001)', 'provider_failed'],
  [null, 'provider_failed'],
])('a prediction that failed with %j is %s', (error, code) => expect(failureOfPrediction(error).code).toBe(code))

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({ status, body, headers: new Headers(headers) }) as unknown as HttpAnswer

test.each([
  [400, { detail: 'bad' }, 'invalid_input', 'surely-not'],
  [401, { title: 'Unauthenticated' }, 'provider_auth', 'surely-not'],
  [402, { title: 'Insufficient credit' }, 'provider_quota', 'surely-not'],
  [403, { detail: 'no' }, 'provider_auth', 'surely-not'],
  [404, { detail: 'no such model' }, 'provider_failed', 'surely-not'],
  [422, { detail: 'The input was flagged as sensitive. (E005)' }, 'content_rejected', 'surely-not'],
  [429, { detail: 'Request was throttled.' }, 'provider_rate_limited', 'surely-not'],
  [500, undefined, 'provider_overloaded', 'ambiguous'],
])('HTTP %i with %j is %s, %s', (status, body, code, acceptance) => {
  const error = errorOfAnswer(answer(status, body))
  expect({ code: error.failure.code, acceptance: error.acceptance }).toEqual({ code, acceptance })
})

test('waiting is as long as the header says, or else the sentence', () => {
  const sentence = { detail: 'Request was throttled. Your rate limit resets in ~30s.' }
  expect(errorOfAnswer(answer(429, sentence)).retryAfterMs).toBe(30_000)
  expect(errorOfAnswer(answer(429, sentence, { 'retry-after': '2' })).retryAfterMs).toBe(2_000)
})

test('progress is what the last bar in the logs says', () => {
  expect(progressOfLogs('Using seed: 1\n  0%|  | 0/28\n 39%|███▉ | 11/28 [00:01<00:02]')).toBe(39)
  expect(progressOfLogs('100%|██████████| 28/28')).toBe(99)
  expect([progressOfLogs('loading weights'), progressOfLogs(null)]).toEqual([undefined, undefined])
})

test('prices are whole credits', () => {
  const price = (id: string, request: object) => folder.models.find((model) => model.id === `replicate:${id}`)!.price(request as never)
  expect(['flux-schnell', 'flux-dev', 'flux-kontext-pro'].map((name) => price(`black-forest-labs/${name}`, {}))).toEqual([1, 3, 4])
  expect(price('firtoz/trellis', {})).toBe(5)
  expect([price('bytedance/seedance-1-lite', { mode: 'standard', seconds: 5 }), price('bytedance/seedance-1-lite', { mode: 'professional', seconds: 10 })]).toEqual([18, 72])
})

test('in a list that shows callback addresses, ours is enough, and another one is not ours', async () => {
  const request: ImageRequest = { kind: 'image', prompt: 'a fox', seed: 7, aspect: '1:1', references: [] }
  const call = callOf({ models: folder.models } as never, 'replicate:black-forest-labs/flux-schnell', request, { webhookUrl: 'https://us/1', postedMsAgo: 2_000 })
  const owners = createOwners()
  const alike: Prediction = { id: 'alike', model: 'black-forest-labs/flux-schnell', created_at: new Date(Date.now() - 1_000).toISOString(), input: { prompt: 'a fox', seed: 7, aspect_ratio: '1:1', output_format: 'png', num_outputs: 1, go_fast: true } }
  const found = async (...predictions: Prediction[]) => await findPrediction({ list: async () => ({ predictions, next: null, nowMs: Date.now() }) } as unknown as ReturnType<typeof replicateApi>, owners, call)
  expect(await found(alike, { id: 'ours', webhook: 'https://us/1' })).toEqual({ type: 'found', externalId: 'ours' })
  expect(await found(alike)).toEqual({ type: 'found', externalId: 'alike' })
  owners.claim('taken', 'another attempt')
  expect(await found({ ...alike, id: 'taken' }, alike)).toEqual({ type: 'found', externalId: 'alike' })
  expect(await found({ ...alike, webhook: 'https://us/2' }, { ...alike, id: 'web', source: 'web' }, { ...alike, input: { ...alike.input, seed: 8 } }, { ...alike, input: null })).toEqual({ type: 'not-yet' })
})

import { expect, test } from 'vitest'
import type { HttpAnswer } from '../http.ts'
import type { Model } from '../provider.ts'
import { chatBody, isStrict, jsonIn } from './json.ts'
import { errorOfAnswer, failureOfChoice, failureOfVideo, videoStanding } from './mapping.ts'
import { openaiModels, sizeOf } from './models.ts'
import { folder } from './provider.ts'

const answer = (status: number, error: object, headers: Record<string, string> = {}) => ({ status, body: { error }, headers: new Headers(headers) }) as unknown as HttpAnswer

test.each([
  [400, { code: 'moderation_blocked', type: 'image_generation_user_error' }, 'content_rejected', 'surely-not'],
  [400, { code: 'content_policy_violation' }, 'content_rejected', 'surely-not'],
  [400, { code: 'content_filter' }, 'content_rejected', 'surely-not'],
  [400, { type: 'invalid_request_error', message: 'bad' }, 'invalid_input', 'surely-not'],
  [400, { code: 'billing_hard_limit_reached' }, 'provider_quota', 'surely-not'],
  [401, { code: 'invalid_api_key' }, 'provider_auth', 'surely-not'],
  [403, { message: 'country' }, 'provider_auth', 'surely-not'],
  [404, { code: 'model_not_found' }, 'provider_failed', 'surely-not'],
  [429, { code: 'rate_limit_exceeded' }, 'provider_rate_limited', 'surely-not'],
  [429, { code: 'insufficient_quota' }, 'provider_quota', 'surely-not'],
  [408, { message: 'timeout' }, 'provider_timeout', 'ambiguous'],
  [500, { type: 'server_error' }, 'provider_overloaded', 'ambiguous'],
  // a gateway's 5xx is not believed, whatever its body says
  [502, { code: 'moderation_blocked' }, 'provider_overloaded', 'ambiguous'],
])('HTTP %i with %j is %s, %s', (status, error, code, acceptance) => {
  const thrown = errorOfAnswer(answer(status, error))
  expect({ code: thrown.failure.code, acceptance: thrown.acceptance }).toEqual({ code, acceptance })
})

test('a refusal names the field; one about the key repeats nothing of it; waiting may be told in milliseconds', () => {
  expect(errorOfAnswer(answer(400, { message: 'too large', param: 'image' })).failure.params).toEqual({ detail: 'image: too large' })
  expect(errorOfAnswer(answer(401, { message: 'Incorrect API key provided: sk-proj-abc' })).failure.params).toBeUndefined()
  expect(errorOfAnswer(answer(429, {}, { 'retry-after': '3', 'retry-after-ms': '250' })).retryAfterMs).toBe(250)
  // some gateways give a sentence instead of an object
  expect(errorOfAnswer({ ...answer(400, {}), body: { error: 'no such thing' } } as HttpAnswer).failure).toEqual({ code: 'invalid_input', params: { detail: 'no such thing' } })
})

test.each([
  ['queued', 'running'],
  ['in_progress', 'running'],
  ['completed', 'done'],
  ['failed', 'failed'],
  ['dreaming', 'running'],
])('a video that is %s is %s', (status, standing) => expect(videoStanding({ status })).toBe(standing))

test('why there is no video, and no answer', () => {
  expect(failureOfVideo({ code: 'moderation_blocked', message: 'blocked' })).toEqual({ code: 'content_rejected', params: { detail: 'blocked' } })
  expect(failureOfVideo(null)).toEqual({ code: 'provider_failed' })
  expect(failureOfChoice({ finish_reason: 'stop', message: { content: 'ok', refusal: null } })).toBeNull()
  expect(failureOfChoice({ finish_reason: 'stop', message: { refusal: 'I cannot' } })).toMatchObject({ code: 'content_rejected' })
  expect(failureOfChoice({ finish_reason: 'content_filter' })).toMatchObject({ code: 'content_rejected' })
  expect(failureOfChoice({ finish_reason: 'length' })).toMatchObject({ code: 'provider_failed' })
})

const schema = { type: 'object', properties: { title: { type: 'string' } }, required: ['title'], additionalProperties: false }
const request = { kind: 'text', system: 'You write.', prompt: 'Tea', schema: { name: 'script', schema } } as const

test('JSON is asked for by schema, by kind, or in words', () => {
  expect(chatBody('m', request, 'json_schema')).toMatchObject({ messages: [{ role: 'system', content: 'You write.' }, { role: 'user', content: 'Tea' }], response_format: { type: 'json_schema', json_schema: { name: 'script', strict: true, schema } } })
  expect(chatBody('m', request, 'json_object')).toMatchObject({ response_format: { type: 'json_object' }, messages: [{ content: expect.stringContaining('"title"') }, {}] })
  expect(chatBody('m', request, 'plain')).not.toHaveProperty('response_format')
  expect(chatBody('m', { ...request, schema: null, system: '' }, 'json_schema')).toEqual({ model: 'm', messages: [{ role: 'user', content: 'Tea' }] })
  expect(isStrict({ ...schema, required: [] })).toBe(false)
  expect(isStrict({ ...schema, properties: { list: { type: 'array', items: { type: 'object', properties: {} } } }, required: ['list'] })).toBe(false)
})

test('JSON is found in fences and sentences', () => {
  expect(jsonIn('{"a":1}')).toBe('{"a":1}')
  expect(jsonIn('Sure!\n```json\n{"a":1}\n```\nEnjoy.')).toBe('{"a":1}')
  expect(jsonIn('Here: {"a":{"b":1}} as asked')).toBe('{"a":{"b":1}}')
  expect(jsonIn('no, I will not')).toBe('no, I will not')
})

test('prices are whole credits and change their version with the settings', () => {
  const price = (kind: string, asked: object) => folder.models.find((model) => model.kind === kind)!.price(asked as never)
  expect([price('image', { references: [] }), price('image', { references: [1, 2, 3] }), price('text', {})]).toEqual([5, 7, 2])
  expect([price('speech', { text: 'a'.repeat(1_000) }), price('speech', { text: '茶'.repeat(1_000) }), price('speech', { text: '' })]).toEqual([2, 6, 1])
  const settings = Object.fromEntries(folder.variables.map(({ name, default: value }) => [name, value ?? undefined]))
  const [first] = openaiModels({ ...settings, OPENAI_IMAGE_CREDITS: '9', OPENAI_VIDEO_MODEL: 'sora-2' })
  expect([first!.price({ kind: 'image', references: [] } as never), first!.priceVersion]).toEqual([9, 'openai-2026-10-9-2-2-10'])
  expect(openaiModels({ ...settings, OPENAI_VIDEO_MODEL: 'sora-2' }).find((model: Model) => model.kind === 'video')!.abilities).toMatchObject({ recovery: 'list-scan' })
  expect(() => openaiModels({ ...settings, OPENAI_TEXT_CREDITS: 'free' })).toThrow('OPENAI_TEXT_CREDITS must be a whole number')
  expect(() => openaiModels({ ...settings, OPENAI_TEXT_MODEL: 'gpt-image-2.5-flare' })).toThrow('two kinds of work')
})

test('sizes are what each model takes', () => {
  expect([sizeOf('gpt-image-2.5-flare', '16:9'), sizeOf('gpt-image-1.5', '16:9'), sizeOf('flux-dev', '3:4')]).toEqual(['1536x864', '1536x1024', '1024x1536'])
})

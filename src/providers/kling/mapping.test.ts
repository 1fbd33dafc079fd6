import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { isJobError } from '../../engine/errors.ts'
import type { HttpAnswer } from '../http.ts'
import type { ImageRequest, SourceImage, VideoRequest } from '../provider.ts'
import { modelOf } from '../testing/call.ts'
import { answerOf, klingError } from './mapping.ts'
import { models } from './models.ts'
import { bodyFor, pathFor, withReferences } from './requests.ts'
import { klingToken } from './token.ts'

test('the token is a JWT that any verifier takes: header, claims, HS256', () => {
  const [head, claims, signature] = klingToken('ak', 'sk', 1_700_000_000).split('.') as [string, string, string]
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toEqual({ alg: 'HS256', typ: 'JWT' })
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({ iss: 'ak', exp: 1_700_001_800, nbf: 1_699_999_995 })
  expect(signature).toBe(createHmac('sha256', 'sk').update(`${head}.${claims}`).digest('base64url'))
})

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({ status, body, headers: new Headers(headers), text: JSON.stringify(body) }) as unknown as HttpAnswer

test.each([
  [401, 1000, 'provider_auth', 'surely-not'],
  [401, 1004, 'provider_auth', 'surely-not'],
  [429, 1101, 'provider_quota', 'surely-not'],
  [429, 1102, 'provider_quota', 'surely-not'],
  [403, 1103, 'provider_auth', 'surely-not'],
  [400, 1201, 'invalid_input', 'surely-not'],
  [404, 1203, 'provider_failed', 'surely-not'],
  [400, 1301, 'content_rejected', 'surely-not'],
  [429, 1302, 'provider_rate_limited', 'surely-not'],
  [429, 1303, 'provider_rate_limited', 'surely-not'],
  // said in a success, and still a refusal
  [200, 1301, 'content_rejected', 'surely-not'],
  [500, 5000, 'provider_overloaded', 'ambiguous'],
  [503, 5001, 'provider_overloaded', 'ambiguous'],
  [504, 5002, 'provider_timeout', 'ambiguous'],
  // a gateway's 5xx is not believed, whatever its body says
  [502, 1201, 'invalid_input', 'ambiguous'],
  // codes of tomorrow: by their HTTP status
  [400, 1999, 'invalid_input', 'surely-not'],
  [200, 1999, 'provider_failed', 'ambiguous'],
])('HTTP %i with code %i is %s, %s', (status, code, failure, acceptance) => {
  const error = klingError(answer(status, { code, message: 'in their words' }))
  expect(isJobError(error) && { code: error.failure.code, acceptance: error.acceptance }).toEqual({ code: failure, acceptance })
  expect(error.failure.params).toEqual({ detail: 'in their words' })
})

test('waiting is as long as they ask; for a place among the running, five seconds', () => {
  expect(klingError(answer(429, { code: 1302, message: '' }, { 'retry-after': '7' })).retryAfterMs).toBe(7_000)
  expect(klingError(answer(429, { code: 1303, message: '' })).retryAfterMs).toBe(5_000)
})

test('their words for where a task stands', () => {
  expect(answerOf({ task_status: 'submitted' })).toEqual({ type: 'running', progress: 0 })
  expect(answerOf({ task_status: 'processing' })).toEqual({ type: 'running', progress: 50 })
  expect(answerOf({ task_status: 'reticulating' })).toEqual({ type: 'running', progress: 50 })
  const video = { task_status: 'succeed', task_result: { videos: [{ url: 'https://k/v.mp4' }] } }
  expect(answerOf(video)).toEqual({ type: 'done', result: { files: [{ role: 'result', from: { url: 'https://k/v.mp4' } }] } })
  expect(answerOf({ task_status: 'succeed', task_result: {} })).toMatchObject({ type: 'failed', failure: { code: 'provider_failed' } })
  const risk = 'Failure to pass the risk control system'
  expect(answerOf({ task_status: 'failed', task_status_msg: risk })).toEqual({ type: 'failed', failure: { code: 'content_rejected', params: { detail: risk } } })
  expect(answerOf({ task_status: 'failed', task_status_msg: 'Internal error' })).toMatchObject({ failure: { code: 'provider_failed' } })
})

const picture = (id: string): SourceImage => ({ fileId: id, storageKey: id, mime: 'image/png', bytes: 1, width: 400, height: 400 })
const video = (over: Partial<VideoRequest> = {}): VideoRequest => ({ kind: 'video', prompt: 'rain', seed: 1, seconds: 5, aspect: '16:9', mode: 'standard', firstFrame: null, references: [], ...over })
const read = (image: SourceImage) => Promise.resolve(`b64-${image.fileId}`)
const model = (name: string) => modelOf({ models }, `kling:${name}`)

test('O1: references are pointed at, a first frame gives the shape', async () => {
  const request = video({ prompt: '[image 2] follows [image 9]', references: [picture('a'), picture('b')], firstFrame: picture('f'), mode: 'professional' })
  expect(pathFor(model('kling-video-o1'), request)).toBe('/v1/videos/omni-video')
  expect(await bodyFor(model('kling-video-o1'), request, read)).toEqual({
    model_name: 'kling-video-o1', prompt: '<<<image_1>>> <<<image_2>>> follows [image 9]', mode: 'pro', duration: '5',
    image_list: [{ image_url: 'b64-a' }, { image_url: 'b64-b' }, { image_url: 'b64-f', type: 'first_frame' }],
  })
  expect(await bodyFor(model('kling-video-o1'), video(), read)).toMatchObject({ prompt: 'rain', aspect_ratio: '16:9' })
  expect(withReferences('<<<image_1>>> runs', 1)).toBe('<<<image_1>>> runs')
})

test('text, first picture, several pictures: one endpoint each', async () => {
  const framed = video({ firstFrame: picture('f'), seconds: 10 })
  expect(pathFor(model('kling-v2-6'), video())).toBe('/v1/videos/text2video')
  expect(pathFor(model('kling-v2-6'), framed)).toBe('/v1/videos/image2video')
  expect(await bodyFor(model('kling-v2-6'), video(), read)).toEqual({ model_name: 'kling-v2-6', prompt: 'rain', mode: 'std', duration: '5', aspect_ratio: '16:9' })
  expect(await bodyFor(model('kling-v2-6'), framed, read)).toEqual({ model_name: 'kling-v2-6', prompt: 'rain', mode: 'std', duration: '10', image: 'b64-f' })
  const many = video({ prompt: '[image 1] waves', references: [picture('a')] })
  expect(pathFor(model('kling-v1-6-multi'), many)).toBe('/v1/videos/multi-image2video')
  expect(await bodyFor(model('kling-v1-6-multi'), many, read)).toMatchObject({ model_name: 'kling-v1-6', prompt: 'picture 1 waves', image_list: [{ image: 'b64-a' }] })
})

test('pictures', async () => {
  const request: ImageRequest = { kind: 'image', prompt: 'a fox', seed: 1, aspect: '4:3', references: [picture('a')] }
  expect(await bodyFor(model('kling-v2-1'), { ...request, references: [] }, read)).toEqual({ model_name: 'kling-v2-1', n: 1, resolution: '1k', aspect_ratio: '4:3', prompt: 'a fox' })
  expect(pathFor(model('kling-image-o1'), request)).toBe('/v1/images/omni-image')
  expect(await bodyFor(model('kling-image-o1'), request, read)).toMatchObject({ prompt: '<<<image_1>>> a fox', image_list: [{ image: 'b64-a' }] })
})

test('prices are whole credits, by second and mode', () => {
  expect(model('kling-v2-6').price(video())).toBe(21)
  expect(model('kling-v2-6').price(video({ seconds: 10, mode: 'professional' }))).toBe(70)
  expect(model('kling-video-o1').price(video())).toBe(42)
  expect(model('kling-v2-1').price({ kind: 'image', prompt: '', seed: 1, aspect: '1:1', references: [] })).toBe(2)
})

import { expect, test } from 'vitest'
import type { HttpAnswer } from '../http.ts'
import { appOf, externalIdOf, pathOf } from './addresses.ts'
import { declinedIn, endOf, errorOfSubmit, standingOf } from './mapping.ts'
import { folder } from './provider.ts'

test.each([
  ['IN_QUEUE', 'waiting'],
  ['IN_PROGRESS', 'running'],
  ['COMPLETED', 'over'],
  ['PONDERING', 'running'],
])('%s stands for %s', (status, standing) => expect(standingOf({ status })).toBe(standing))

const one = (type: string, msg = 'why', loc = ['body', 'prompt']) => ({ detail: [{ type, msg, loc }] })

test.each([
  [422, one('content_policy_violation'), { type: 'failed', failure: { code: 'content_rejected', params: { detail: 'prompt: why' } } }],
  [422, one('missing', 'Field required'), { type: 'failed', failure: { code: 'invalid_input', params: { detail: 'prompt: Field required' } } }],
  [422, one('image_load_error', 'no picture', ['body', 'image_url']), { type: 'failed', failure: { code: 'invalid_input', params: { detail: 'image_url: no picture' } } }],
  [422, one('no_media_generated'), { type: 'failed', failure: { code: 'provider_failed' } }],
  [500, one('internal_server_error'), { type: 'failed', failure: { code: 'provider_failed' } }],
  [504, { detail: 'Request timed out', error_type: 'request_timeout' }, { type: 'failed', failure: { code: 'provider_timeout' } }],
  [503, { detail: 'No runner', error_type: 'runner_scheduling_failure' }, { type: 'failed', failure: { code: 'provider_overloaded' } }],
  [499, { detail: 'cancelled', error_type: 'client_cancelled' }, { type: 'cancelled' }],
])('a result that is %i %j ends the work', (status, body, end) => expect(endOf({ status, body })).toMatchObject(end))

test.each([
  [503, undefined],
  [502, { message: 'from a gateway' }],
  [401, { detail: 'Unauthorized' }],
  [429, { detail: 'Too many requests' }],
])('a result that is %i %j is trouble on the way', (status, body) => expect(endOf({ status, body })).toBeNull())

test.each([
  [401, { detail: 'Authentication is required' }, 'provider_auth', 'surely-not'],
  [403, { detail: 'User is locked. Reason: Exhausted balance.' }, 'provider_quota', 'surely-not'],
  [403, { detail: 'Forbidden' }, 'provider_auth', 'surely-not'],
  [404, { detail: 'Application not found' }, 'provider_failed', 'surely-not'],
  [422, one('missing'), 'invalid_input', 'surely-not'],
  [422, one('content_policy_violation'), 'content_rejected', 'surely-not'],
  [429, { detail: 'Too many' }, 'provider_rate_limited', 'surely-not'],
  [500, one('internal_server_error'), 'provider_overloaded', 'ambiguous'],
])('a submit that is %i %j is %s, %s', (status, body, code, acceptance) => {
  const error = errorOfSubmit({ status, body, headers: new Headers() } as unknown as HttpAnswer)
  expect({ code: error.failure.code, acceptance: error.acceptance }).toEqual({ code, acceptance })
})

test('a black picture is a declined one', () => {
  expect(declinedIn({ has_nsfw_concepts: [true] })).toMatchObject({ code: 'content_rejected' })
  expect(declinedIn({ has_nsfw_concepts: [false] })).toBeNull()
  expect(declinedIn({ model_mesh: {} })).toBeNull()
})

test('a request is known by its id, and where its addresses are unusual by their path: never by their host', () => {
  const endpoint = 'fal-ai/flux-pro/kontext'
  const given = (status_url: unknown) => externalIdOf('https://queue.fal.run', endpoint, { request_id: 'r-1', status_url })
  expect(given('https://queue.fal.run/fal-ai/flux-pro/requests/r-1/status')).toBe('r-1')
  expect(given(undefined)).toBe('r-1')
  expect(given('https://elsewhere.example/fal-ai/flux-pro/v2/requests/r-1/status')).toBe('r-1 /fal-ai/flux-pro/v2/requests/r-1')
  expect(externalIdOf('https://gate.example/fal', endpoint, { request_id: 'r-1', status_url: 'https://gate.example/fal/fal-ai/flux-pro/requests/r-1/status' })).toBe('r-1')
  expect(externalIdOf('https://queue.fal.run', endpoint, { request_id: '../x' })).toBeNull()
  expect(pathOf(endpoint, 'r-1')).toBe('/fal-ai/flux-pro/requests/r-1')
  expect(pathOf(endpoint, 'r-1 /fal-ai/flux-pro/v2/requests/r-1')).toBe('/fal-ai/flux-pro/v2/requests/r-1')
  expect(appOf('workflows/me/flow/path')).toBe('workflows/me/flow')
})

test('prices are whole credits', () => {
  const price = (id: string, request: object = {}) => folder.models.find((model) => model.id === `fal:fal-ai/${id}`)!.price(request as never)
  expect([price('flux-1/schnell'), price('flux/dev'), price('flux-pro/kontext'), price('trellis')]).toEqual([1, 3, 4, 2])
  expect([price('wan-25-preview', { mode: 'standard', seconds: 5 }), price('wan-25-preview', { mode: 'professional', seconds: 10 })]).toEqual([50, 150])
})

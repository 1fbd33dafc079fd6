import { expect, test } from 'vitest'
import type { HttpAnswer } from '../http.ts'
import { answerOf, meshyError } from './mapping.ts'

const answer = (status: number, message: string, headers: Record<string, string> = {}) => ({ status, body: { message }, headers: new Headers(headers) }) as unknown as HttpAnswer

test.each([
  [400, 'Invalid image format', 'invalid_input', 'surely-not'],
  [400, 'Blocked by content policy', 'content_rejected', 'surely-not'],
  [401, 'Unauthorized', 'provider_auth', 'surely-not'],
  [402, 'Insufficient funds', 'provider_quota', 'surely-not'],
  [404, 'Not found', 'provider_failed', 'surely-not'],
  [422, 'Unprocessable', 'invalid_input', 'surely-not'],
  [429, 'RateLimitExceeded', 'provider_rate_limited', 'surely-not'],
  [500, 'Internal', 'provider_overloaded', 'ambiguous'],
  [302, '', 'provider_failed', 'ambiguous'],
])('HTTP %i, %s: %s, %s', (status, message, code, acceptance) => {
  const error = meshyError(answer(status, message))
  expect({ code: error.failure.code, acceptance: error.acceptance }).toEqual({ code, acceptance })
})

test('how long to wait: as long as they ask, a second, or until a place in the queue is free', () => {
  expect(meshyError(answer(429, 'RateLimitExceeded', { 'retry-after': '4' })).retryAfterMs).toBe(4_000)
  expect(meshyError(answer(429, 'RateLimitExceeded')).retryAfterMs).toBe(1_000)
  expect(meshyError(answer(429, 'NoMoreConcurrentTasks')).retryAfterMs).toBe(10_000)
})

test('their words for where a task stands', () => {
  expect(answerOf({ status: 'PENDING', progress: 0 })).toEqual({ type: 'running', progress: 0 })
  expect(answerOf({ status: 'IN_PROGRESS', progress: 41 }, 2_000)).toEqual({ type: 'running', progress: 41, pollInMs: 2_000 })
  expect(answerOf({ status: 'THINKING', progress: null })).toEqual({ type: 'running', progress: 0 })
  expect(answerOf({ status: 'CANCELED' })).toEqual({ type: 'cancelled' })
  expect(answerOf({ status: 'FAILED', task_error: { type: 'invalid_input', message: 'blank picture' } })).toEqual({ type: 'failed', failure: { code: 'invalid_input', params: { detail: 'blank picture' } } })
  expect(answerOf({ status: 'FAILED', task_error: { type: 'timeout', message: '' } })).toEqual({ type: 'failed', failure: { code: 'provider_failed' } })
  expect(answerOf({ status: 'SUCCEEDED', model_urls: { glb: 'https://m/a.glb' }, thumbnail_url: '' })).toEqual({ type: 'done', result: { files: [{ role: 'result', from: { url: 'https://m/a.glb' } }] } })
  expect(answerOf({ status: 'SUCCEEDED', model_urls: {} })).toMatchObject({ type: 'failed' })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffMs, classOf, failureOf, isJobError, jobError } from './errors.ts'

// SPEC: E7
test('backoff grows, stays below its cap, and is never earlier than the provider asked', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.integer({ min: 0, max: 600_000 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, retryAfter, luck) => {
      const wait = backoffMs(attempt, retryAfter, () => luck)
      expect(wait).toBeGreaterThanOrEqual(retryAfter)
      expect(wait).toBeGreaterThanOrEqual(500)
      expect(wait).toBeLessThanOrEqual(Math.max(120_000, retryAfter))
      expect(backoffMs(attempt + 1, retryAfter, () => luck)).toBeGreaterThanOrEqual(wait)
    }),
  )
})

// SPEC: E8
test('what was thrown says what it means', () => {
  const limited = jobError('provider_rate_limited', { params: { lane: 'x' }, retryAfterMs: 5 })
  expect(isJobError(limited) && limited.acceptance).toBe('ambiguous')
  expect(failureOf(limited)).toEqual({ code: 'provider_rate_limited', params: { lane: 'x' } })
  expect(failureOf(Object.assign(new Error('disk'), { code: 'ENOSPC' }))).toEqual({ code: 'storage_failed' })
  for (const odd of [null, undefined, 'text', new TypeError('bug'), 7]) expect(failureOf(odd)).toEqual({ code: 'internal' })
  expect(classOf({ code: 'never_heard_of' })).toEqual({ retryable: false })
})

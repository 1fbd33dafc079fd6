/** The small pure parts of the API. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isDatabaseAway } from './database-away.ts'
import { canonical } from './idempotency.ts'
import type { AttemptRow, JobRow } from './job-rows.ts'
import type { LedgerRow } from './ledger.ts'
import { hostName, isSameOrigin } from './origin.ts'
import { rangeOf } from './routes/files.ts'
import { createSigner } from './signing.ts'
import { presentTimeline } from './timeline.ts'
import { graphemeCount, promptText } from './validation.ts'

test.each([
  ['localhost', 'localhost'], ['LOCALHOST:3000', 'localhost'], ['localhost.:80', 'localhost'], ['127.0.0.1:1', '127.0.0.1'], ['[::1]:3000', '::1'], ['[::1]', '::1'], [undefined, ''], ['a:b:c', ''],
])('host name of %s', (host, name) => expect(hostName(host)).toBe(name))

test('same origin, as browsers tell it', () => {
  expect(isSameOrigin({ host: 'a.example', origin: 'https://a.example' }, null)).toBe(true)
  expect(isSameOrigin({ host: 'a.example:8080', origin: 'http://a.example' }, null)).toBe(false)
  expect(isSameOrigin({ host: 'inner:3000', origin: 'https://studio.example' }, 'https://studio.example')).toBe(true)
  expect(isSameOrigin({ host: 'a.example', origin: 'null' }, null)).toBe(false)
  expect(isSameOrigin({ host: 'a.example', 'sec-fetch-site': 'none' }, null)).toBe(true)
})

describe('the prompt', () => {
  const code = (text: string) => promptText.safeParse(text).error?.issues[0]
  test('graphemes, not code units, are counted', () => {
    expect(graphemeCount('👨‍👩‍👧‍👦é', 0)).toBe(1)
    expect(graphemeCount('👨‍👩‍👧‍👦'.repeat(3), 10)).toBe(3)
    expect(promptText.safeParse('e\u0301'.repeat(2000)).success).toBe(true)
    expect(code('e\u0301'.repeat(2001))).toMatchObject({ params: { code: 'prompt_too_long', params: { max: 2000 } } })
  })
  test('16 KiB is a limit of its own', () => {
    expect(promptText.safeParse('雪'.repeat(2000)).success).toBe(true)
    expect(code('👨‍👩‍👧‍👦'.repeat(660))).toMatchObject({ params: { code: 'prompt_too_long', params: { unit: 'bytes' } } })
  })
  test('anything visible and well-formed up to the limits is accepted', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), (text) => promptText.safeParse(`x${text.replaceAll('\0', '')}`).success))
  })
})

test('equal bodies have one canonical form', () => {
  expect(canonical({ b: 1, a: { d: [1, { y: 1, x: 2 }], c: null } })).toBe(canonical({ a: { c: null, d: [1, { x: 2, y: 1 }] }, b: 1 }))
  expect(canonical({ a: [1, 2] })).not.toBe(canonical({ a: [2, 1] }))
})

test('a range never leaves its file', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.option(fc.nat(2000)), fc.option(fc.nat(2000)), (bytes, first, last) => {
      const range = rangeOf(`bytes=${first ?? ''}-${last ?? ''}`, undefined, '"e"', bytes)
      if (range === null || range === 'unsatisfiable') return true
      return range.from >= 0 && range.from <= range.to && range.to < bytes
    }),
  )
})

// SPEC: A2
test('a signature is good for its purpose, its thing and its time only', () => {
  const signer = createSigner('secret', () => 1_000_000)
  const good = signer.sign('file', 'a', 2000)
  expect(signer.verify('file', 'a', 2000, good)).toBe(true)
  expect(signer.verify('ticket', 'a', 2000, good)).toBe(false)
  expect(signer.verify('file', 'b', 2000, good)).toBe(false)
  expect(signer.verify('file', 'a', 2001, good)).toBe(false)
  expect(signer.verify('file', 'a', 999, signer.sign('file', 'a', 999))).toBe(false)
  expect(createSigner('other', () => 0).verify('file', 'a', 2000, good)).toBe(false)
})

test('only a database that is away counts as away', () => {
  const error = (more: object, message = 'x') => Object.assign(new Error(message), more)
  for (const away of [error({ code: 'ECONNREFUSED' }), error({ code: '57P01' }), error({ code: '08006' }), error({ code: 'ENOENT', syscall: 'connect' }), error({}, 'Connection terminated unexpectedly')])
    expect(isDatabaseAway(away)).toBe(true)
  for (const here of [error({ code: '23505' }), error({ code: '42703' }), error({ code: 'ENOENT', syscall: 'open' }), new TypeError('x is undefined'), 'text', null]) expect(isDatabaseAway(here)).toBe(false)
})

// SPEC: A4 E9
describe('a timeline', () => {
  const at = (ms: number) => new Date(Date.UTC(2026, 0, 1) + ms)
  const job: JobRow = {
    id: 'j', parent_id: null, retry_of: null, kind: 'image_generation', lane: 'l', status: 'failed', phase: null, progress: 0, progress_message: null, price: 5, attempts: 2,
    subject_kind: 'task', subject_id: 't', children_total: null, children_open: null, children_completed: null, children_failed: null, children_cancelled: null,
    cancel_requested_at: null, error_code: 'provider_timeout', error_params: null, created_at: at(0), started_at: at(100), phase_at: at(0), wake_at: null, closed_at: at(2000),
  }
  const attempt: AttemptRow = { no: 1, lane: 'l', claimed_at: at(100), posted_at: at(150), accepted_at: null, unknown_at: null, collecting_at: null, ended_at: at(400), external_id: null, outcome: 'retried', error_code: 'provider_overloaded', error_params: null }
  const second: AttemptRow = { ...attempt, no: 2, claimed_at: at(1000), posted_at: at(1100), accepted_at: at(1200), collecting_at: at(1700), ended_at: at(2000), external_id: 'x-1', outcome: 'failed', error_code: 'provider_timeout' }

  test('tells every attempt in order, with its reasons and its money', () => {
    const line = (id: number, kind: LedgerRow['kind'], ms: number, reason: string | null = null) => ({ id, kind, available_delta: 0, held_delta: kind === 'hold' ? 5 : -5, write_off: 0, reason, job_id: 'j', job_kind: 'image_generation', error_params: null, created_at: at(ms) })
    const { items, dwellMs, attempts, ledger } = presentTimeline(job, [attempt, second], [line(1, 'hold', 0), line(2, 'release', 2000, 'provider_timeout')], 'en', 0)
    expect(items.map((item) => [item.type, item.attempt])).toEqual([
      ['submitted', null], ['hold', null], ['claimed', 1], ['armed', 1], ['attempt_failed', 1], ['claimed', 2], ['armed', 2], ['accepted', 2], ['collecting', 2], ['failed', null], ['release', null],
    ])
    expect(items[4]?.message).toBe('Attempt 1 failed: The provider is overloaded and did not take the work.')
    expect(items.at(-1)).toMatchObject({ message: '5 credits returned: The provider did not answer in time.', data: { credits: 5 } })
    expect(attempts.map((a) => [a.no, a.lane, a.externalId, a.outcome, a.error?.code])).toEqual([[1, 'l', null, 'retried', 'provider_overloaded'], [2, 'l', 'x-1', 'failed', 'provider_timeout']])
    expect(ledger.map((l) => l.message)).toEqual(['Set aside for a picture', 'Returned for a picture: The provider did not answer in time'])
    expect(dwellMs).toEqual({ queued: 700, preparing: 150, submitting: 350, submitted: 500, collecting: 300 })
  })

  test('of an open job runs up to now', () => {
    const open: JobRow = { ...job, status: 'processing', phase: 'submitted', error_code: null, closed_at: null, attempts: 1 }
    const { dwellMs } = presentTimeline(open, [{ ...attempt, accepted_at: at(300), ended_at: null, outcome: null }], [], 'en', at(5300).getTime())
    expect(dwellMs).toEqual({ queued: 100, preparing: 50, submitting: 150, submitted: 5000 })
  })
})

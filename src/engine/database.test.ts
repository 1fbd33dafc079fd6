import { expect, test } from 'vitest'
import { isAway, remedyFor } from './database.ts'

test.each([
  [{ code: '40P01' }, 'resend'],
  [{ code: '23505', constraint: 'job_pkey' }, 'resend-once'],
  [{ code: '23505', constraint: 'ledger_job' }, 'resend-once'],
  [{ code: '23505', constraint: 'file_pkey' }, 'bisect'],
  [{ code: '22P05' }, 'bisect'],
  [{ code: '23514' }, 'bisect'],
  [{ code: '57P01' }, 'reconnect'],
  [{ code: '53100' }, 'reconnect'],
  [{ code: '08006' }, 'reconnect'],
  [{ code: '42601' }, 'give-up'],
  [{ code: 'XX000' }, 'give-up'],
  // five capital letters, and yet no SQLSTATE: PostgreSQL closed the socket we wrote to
  [{ code: 'EPIPE' }, 'reconnect'],
  [{ code: 'ECONNRESET' }, 'reconnect'],
  [new Error('Connection terminated unexpectedly'), 'reconnect'],
])('%o is answered with %s', (error, remedy) => {
  expect(remedyFor(error)).toBe(remedy)
  expect(isAway(error)).toBe(remedy === 'reconnect')
})

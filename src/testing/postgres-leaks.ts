import { afterAll, expect } from 'vitest'
import { undroppedDatabases } from './postgres.ts'

// Registered before the file's own hooks, so it runs after them.
afterAll(() => {
  expect(undroppedDatabases(), 'test databases that were never dropped').toEqual([])
})

import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { coverageMarkdown, gaps, page, tags } from './coverage.ts'

const all = tags()

test('every promise names a test that fails when it breaks', () => {
  expect(gaps(all)).toEqual({ untested: [], unknown: [] })
})

test('docs/coverage.md is what `npm run coverage:docs` makes', () => {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(page, coverageMarkdown(all))
  expect(readFileSync(page, 'utf8')).toBe(coverageMarkdown(all))
})

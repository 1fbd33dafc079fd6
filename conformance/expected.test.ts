import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { expectedJson } from './expected-json.ts'
import { recoveryMarkdown } from './recovery-docs.ts'

/** Written down, and kept equal: a rule that changes shows in the cells it changes. */
test.each([
  ['expected.json', new URL('./expected.json', import.meta.url), expectedJson],
  ['docs/providers/recovery.md', new URL('../docs/providers/recovery.md', import.meta.url), recoveryMarkdown],
])('%s is what the rules say', async (_, file, write) => {
  if (process.env.UPDATE_DOCS === '1') await writeFile(file, write())
  expect(await readFile(file, 'utf8')).toBe(write())
})

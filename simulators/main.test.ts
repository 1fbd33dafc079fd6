import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { simulators } from './all.ts'

const main = new URL('./main.ts', import.meta.url).pathname
const run = (...args: string[]) =>
  promisify(execFile)(process.execPath, [main, ...args]).then(
    ({ stdout }) => ({ code: 0, text: stdout }),
    (error: { code: number; stderr: string }) => ({ code: error.code, text: error.stderr }),
  )

test('each simulator has an id, a port and variables of its own', () => {
  expect([new Set(simulators.map(({ id }) => id)).size, new Set(simulators.map(({ port }) => port)).size]).toEqual([simulators.length, simulators.length])
  const variables = simulators.flatMap((entry) => Object.keys(entry.environment('http://127.0.0.1:1')))
  expect(new Set(variables).size).toBe(variables.length)
})

test('it helps, and says what is wrong with what it was told', async () => {
  const [help, unknown, mistyped] = await Promise.all([run('--help'), run('--only', 'fal,nobody'), run('--all')])
  expect(help).toEqual({ code: 0, text: expect.stringContaining('Nothing they make comes from an AI') })
  expect(unknown).toEqual({ code: 1, text: expect.stringMatching(/^--only takes replicate, fal.*, not nobody\./) })
  expect(mistyped).toEqual({ code: 1, text: expect.stringMatching(/^Unknown argument --all\./) })
})

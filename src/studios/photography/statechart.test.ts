import { readFile, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JobStatus } from '../../api/contract.ts'
import type { WorkEvent, WorkStatus } from '../../api/contract-photography.ts'
import { combinations, statechartMarkdown } from './statechart-docs.ts'
import { meaning, photographsOf, stateOf, table, type Photographs } from './statechart.ts'

const [P, G, C, F, X] = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const
const facts = (statuses: readonly JobStatus[]) => statuses.map((status) => ({ status, progress: status === C ? 100 : 0 }))
const open = (status: JobStatus) => status === P || status === G

describe('the table', () => {
  test('has one row for every class, and every class occurs', () => {
    expect(table.map((row) => row.photographs).sort()).toEqual(Object.keys(meaning).sort())
    expect(new Set(combinations(4).map(photographsOf))).toEqual(new Set(Object.keys(meaning) as Photographs[]))
  })

  test.each<[string, JobStatus[], WorkStatus, WorkEvent[]]>([
    ['waiting: new', [P, P, P, P], 'PENDING', ['cancel']],
    ['working: one started', [G, P], 'GENERATING', ['cancel']],
    ['working: one done, one waits', [C, P], 'GENERATING', ['cancel']],
    ['working: one failed, one waits', [F, P], 'GENERATING', ['cancel']],
    ['all', [C, C, C, C], 'COMPLETED', ['delete']],
    ['some: three of four', [C, F, C, C], 'COMPLETED', ['retry', 'delete']],
    ['stopped: cancelled while one was done', [C, X, F], 'CANCELLED', ['retry', 'delete']],
    ['failed', [F, F], 'FAILED', ['retry', 'delete']],
    ['cancelled', [X, F], 'CANCELLED', ['retry', 'delete']],
    ['a single one', [C], 'COMPLETED', ['delete']],
  ])('%s', (_, statuses, status, can) => {
    expect(stateOf(facts(statuses), false)).toMatchObject({ status, can })
  })

  test('the drawing in the docs is this table', async () => {
    const file = new URL('../../../docs/statechart-photography.md', import.meta.url)
    if (process.env.UPDATE_DOCS === '1') await writeFile(file, statechartMarkdown())
    expect(await readFile(file, 'utf8')).toBe(statechartMarkdown())
  })
})

test('for every combination status and events agree with the jobs, and nobody is stuck', () => {
  for (const combination of [1, 2, 3, 4].flatMap((count) => combinations(count))) {
    const { status, can, progress } = stateOf(facts(combination), false)
    const anyOpen = combination.some(open)
    expect(progress >= 0 && progress <= 100).toBe(true)
    expect(can.includes('cancel')).toBe(anyOpen)
    expect(/PENDING|GENERATING/.test(status)).toBe(anyOpen)
    expect(can.includes('retry')).toBe(!anyOpen && combination.some((s) => s !== C))
    expect(can.includes('delete')).toBe(!anyOpen)
    expect(can.length).toBeGreaterThan(0)
    expect(stateOf(facts(combination.toReversed()), false)).toEqual(stateOf(facts(combination), false))
    expect(stateOf(facts(combination), true).can).toEqual(can.filter((event) => event !== 'cancel'))
  }
})

test('while photographs are made the bar never runs backwards', () => {
  const order: Record<JobStatus, number> = { pending: 0, processing: 1, completed: 2, failed: 2, cancelled: 2 }
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3), fc.constantFrom(P, G, C, F, X), fc.nat(100)), { maxLength: 40 }), (steps) => {
      const now = Array.from({ length: 4 }, () => ({ status: P as JobStatus, progress: 0 }))
      let last = 0
      for (const [index, next, percent] of steps) {
        const job = now[index]!
        if (order[next] < order[job.status] || order[job.status] === 2) continue
        now[index] = { status: next, progress: next === G ? Math.max(job.progress, percent) : job.progress }
        const state = stateOf(now, false)
        if (!state.can.includes('cancel')) break
        expect(state.progress).toBeGreaterThanOrEqual(last)
        last = state.progress
      }
    }),
  )
})

import { readFile, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { JobStatus, TaskEvent } from '../../api/contract.ts'
import { currentModel, modelOf, type ModelJob } from './selection.ts'
import { pictureCombinations, statechartMarkdown } from './statechart-docs.ts'
import { picturesMeaning, picturesOf, rowOf, stateOf, table, type Model, type Pictures } from './statechart.ts'

const statuses = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const
const models: Model[] = ['none', ...statuses]
const open = (s: Model | undefined) => s === 'pending' || s === 'processing'

const facts = (pictures: JobStatus[], model: Model = 'none', cancelRequested = false) => ({
  pictures: pictures.map((status) => ({ status, progress: status === 'completed' ? 100 : 0 })),
  model: model === 'none' ? null : { status: model, progress: 40 },
  cancelRequested,
})
const P = 'pending', G = 'processing', C = 'completed', F = 'failed', X = 'cancelled'

// SPEC: S1.4
describe('the table', () => {
  test('has exactly one row for every combination', () => {
    const combinations = Object.keys(picturesMeaning).flatMap((p) => models.map((m) => `${p} ${m}`))
    expect(table.map((r) => `${r.pictures} ${r.model}`).sort()).toEqual(combinations.sort())
  })

  test.each<[string, JobStatus[], Model, string, TaskEvent[]]>([
    ['new', [P, P, P, P], 'none', 'IMAGE_PENDING', ['cancel']],
    ['first one started', [G, P, P, P], 'none', 'IMAGE_GENERATING', ['cancel']],
    ['one done, the rest waiting', [C, P, P, P], 'none', 'IMAGE_GENERATING', ['cancel']],
    ['four done', [C, C, C, C], 'none', 'IMAGE_COMPLETED', ['selectImage']],
    ['three of four', [C, C, F, C], 'none', 'IMAGE_COMPLETED', ['selectImage', 'retryImages']],
    ['the fourth again', [C, C, P, C], 'none', 'IMAGE_GENERATING', ['cancel']],
    ['none', [F, F, F, F], 'none', 'FAILED', ['retryImages']],
    ['cancelled while some are done', [C, C, X, X], 'none', 'CANCELLED', ['selectImage', 'retryImages']],
    ['cancelled at once', [X, X, X, X], 'none', 'CANCELLED', ['retryImages']],
    ['model bought', [C, C, C, C], 'pending', 'MODEL_PENDING', ['cancel']],
    ['model under way', [C, C, C, F], 'processing', 'MODEL_GENERATING', ['cancel']],
    ['model done', [C, C, C, C], 'completed', 'MODEL_COMPLETED', ['selectImage']],
    ['model failed', [C, C, C, C], 'failed', 'FAILED', ['selectImage', 'retryModel']],
    ['model failed, a picture is missing too', [C, C, F, C], 'failed', 'FAILED', ['selectImage', 'retryImages', 'retryModel']],
    ['model cancelled', [C, C, C, C], 'cancelled', 'CANCELLED', ['selectImage', 'retryModel']],
    ['missing picture again, while a model stands', [C, C, G, C], 'completed', 'IMAGE_GENERATING', ['cancel']],
    ['a single picture', [C], 'none', 'IMAGE_COMPLETED', ['selectImage']],
  ])('%s', (_, pictures, model, status, can) => {
    expect(stateOf(facts(pictures, model))).toMatchObject({ status, can })
  })

  test('the drawing in the docs is this table', async () => {
    const file = new URL('../../../docs/statechart.md', import.meta.url)
    if (process.env.UPDATE_DOCS === '1') await writeFile(file, statechartMarkdown())
    expect(await readFile(file, 'utf8')).toBe(statechartMarkdown())
  })
})

const status = fc.constantFrom(...statuses)
const pictures = fc.array(status, { minLength: 1, maxLength: 4 })

// SPEC: S1.1 S1.4 E1
describe('for every combination of jobs', () => {
  test('status, stage and legal events agree with the jobs', () => {
    for (let count = 1; count <= 4; count++) {
      for (const combination of pictureCombinations(count)) {
        for (const model of models) {
          const row = rowOf(picturesOf(combination), model)
          if (row.unreachable) continue
          const { status, can, progress } = stateOf(facts(combination, model))
          const anyOpen = combination.some(open) || open(model)
          expect(progress).toBeGreaterThanOrEqual(0)
          expect(progress).toBeLessThanOrEqual(100)
          expect(can.includes('cancel')).toBe(anyOpen)
          expect(/PENDING|GENERATING/.test(status)).toBe(anyOpen)
          expect(anyOpen && can.length > 1).toBe(false)
          expect(can.includes('selectImage') && !combination.includes('completed')).toBe(false)
          expect(can.includes('retryImages') && !combination.some((s) => s === 'failed' || s === 'cancelled')).toBe(false)
          expect(can.includes('retryModel') && model !== 'failed' && model !== 'cancelled').toBe(false)
          // nobody is ever stuck: something is always possible
          expect(can.length).toBeGreaterThan(0)
        }
      }
    }
  })

  test('the order of pictures does not matter, and a requested cancel is not offered again', () => {
    fc.assert(
      fc.property(pictures, fc.constantFrom(...models), (list, model) => {
        const a = stateOf(facts(list, model))
        const b = stateOf(facts(list.toReversed(), model))
        expect(b).toEqual(a)
        const asked = stateOf(facts(list, model, true))
        expect(asked.can).toEqual(a.can.filter((event) => event !== 'cancel'))
      }),
    )
  })

  test('while pictures are made the bar never runs backwards', () => {
    const order: Record<JobStatus, number> = { pending: 0, processing: 1, completed: 2, failed: 2, cancelled: 2 }
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), status, fc.nat(100)), { maxLength: 40 }), (steps) => {
        const now = Array.from({ length: 4 }, () => ({ status: 'pending' as JobStatus, progress: 0 }))
        let last = 0
        for (const [index, next, percent] of steps) {
          const job = now[index]!
          if (order[next] < order[job.status] || order[job.status] === 2) continue
          now[index] = { status: next, progress: next === 'processing' ? Math.max(job.progress, percent) : job.progress }
          const state = stateOf({ pictures: now, model: null, cancelRequested: false })
          if (!state.status.startsWith('IMAGE_')) break
          expect(state.progress).toBeGreaterThanOrEqual(last)
          last = state.progress
        }
      }),
    )
  })
})

describe('any sequence of legal events and job outcomes', () => {
  type World = { pictures: JobStatus[]; models: ModelJob[]; made: number }
  const current = (w: World) => currentModel(w.models, null)
  const state = (w: World) => {
    const model = current(w)
    return stateOf({ pictures: w.pictures.map((s) => ({ status: s, progress: 0 })), model: model ? { status: model.status, progress: 0 } : null, cancelRequested: false })
  }

  test('never reaches an unreachable row, and never loses a completed picture or model', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(99)), { maxLength: 60 }), (steps) => {
        const w: World = { pictures: [P, P, P, P], models: [], made: 0 }
        for (const [what, which] of steps) {
          const { can } = state(w)
          const kept = { pictures: w.pictures.filter((s) => s === C).length, models: w.models.filter((m) => m.status === C).length }
          if (what < 5) {
            // a job moves on by itself
            const jobs = [...w.pictures.map((s, i) => ({ s, set: (n: JobStatus) => (w.pictures[i] = n) })), ...w.models.map((m) => ({ s: m.status, set: (n: JobStatus) => (m.status = n) }))].filter((j) => open(j.s))
            const job = jobs[which % Math.max(1, jobs.length)]
            job?.set(job.s === P ? G : what < 3 ? C : F)
          } else if (what === 5 && can.includes('cancel')) {
            w.pictures = w.pictures.map((s) => (open(s) ? X : s))
            for (const m of w.models) if (open(m.status)) m.status = X
          } else if (what <= 7 && can.includes('selectImage')) {
            const made = w.pictures.flatMap((s, i) => (s === C ? [i] : []))
            const imageIndex = made[which % made.length]!
            if (modelOf(w.models, imageIndex) === null) w.models.unshift({ jobId: `m${++w.made}`, imageIndex, status: P })
          } else if (what === 8 && can.includes('retryImages')) {
            w.pictures = w.pictures.map((s) => (s === F || s === X ? P : s))
          } else if (what === 9 && can.includes('retryModel')) {
            w.models.unshift({ jobId: `m${++w.made}`, imageIndex: current(w)!.imageIndex, status: P })
          }
          expect(rowOf(picturesOf(w.pictures), current(w)?.status ?? 'none').unreachable).toBeUndefined()
          expect(w.pictures.filter((s) => s === C).length).toBeGreaterThanOrEqual(kept.pictures)
          expect(w.models.filter((m) => m.status === C).length).toBeGreaterThanOrEqual(kept.models)
          expect(w.models.filter((m) => open(m.status)).length).toBeLessThanOrEqual(1)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('the current model', () => {
  const model = (jobId: string, imageIndex: number, s: JobStatus): ModelJob => ({ jobId, imageIndex, status: s })
  test('is the newest', () => expect(currentModel([model('b', 1, C), model('a', 0, C)], null)?.jobId).toBe('b'))
  test('or the one chosen again', () => expect(currentModel([model('b', 1, C), model('a', 0, C)], { jobId: 'a', after: 'b' })?.jobId).toBe('a'))
  test('until a newer one is made', () => expect(currentModel([model('c', 2, F), model('b', 1, C), model('a', 0, C)], { jobId: 'a', after: 'b' })?.jobId).toBe('c'))
  test('an open one always wins', () => expect(currentModel([model('b', 1, G), model('a', 0, C)], { jobId: 'a', after: 'b' })?.jobId).toBe('b'))
  test('asking for a picture’s model finds the open or completed one', () => {
    expect(modelOf([model('c', 0, F), model('b', 0, C)], 0)?.jobId).toBe('b')
    expect(modelOf([model('c', 0, F)], 0)).toBeNull()
    expect(modelOf([model('c', 1, P)], 0)).toBeNull()
  })
})

const all: Pictures[] = Object.keys(picturesMeaning) as Pictures[]
test('every class of pictures occurs', () => {
  expect(new Set(pictureCombinations(4).map(picturesOf)).size).toBe(all.length)
})

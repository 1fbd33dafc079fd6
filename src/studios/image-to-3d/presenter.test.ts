import { describe, expect, test } from 'vitest'
import type { Task } from '../../api/contract.ts'
import type { JobStatus } from '../../engine/types.ts'
import { presentTask } from './presenter.ts'
import type { JobRow } from './rows.ts'
import { viewOf } from './state.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 0, 0, second))
let ids = 0
const id = () => `01990000-0000-7000-8000-${String(++ids).padStart(12, '0')}`
const closed = (status: JobStatus) => status !== 'pending' && status !== 'processing'

function job(kind: string, status: JobStatus, more: Partial<JobRow> = {}): JobRow {
  return {
    id: id(), subject_id: 't', parent_id: null, retry_of: null, kind, status, phase: null, progress: status === 'completed' ? 100 : 0, cancel_requested: false,
    error_code: status === 'failed' ? 'provider_failed' : null, error_params: null, created_at: at(0), closed_at: closed(status) ? at(9) : null,
    input: null, files: null, ledger: null, ...more,
  }
}
/** Jobs as the database gives them: newest first. */
function present(pictures: JobStatus[], models: (JobStatus | Partial<JobRow>)[] = [], more: { choice?: { jobId: string; after: string }; picture?: Partial<JobRow>; locale?: 'en' | 'zh-CN'; nowMs?: number } = {}): Task {
  const set = job('image_set', pictures.some((s) => !closed(s)) ? 'processing' : 'completed')
  const rows = pictures.map((status, index) => job('image_generation', status, { input: { index }, ...more.picture }))
  const made = models.map((m, i) => (typeof m === 'string' ? job('model3d_generation', m, { input: { imageIndex: 0 }, created_at: at(20 - i) }) : job('model3d_generation', m.status ?? 'pending', { input: { imageIndex: 0 }, created_at: at(20 - i), ...m })))
  const view = viewOf({ subject: { id: 't', created_at: at(0), data: { prompt: 'p', seed: 1, count: pictures.length, ...(more.choice && { choice: more.choice }) } }, jobs: [...made, ...rows, set] })
  return presentTask(view, { locale: more.locale ?? 'zh-CN', prices: { image: 5, model3d: 20, version: 'p-5-20' }, durations: new Map([['image_set', { p50: 10, p90: 20 }]]), positions: new Map(), nowMs: more.nowMs ?? at(4).getTime() })
}
const [P, G, C, F, X] = ['pending', 'processing', 'completed', 'failed', 'cancelled'] as const

// SPEC: S1.1 S1.3
describe('the words of the workspace', () => {
  test.each<[string, Task]>([
    ['任务队列中，等待处理', present([P, P, P, P])],
    ['正在生成 0/4 张图片', present([G, P, P, P])],
    ['正在生成 2/4 张图片', present([C, G, C, P])],
    ['请选择一张图片生成3D模型', present([C, C, C, C])],
    ['3/4 张图片已完成，可选择一张，或重试其余图片', present([C, C, F, C])],
    ['准备生成模型...', present([C, C, C, C], [P])],
    ['等待处理 0%', present([C, C, C, C], [G])],
    ['生成中 50%', present([C, C, C, C], [{ status: G, progress: 50 }])],
    ['3D模型已完成', present([C, C, C, C], [C])],
    ['图片生成失败', present([F, F, F, F])],
    ['3D模型生成失败', present([C, C, C, C], [F])],
    ['已取消', present([X, X, X, X])],
    ['已取消，保留 2 张图片', present([C, C, X, X])],
    ['正在取消...', present([G, G], [], { picture: { cancel_requested: true } })],
    ['正在与服务商核实结果，不会重复扣费', present([C], [{ status: G, phase: 'unknown' }])],
  ])('%s', (words, task) => expect(task.progressMessage).toBe(words))
})

test('a failure names its stage and its reason in the language asked for', () => {
  expect(present([F, F]).error).toMatchObject({ code: 'provider_failed', stage: 'image', message: '服务商报告生成失败' })
  expect(present([C, C], [F], { locale: 'en' }).error).toMatchObject({ stage: 'model', message: 'The provider reported a failure.' })
  // a picture that failed is told at the picture; the task goes on
  const partial = present([C, F])
  expect(partial.error).toBeNull()
  expect(partial.images[1]?.error?.stage).toBe('image')
})

test('credits are the ledger’s', () => {
  const task = present([C], [], { picture: { ledger: [{ kind: 'hold', available: -5, held: 5 }, { kind: 'capture', available: 0, held: -5 }] } })
  expect(task.credits).toEqual({ held: 0, captured: 5, released: 0 })
})

test('an unknown outcome and a requested cancel are told, and cancel is not offered twice', () => {
  expect(present([C], [{ status: G, phase: 'unknown' }])).toMatchObject({ outcomeUnknown: true, status: 'MODEL_GENERATING', can: ['cancel'] })
  expect(present([G], [], { picture: { cancel_requested: true } })).toMatchObject({ cancelRequested: true, can: [] })
})

// SPEC: E9 U5
test('the estimate runs down with the stage, and ends with it', () => {
  expect(present([G, P]).eta).toEqual({ secondsLow: 6, secondsHigh: 16 })
  expect(present([G, P], [], { nowMs: at(25).getTime() }).eta).toBeNull()
  expect(present([C, C])).toMatchObject({ eta: null, completedAt: at(9).toISOString() })
})

test('a picture made again: its latest job decides, the others keep theirs', () => {
  const old = job('image_generation', F, { input: { index: 1 } })
  const again = job('image_generation', C, { input: { index: 1 }, created_at: at(30) })
  const first = job('image_generation', C, { input: { index: 0 } })
  const view = viewOf({ subject: { id: 't', created_at: at(0), data: { prompt: 'p', seed: 1, count: 2 } }, jobs: [again, job('image_set', C, { created_at: at(30) }), old, first, job('image_set', C)] })
  expect(view.pictures.map((row) => row.id)).toEqual([first.id, again.id])
  expect(view.state.status).toBe('IMAGE_COMPLETED')
})

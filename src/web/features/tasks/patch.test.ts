import { describe, expect, test } from 'vitest'
import type { Task, TaskImage, TaskModel } from '../../../api/contract.ts'
import { progressZhCN as words } from '../../../messages/progress.zh-CN.ts'
import { patchProgress } from './patch.ts'

const image = (index: number, status: TaskImage['status'], progress: number): TaskImage => ({
  index,
  jobId: `i${index}`,
  status,
  progress,
  url: null,
  previewUrl: null,
  placeholder: null,
  seed: 1,
  error: null,
})
const model = (jobId: string, status: TaskModel['status'], progress: number): TaskModel => ({
  jobId,
  imageIndex: 0,
  status,
  progress,
  url: null,
  previewUrl: null,
  error: null,
  createdAt: '',
})
const task = (over: Partial<Task>): Task => ({
  id: 't',
  prompt: '',
  seed: 1,
  count: 2,
  status: 'IMAGE_PENDING',
  progress: 0,
  progressMessage: '任务队列中，等待处理',
  images: [image(0, 'PENDING', 0), image(1, 'PENDING', 0)],
  selectedImageIndex: null,
  model: null,
  models: [],
  error: null,
  outcomeUnknown: false,
  cancelRequested: false,
  credits: { held: 0, captured: 0, released: 0 },
  madeWith: { image: null, model3d: null },
  prices: { image: 2, model: 20, priceVersion: '1' },
  queuePosition: 3,
  eta: null,
  can: ['cancel'],
  createdAt: '',
  stageStartedAt: null,
  completedAt: null,
  ...over,
})

describe('a progress event', () => {
  test('moves a waiting task into generating', () => {
    const next = patchProgress(task({}), 'i1', 40, words)
    expect(next).toMatchObject({ status: 'IMAGE_GENERATING', progress: 20, progressMessage: '正在生成 0/2 张图片', queuePosition: null })
    expect(next.images[1]).toMatchObject({ status: 'GENERATING', progress: 40 })
  })

  test('never runs backwards, and never touches what is closed or unknown here', () => {
    const t = task({ status: 'IMAGE_GENERATING', images: [image(0, 'COMPLETED', 100), image(1, 'GENERATING', 60)], progress: 80 })
    expect(patchProgress(t, 'i1', 50, words)).toBe(t)
    expect(patchProgress(t, 'i0', 50, words)).toBe(t)
    expect(patchProgress(t, 'other', 50, words)).toBe(t)
  })

  test('of the model says 生成中 50%', () => {
    const m = model('m1', 'PENDING', 0)
    const next = patchProgress(task({ status: 'MODEL_PENDING', model: m, models: [m] }), 'm1', 50, words)
    expect(next).toMatchObject({ status: 'MODEL_GENERATING', progress: 50, progressMessage: '生成中 50%' })
    expect(next.model).toMatchObject({ status: 'GENERATING', progress: 50 })
    expect(next.models[0]).toBe(next.model)
  })

  test('leaves the words alone while the outcome is unknown', () => {
    const t = task({
      status: 'IMAGE_GENERATING',
      images: [image(0, 'GENERATING', 10)],
      outcomeUnknown: true,
      progressMessage: words.outcomeUnknown,
    })
    expect(patchProgress(t, 'i0', 30, words).progressMessage).toBe(words.outcomeUnknown)
  })
})

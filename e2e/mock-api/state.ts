/**
 * The pretend API's memory: tasks as records that a test may set to any state, however rare, and a few functions
 * that derive the wire shape. It copies the contract's shapes, not the engine's behaviour.
 */
import { randomUUID } from 'node:crypto'
import type { Failure, LedgerLine, PartStatus, Task, TaskEvent, TaskStatus } from '../../src/api/contract.ts'
import { renderFailure } from '../../src/messages/failures.ts'
import type { Locale } from '../../src/messages/locale.ts'
import { progressWords } from '../../src/messages/progress.ts'
import { renderLedger } from '../../src/messages/record.ts'
import { placeholder } from './pictures.ts'

export const priceImage = 2
export const priceModel = 20
export const priceVersion = '2026-11'

export type MockPart = { jobId: string; status: PartStatus; progress: number; error: string | null; createdAt: string }
export type MockTask = {
  id: string
  /** the parent job of its pictures */
  setId: string
  prompt: string
  seed: number
  images: MockPart[]
  models: (MockPart & { imageIndex: number })[]
  selected: number | null
  outcomeUnknown: boolean
  cancelRequested: boolean
  queuePosition: number | null
  createdAt: string
  stageStartedAt: string
}
export type MockLine = {
  id: string
  kind: LedgerLine['kind']
  available: number
  held: number
  jobId: string | null
  what: string | null
  reason: string | null
  at: string
}

export type MockState = {
  tasks: MockTask[]
  ledger: MockLine[]
  signedIn: boolean
  demoAvailable: boolean
  /** jobs whose end was told, and seen */
  told: Set<string>
  read: Set<string>
}

export const newState = (): MockState => ({
  tasks: [],
  ledger: [
    {
      id: randomUUID(),
      kind: 'grant',
      available: 1000,
      held: 0,
      jobId: null,
      what: null,
      reason: 'demo',
      at: new Date(Date.now() - 864e5).toISOString(),
    },
  ],
  signedIn: false,
  demoAvailable: true,
  told: new Set(),
  read: new Set(),
})

export const credits = (s: MockState) =>
  s.ledger.reduce((sum, l) => ({ available: sum.available + l.available, held: sum.held + l.held }), { available: 0, held: 0 })

const price = (what: string) => (what === 'model3d_generation' ? priceModel : priceImage)

export function book(
  s: MockState,
  kind: 'hold' | 'capture' | 'release',
  jobId: string,
  what: 'image_generation' | 'model3d_generation',
  reason: string | null = null,
) {
  const n = price(what)
  const available = kind === 'hold' ? -n : kind === 'release' ? n : 0
  s.ledger.unshift({ id: randomUUID(), kind, available, held: kind === 'hold' ? n : -n, jobId, what, reason, at: new Date().toISOString() })
}

export const newPart = (status: PartStatus = 'PENDING', progress = 0, error: string | null = null): MockPart => ({
  jobId: randomUUID(),
  status,
  progress,
  error,
  createdAt: new Date().toISOString(),
})

export function newTask(s: MockState, prompt: string, seed: number, count: number): MockTask {
  const now = new Date().toISOString()
  const task: MockTask = {
    id: randomUUID(),
    setId: randomUUID(),
    prompt,
    seed,
    images: Array.from({ length: count }, () => newPart()),
    models: [],
    selected: null,
    outcomeUnknown: false,
    cancelRequested: false,
    queuePosition: 3,
    createdAt: now,
    stageStartedAt: now,
  }
  for (const image of task.images) book(s, 'hold', image.jobId, 'image_generation')
  s.tasks.unshift(task)
  return task
}

const open = (p: MockPart) => p.status === 'PENDING' || p.status === 'GENERATING'

export function statusOf(t: MockTask): TaskStatus {
  const model = t.models[0]
  if (model) {
    if (model.status === 'PENDING') return 'MODEL_PENDING'
    if (model.status === 'GENERATING') return 'MODEL_GENERATING'
    if (model.status === 'FAILED') return 'FAILED'
    if (model.status === 'COMPLETED') return 'MODEL_COMPLETED'
  }
  if (t.images.every((i) => i.status === 'PENDING')) return 'IMAGE_PENDING'
  if (t.images.some(open)) return 'IMAGE_GENERATING'
  if (t.images.some((i) => i.status === 'COMPLETED')) return t.cancelRequested ? 'CANCELLED' : 'IMAGE_COMPLETED'
  return t.images.some((i) => i.status === 'FAILED') ? 'FAILED' : 'CANCELLED'
}

export function canOf(t: MockTask): TaskEvent[] {
  const can: TaskEvent[] = []
  const anyOpen = t.images.some(open) || t.models.some(open)
  if (!anyOpen && t.images.some((i) => i.status === 'COMPLETED')) can.push('selectImage')
  if (!anyOpen && t.images.some((i) => i.status === 'FAILED' || i.status === 'CANCELLED')) can.push('retryImages')
  if (t.models[0]?.status === 'FAILED') can.push('retryModel')
  if (anyOpen && !t.cancelRequested) can.push('cancel')
  return can
}

export async function present(s: MockState, t: MockTask, locale: Locale): Promise<Task> {
  const w = progressWords[locale]
  const status = statusOf(t)
  const done = t.images.filter((i) => i.status === 'COMPLETED').length
  const fail = (code: string | null, stage: Failure['stage']): Failure | null => {
    if (code === null) return null
    const f = renderFailure(locale, { code })
    return { code, message: f.message, advice: f.advice, stage }
  }
  const images = await Promise.all(
    t.images.map(async (i, index) => ({
      index,
      jobId: i.jobId,
      status: i.status,
      progress: i.progress,
      url: i.status === 'COMPLETED' ? `/api/files/p-${t.seed}-${index}-1024` : null,
      previewUrl: i.status === 'COMPLETED' ? `/api/files/p-${t.seed}-${index}-384` : null,
      placeholder: i.status === 'COMPLETED' ? await placeholder(t.seed, index) : null,
      seed: t.seed + index,
      error: fail(i.error, 'image'),
    })),
  )
  const models = t.models.map((m) => ({
    jobId: m.jobId,
    imageIndex: m.imageIndex,
    status: m.status,
    progress: m.progress,
    url: m.status === 'COMPLETED' ? `/api/files/m-${t.seed}-${m.imageIndex}` : null,
    previewUrl: m.status === 'COMPLETED' ? `/api/files/p-${t.seed}-${m.imageIndex}-1024` : null,
    error: fail(m.error, 'model'),
    createdAt: m.createdAt,
  }))
  const model = models[0] ?? null
  const modelStage = status.startsWith('MODEL') || (status === 'FAILED' && model !== null)
  const progress = modelStage ? (model?.progress ?? 0) : Math.round(t.images.reduce((sum, i) => sum + i.progress, 0) / t.images.length)
  const messages: Record<TaskStatus, string> = {
    IMAGE_PENDING: w.imageQueued,
    IMAGE_GENERATING: w.imageGenerating(done, t.images.length),
    IMAGE_COMPLETED: w.imageCompleted(done, t.images.length),
    MODEL_PENDING: w.modelPreparing,
    MODEL_GENERATING: progress === 0 ? w.modelWaiting(0) : w.modelGenerating(progress),
    MODEL_COMPLETED: w.modelCompleted,
    FAILED: model ? w.modelFailed : w.imagesFailed,
    CANCELLED: w.cancelled(done),
  }
  const jobs = new Set([...t.images, ...t.models].map((p) => p.jobId))
  const lines = s.ledger.filter((l) => l.jobId !== null && jobs.has(l.jobId))
  const sum = (kind: string) => lines.filter((l) => l.kind === kind).reduce((n, l) => n + Math.abs(l.held), 0)
  const running = canOf(t).includes('cancel')
  return {
    id: t.id,
    prompt: t.prompt,
    seed: t.seed,
    count: t.images.length,
    status,
    progress,
    progressMessage: t.outcomeUnknown ? w.outcomeUnknown : t.cancelRequested && running ? w.cancelRequested : messages[status],
    images,
    selectedImageIndex: t.selected,
    model,
    models,
    error: status === 'FAILED' ? (model ? model.error : fail(t.images.find((i) => i.error)?.error ?? 'internal', 'image')) : null,
    outcomeUnknown: t.outcomeUnknown,
    cancelRequested: t.cancelRequested,
    credits: { held: sum('hold') - sum('capture') - sum('release'), captured: sum('capture'), released: sum('release') },
    madeWith: { image: null, model3d: null },
    prices: { image: priceImage, model: priceModel, priceVersion },
    queuePosition: status === 'IMAGE_PENDING' || status === 'MODEL_PENDING' ? t.queuePosition : null,
    eta: running ? (modelStage ? { secondsLow: 40, secondsHigh: 95 } : { secondsLow: 8, secondsHigh: 20 }) : null,
    can: canOf(t),
    createdAt: t.createdAt,
    stageStartedAt: running ? t.stageStartedAt : null,
    completedAt: running ? null : new Date().toISOString(),
  }
}

export function presentLine(l: MockLine, locale: Locale): LedgerLine {
  const words = { image_generation: { en: 'a picture', 'zh-CN': '一张图片' }, model3d_generation: { en: 'a 3D model', 'zh-CN': '3D模型' } }
  const what = l.what === null ? undefined : words[l.what as keyof typeof words][locale]
  const reason = l.reason === null ? undefined : l.kind === 'grant' ? l.reason : renderFailure(locale, { code: l.reason }).message
  return {
    id: l.id,
    kind: l.kind,
    availableDelta: l.available,
    heldDelta: l.held,
    reason: l.reason,
    message: renderLedger(locale, l.kind, { credits: Math.abs(l.available) || Math.abs(l.held), what, reason }),
    jobId: l.jobId,
    createdAt: l.at,
  }
}

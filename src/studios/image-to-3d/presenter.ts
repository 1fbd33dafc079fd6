/** The task as it crosses the wire, in the reader's language. Pure. */
import type { Failure, PartStatus, Task, TaskImage, TaskModel } from '../../api/contract.ts'
import { renderFailure } from '../../messages/failures.ts'
import type { Locale } from '../../messages/locale.ts'
import { progressWords } from '../../messages/progress.ts'
import { etaFrom, type Durations } from '../outlook.ts'
import { imageSet, model3dGeneration } from './names.ts'
import type { TaskPrices } from './prices.ts'
import type { JobRow } from './rows.ts'
import { isOpen, pictureSeed, type ModelRow, type TaskView } from './state.ts'
import type { Stage } from './statechart.ts'

export type PresentOptions = {
  locale: Locale
  prices: TaskPrices
  durations: ReadonlyMap<string, Durations>
  /** jobs ahead, by job id */
  positions: ReadonlyMap<string, number>
  nowMs: number
}

const partStatus: Record<JobRow['status'], PartStatus> = {
  pending: 'PENDING',
  processing: 'GENERATING',
  completed: 'COMPLETED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
}

export function presentTask(view: TaskView, options: PresentOptions): Task {
  const { subject, state, model } = view
  const { data } = subject
  const { locale, prices } = options
  const images = view.pictures.map((row, index) => presentImage(row, index, data.seed, locale))
  const models = view.models.map((m) => presentModel(m, locale))
  const open = view.jobs.some(isOpen)
  const stageStartedAt = (state.stage === 'model' ? model?.row : view.sets[0])?.created_at ?? null
  const waiting = waitingJob(view)
  return {
    id: subject.id,
    prompt: data.prompt,
    seed: data.seed,
    count: data.count,
    status: state.status,
    progress: state.progress,
    progressMessage: messageOf(view, locale),
    images,
    selectedImageIndex: model?.imageIndex ?? null,
    model: models.find((m) => m.jobId === model?.jobId) ?? null,
    models,
    error: state.status === 'FAILED' ? errorOf(view, locale) : null,
    outcomeUnknown: view.outcomeUnknown,
    cancelRequested: view.cancelRequested,
    credits: creditsOf(view.jobs),
    madeWith: { image: view.madeWith.image ?? null, model3d: view.madeWith.model3d ?? null },
    prices: { image: prices.image, model: prices.model3d, priceVersion: prices.version },
    queuePosition: waiting === null ? null : (options.positions.get(waiting.id) ?? null),
    eta:
      open && stageStartedAt !== null
        ? etaFrom(options.durations.get(state.stage === 'model' ? model3dGeneration : imageSet), Math.max(0, (options.nowMs - stageStartedAt.getTime()) / 1000))
        : null,
    can: state.can,
    createdAt: subject.created_at.toISOString(),
    stageStartedAt: stageStartedAt?.toISOString() ?? null,
    completedAt: open ? null : lastClosed(state.stage === 'model' && model !== null ? [model.row] : view.pictures),
  }
}

/** The job whose place in the queue is the task's: the first picture while all wait, or the model. */
export function waitingJob(view: TaskView): JobRow | null {
  if (view.state.status === 'MODEL_PENDING') return view.model?.row ?? null
  if (view.state.status !== 'IMAGE_PENDING') return null
  return view.pictures.reduce((first, row) => (row.id < first.id ? row : first))
}

function presentImage(row: JobRow, index: number, seed: number, locale: Locale): TaskImage {
  const preview = fileOf(row, 'preview')
  return {
    index,
    jobId: row.id,
    status: partStatus[row.status],
    progress: row.progress,
    url: urlOf(fileOf(row, 'image')),
    previewUrl: urlOf(preview),
    placeholder: row.files?.find((file) => file.placeholder !== null)?.placeholder ?? null,
    seed: pictureSeed(seed, index),
    error: failureOf(row, 'image', locale),
  }
}

function presentModel({ row, imageIndex }: ModelRow, locale: Locale): TaskModel {
  return {
    jobId: row.id,
    imageIndex,
    status: partStatus[row.status],
    progress: row.progress,
    url: urlOf(fileOf(row, 'model3d')),
    previewUrl: urlOf(fileOf(row, 'preview')),
    error: failureOf(row, 'model', locale),
    createdAt: row.created_at.toISOString(),
  }
}

const fileOf = (row: JobRow, role: string) => row.files?.find((file) => file.role === role)
const urlOf = (file: { id: string } | undefined): string | null => (file === undefined ? null : `/api/files/${file.id}`)

function failureOf(row: JobRow, stage: Stage, locale: Locale): Failure | null {
  if (row.status !== 'failed') return null
  const { code, message, advice } = renderFailure(locale, { code: row.error_code ?? 'internal', params: row.error_params ?? {} })
  return { code, message, advice, stage }
}

function errorOf(view: TaskView, locale: Locale): Failure | null {
  if (view.state.stage === 'model') return view.model === null ? null : failureOf(view.model.row, 'model', locale)
  const failed = view.pictures.find((row) => row.status === 'failed')
  return failed === undefined ? null : failureOf(failed, 'image', locale)
}

/** Of the ledger, not of prices: what was really set aside, paid and given back for this task. */
function creditsOf(jobs: readonly JobRow[]): Task['credits'] {
  const sum = { held: 0, captured: 0, released: 0 }
  for (const line of jobs.flatMap((job) => job.ledger ?? [])) {
    sum.held += line.held
    if (line.kind === 'capture') sum.captured -= line.held
    if (line.kind === 'release') sum.released += line.available
  }
  return sum
}

function messageOf(view: TaskView, locale: Locale): string {
  const words = progressWords[locale]
  const { status, progress, stage } = view.state
  const done = view.pictures.filter((row) => row.status === 'completed').length
  const total = view.pictures.length
  if (view.outcomeUnknown) return words.outcomeUnknown
  if (view.cancelRequested) return words.cancelRequested
  switch (status) {
    case 'IMAGE_PENDING':
      return words.imageQueued
    case 'IMAGE_GENERATING':
      return words.imageGenerating(done, total)
    case 'IMAGE_COMPLETED':
      return words.imageCompleted(done, total)
    case 'MODEL_PENDING':
      return words.modelPreparing
    case 'MODEL_GENERATING':
      return progress === 0 ? words.modelWaiting(0) : words.modelGenerating(progress)
    case 'MODEL_COMPLETED':
      return words.modelCompleted
    case 'FAILED':
      return stage === 'model' ? words.modelFailed : words.imagesFailed
    case 'CANCELLED':
      return words.cancelled(done)
  }
}

function lastClosed(rows: readonly JobRow[]): string | null {
  const times = rows.flatMap((row) => (row.closed_at === null ? [] : [row.closed_at.getTime()]))
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString()
}

/** The work as it crosses the wire, in the reader's language. Pure. */
import type { PartStatus } from '../../api/contract.ts'
import type { PhotoFailure, Photograph, Work, WorkUpload } from '../../api/contract-photography.ts'
import type { StoredFile } from '../../media/files.ts'
import { renderFailure } from '../../messages/failures.ts'
import type { Locale } from '../../messages/locale.ts'
import { photographyApiWords } from '../../messages/studios/photography-api.ts'
import { etaFrom, type Durations } from '../outlook.ts'
import { photographSet } from './names.ts'
import type { PhotoPrice } from './prices.ts'
import type { JobRow } from './rows.ts'
import { isOpen, type WorkView } from './state.ts'

export type PresentOptions = {
  locale: Locale
  price: PhotoPrice
  /** the uploads that are still there, by id */
  uploads: ReadonlyMap<string, StoredFile>
  durations: ReadonlyMap<string, Durations>
  /** jobs ahead, by job id */
  positions: ReadonlyMap<string, number>
  nowMs: number
}

const partStatus: Record<JobRow['status'], PartStatus> = { pending: 'PENDING', processing: 'GENERATING', completed: 'COMPLETED', failed: 'FAILED', cancelled: 'CANCELLED' }

export function presentWork(view: WorkView, options: PresentOptions): Work {
  const { subject, state } = view
  const { data } = subject
  const { locale, price } = options
  const set = view.sets[0]
  const open = view.photographs.some(isOpen)
  const stageStartedAt = set?.created_at ?? null
  const waiting = waitingJob(view)
  const failed = view.photographs.find((row) => row.status === 'failed')
  return {
    id: subject.id,
    jobId: set?.id ?? '',
    scene: { id: data.sceneId, name: photographyApiWords[locale].scenes[data.sceneId]?.name ?? data.sceneId },
    parameters: data.parameters,
    count: data.count,
    aspect: data.aspect,
    seed: data.seed,
    watermark: data.watermark,
    models: data.models,
    uploads: data.uploadIds.map((id) => presentUpload(id, options.uploads.get(id))),
    status: state.status,
    progress: state.progress,
    progressMessage: messageOf(view, locale),
    photographs: view.photographs.map((row, index) => presentPhotograph(row, index, data.uploadIds, locale)),
    error: state.status === 'FAILED' && failed !== undefined ? failureOf(failed, locale) : null,
    outcomeUnknown: view.outcomeUnknown,
    cancelRequested: view.cancelRequested,
    credits: creditsOf(view.jobs),
    prices: { photograph: price.photograph, priceVersion: price.version },
    queuePosition: waiting === null ? null : (options.positions.get(waiting.id) ?? null),
    eta: open && stageStartedAt !== null ? etaFrom(options.durations.get(photographSet), Math.max(0, (options.nowMs - stageStartedAt.getTime()) / 1000)) : null,
    favourite: subject.favourite,
    can: state.can,
    createdAt: subject.created_at.toISOString(),
    stageStartedAt: stageStartedAt?.toISOString() ?? null,
    completedAt: open ? null : lastClosed(view.photographs),
  }
}

/** The job whose place in the queue is the work's: its first photograph while all wait. */
export function waitingJob(view: WorkView): JobRow | null {
  if (view.state.status !== 'PENDING') return null
  return view.photographs.reduce((first, row) => (row.id < first.id ? row : first))
}

function presentUpload(id: string, file: StoredFile | undefined): WorkUpload {
  if (file === undefined) return { id, name: null, url: null, previewUrl: null, placeholder: null, width: null, height: null }
  const { placeholder } = file.meta
  return { id, name: file.name, url: `/api/files/${id}`, previewUrl: `/api/files/${id}?size=preview`, placeholder: typeof placeholder === 'string' ? placeholder : null, width: file.width, height: file.height }
}

function presentPhotograph(row: JobRow, index: number, uploadIds: readonly string[], locale: Locale): Photograph {
  const image = fileOf(row, 'image')
  return {
    index,
    jobId: row.id,
    status: partStatus[row.status],
    progress: row.progress,
    fileId: image?.id ?? null,
    url: urlOf(image),
    cleanUrl: urlOf(fileOf(row, 'original')),
    previewUrl: urlOf(fileOf(row, 'preview')),
    placeholder: image?.placeholder ?? null,
    width: image?.width ?? null,
    height: image?.height ?? null,
    frame: frameOf(row.output),
    uploadId: row.input?.uploadId ?? uploadIds[index % uploadIds.length] ?? '',
    error: row.status === 'failed' ? failureOf(row, locale) : null,
  }
}

/** Where in the upload the photograph lies, if its model said so. */
function frameOf(output: JobRow['output']): Photograph['frame'] {
  const [x, y, width, height] = ['frameX', 'frameY', 'frameWidth', 'frameHeight'].map((name) => output?.[name])
  return typeof x === 'number' && typeof y === 'number' && typeof width === 'number' && typeof height === 'number' ? { x, y, width, height } : null
}

const fileOf = (row: JobRow, role: string) => row.files?.find((file) => file.role === role)
const urlOf = (file: { id: string } | undefined): string | null => (file === undefined ? null : `/api/files/${file.id}`)

function failureOf(row: JobRow, locale: Locale): PhotoFailure {
  const { code, message, advice } = renderFailure(locale, { code: row.error_code ?? 'internal', params: row.error_params ?? {} })
  return { code, message, advice }
}

/** Of the ledger, not of prices: what was really set aside, paid and given back for this work. */
function creditsOf(jobs: readonly JobRow[]): Work['credits'] {
  const sum = { held: 0, captured: 0, released: 0 }
  for (const line of jobs.flatMap((job) => job.ledger ?? [])) {
    sum.held += line.held
    if (line.kind === 'capture') sum.captured -= line.held
    if (line.kind === 'release') sum.released += line.available
  }
  return sum
}

function messageOf(view: WorkView, locale: Locale): string {
  const words = photographyApiWords[locale].progress
  const done = view.photographs.filter((row) => row.status === 'completed').length
  const total = view.photographs.length
  if (view.outcomeUnknown) return words.outcomeUnknown
  if (view.cancelRequested) return words.cancelRequested
  switch (view.state.status) {
    case 'PENDING':
      return words.queued
    case 'GENERATING':
      return words.generating(done, total)
    case 'COMPLETED':
      return words.completed(done, total)
    case 'FAILED':
      return words.failed
    case 'CANCELLED':
      return words.cancelled(done)
  }
}

function lastClosed(rows: readonly JobRow[]): string | null {
  const times = rows.flatMap((row) => (row.closed_at === null ? [] : [row.closed_at.getTime()]))
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString()
}

/** A film as it crosses the wire, in the reader's language. Pure. */
import type {
  FilmAsset, FilmBatch, FilmError, FilmExport, FilmProject, FilmRuntime, FilmShot, FilmStatus, FilmSummary, FilmVersion,
} from '../../api/film-contract.ts'
import { renderFailure } from '../../messages/failures.ts'
import type { Locale } from '../../messages/locale.ts'
import { filmProgress } from '../../messages/studios/film-progress.ts'
import type { Models } from '../../providers/registry.ts'
import { etaFrom, type Durations } from '../outlook.ts'
import { kindOf, priceOf, referencedBy } from './generate.ts'
import { assetImageBatch, filmExport, shotVideoBatch } from './names.ts'
import { assetDigest, shotDigest } from './requests.ts'
import type { AssetRow, JobRow, ShotRow, SummaryRow } from './rows.ts'
import type { FilmView, ItemView, Version } from './state.ts'
import { eventsOf, exportEventsOf, isOpen, progressOf } from './statechart.ts'
import { exportDigest } from './export.ts'

export type PresentOptions = {
  locale: Locale
  models: Models
  durations: ReadonlyMap<string, Durations>
  /** jobs ahead, by job id */
  positions: ReadonlyMap<string, number>
  nowMs: number
}

const fileUrl = (id: string): string => `/api/files/${id}`
const iso = (time: string | Date): string => new Date(time).toISOString()

export function presentFilm(view: FilmView, options: PresentOptions): FilmProject {
  const { rows, cut } = view
  const shots = view.shots.map((shot, i) => presentShot(view, shot, i + 1, options))
  const newest = view.exports[0]
  return {
    id: rows.id,
    name: rows.data.name,
    aspect: rows.data.aspect,
    assets: view.assets.map((asset) => presentAsset(view, asset, options)),
    shots,
    batches: [assetImageBatch, shotVideoBatch].flatMap((kind) => {
      const batch = view.batches.find((job) => job.kind === kind)
      return batch === undefined ? [] : [presentBatch(batch, rows.jobs)]
    }),
    exports: view.exports.map((job) => presentExport(job, view, options)),
    cut: {
      status: cut.status,
      seconds: shots.reduce((sum, shot) => sum + (shot.content?.seconds ?? shot.config?.seconds ?? 0), 0),
      missing: cut.missing.map(({ row }) => row.id),
    },
    exportPrice: 0,
    credits: rows.credits,
    can: exportEventsOf(cut.status, view.exportWork, newest?.cancel_requested),
    createdAt: iso(rows.created_at),
    updatedAt: iso(rows.data.updatedAt ?? rows.created_at),
  }
}

export function presentAsset(view: FilmView, item: ItemView<AssetRow>, options: PresentOptions): FilmAsset {
  const { row, content } = item
  return {
    id: row.id,
    projectId: view.rows.id,
    role: row.role,
    name: row.name,
    prompt: row.prompt,
    model: row.model,
    ...common(view, item, options),
    outdated: isOutdated(content, assetDigest(row)),
    createdAt: iso(row.created_at),
  }
}

export function presentShot(view: FilmView, item: ItemView<ShotRow>, number: number, options: PresentOptions): FilmShot {
  const { row, content } = item
  return {
    id: row.id,
    projectId: view.rows.id,
    number,
    text: row.text,
    references: row.references,
    config: row.config,
    ...common(view, item, options),
    outdated: isOutdated(content, shotDigest(row, referencedBy(view, row))),
    createdAt: iso(row.created_at),
  }
}

function common(view: FilmView, item: ItemView, options: PresentOptions) {
  return {
    runtime: presentRuntime(item, options),
    content: item.content && presentVersion(item.content),
    versions: item.versions.map(presentVersion),
    price: priceOf(view, options.models, item),
    can: eventsOf(item.chart, item.kind, item.cancelRequested),
  }
}

/** A picture that was brought along is made of nothing that could be edited. */
const isOutdated = (content: Version | null, now: string): boolean => {
  const madeOf = content?.job?.made_of ?? null
  return madeOf !== null && madeOf !== now
}

function presentVersion({ file, preview, hover, job }: Version): FilmVersion {
  return {
    fileId: file.id,
    jobId: job?.id ?? null,
    uploaded: job === null,
    url: fileUrl(file.id),
    previewUrl: preview !== null ? fileUrl(preview.id) : job === null ? `${fileUrl(file.id)}?size=preview` : null,
    hoverUrl: hover === null ? null : fileUrl(hover.id),
    placeholder: file.placeholder ?? preview?.placeholder ?? null,
    width: file.width,
    height: file.height,
    seconds: file.seconds ?? job?.seconds ?? null,
    model: job?.model ?? null,
    createdAt: iso(file.created_at),
  }
}

function presentRuntime(item: ItemView, { locale, durations, positions, nowMs }: PresentOptions): FilmRuntime {
  const { chart, generation } = item
  const { status } = chart
  const working = status === 'pending' || status === 'processing'
  const progress = status === 'completed' ? 100 : working ? progressOf(generation) : 0
  const first = generation[0]
  const started = working && first !== undefined ? first.created_at : null
  const kind = kindOf(item.kind === 'asset' ? 'assets' : 'shots')
  return {
    status,
    progress,
    message: messageOf(item, progress, locale),
    error: errorOf(item, locale),
    jobs: generation.map(({ id, status: of, progress: percent }) => ({ jobId: id, status: of, progress: percent })),
    batchId: first?.parent_id ?? null,
    outcomeUnknown: item.outcomeUnknown,
    cancelRequested: item.cancelRequested,
    queuePosition: status === 'pending' && first !== undefined ? (positions.get(first.id) ?? null) : null,
    eta: started === null ? null : etaFrom(durations.get(kind), Math.max(0, (nowMs - Date.parse(started)) / 1000)),
    startedAt: started === null ? null : iso(started),
  }
}

function errorOf(item: ItemView, locale: Locale): FilmError | null {
  if (item.chart.status !== 'failed') return null
  const failed = item.generation.find((job) => job.status === 'failed')
  const code = item.chart.orphan ? 'orphan' : (failed?.error_code ?? 'internal')
  return failureWords(locale, code, failed?.error_params ?? {})
}

function failureWords(locale: Locale, code: string, params: Record<string, string | number>): FilmError {
  const { message, advice } = renderFailure(locale, { code, params })
  return { code, message, advice }
}

function messageOf(item: ItemView, progress: number, locale: Locale): string {
  const words = filmProgress[locale]
  const status: FilmStatus = item.chart.status
  const word = words[item.kind][status]
  if (item.outcomeUnknown) return words.outcomeUnknown
  if (item.cancelRequested) return words.cancelRequested
  if (status === 'completed' && item.content?.job === null) return words.uploaded
  if (status === 'failed') return errorOf(item, locale)?.message ?? word
  const open = item.generation.filter((job) => isOpen(job.status))
  if (open.some((job) => job.phase === 'delayed')) return words.retrying
  if (status !== 'processing') return word
  if (progress > 0) return words.percent(word, progress)
  if (open.every((job) => job.phase === 'submitted')) return words.atProvider
  return open.every((job) => job.phase === 'collecting') ? words.saving : words.percent(word, 0)
}

function presentBatch(job: JobRow, jobs: readonly JobRow[]): FilmBatch {
  const parts = jobs.filter((part) => part.parent_id === job.id)
  const children = job.children ?? { total: 0, open: 0, completed: 0, failed: 0, cancelled: 0 }
  return {
    jobId: job.id,
    of: job.kind === shotVideoBatch ? 'shots' : 'assets',
    status: job.status,
    progress: isOpen(job.status) ? progressOf(parts) : 100,
    ...children,
    cancelRequested: job.cancel_requested,
    createdAt: iso(job.created_at),
    closedAt: job.closed_at === null ? null : iso(job.closed_at),
  }
}

function presentExport(job: JobRow, view: FilmView, { locale, durations, nowMs }: PresentOptions): FilmExport {
  const words = filmProgress[locale]
  const file = job.files?.find(({ role }) => role === 'video')
  const preview = job.files?.find(({ role }) => role === 'preview')
  const { transition, shots } = job.cut ?? { transition: 'cut' as const, shots: 0 }
  const error = job.status === 'failed' ? failureWords(locale, job.error_code ?? 'internal', job.error_params ?? {}) : null
  const messages: Record<JobRow['status'], string> = {
    pending: words.exportWaiting,
    processing: words.exporting(job.progress),
    completed: words.exported,
    failed: error?.message ?? words.exportFailed,
    cancelled: words.exportCancelled,
  }
  return {
    jobId: job.id,
    status: job.status,
    progress: job.progress,
    message: job.cancel_requested && isOpen(job.status) ? words.cancelRequested : messages[job.status],
    error,
    cancelRequested: job.cancel_requested,
    current: view.cut.status === 'ready' && job.made_of === exportDigest(view, transition),
    transition,
    shots,
    seconds: file?.seconds ?? null,
    fileId: file?.id ?? null,
    url: file === undefined ? null : fileUrl(file.id),
    previewUrl: preview === undefined ? null : fileUrl(preview.id),
    bytes: file?.bytes ?? null,
    eta: isOpen(job.status) ? etaFrom(durations.get(filmExport), Math.max(0, (nowMs - Date.parse(job.created_at)) / 1000)) : null,
    createdAt: iso(job.created_at),
    closedAt: job.closed_at === null ? null : iso(job.closed_at),
  }
}

export function presentSummary(row: SummaryRow): FilmSummary {
  return {
    id: row.id,
    name: row.data.name,
    aspect: row.data.aspect,
    assets: row.assets,
    shots: row.shots,
    seconds: row.seconds,
    open: row.open,
    exports: row.exports,
    pictures: row.pictures.map(({ id, placeholder }) => ({ url: fileUrl(id), placeholder })),
    createdAt: iso(row.created_at),
    updatedAt: iso(row.data.updatedAt ?? row.created_at),
  }
}

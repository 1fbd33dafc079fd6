/** A job as it crosses the wire. Pure. */
import type { Job, JobDetail } from './contract.ts'
import { renderFailure } from '../messages/failures.ts'
import type { Locale } from '../messages/locale.ts'
import { kindName } from '../messages/record.ts'
import { etaFrom, type Durations } from '../studios/outlook.ts'
import type { JobRow, MadeRow, PartsRow, PreviewRow, WorkRow } from './job-rows.ts'

/** What is known about a job beside its own row. */
export type JobContext = {
  locale: Locale
  nowMs: number
  title: string | null
  /** of a parent */
  parts: PartsRow | null
  previews: readonly PreviewRow[]
  durations: ReadonlyMap<string, Durations>
  queuePosition: number | null
  /** null: it cannot be made again */
  retryCredits: number | null
}

export const isOpen = (row: Pick<JobRow, 'closed_at'>): boolean => row.closed_at === null

/** The job whose place in the queue is the row's: itself, or a parent's first child while none has begun. */
export const waitingJob = (row: JobRow, parts: PartsRow | null): string | null =>
  row.phase === 'queued' ? row.id : row.phase === 'children' && parts?.begun === false ? parts.first_waiting : null

export function presentJob(row: JobRow, context: JobContext): Job {
  const { locale, nowMs, title, parts, previews, durations, queuePosition, retryCredits } = context
  const words = row.status === 'failed' ? renderFailure(locale, { code: row.error_code ?? 'internal', params: row.error_params ?? {} }) : null
  const open = isOpen(row)
  const cancelRequested = row.phase !== null && row.cancel_requested_at !== null
  return {
    jobId: row.id,
    parentId: row.parent_id,
    retryOf: row.retry_of,
    kind: row.kind,
    what: kindName(locale, row.kind) ?? row.kind,
    lane: row.lane,
    status: row.status,
    phase: row.phase,
    progress: open && parts !== null ? Math.floor(parts.progress) : row.progress,
    progressMessage: row.progress_message,
    waiting: row.phase === 'queued' || row.phase === 'delayed' || (row.phase === 'children' && parts?.begun === false),
    queuePosition,
    eta: open ? etaFrom(durations.get(row.kind), Math.max(0, (nowMs - row.created_at.getTime()) / 1000)) : null,
    price: parts?.price ?? row.price,
    attempts: row.attempts,
    subject: { kind: row.subject_kind, id: row.subject_id },
    title,
    previews: previews.map(({ id, placeholder }) => ({ url: `/api/files/${id}`, placeholder })),
    children:
      row.children_total === null
        ? null
        : {
            total: row.children_total,
            open: row.children_open ?? 0,
            completed: row.children_completed ?? 0,
            failed: row.children_failed ?? 0,
            cancelled: row.children_cancelled ?? 0,
          },
    outcomeUnknown: row.phase === 'unknown' || (open && parts?.unknown === true),
    cancelRequested,
    error: words && { code: words.code, message: words.message, advice: words.advice },
    can: open ? (cancelRequested ? [] : ['cancel']) : retryCredits === null ? [] : ['retry'],
    retryCredits,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
  }
}

export const presentDetail = (job: Job, { input, output, files }: WorkRow & { files: readonly MadeRow[] }): JobDetail => ({
  ...job,
  input: withoutPlaces(input),
  output,
  files: files.map((file) => ({ ...file, url: `/api/files/${file.id}` })),
})

/** Where we keep bytes is nobody's business but ours: a file is named by its id. */
function withoutPlaces(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPlaces)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (/^storage_?key$/i.test(key) ? [] : [[key, withoutPlaces(inner)]])))
}

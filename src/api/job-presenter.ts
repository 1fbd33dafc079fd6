/** A job as it crosses the wire. Pure. */
import type { Job } from './contract.ts'
import { renderFailure } from '../messages/failures.ts'
import type { Locale } from '../messages/locale.ts'
import type { JobRow } from './job-rows.ts'

export function presentJob(row: JobRow, locale: Locale): Job {
  const words = row.status === 'failed' ? renderFailure(locale, { code: row.error_code ?? 'internal', params: row.error_params ?? {} }) : null
  return {
    jobId: row.id,
    parentId: row.parent_id,
    retryOf: row.retry_of,
    kind: row.kind,
    lane: row.lane,
    status: row.status,
    phase: row.phase,
    progress: row.progress,
    progressMessage: row.progress_message,
    price: row.price,
    attempts: row.attempts,
    subject: { kind: row.subject_kind, id: row.subject_id },
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
    outcomeUnknown: row.phase === 'unknown',
    cancelRequested: row.phase !== null && row.cancel_requested_at !== null,
    error: words && { code: words.code, message: words.message, advice: words.advice },
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    closedAt: row.closed_at?.toISOString() ?? null,
  }
}

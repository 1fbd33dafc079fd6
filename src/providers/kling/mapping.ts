/** Kling's words -> ours. Nothing outside this folder knows them. */
import { jobError, type Acceptance, type FailureCode, type JobError } from '../../engine/errors.ts'
import type { PollAnswer } from '../../engine/types.ts'
import { detailOf } from '../carry.ts'
import { errorForStatus, retryAfterMs, type HttpAnswer } from '../http.ts'
import type { ProviderResult } from '../provider.ts'

/** What `task_status` means. Kling tells no percentage: the progress is a stage mark. */
const stages = {
  submitted: { type: 'running', progress: 0 },
  processing: { type: 'running', progress: 50 },
  succeed: { type: 'done' },
  failed: { type: 'failed' },
} as const

/**
 * Kling's business codes (its list of error codes). What begins with 1 was turned away before a task was made; 5xxx comes
 * from behind the door, and nobody can say.
 */
const codes: Readonly<Record<number, { code: FailureCode; acceptance: Acceptance; retryAfterMs?: number }>> = {
  1000: { code: 'provider_auth', acceptance: 'surely-not' },
  1001: { code: 'provider_auth', acceptance: 'surely-not' },
  1002: { code: 'provider_auth', acceptance: 'surely-not' },
  1003: { code: 'provider_auth', acceptance: 'surely-not' },
  1004: { code: 'provider_auth', acceptance: 'surely-not' },
  // these three come as HTTP 429, and yet speak of the account
  1100: { code: 'provider_quota', acceptance: 'surely-not' },
  1101: { code: 'provider_quota', acceptance: 'surely-not' },
  1102: { code: 'provider_quota', acceptance: 'surely-not' },
  1103: { code: 'provider_auth', acceptance: 'surely-not' },
  1200: { code: 'invalid_input', acceptance: 'surely-not' },
  1201: { code: 'invalid_input', acceptance: 'surely-not' },
  1202: { code: 'provider_failed', acceptance: 'surely-not' },
  1203: { code: 'provider_failed', acceptance: 'surely-not' },
  1300: { code: 'content_rejected', acceptance: 'surely-not' },
  1301: { code: 'content_rejected', acceptance: 'surely-not' },
  1302: { code: 'provider_rate_limited', acceptance: 'surely-not' },
  // as many tasks as the resource pack allows are running: a place is free when one of them ends
  1303: { code: 'provider_rate_limited', acceptance: 'surely-not', retryAfterMs: 5_000 },
  1304: { code: 'provider_auth', acceptance: 'surely-not' },
  5000: { code: 'provider_overloaded', acceptance: 'ambiguous' },
  5001: { code: 'provider_overloaded', acceptance: 'ambiguous' },
  5002: { code: 'provider_timeout', acceptance: 'ambiguous' },
}

/** The only words by which a task that failed says that its content was declined. */
const declined = /risk control|content (safety|policy)|moderat|sensitive/i

export type KlingTask = {
  task_id?: string
  task_status?: string
  task_status_msg?: string
  task_info?: { external_task_id?: string }
  task_result?: { images?: { url?: string }[]; videos?: { url?: string; duration?: string }[] }
}
export type KlingReply = { code?: number; message?: string; request_id?: string; data?: KlingTask | KlingTask[] }

const paramsOf = (text: string | undefined) => (text ? { params: { detail: detailOf(text) } } : {})

/** What an answer to the paid POST that is no success means. */
export function klingError(answer: HttpAnswer): JobError {
  const { code, message } = (answer.body ?? {}) as KlingReply
  const known = code === undefined ? undefined : codes[code]
  if (!known) return errorForStatus(answer, message)
  const wait = retryAfterMs(answer.headers) ?? known.retryAfterMs
  return jobError(known.code, {
    // a gateway's 5xx around a body of its own is not believed
    acceptance: answer.status >= 500 ? 'ambiguous' : known.acceptance,
    ...(wait !== undefined && { retryAfterMs: wait }),
    ...paramsOf(message),
  })
}

/** Is this answer a success with something in it? Kling says so twice, and both must. */
export const succeeded = (answer: HttpAnswer): boolean => answer.status >= 200 && answer.status < 300 && (answer.body as KlingReply | undefined)?.code === 0

/** Where a task stands. An unknown word is a task that still runs: its deadline ends what never ends. */
export function answerOf(task: KlingTask): PollAnswer<ProviderResult> {
  const stage = stages[task.task_status as keyof typeof stages] ?? stages.processing
  switch (stage.type) {
    case 'running':
      return { type: 'running', progress: stage.progress }
    case 'failed': {
      const words = task.task_status_msg ?? ''
      return { type: 'failed', failure: { code: declined.test(words) ? 'content_rejected' : 'provider_failed', ...paramsOf(words) } }
    }
    case 'done': {
      const url = task.task_result?.videos?.[0]?.url ?? task.task_result?.images?.[0]?.url
      if (!url) return { type: 'failed', failure: { code: 'provider_failed', params: { reason: 'no_result' } } }
      return { type: 'done', result: { files: [{ role: 'result', from: { url } }] } }
    }
  }
}

/** Meshy's words -> ours. */
import { jobError, type FailureCode, type JobError } from '../../engine/errors.ts'
import type { PollAnswer } from '../../engine/types.ts'
import { detailOf } from '../carry.ts'
import { errorForStatus, retryAfterMs, type HttpAnswer } from '../http.ts'
import type { Made, ProviderResult } from '../provider.ts'

const stages: Readonly<Record<string, 'running' | 'done' | 'failed' | 'cancelled'>> = {
  PENDING: 'running', IN_PROGRESS: 'running', SUCCEEDED: 'done', FAILED: 'failed', CANCELED: 'cancelled',
}

/** Why a task failed, as `task_error.type` says; any other type is the provider's own trouble. */
const failures: Readonly<Record<string, FailureCode>> = { invalid_input: 'invalid_input', moderation_blocked: 'content_rejected' }

/** Requests that are turned away for their content come as a plain 400; only the words tell. */
const declined = /content policy|moderat|harmful|nsfw/i

/** The queue is full until one of our tasks ends; Meshy says nothing of when. */
const queueFull = /NoMore(Concurrent|Pending)Tasks/
const queueFullWaitMs = 10_000

export type MeshyTask = {
  id?: string
  type?: string
  status?: string
  progress?: number | null
  prompt?: string | null
  created_at?: number | null
  model_urls?: { glb?: string | null } | null
  thumbnail_url?: string | null
  task_error?: { type?: string; code?: string; message?: string } | null
  consumed_credits?: number | null
}

const paramsOf = (message: string | undefined) => (message ? { params: { detail: detailOf(message) } } : {})

/** What an answer to the paid POST that is no success means. A clear 4xx is surely not taken. */
export function meshyError(answer: HttpAnswer): JobError {
  const { message } = (answer.body ?? {}) as { message?: string }
  const text = typeof message === 'string' ? message : undefined
  if (answer.status === 429)
    return jobError('provider_rate_limited', {
      acceptance: 'surely-not',
      retryAfterMs: retryAfterMs(answer.headers) ?? (queueFull.test(text ?? '') ? queueFullWaitMs : 1_000),
      ...paramsOf(text),
    })
  if ((answer.status === 400 || answer.status === 422) && declined.test(text ?? '')) return errorForStatus(answer, text, 'content_rejected')
  return errorForStatus(answer, text)
}

/** Where a task stands. An unknown word is a task that still runs: its deadline ends what never ends. */
export function answerOf(task: MeshyTask, wait?: number): PollAnswer<ProviderResult> {
  switch (stages[task.status ?? ''] ?? 'running') {
    case 'running':
      return { type: 'running', progress: Number(task.progress ?? 0), ...(wait !== undefined && { pollInMs: wait }) }
    case 'cancelled':
      return { type: 'cancelled' }
    case 'failed': {
      const { type = '', message } = task.task_error ?? {}
      return { type: 'failed', failure: { code: failures[type] ?? 'provider_failed', ...paramsOf(message) } }
    }
    case 'done': {
      const glb = task.model_urls?.glb
      if (!glb) return { type: 'failed', failure: { code: 'provider_failed', params: { reason: 'no_result' } } }
      const preview: Made[] = task.thumbnail_url ? [{ role: 'preview', from: { url: task.thumbnail_url } }] : []
      const facts = task.consumed_credits ? { meshyCredits: task.consumed_credits } : undefined
      return { type: 'done', result: { files: [{ role: 'result', from: { url: glb } }, ...preview], ...(facts && { facts }) } }
    }
  }
}

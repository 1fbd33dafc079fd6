/** Replicate's words and ours: one table for where a prediction stands, one reading of its errors. */
import type { FailureCode, JobError } from '../../engine/errors.ts'
import type { Failure } from '../../engine/types.ts'
import { detailOf } from '../carry.ts'
import { errorForStatus, retryAfterMs, type HttpAnswer } from '../http.ts'

/** A prediction as the API and its webhooks give it; of what it claims nothing is believed. */
export type Prediction = {
  id?: unknown
  status?: unknown
  model?: unknown
  version?: unknown
  source?: unknown
  input?: Record<string, unknown> | null
  output?: unknown
  error?: unknown
  logs?: unknown
  data_removed?: unknown
  created_at?: unknown
  webhook?: unknown
  metrics?: { predict_time?: unknown } | null
}

export type Standing = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'too-late'

/** `aborted`: its own deadline passed before it began. A word that is not here is read as running: the deadline ends it. */
export const standings: Record<string, Standing> = {
  starting: 'waiting',
  processing: 'running',
  succeeded: 'done',
  failed: 'failed',
  canceled: 'cancelled',
  aborted: 'too-late',
}

export const standingOf = (prediction: Prediction): Standing => standings[String(prediction.status)] ?? 'running'

/** How models say that they decline: E005 is theirs, NSFW the safety checker's of FLUX and Stable Diffusion. */
const declined = /nsfw|flagged as sensitive|\bE005\b|content (?:policy|moderation|flagged)|safety (?:checker|filter|system)|moderat(?:ed|ion)/i

/** Why a prediction failed, by the sentence it left. */
export function failureOfPrediction(error: unknown): Failure {
  const detail = detailOf(error)
  if (declined.test(detail)) return { code: 'content_rejected', params: { detail } }
  return { code: 'provider_failed', ...(detail !== '' && { params: { detail } }) }
}

/** Percent of the last progress bar in the logs, as diffusion models write them; undefined where there is none. */
export function progressOfLogs(logs: unknown): number | undefined {
  if (typeof logs !== 'string') return undefined
  const last = [...logs.slice(-2_000).matchAll(/(\d{1,3})%\|/g)].at(-1)?.[1]
  return last === undefined ? undefined : Math.min(99, Number(last))
}

/** What a refusal of the API means: `{title, detail, status}`, in 422 with `invalid_fields`. */
export function errorOfAnswer(answer: HttpAnswer): JobError {
  const body = answer.body as { detail?: unknown; title?: unknown; invalid_fields?: { field?: unknown; description?: unknown }[] } | undefined
  const field = body?.invalid_fields?.[0]
  const detail = detailOf(field?.description !== undefined ? `${field.field}: ${detailOf(field.description)}` : (body?.detail ?? body?.title))
  const error = errorForStatus(answer, detail, codeFor(answer.status, detail))
  // "Your rate limit resets in ~30s." where no header says it
  const resets = /resets in ~?(\d+)\s*s/i.exec(detail)?.[1]
  if (answer.status === 429 && retryAfterMs(answer.headers) === undefined && resets !== undefined) error.retryAfterMs = Math.min(Number(resets), 3_600) * 1000
  return error
}

const codeFor = (status: number, detail: string): FailureCode | undefined => ((status === 400 || status === 422) && declined.test(detail) ? 'content_rejected' : undefined)

/** OpenAI's words and ours: its errors, where a video stands, why a chat ended. */
import type { FailureCode, JobError } from '../../engine/errors.ts'
import type { Failure } from '../../engine/types.ts'
import { detailOf } from '../carry.ts'
import { errorForStatus, type HttpAnswer } from '../http.ts'

export type ApiError = { message?: unknown; type?: unknown; code?: unknown; param?: unknown }

/** Codes and types of `{error: {message, type, param, code}}`. What is not here is read by its HTTP status. */
const codes: Readonly<Record<string, FailureCode>> = {
  moderation_blocked: 'content_rejected',
  content_policy_violation: 'content_rejected',
  content_filter: 'content_rejected',
  // Azure's gateway
  ResponsibleAIPolicyViolation: 'content_rejected',
  insufficient_quota: 'provider_quota',
  billing_hard_limit_reached: 'provider_quota',
  billing_not_active: 'provider_quota',
  invalid_api_key: 'provider_auth',
  model_not_found: 'provider_failed',
}

const errorIn = (body: unknown): ApiError => {
  const { error } = (body ?? {}) as { error?: ApiError | string }
  return typeof error === 'string' ? { message: error } : (error ?? {})
}

/** Which of our codes an error of theirs is, by its code or type; undefined: as its status says. */
const codeOf = ({ code, type }: ApiError): FailureCode | undefined => codes[String(code)] ?? codes[String(type)]

/** What a refusal means. A 5xx is ambiguous whatever its body says. */
export function errorOfAnswer(answer: HttpAnswer): JobError {
  const said = errorIn(answer.body)
  const code = answer.status < 500 ? codeOf(said) : undefined
  // the message about a wrong key repeats parts of it
  const secret = answer.status === 401 || code === 'provider_auth'
  const param = typeof said.param === 'string' && said.param !== '' ? `${said.param}: ` : ''
  const error = errorForStatus(answer, secret ? '' : detailOf(said.message) && param + detailOf(said.message), code)
  const ms = Number(answer.headers.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(ms) && ms >= 0) error.retryAfterMs = Math.min(ms, 3_600_000)
  return error
}

/** Does the refusal speak of how JSON was asked for? Gateways differ in what they know of it. */
export function isAboutFormat(answer: HttpAnswer): boolean {
  const { param, message } = errorIn(answer.body)
  return answer.status === 400 && /response_format|json_schema/.test(`${param} ${detailOf(message)}`)
}

export type Video = { id?: unknown; status?: unknown; progress?: unknown; error?: ApiError | null; model?: unknown; prompt?: unknown; seconds?: unknown; created_at?: unknown }

/** A word that is not here is read as running: the deadline ends it. */
export const videoStandings: Record<string, 'running' | 'done' | 'failed'> = { queued: 'running', in_progress: 'running', completed: 'done', failed: 'failed' }

export const videoStanding = (video: Video): 'running' | 'done' | 'failed' => videoStandings[String(video.status)] ?? 'running'

export function failureOfVideo(error: ApiError | null | undefined): Failure {
  const detail = detailOf(error?.message)
  return { code: codeOf(error ?? {}) === 'content_rejected' ? 'content_rejected' : 'provider_failed', ...(detail !== '' && { params: { detail } }) }
}

export type Choice = { finish_reason?: unknown; message?: { content?: unknown; refusal?: unknown } }

/** Why a chat has no usable answer; null where it has one. Its tokens are paid for either way. */
export function failureOfChoice(choice: Choice | undefined): Failure | null {
  const refusal = choice?.message?.refusal
  if (typeof refusal === 'string' && refusal !== '') return { code: 'content_rejected', params: { detail: detailOf(refusal) } }
  if (choice?.finish_reason === 'content_filter') return { code: 'content_rejected', params: { detail: 'The answer was stopped by the content filter.' } }
  if (choice?.finish_reason === 'length') return { code: 'provider_failed', params: { detail: 'The answer was cut off at the model’s limit.' } }
  return null
}

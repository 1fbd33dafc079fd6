/** fal's words and ours: where a request stands, what its failures mean. A failure is no status here: the result itself is an error. */
import type { FailureCode, JobError } from '../../engine/errors.ts'
import type { Failure, PollAnswer } from '../../engine/types.ts'
import { detailOf } from '../carry.ts'
import { errorForStatus, type HttpAnswer } from '../http.ts'

export type Queued = { status?: unknown; request_id?: unknown; queue_position?: unknown; status_url?: unknown; response_url?: unknown; cancel_url?: unknown }

/** A word that is not here is read as running: the deadline ends it. */
export const standings: Record<string, 'waiting' | 'running' | 'over'> = { IN_QUEUE: 'waiting', IN_PROGRESS: 'running', COMPLETED: 'over' }

export const standingOf = (queued: Queued): 'waiting' | 'running' | 'over' => standings[String(queued.status)] ?? 'running'

type Detail = { type?: unknown; msg?: unknown; loc?: unknown[] }
type ErrorBody = { detail?: string | Detail[]; error_type?: unknown }

/** Types of failures that are the model's own, not the request's. */
const ofTheModel = new Set(['internal_server_error', 'generation_timeout', 'no_media_generated', 'downstream_service_error', 'downstream_service_unavailable', 'runner_server_error'])
const ofTheAccount = /locked|balance|billing|quota/i

/** fal's own error body, an array of `{type, msg, loc}` or a sentence with an `error_type`; undefined for anything else. */
function errorBody(answer: Pick<HttpAnswer, 'body'>): { types: string[]; detail: string } | undefined {
  const { detail, error_type: type } = (answer.body ?? {}) as ErrorBody
  if (Array.isArray(detail))
    return {
      types: detail.map((one) => String(one.type)),
      detail: detail.map(({ msg, loc = [] }) => [loc.filter((part) => part !== 'body').join('.'), detailOf(msg)].filter((part) => part !== '').join(': ')).join('; ').slice(0, 300),
    }
  if (typeof detail === 'string') return { types: typeof type === 'string' ? [type] : [], detail: detailOf(detail) }
  return undefined
}

/**
 * What the answer to "give me the result" of a request that is over means, where it is no success. null: it is not fal's
 * own word on the request but trouble on the way; ask again.
 */
export function endOf(answer: Pick<HttpAnswer, 'status' | 'body'>): Exclude<PollAnswer<never>, { type: 'running' }> | null {
  const { status } = answer
  const said = errorBody(answer)
  if (said?.types.some((type) => type === 'client_cancelled' || type === 'client_disconnected') || status === 499) return { type: 'cancelled' }
  if (!said || status === 401 || status === 403 || status === 404 || status === 429) return null
  return { type: 'failed', failure: { code: codeOf(status, said.types), params: { detail: said.detail } } }
}

function codeOf(status: number, types: string[]): FailureCode {
  if (types.includes('content_policy_violation')) return 'content_rejected'
  if (types.some((type) => type === 'request_timeout' || type === 'startup_timeout')) return 'provider_timeout'
  if (types.includes('runner_scheduling_failure')) return 'provider_overloaded'
  return status >= 500 || types.some((type) => ofTheModel.has(type)) ? 'provider_failed' : 'invalid_input'
}

/** What a refusal of the submit means. fal locks an account that is empty: that comes as 403. */
export function errorOfSubmit(answer: HttpAnswer): JobError {
  const said = errorBody(answer)
  const detail = said?.detail ?? ''
  if (answer.status === 403 && ofTheAccount.test(detail)) return errorForStatus(answer, detail, 'provider_quota')
  if (answer.status < 500 && said?.types.includes('content_policy_violation')) return errorForStatus(answer, detail, 'content_rejected')
  return errorForStatus(answer, detail)
}

/** The safety checker of FLUX gives a black picture for one it declines, and says so beside it. */
export function declinedIn(body: unknown): Failure | null {
  const flags = (body as { has_nsfw_concepts?: unknown } | undefined)?.has_nsfw_concepts
  return Array.isArray(flags) && flags[0] === true ? { code: 'content_rejected', params: { detail: 'The safety checker found NSFW content in the picture.' } } : null
}

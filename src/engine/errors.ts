/**
 * Failures as the engine knows them: a stable code, parameters, and what may be done about it. The words people read
 * are rendered from the code elsewhere.
 */
import type { Failure } from './types.ts'

export type FailureClass = {
  /** may the engine try again by itself, where surely nothing was paid? */
  retryable: boolean
  /** does it speak of the whole lane rather than of this job: pause it at once, or when it is repeated? */
  troublesLane?: 'at-once' | 'repeated'
}

/** SPEC E8. A code that is not here is treated as `internal`. */
export const failureClasses = {
  insufficient_credits: { retryable: false },
  invalid_input: { retryable: false },
  content_rejected: { retryable: false },
  no_person_found: { retryable: false },
  config_not_found: { retryable: false },
  unknown_job_type: { retryable: false },
  model_unavailable: { retryable: false },
  provider_rate_limited: { retryable: true, troublesLane: 'at-once' },
  provider_overloaded: { retryable: true, troublesLane: 'repeated' },
  provider_timeout: { retryable: true, troublesLane: 'repeated' },
  provider_auth: { retryable: false, troublesLane: 'at-once' },
  provider_quota: { retryable: false, troublesLane: 'at-once' },
  provider_failed: { retryable: false },
  script_unusable: { retryable: false },
  outcome_unknown: { retryable: false },
  result_expired: { retryable: false },
  storage_failed: { retryable: true },
  worker_lost: { retryable: true },
  deadline_exceeded: { retryable: false },
  cancelled: { retryable: false },
  internal: { retryable: false },
} as const satisfies Record<string, FailureClass>

export type FailureCode = keyof typeof failureClasses

/** What the thrower knows of the one POST: it surely never counted, or nobody can say. */
export type Acceptance = 'surely-not' | 'ambiguous'

export type JobError = Error & {
  failure: Failure
  acceptance: Acceptance
  retryAfterMs?: number
}

/**
 * Makes the error that a kind's code throws. Outside `submit` the acceptance does not matter; inside, leave it
 * `ambiguous` unless the provider surely did not take the work (refused connection, DNS failure, a clear 4xx).
 */
export function jobError(
  code: FailureCode,
  options: { params?: Failure['params']; acceptance?: Acceptance; retryAfterMs?: number; cause?: unknown } = {},
): JobError {
  const error = new Error(code, { cause: options.cause }) as JobError
  error.name = 'JobError'
  error.failure = { code, ...(options.params && { params: options.params }) }
  error.acceptance = options.acceptance ?? 'ambiguous'
  if (options.retryAfterMs !== undefined) error.retryAfterMs = options.retryAfterMs
  return error
}

export function isJobError(error: unknown): error is JobError {
  return error instanceof Error && 'failure' in error && 'acceptance' in error
}

/** What any thrown thing means: our own errors as they say, a full disk as `storage_failed`, the rest `internal`. */
export function failureOf(error: unknown): Failure {
  if (isJobError(error)) return error.failure
  const code = (error as { code?: unknown } | null)?.code
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS' || code === 'EIO') return { code: 'storage_failed' }
  return { code: 'internal' }
}

export function classOf(failure: Failure): FailureClass {
  return failureClasses[failure.code as FailureCode] ?? failureClasses.internal
}

/** Exponential backoff with full jitter below a cap; never earlier than the provider asked. */
export function backoffMs(attempt: number, retryAfterMs = 0, random = Math.random): number {
  const ceiling = Math.min(1_000 * 2 ** Math.min(attempt - 1, 8), 120_000)
  return Math.max(Math.round(ceiling * (0.5 + random() / 2)), retryAfterMs)
}

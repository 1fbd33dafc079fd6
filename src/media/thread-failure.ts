import { type FailureCode, type JobError, isJobError, jobError } from '../engine/errors.ts'

/** A failure on its way from one thread to another: errors lose what is not standard when they cross. */
export type CrossedFailure = { failed: { code: FailureCode; params?: Record<string, string | number>; reason: string } }

export function packFailure(error: unknown): CrossedFailure {
  const reasons: string[] = []
  for (let cause: unknown = error; cause instanceof Error && reasons.length < 4; cause = cause.cause) reasons.push(cause.message)
  const reason = reasons.join(': ') || String(error)
  if (!isJobError(error)) return { failed: { code: 'internal', reason } }
  const { code, params } = error.failure
  return { failed: { code: code as FailureCode, ...(params && { params }), reason } }
}

/** The error again. Work on our own threads was surely not taken by anybody else. */
export const unpackFailure = ({ failed }: CrossedFailure): JobError =>
  jobError(failed.code, { ...(failed.params && { params: failed.params }), acceptance: 'surely-not', cause: new Error(failed.reason) })

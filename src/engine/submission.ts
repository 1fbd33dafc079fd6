/** Turns a submission, as studios write it, into the rows of sql/submit.sql: price, lane and limits come from the kind. */
import { jobError } from './errors.ts'
import type { JobKind, NewJob, Submission, SubmitResult, Uuid } from './types.ts'
import type { JobRow, SubmitAnswer, SubmitRequest } from './verbs.ts'

const retriesByDefault = 3

/** What a kind says of all its work, or of this piece. */
const of = <T>(rule: T | ((input: any) => T), input: unknown): T => (rule instanceof Function ? rule(input) : rule)

function jobRow(kinds: ReadonlyMap<string, JobKind>, job: NewJob, parentId: Uuid | null): JobRow {
  const kind = kinds.get(job.kind)
  if (!kind) throw jobError('unknown_job_type', { params: { kind: job.kind }, acceptance: 'surely-not' })
  const parsed = kind.input.safeParse(job.input)
  if (!parsed.success)
    throw jobError('invalid_input', {
      params: { field: parsed.error.issues[0]?.path.join('.') ?? '' },
      acceptance: 'surely-not',
      cause: parsed.error,
    })
  const price = kind.price(parsed.data)
  return {
    id: job.id,
    parent_id: parentId,
    retry_of: job.retryOf ?? null,
    kind: job.kind,
    lane: kind.lane(parsed.data),
    per_node: of(kind.concurrency, parsed.data) ?? null,
    priority: job.priority ?? 0,
    price: price.credits,
    price_version: price.version,
    attempts_max: kind.attemptsMax ?? retriesByDefault,
    recovery: of(kind.recovery, parsed.data),
    deadline_ms: of(kind.deadlineMs, parsed.data),
    policy: null,
    children_total: null,
    input: parsed.data,
  }
}

/**
 * Rows for one submission. Throws `unknown_job_type` or `invalid_input` before anything is sent; a sum that is not what
 * the person was shown throws `invalid_input` with `field: quotedCredits` (the API answers `price_changed` itself).
 */
export function submitRequest(kinds: ReadonlyMap<string, JobKind>, submission: Submission): SubmitRequest {
  const { parent, subject, idempotency } = submission
  if (submission.jobs.length === 0) throw jobError('invalid_input', { params: { field: 'jobs' } })
  const rows = submission.jobs.map((job) => jobRow(kinds, job, parent?.id ?? null))
  const price = rows.reduce((sum, row) => sum + row.price, 0)
  if (submission.quotedCredits !== undefined && submission.quotedCredits !== price)
    throw jobError('invalid_input', { params: { field: 'quotedCredits', price } })
  if (parent)
    rows.unshift({
      id: parent.id,
      parent_id: null,
      retry_of: parent.retryOf ?? null,
      kind: parent.kind,
      lane: null,
      per_node: null,
      priority: 0,
      price: 0,
      price_version: null,
      attempts_max: 1,
      recovery: null,
      deadline_ms: Math.max(...rows.map((row) => row.deadline_ms)),
      policy: parent.policy,
      children_total: submission.jobs.length,
      input: null,
    })
  else if (rows.length > 1) throw jobError('invalid_input', { params: { field: 'parent' } })
  return {
    submission: {
      account_id: submission.accountId,
      subject_kind: subject.kind,
      subject_id: subject.id,
      subject_data: subject.create ?? null,
      job_id: rows[0]!.id,
      price,
      idem_key: idempotency?.key ?? null,
      idem_hash: idempotency?.hash ?? null,
      once_key: submission.once ?? null,
      by_engine: submission.byEngine ?? false,
    },
    jobs: rows,
  }
}

/** What the caller of `engine.submit` is told. */
export function submitResult(request: SubmitRequest, answer: SubmitAnswer): SubmitResult {
  const { submission, jobs } = request
  switch (answer.verdict) {
    case 'created':
      return {
        type: 'created',
        subjectId: submission.subject_id,
        jobId: submission.job_id,
        jobIds: jobs.filter((job) => job.policy === null).map((job) => job.id),
      }
    case 'existing':
      return { type: 'existing', subjectId: answer.existing_subject, jobId: answer.existing_job! }
    case 'again':
      throw new Error('submit could not be decided: the account is under too much contention')
    default:
      return {
        type: 'refused',
        code: answer.verdict,
        ...(answer.available !== null && { available: answer.available, needed: submission.price }),
      }
  }
}

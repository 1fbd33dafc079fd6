/** A job's durable story, told from its job, attempt and ledger rows: nothing here depends on events having been kept. Pure. */
import type { LedgerLine, Timeline } from './contract.ts'
import { renderFailure } from '../messages/failures.ts'
import type { Locale, Params } from '../messages/locale.ts'
import { renderTimeline } from '../messages/record.ts'
import type { AttemptRow, JobRow } from './job-rows.ts'
import { presentLine, type LedgerRow } from './ledger.ts'

type Item = Timeline['items'][number]

/** Where several things happened in one commit they share its time; then they are told in this order. */
const order = [
  'submitted', 'hold', 'fallback', 'claimed', 'armed', 'accepted', 'unknown', 'collecting', 'cancel_requested', 'attempt_failed', 'rescued', 'handed_back', 'delayed',
  'completed', 'failed', 'cancelled', 'capture', 'release', 'write_off',
]

export function presentTimeline(job: JobRow, attempts: readonly AttemptRow[], ledger: readonly LedgerRow[], locale: Locale, nowMs: number): Timeline {
  const reason = (code: string | null, params: Params | null) =>
    code === null ? undefined : renderFailure(locale, { code, params: params ?? {} }).message
  const items: Item[] = []
  const tell = (at: Date | null, type: string, attempt: number | null, params: Params = {}) => {
    if (at === null) return
    const data = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined))
    items.push({ at: at.toISOString(), type, attempt, message: renderTimeline(locale, type, params), data })
  }

  tell(job.created_at, 'submitted', null)
  for (const [i, a] of attempts.entries()) {
    const attempt = a.no
    const before = attempts[i - 1]?.lane
    if (before && a.lane && before !== a.lane) tell(a.claimed_at, 'fallback', attempt, { attempt, before, model: a.lane })
    tell(a.claimed_at, 'claimed', attempt, { attempt })
    tell(a.posted_at, 'armed', attempt, { attempt })
    tell(a.accepted_at, 'accepted', attempt, { attempt, externalId: a.external_id ?? undefined })
    tell(a.unknown_at, 'unknown', attempt, { attempt })
    tell(a.collecting_at, 'collecting', attempt, { attempt })
    if (a.outcome === 'retried') tell(a.ended_at, 'attempt_failed', attempt, { attempt, code: a.error_code ?? undefined, reason: reason(a.error_code, a.error_params) })
    else if (a.outcome === 'lost' || a.outcome === 'handed_back') tell(a.ended_at, 'rescued', attempt, { attempt })
  }
  if (job.phase === 'delayed' && job.wake_at !== null)
    tell(job.phase_at, 'delayed', job.attempts, { seconds: Math.max(0, Math.ceil((job.wake_at.getTime() - nowMs) / 1000)) })
  tell(job.cancel_requested_at, 'cancel_requested', null)
  if (job.closed_at !== null)
    tell(job.closed_at, job.status, null, job.status === 'failed' ? { code: job.error_code ?? 'internal', reason: reason(job.error_code, job.error_params) } : {})
  // a parent's own story is not its children's money
  for (const line of ledger.filter((l) => l.job_id === job.id))
    tell(line.created_at, line.kind, null, {
      credits: line.kind === 'write_off' ? line.write_off : Math.abs(line.held_delta),
      reason: line.kind === 'release' || line.kind === 'write_off' ? reason(line.reason, job.error_params) : undefined,
    })

  items.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : order.indexOf(a.type) - order.indexOf(b.type)))
  return {
    jobId: job.id,
    items,
    dwellMs: dwellOf(job, attempts, nowMs),
    attempts: attempts.map((a) => presentAttempt(a, locale)),
    ledger: ledger.map((line): LedgerLine => presentLine(line, locale)),
  }
}

function presentAttempt(a: AttemptRow, locale: Locale): Timeline['attempts'][number] {
  const words = a.error_code === null ? null : renderFailure(locale, { code: a.error_code, params: a.error_params ?? {} })
  return {
    no: a.no,
    lane: a.lane,
    externalId: a.external_id,
    outcome: a.outcome,
    error: words && { code: words.code, message: words.message },
    claimedAt: a.claimed_at.toISOString(),
    postedAt: a.posted_at?.toISOString() ?? null,
    acceptedAt: a.accepted_at?.toISOString() ?? null,
    endedAt: a.ended_at?.toISOString() ?? null,
  }
}

/** Milliseconds in each phase, over all attempts, up to now where a phase is not over. */
export function dwellOf(job: JobRow, attempts: readonly AttemptRow[], nowMs: number): Record<string, number> {
  const dwell: Record<string, number> = {}
  const end = job.closed_at?.getTime() ?? nowMs
  const add = (phase: string, from: Date | null, to: Date | null) => {
    if (from === null) return
    const ms = (to?.getTime() ?? end) - from.getTime()
    if (ms >= 0) dwell[phase] = Math.round((dwell[phase] ?? 0) + ms)
  }
  if (job.children_total !== null) {
    add('children', job.created_at, null)
    return dwell
  }
  let free: Date | null = job.created_at
  for (const a of attempts) {
    add('queued', free, a.claimed_at)
    add('preparing', a.claimed_at, a.posted_at ?? a.ended_at)
    add('submitting', a.posted_at, a.accepted_at ?? a.unknown_at ?? a.collecting_at ?? a.ended_at)
    add('submitted', a.accepted_at, a.collecting_at ?? a.ended_at)
    if (a.accepted_at === null) add('unknown', a.unknown_at, a.collecting_at ?? a.ended_at)
    add('collecting', a.collecting_at, a.ended_at)
    free = a.ended_at
  }
  if (job.closed_at === null && (job.phase === 'queued' || job.phase === 'delayed')) add(job.phase, free, null)
  // cancelled or failed before anybody took it
  if (attempts.length === 0 && job.closed_at !== null) add('queued', job.created_at, job.closed_at)
  return dwell
}

/**
 * One attempt's life on the node that claimed it: prepare -> arm -> the one POST -> park, or collect and close.
 * What happens when this process dies: before `arm.committed` nothing was sent, and the rescuer retries; after it only
 * the provider can say, and the rescuer parks the job as unknown (or retries, where repeating costs nothing).
 */
import type { Logger } from 'pino'
import { backoffMs, classOf, failureOf, isJobError } from './errors.ts'
import type { ReachFault } from './faults.ts'
import type { Heartbeat } from './heartbeat.ts'
import type { Lanes } from './lanes.ts'
import type { AttemptContext, Collected, Failure, JobKind, Recovery, SubmitAnswer, Uuid } from './types.ts'
import type { CloseRequest, RetryRequest, Verbs } from './verbs.ts'

export type Runtime = {
  kinds: ReadonlyMap<string, JobKind>
  verbs: Verbs
  heartbeat: Heartbeat
  log: Logger
  reach: ReachFault
  /** how long a node that polls a parked job has it to itself */
  takeMs: number
  /** lease that must be left when the POST starts */
  postMarginMs: number
  /** what happened to requests in a lane, for all nodes: troubles pause it, something that went well opens it */
  lanes: Pick<Lanes, 'trouble' | 'well'>
  /** asks the open children of a parent to stop */
  cancelChildren(parentId: Uuid): Promise<void>
}

/** A job in this node's hands, under one token. */
export type Held = {
  id: Uuid
  account_id: Uuid
  parent_id: Uuid | null
  subject_kind: string
  subject_id: Uuid
  kind: string
  lane: string
  token: number
  attempts: number
  attempts_max: number
  recovery: Recovery
  price: number
  wake_seq: number
  created_at: Date
  input: unknown
  posted_ms_ago?: number
  lane_troubled?: boolean
  /** its paid POST has left: whatever happens to the lease, its answer is worth waiting for */
  posted?: boolean
}

/** Why an attempt's signal was aborted. */
export type AbortReason = 'lost' | 'stopping' | 'deadline'

const progressEveryMs = 200
const collectTries = 4
const unknownWindowMsByDefault = 600_000

/** The context a kind's code is given, and the throttle behind its progress. */
export function contextFor(runtime: Runtime, job: Held, signal: AbortSignal): AttemptContext {
  let sentAt = -Infinity
  let sent = 0
  let log: AttemptContext['log'] | undefined
  return {
    jobId: job.id,
    accountId: job.account_id,
    subject: { kind: job.subject_kind, id: job.subject_id },
    attempt: job.attempts,
    // a key the provider dedupes by must be the same in the attempt after an unknown one
    attemptKey: job.recovery === 'idempotency-key' ? job.id : `${job.id}-${job.attempts}`,
    input: job.input,
    lane: job.lane,
    postedMsAgo: job.posted_ms_ago ?? null,
    signal,
    // a child logger costs more than most attempts say: made when asked for
    get log() {
      return (log ??= runtime.log.child({ jobId: job.id, attempt: job.attempts }))
    },
    progress(percent, message) {
      const whole = Math.max(0, Math.min(99, Math.floor(percent)))
      const now = performance.now()
      if (whole <= sent || now - sentAt < progressEveryMs || signal.aborted) return
      sentAt = now
      sent = whole
      void runtime.reach('progress.sending', job.id)
      runtime.verbs.progress({ job_id: job.id, token: job.token, progress: whole, message: message ?? null }).catch(() => {})
    },
  }
}

/** Runs a claimed job until it is parked, waits for its next attempt, or is closed. Never throws. */
export async function runAttempt(runtime: Runtime, job: Held, signal: AbortSignal): Promise<void> {
  const { verbs, heartbeat, reach } = runtime
  const kind = runtime.kinds.get(job.kind)!
  const ctx = contextFor(runtime, job, signal)
  runtime.log.info({ jobId: job.id, attempt: job.attempts, kind: job.kind }, 'job started')
  try {
    await reach('claim.committed', job.id)
    let prepared: unknown
    try {
      prepared = await kind.prepare?.(ctx)
    } catch (error) {
      return await failAttempt(runtime, job, error, signal, 'surely-not')
    }
    await reach('prepare.done', job.id)
    if (signal.aborted) return await letGo(runtime, job, signal)

    await reach('arm.sending', job.id)
    // taken before arming: a process frozen in between must not post after its lease
    const notAfter = heartbeat.heldUntil() - BigInt(Math.round(runtime.postMarginMs * 1e6))
    const armed = await verbs.arm({ job_id: job.id, token: job.token })
    await reach('arm.committed', job.id)
    if (armed === 'cancel_requested') return await closeJob(runtime, job, { outcome: 'cancelled', error_code: 'cancelled' })
    if (armed === 'lease_short') return await retryJob(runtime, job, { outcome: 'handed_back', delay_ms: 0, counts: false })
    if (armed !== 'applied' && armed !== 'already_by_you') return void ctx.log.warn({ verdict: armed }, 'attempt was overtaken before its POST')
    if (process.hrtime.bigint() >= notAfter)
      return await retryJob(runtime, job, { outcome: 'handed_back', delay_ms: 0, counts: false })

    await reach('post.leaving', job.id)
    let answer: SubmitAnswer<unknown>
    job.posted = job.recovery !== 'repeatable'
    try {
      answer = await kind.submit(ctx, prepared)
    } catch (error) {
      return await failAttempt(runtime, job, error, signal, job.recovery === 'repeatable' ? 'surely-not' : 'as-said')
    }
    await reach('post.answered', job.id)
    if (job.lane_troubled) await laneWell(runtime, job)
    if (answer.type === 'done') return await collectAndClose(runtime, job, answer.result, ctx)

    ctx.log.info({ externalId: answer.externalId }, 'provider accepted the job')
    await reach('park.sending', job.id)
    const parked = await verbs.park({
      job_id: job.id,
      token: job.token,
      attempt: job.attempts,
      phase: 'submitted',
      external_id: answer.externalId,
      due_in_ms: answer.pollInMs ?? 5_000,
      wake_seq: job.wake_seq,
    })
    await reach('park.committed', job.id)
    if (parked !== 'applied') ctx.log.error({ verdict: parked, externalId: answer.externalId }, 'accepted job could not be parked')
  } catch (error) {
    // PostgreSQL stayed away beyond all patience: the lease runs out and another node goes on
    ctx.log.error({ err: error }, 'attempt abandoned')
  }
}

/**
 * Downloads and stores the result, a few times where storing fails, and completes the job. `later` parks a job whose
 * result can be had from its provider again.
 */
export async function collectAndClose(
  runtime: Runtime,
  job: Held,
  result: unknown,
  ctx: AttemptContext,
  later?: (dueInMs: number) => Promise<void>,
): Promise<void> {
  const kind = runtime.kinds.get(job.kind)!
  for (let tries = 1; ; tries++) {
    let collected: Collected
    try {
      collected = await kind.collect(ctx, result)
    } catch (error) {
      const failure = failureOf(error)
      if (ctx.signal.aborted) return await letGo(runtime, job, ctx.signal, job.recovery === 'repeatable' ? 'surely-not' : 'paid')
      if (classOf(failure).retryable && tries < collectTries) {
        ctx.log.warn({ reason: failure.code, tries }, 'result could not be stored yet')
        await pause(backoffMs(tries, isJobError(error) ? error.retryAfterMs : 0), ctx.signal)
        continue
      }
      if (classOf(failure).retryable && later) return await later(backoffMs(collectTries + 1))
      return await failAttempt(runtime, job, error, ctx.signal, job.recovery === 'repeatable' ? 'surely-not' : 'paid')
    }
    await runtime.reach('collect.stored', job.id)
    return await closeJob(runtime, job, {
      outcome: 'completed',
      output: collected.output ?? null,
      files: collected.files,
    })
  }
}

/**
 * Decides what a failure of an attempt means. `known`: what is known of the money, whatever the error says.
 * surely-not: nothing was paid, so what retrying can mend is retried. as-said: believe the error. paid: the work was
 * done and is paid for, but its result cannot be had.
 */
async function failAttempt(
  runtime: Runtime,
  job: Held,
  error: unknown,
  signal: AbortSignal,
  known: 'surely-not' | 'as-said' | 'paid',
): Promise<void> {
  const kind = runtime.kinds.get(job.kind)!
  const failure = failureOf(error)
  const rule = classOf(failure)
  const acceptance = known === 'as-said' ? (isJobError(error) ? error.acceptance : 'ambiguous') : known
  const retryAfterMs = isJobError(error) ? error.retryAfterMs : undefined
  const asked = known === 'as-said'
  if (asked && rule.troublesLane) await laneTrouble(runtime, job, failure.code, rule.troublesLane, retryAfterMs)
  else if (asked && acceptance === 'surely-not' && job.lane_troubled) await laneWell(runtime, job)
  if (acceptance === 'ambiguous') {
    runtime.log.warn({ jobId: job.id, attempt: job.attempts, reason: failure.code, err: error }, 'outcome unknown: asking the provider, never posting blindly again')
    return await parkUnknown(runtime, job, kind)
  }
  if (signal.aborted) return await letGo(runtime, job, signal, acceptance)
  if (acceptance === 'surely-not') {
    const elsewhere = rule.retryable || rule.troublesLane ? kind.fallback?.(job.input, job.lane) : null
    if (elsewhere) return await retryJob(runtime, job, { outcome: 'retried', delay_ms: 0, counts: false, failure, ...elsewhere })
    // the lane rests, and its work with it: waiting is no attempt of the work's own
    const laneRests = asked && rule.troublesLane === 'at-once'
    if (rule.retryable && (laneRests || job.attempts < job.attempts_max))
      return await retryJob(runtime, job, {
        outcome: 'retried',
        delay_ms: laneRests ? Math.max(retryAfterMs ?? 0, 250) : backoffMs(job.attempts, retryAfterMs),
        counts: !laneRests,
        failure,
      })
  }
  if (failure.code === 'internal') runtime.log.error({ jobId: job.id, attempt: job.attempts, err: error }, 'unexpected error in a job')
  await failJob(runtime, job, failure, { writeOff: acceptance === 'paid' })
}

/** What a lane has learned spares others; this job's own fate must not hang on it. */
async function laneTrouble(runtime: Runtime, job: Held, reason: string, how: 'at-once' | 'repeated', retryAfterMs: number | undefined): Promise<void> {
  await runtime.lanes.trouble(job.lane, reason, how, retryAfterMs).catch((error: unknown) => runtime.log.warn({ err: error, lane: job.lane }, 'lane could not be paused'))
}

async function laneWell(runtime: Runtime, job: Held): Promise<void> {
  await runtime.lanes.well(job.lane).catch((error: unknown) => runtime.log.warn({ err: error, lane: job.lane }, 'lane could not be opened'))
}

/** The outcome of the POST is not known: reconcile by the provider's means until its window closes. */
export async function parkUnknown(runtime: Runtime, job: Pick<Held, 'id' | 'token' | 'attempts' | 'lane'>, kind: JobKind): Promise<void> {
  const rule = kind.unknownWindowMs ?? unknownWindowMsByDefault
  const windowMs = rule instanceof Function ? rule(job.lane) : rule
  await runtime.reach('park.sending', job.id)
  await runtime.verbs.park({
    job_id: job.id,
    token: job.token,
    attempt: job.attempts,
    phase: 'unknown',
    due_in_ms: kind.recover ? 500 : windowMs,
    window_ms: windowMs,
  })
  await runtime.reach('park.committed', job.id)
}

/**
 * The attempt's signal was aborted: by its reason, fail it, hand it back, or do nothing for what is no longer ours (a
 * person's cancel closes the row at once). What is paid is never handed back for another attempt: it is parked, and the
 * next node collects the same result.
 */
async function letGo(runtime: Runtime, job: Held, signal: AbortSignal, known: 'surely-not' | 'paid' = 'surely-not'): Promise<void> {
  switch (signal.reason as AbortReason) {
    case 'deadline':
      return await failJob(runtime, job, { code: 'deadline_exceeded' }, { writeOff: known === 'paid' })
    case 'stopping':
      if (known === 'paid') return await parkPaid(runtime, job)
      return await retryJob(runtime, job, { outcome: 'handed_back', delay_ms: 0, counts: false })
    case 'lost':
      return
  }
}

/** The provider is done and its result is still there: any node may poll, see it done, and collect again. */
async function parkPaid(runtime: Runtime, job: Held): Promise<void> {
  await runtime.reach('park.sending', job.id)
  await runtime.verbs.park({ job_id: job.id, token: job.token, attempt: job.attempts, phase: 'submitted', due_in_ms: 0 })
  await runtime.reach('park.committed', job.id)
}

type Fate = Omit<CloseRequest, 'job_id' | 'token' | 'attempt' | 'alone'>
type InHand = Pick<Held, 'id' | 'parent_id' | 'token' | 'attempts' | 'kind'>

/** Closes the job under the token in hand; says so once in the log. */
export async function closeJob(runtime: Runtime, job: InHand, fate: Fate): Promise<void> {
  await runtime.reach('close.sending', job.id)
  const answer = await runtime.verbs.close({ job_id: job.id, token: job.token, attempt: job.attempts, alone: job.parent_id === null, ...fate })
  await runtime.reach('close.committed', job.id)
  const { log } = runtime
  const who = { jobId: job.id, attempt: job.attempts, kind: job.kind }
  if (answer.verdict !== 'applied' && answer.verdict !== 'already_by_you')
    return void log.warn({ ...who, verdict: answer.verdict, outcome: fate.outcome }, 'too late: somebody else settled this job')
  if (fate.outcome === 'completed') log.info({ ...who, tookMs: answer.took_ms }, 'job completed')
  else if (fate.outcome === 'failed') log.warn({ ...who, tookMs: answer.took_ms, reason: fate.error_code }, 'job failed')
  else log.info({ ...who, tookMs: answer.took_ms }, 'job cancelled')
  // an `all` parent that failed needs its other children no more; the sweep asks them where this node dies first
  if (answer.closed_parent && answer.closed_parent_status !== 'completed')
    await runtime.cancelChildren(answer.closed_parent).catch((error: unknown) => log.warn({ ...who, err: error }, 'siblings are left to the sweep'))
}

/** Fails the job for good: its hold is released. */
export async function failJob(
  runtime: Runtime,
  job: InHand,
  failure: Failure,
  { writeOff = false, providerDone = true } = {},
): Promise<void> {
  await closeJob(runtime, job, {
    outcome: 'failed',
    error_code: failure.code,
    error_params: failure.params ?? null,
    write_off: writeOff,
    provider_done: providerDone,
  })
}

type RetryFate = Pick<RetryRequest, 'outcome' | 'delay_ms' | 'counts' | 'lane' | 'recovery'> & { failure?: Failure }

/** Ends the attempt and lets the job wait for its next one, under the same hold; ends the job if it is to be cancelled. */
export async function retryJob(runtime: Runtime, job: InHand, fate: RetryFate): Promise<void> {
  const { failure, ...rest } = fate
  await runtime.reach('retry.sending', job.id)
  const verdict = await runtime.verbs.retry({
    job_id: job.id,
    token: job.token,
    ...rest,
    ...(failure && { error_code: failure.code, error_params: failure.params ?? null }),
  })
  await runtime.reach('retry.committed', job.id)
  if (verdict === 'cancel_requested') return await closeJob(runtime, job, { outcome: 'cancelled', error_code: 'cancelled' })
  runtime.log.info(
    { jobId: job.id, attempt: job.attempts, outcome: fate.outcome, reason: failure?.code, delayMs: fate.delay_ms, next: fate.lane, verdict },
    'attempt ended, the job will be tried again',
  )
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    signal.addEventListener('abort', done, { once: true })
  })
}


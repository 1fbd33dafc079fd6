/**
 * Jobs the provider works on hold nothing here. When one is due (its poll, or a webhook woke it), any node takes it,
 * asks the provider, and parks it again, collects it, or closes it. A node that dies in between loses nothing: the job
 * is due again when the take runs out, and its new token makes the old poller stale.
 */
import { closeJob, collectAndClose, contextFor, failJob, retryJob, type Runtime } from './attempt.ts'
import { backoffMs, classOf, failureOf, isJobError, jobError } from './errors.ts'
import type { AttemptContext, PollAnswer, RecoverAnswer } from './types.ts'
import type { DueJob } from './verbs.ts'

/** How long a take lasts; a poll that needs longer is polled twice, which is harmless. */
export const takeMsByDefault = 15_000
const pollInMsByDefault = 5_000
/** a person waits for the answer to a cancel */
const stoppingPollMs = 1_000

/**
 * A call that only asks. It ends with its take, whatever the provider does: another node asks then anyway, and calls
 * that never return would use up this node's places one by one.
 */
async function ask<Answer>(runtime: Runtime, job: DueJob, signal: AbortSignal, call: (ctx: AttemptContext) => Promise<Answer>): Promise<Answer> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(runtime.takeMs)])
  const over = new Promise<never>((_, reject) => {
    const end = () => reject(jobError('provider_timeout'))
    if (limit.aborted) end()
    else limit.addEventListener('abort', end, { once: true })
  })
  return await Promise.race([call(contextFor(runtime, job, limit)), over])
}

/** Asks the provider about one due job and settles what it says. Never throws. */
export async function askProvider(runtime: Runtime, job: DueJob, signal: AbortSignal): Promise<void> {
  try {
    await runtime.reach('poll.taken', job.id)
    if (job.phase === 'unknown') await reconcile(runtime, job, signal)
    else await poll(runtime, job, signal)
  } catch (error) {
    runtime.log.error({ jobId: job.id, err: error }, 'parked job left for the next poll')
  }
}

async function poll(runtime: Runtime, job: DueJob, signal: AbortSignal): Promise<void> {
  const kind = runtime.kinds.get(job.kind)
  if (!kind?.poll) {
    // a node of another release may know how to ask; if none does, the work's time ends it
    if (job.deadline_in_ms > 0) return await parkAgain(runtime, job, pollInMsByDefault)
    return await failJob(runtime, job, { code: 'deadline_exceeded' }, { writeOff: true, providerDone: false })
  }
  const externalId = job.external_id!
  const late = job.deadline_in_ms <= 0

  // a cancel is a request: some providers accept it and finish the work all the same. What became of it the poll tells
  const stopping = job.cancel_requested || late
  if (stopping) {
    await (kind.cancel && ask(runtime, job, signal, (ctx) => kind.cancel!(ctx, externalId)).catch(() => undefined))
    await runtime.reach('cancel.answered', job.id)
  }
  let answer: PollAnswer<unknown>
  try {
    answer = await ask(runtime, job, signal, (ctx) => kind.poll!(ctx, externalId))
  } catch (error) {
    const failure = failureOf(error)
    // reading costs nothing: whatever may mend is asked again, to the deadline
    if (late) return await failJob(runtime, job, { code: 'deadline_exceeded' }, { writeOff: true, providerDone: false })
    if (classOf(failure).retryable || failure.code === 'internal')
      return await parkAgain(runtime, job, backoffMs(3, isJobError(error) ? error.retryAfterMs : 0))
    return await failJob(runtime, job, failure, { writeOff: true })
  }
  await runtime.reach('poll.answered', job.id)
  switch (answer.type) {
    case 'running':
      // past its time, and the provider can't or won't stop: the user is free, the place stays taken
      if (late) return await failJob(runtime, job, { code: 'deadline_exceeded' }, { writeOff: true, providerDone: false })
      return await parkAgain(runtime, job, stopping ? stoppingPollMs : (answer.pollInMs ?? pollInMsByDefault), answer.progress, answer.message)
    case 'failed':
      return await failJob(runtime, job, answer.failure)
    case 'cancelled':
      if (late) return await failJob(runtime, job, { code: 'deadline_exceeded' })
      return await closeJob(runtime, job, { outcome: 'cancelled', error_code: 'cancelled' })
    case 'done': {
      const owned = await runtime.verbs.collect({ job_id: job.id, token: job.token })
      await runtime.reach('collect.committed', job.id)
      if (owned !== 'applied' && owned !== 'already_by_you') return
      // a store that stays away is tried again later, to the deadline: the result waits at the provider and is paid for
      return await collectAndClose(runtime, job, answer.result, contextFor(runtime, job, signal), late ? undefined : (dueInMs) => parkAgain(runtime, job, dueInMs))
    }
  }
}

async function parkAgain(runtime: Runtime, job: DueJob, dueInMs: number, progress?: number, message?: string): Promise<void> {
  await runtime.reach('park.sending', job.id)
  await runtime.verbs.park({
    job_id: job.id,
    token: job.token,
    attempt: job.attempts,
    phase: job.phase,
    due_in_ms: dueInMs,
    wake_seq: job.wake_seq,
    ...(progress !== undefined && { progress: Math.max(0, Math.min(99, Math.floor(progress))) }),
    message: message ?? null,
  })
  await runtime.reach('park.committed', job.id)
}

/**
 * An armed attempt whose answer nobody has. Found at the provider: it goes on as if answered. Surely never accepted:
 * a new attempt. Otherwise the hold stays until the window closes; then the user is released and we write it off.
 */
async function reconcile(runtime: Runtime, job: DueJob, signal: AbortSignal): Promise<void> {
  const { verbs, log } = runtime
  const kind = runtime.kinds.get(job.kind)
  let found = job.external_id
  let againInMs = kind?.recover ? Math.min(backoffMs(4), 5_000) : 5_000
  if (!found && kind?.recover) {
    const answer = await ask(runtime, job, signal, (ctx) => kind.recover!(ctx)).catch((error: unknown): RecoverAnswer => {
      log.warn({ jobId: job.id, attempt: job.attempts, err: error }, 'could not ask the provider about an unknown outcome')
      return { type: 'not-yet' }
    })
    await runtime.reach('recover.answered', job.id)
    if (answer.type === 'found') found = answer.externalId
    else if (answer.type === 'not-yet') againInMs = Math.max(againInMs, answer.askInMs ?? 0)
    // "not found" allows another POST only under a key the provider dedupes by: a frozen worker may still post
    // and not for ever: a provider that resets every POST would get thousands before the deadline
    else if (answer.type === 'not-found' && job.recovery === 'idempotency-key' && job.attempts < job.attempts_max)
      return await retryJob(runtime, job, {
        outcome: 'lost',
        delay_ms: job.attempts === 1 ? 0 : backoffMs(job.attempts),
        counts: true,
        failure: { code: 'worker_lost' },
      })
  }
  if (found) {
    log.info({ jobId: job.id, attempt: job.attempts, externalId: found }, 'unknown outcome found at the provider')
    await verbs.park({ job_id: job.id, token: job.token, attempt: job.attempts, phase: 'submitted', external_id: found, due_in_ms: 0 })
    return
  }
  if (job.window_over) {
    log.error({ jobId: job.id, attempt: job.attempts, alert: 'outcome_unknown', price: job.price }, 'outcome stayed unknown: released to the user, written off')
    return await failJob(runtime, job, { code: 'outcome_unknown' }, { writeOff: true })
  }
  await parkAgain(runtime, job, againInMs)
}


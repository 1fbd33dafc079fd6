/**
 * Work whose owner died, or that hangs past its deadline: adopted under a new token, then settled by the ordinary
 * verbs according to the phase it was in. A rescuer that dies on the way is itself rescued.
 */
import { closeJob, failJob, parkUnknown, retryJob, type Runtime } from './attempt.ts'
import { backoffMs } from './errors.ts'
import type { AdoptedJob } from './verbs.ts'

/** Settles one adopted job. Never throws. */
export async function settleAdopted(runtime: Runtime, job: AdoptedJob): Promise<void> {
  const { log } = runtime
  try {
    log.warn({ jobId: job.id, attempt: job.attempts, phase: job.phase, why: job.why }, 'job adopted')
    await runtime.reach('rescue.adopted', job.id)
    const kind = runtime.kinds.get(job.kind)
    const surelyUnpaid = job.phase === 'preparing' || job.recovery === 'repeatable'

    if (job.phase === 'submitting' && !surelyUnpaid) {
      if (!kind) return await failJob(runtime, job, { code: 'outcome_unknown' }, { writeOff: true, providerDone: false })
      return await parkUnknown(runtime, job, kind)
    }
    if (job.why === 'deadline_exceeded')
      return await failJob(runtime, job, { code: 'deadline_exceeded' }, { writeOff: !surelyUnpaid })
    if (job.phase === 'collecting' && job.external_id) {
      // the result is still at the provider: poll, see it done, collect again to the same storage keys
      await runtime.verbs.park({ job_id: job.id, token: job.token, attempt: job.attempts, phase: 'submitted', due_in_ms: 0 })
      return
    }
    if (job.cancel_requested) return await closeJob(runtime, job, { outcome: 'cancelled', error_code: 'cancelled' })
    if (!surelyUnpaid)
      // a synchronous provider's answer died with its worker: paid for, and gone
      return await failJob(runtime, job, { code: 'outcome_unknown' }, { writeOff: true })
    if (job.attempts >= job.attempts_max) return await failJob(runtime, job, { code: 'worker_lost' })
    await retryJob(runtime, job, {
      outcome: 'lost',
      delay_ms: job.attempts === 1 ? 0 : backoffMs(job.attempts),
      counts: true,
      failure: { code: 'worker_lost' },
    })
  } catch (error) {
    log.error({ jobId: job.id, err: error }, 'adopted job left to the next rescuer')
  }
}

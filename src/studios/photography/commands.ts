/**
 * What a person may do to a work, by the rules of the statechart. Each command reads the work, decides, and leaves the
 * deciding of races to the engine's submit: `once` names make a double click buy once, whatever both clicks had read.
 */
import type { WorkEvent, WorkStatus } from '../../api/contract-photography.ts'
import type { FieldProblem } from '../../api/problems.ts'
import { newId } from '../../engine/ids.ts'
import type { Engine, SubmitResult } from '../../engine/types.ts'
import type { Files } from '../../media/files.ts'
import type { Models } from '../../providers/registry.ts'
import { photographSet, photoSubject } from './names.ts'
import { priceOf, type PhotoPrice } from './prices.ts'
import { photographJob, prepareWork, type Prepared, type Wanted } from './request.ts'
import { fileIdsOf, keepFavourite, loadWork, markDeleted } from './rows.ts'
import { isOpen, viewOf, type WorkView } from './state.ts'

export type Idempotency = { key: string; hash: string }
export type Target = { accountId: string; workId: string }
export type Paid = { /** what the person saw on the button */ priceVersion?: string | undefined; idempotency?: Idempotency | undefined }

/** Why nothing happened: nothing was created, nothing was charged. */
export type Refusal =
  | { type: 'not_found' }
  | { type: 'illegal'; event: WorkEvent; status: WorkStatus; can: WorkEvent[] }
  | { type: 'invalid'; fields: FieldProblem[] }
  | { type: 'price_changed'; credits: number; price: PhotoPrice }
  | { type: 'insufficient_credits'; available: number; needed: number }
  | { type: 'idempotency_conflict' }

export type CreateResult = { type: 'created' | 'existing'; workId: string; jobId: string } | Refusal
/** `done`: the work is as it was asked to be, by this request or by an earlier one. */
export type CommandResult = { type: 'done' } | Refusal

export type Commands = ReturnType<typeof photographyCommands>

export function photographyCommands(engine: Engine, models: Models, files: Files) {
  const { pool } = engine

  async function load({ accountId, workId }: Target): Promise<WorkView | null> {
    const rows = await loadWork(pool, accountId, workId)
    return rows === null ? null : viewOf(rows)
  }

  function stale({ priceVersion }: Paid, { offer }: Prepared, count: number): Refusal | null {
    const price = priceOf(offer)
    return priceVersion !== undefined && priceVersion !== price.version ? { type: 'price_changed', credits: price.photograph * count, price } : null
  }

  /** Was this very request answered before? Asked first, for the work has moved on since and might refuse it now. */
  async function answeredBefore(accountId: string, idempotency: Idempotency | undefined): Promise<CommandResult | null> {
    if (idempotency === undefined) return null
    const { rows } = await pool.query<{ hash: string }>({
      name: 'submission_key',
      text: 'select hash from submission_key where account_id = $1 and key = $2',
      values: [accountId, idempotency.key],
    })
    if (rows[0] === undefined) return null
    return rows[0].hash === idempotency.hash ? { type: 'done' } : { type: 'idempotency_conflict' }
  }

  const cancelOpenSets = async (view: WorkView, accountId: string) => {
    for (const set of view.sets.filter(isOpen)) await engine.cancel({ accountId, jobId: set.id })
  }

  return {
    /** A new work and its photographs, in one commit. */
    async create(accountId: string, wanted: Wanted & Paid): Promise<CreateResult> {
      const prepared = await prepareWork(models, files, accountId, wanted)
      if (prepared.type === 'invalid') return prepared
      const { work } = prepared
      const changed = stale(wanted, work, work.data.count)
      if (changed) return changed
      const result = await engine.submit({
        accountId,
        subject: { kind: photoSubject, id: newId(), create: work.data },
        parent: { id: newId(), kind: photographSet, policy: 'some' },
        jobs: Array.from({ length: work.data.count }, (_, index) => photographJob(work, index)),
        ...(wanted.idempotency && { idempotency: wanted.idempotency }),
      })
      return result.type === 'refused' ? refusalOf(result) : { type: result.type, workId: result.subjectId, jobId: result.jobId }
    },

    /** Makes the missing photographs again, as they were asked for. */
    async retry(target: Target & Paid): Promise<CommandResult> {
      const { accountId, workId, idempotency } = target
      const view = await load(target)
      if (view === null) return { type: 'not_found' }
      const before = await answeredBefore(accountId, idempotency)
      if (before !== null) return before
      const set = view.sets[0]
      // a second click: what it asks for is under way
      if (set !== undefined && isOpen(set) && set.retry_of !== null) return { type: 'done' }
      if (!view.state.can.includes('retry') || set === undefined) return illegal(view, 'retry')
      const { data } = view.subject
      // a model that was switched off since gives way to the usual one
      const model = models.find(data.models.image) === null ? {} : data.models
      const { colour, ...parameters } = data.parameters
      const prepared = await prepareWork(models, files, accountId, { ...data, locale: 'en', models: model, parameters: { ...parameters, ...(colour !== null && { colour }) } })
      if (prepared.type === 'invalid') return prepared
      const missing = view.photographs.flatMap((row, index) => (row.status === 'completed' ? [] : [{ row, index }]))
      const changed = stale(target, prepared.work, missing.length)
      if (changed) return changed
      const result = await engine.submit({
        accountId,
        subject: { kind: photoSubject, id: workId },
        parent: { id: newId(), kind: photographSet, policy: 'some', retryOf: set.id },
        jobs: missing.map(({ row, index }) => ({ ...photographJob(prepared.work, index), retryOf: row.id })),
        once: `photographs-after:${set.id}`,
        ...(idempotency && { idempotency }),
      })
      if (result.type === 'refused') return refusalOf(result)
      // thrown away at the same moment: whichever came second sees the other
      if ((await load(target)) === null) {
        await engine.cancel({ accountId, jobId: result.jobId })
        return { type: 'not_found' }
      }
      return { type: 'done' }
    },

    /** Stops whatever is under way. Asking twice is fine. */
    async cancel(target: Target): Promise<CommandResult> {
      const view = await load(target)
      if (view === null) return { type: 'not_found' }
      if (view.cancelRequested) return { type: 'done' }
      if (!view.state.can.includes('cancel')) return illegal(view, 'cancel')
      await cancelOpenSets(view, target.accountId)
      return { type: 'done' }
    },

    /** Stops one job of a work: any that is open. */
    async cancelJob(target: Target & { jobId: string }): Promise<CommandResult> {
      const view = await load(target)
      const job = view?.jobs.find((row) => row.id === target.jobId)
      if (!view || job === undefined) return { type: 'not_found' }
      if (job.cancel_requested && isOpen(job)) return { type: 'done' }
      if (!isOpen(job)) return illegal(view, 'cancel')
      const result = await engine.cancel({ accountId: target.accountId, jobId: job.id })
      if (result.type === 'not_found') return { type: 'not_found' }
      return result.type === 'closed' && result.status !== 'cancelled' ? illegal(view, 'cancel') : { type: 'done' }
    },

    /** Stars the work whole, in any state: what is still being made is starred when it comes. Or takes every star off it. */
    async favourite(target: Target & { favourite: boolean }): Promise<CommandResult> {
      if ((await load(target)) === null) return { type: 'not_found' }
      await keepFavourite(pool, target.accountId, target.workId, target.favourite)
      return { type: 'done' }
    },

    /** Throws the work away: its photographs and their bytes go, what was paid stays in the ledger. */
    async remove(target: Target): Promise<CommandResult> {
      const { accountId, workId } = target
      const view = await load(target)
      if (view === null) return { type: 'not_found' }
      if (!view.state.can.includes('delete') || !(await markDeleted(pool, accountId, workId))) return illegal(view, 'delete')
      await keepFavourite(pool, accountId, workId, false)
      await files.remove(accountId, await fileIdsOf(pool, accountId, workId))
      await cancelRetriedMeanwhile(target)
      return { type: 'done' }
    },
  }

  /** A retry that was submitted while its work was thrown away. */
  async function cancelRetriedMeanwhile({ accountId, workId }: Target): Promise<void> {
    const { rows } = await pool.query<{ id: string }>(
      `select j.id from job_data d join job j on j.id = d.job_id
       where d.subject_id = $1 and d.account_id = $2 and j.parent_id is null and j.status in ('pending', 'processing')`,
      [workId, accountId],
    )
    for (const { id } of rows) await engine.cancel({ accountId, jobId: id })
  }
}

const illegal = (view: WorkView, event: WorkEvent): Refusal => ({ type: 'illegal', event, status: view.state.status, can: view.state.can })

/** What the engine refused, as a studio's refusal. */
function refusalOf(result: Extract<SubmitResult, { type: 'refused' }>): Refusal {
  switch (result.code) {
    case 'insufficient_credits':
      return { type: 'insufficient_credits', available: result.available ?? 0, needed: result.needed ?? 0 }
    case 'idempotency_conflict':
      return { type: 'idempotency_conflict' }
    case 'account_not_found':
      return { type: 'not_found' }
  }
}

/** The engine's statements as typed functions, each fed through its batcher. Nothing else writes to engine tables. */
import { createBatcher, type Batcher } from './batcher.ts'
import type { Topic } from './bus.ts'
import type { Run } from './database.ts'
import { armParams, closeParams, submitParams } from './params.ts'
import type { Verb } from './statements.ts'
import type { FileRecord, JobPhase, JobStatus, Recovery, Uuid } from './types.ts'

export type Verdict =
  | 'applied'
  | 'already_by_you'
  | 'stale'
  | 'closed'
  | 'again'
  | 'asked'
  | 'cancel_requested'
  | 'lease_short'
  | 'double_submission'
  | 'told_late'

export type SubmissionRow = {
  account_id: Uuid
  subject_kind: string
  subject_id: Uuid
  subject_data: unknown
  job_id: Uuid
  price: number
  idem_key: string | null
  idem_hash: string | null
  once_key: string | null
  by_engine: boolean
}
export type JobRow = {
  id: Uuid
  parent_id: Uuid | null
  retry_of: Uuid | null
  kind: string
  lane: string | null
  per_node: number | null
  priority: number
  price: number
  price_version: string | null
  attempts_max: number
  recovery: Recovery | null
  deadline_ms: number
  policy: 'all' | 'some' | null
  children_total: number | null
  input: unknown
}
export type SubmitRequest = { submission: SubmissionRow; jobs: JobRow[] }
export type SubmitAnswer = {
  verdict: 'created' | 'existing' | 'again' | 'insufficient_credits' | 'idempotency_conflict' | 'account_not_found'
  existing_job: Uuid | null
  existing_subject: Uuid
  available: number | null
}

type JobHead = {
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
  created_at: Date
}
export type ClaimedJob = JobHead & { input: unknown; wake_seq: number; deadline_in_ms: number; /** this success or failure tells something new about the lane */ lane_troubled: boolean }
export type DueJob = Omit<ClaimedJob, 'lane_troubled'> & {
  phase: 'submitted' | 'unknown'
  progress: number
  cancel_requested: boolean
  external_id: string | null
  posted_ms_ago: number
  window_over: boolean | null
}
export type AdoptedJob = JobHead & {
  phase: JobPhase
  cancel_requested: boolean
  why: 'worker_lost' | 'deadline_exceeded'
  external_id: string | null
}

export type Fenced = { job_id: Uuid; token: number }
export type ParkRequest = Fenced & {
  attempt: number
  phase: 'submitted' | 'unknown'
  external_id?: string | null
  due_in_ms: number
  window_ms?: number
  wake_seq?: number
  progress?: number
  message?: string | null
}
export type RetryRequest = Fenced & {
  delay_ms: number
  outcome: 'retried' | 'handed_back' | 'lost'
  error_code?: string
  error_params?: object | null
  counts: boolean
  /** the next attempt is another model's */
  lane?: string
  recovery?: Recovery
}
export type CloseRequest = {
  job_id: Uuid
  /** null: a person cancels, free only before the provider was asked */
  token: number | null
  attempt?: number
  outcome: 'completed' | 'failed' | 'cancelled'
  /** known to have no parent, which is looked for otherwise */
  alone?: boolean
  error_code?: string
  error_params?: object | null
  output?: object | null
  files?: FileRecord[]
  /** false: the provider may still be working on it */
  provider_done?: boolean
  write_off?: boolean
}
export type CloseAnswer = {
  job_id: Uuid
  verdict: Verdict
  status: JobStatus
  kind: string
  attempts: number
  took_ms: number
  closed_parent: Uuid | null
  closed_parent_status: JobStatus | null
}
export type ProgressRequest = Fenced & { progress: number; message: string | null }

export type Verbs = {
  submit(request: SubmitRequest): Promise<SubmitAnswer>
  arm(request: Fenced): Promise<Verdict>
  park(request: ParkRequest): Promise<Verdict>
  collect(request: Fenced): Promise<Verdict>
  close(request: CloseRequest): Promise<CloseAnswer>
  retry(request: RetryRequest): Promise<Verdict>
  progress(request: ProgressRequest): Promise<void>
  wake(jobId: Uuid): Promise<void>
  cancelParent(jobId: Uuid): Promise<void>
  claim(kinds: string[], room: number, busy: { lane: string; busy: number }[]): Promise<ClaimedJob[]>
  poll(most: number, takeMs: number): Promise<DueJob[]>
  /** `orphans`: what this node owns and has not in hand */
  rescue(leaseMs: number, most: number, graceMs: number, orphans: { id: Uuid; token: number }[]): Promise<AdoptedJob[]>
  promote(most: number): Promise<number>
  owned(): Promise<{ id: Uuid; token: number; cancel_requested: boolean }[]>
  /** resolves when nothing is waiting or in flight */
  drained(): Promise<void>
}

export type VerbsOptions = {
  run: Run
  nodeId: Uuid
  /** lease that must remain to arm, in ms */
  armMarginMs: number
  sizeMax?: number
  /** told after each commit: what may interest others */
  committed(what: Topic): void
  /** told of each statement how many rows it carries; of a claim, how many places there are */
  onBatch?(verb: Verb, size: number): void
  /** told how each fenced verb was judged; a row that did not come back is `stale` */
  onVerdict?(verb: Verb, verdict: Verdict, jobId: Uuid): void
}

/** Rows in one statement at most, see docs/decisions/0006-cheaper-lives.md. */
export const batchMax = 512
/** How often a verdict of `again` (this snapshot could not tell) is asked anew before it is given up as stale. */
const againMax = 50

/** See the file's head. A verb's promise resolves after its commit, and rejects only when PostgreSQL stayed away. */
export function createVerbs({ run, nodeId, armMarginMs, sizeMax = batchMax, committed, onBatch, onVerdict }: VerbsOptions): Verbs {
  const send = <Row>(verb: Verb, params: unknown[], size = 0) => {
    onBatch?.(verb, size)
    return run<Row>(verb, params)
  }

  /** A verb over items with a `job_id`, whose rows come back by it; a job that is not there is stale. */
  function byJob<Item extends { job_id: Uuid }, Row extends { job_id: Uuid; verdict?: Verdict }, Answer>(
    verb: Verb,
    params: (items: Item[]) => unknown[],
    answer: (row: Row | undefined, item: Item) => Answer,
    { inFlightMax = 2, dueNow = () => false }: { inFlightMax?: number; dueNow?(item: Item): boolean } = {},
  ): Batcher<Item, Answer> {
    return createBatcher<Item, Answer>({
      sizeMax,
      inFlightMax,
      key: (item) => item.job_id,
      async run(items) {
        const rows = await send<Row>(verb, params(items), items.length)
        committed('events')
        if (items.some(dueNow)) committed('due')
        const byId = new Map(rows.map((row) => [row.job_id, row]))
        if (onVerdict)
          for (const { job_id } of items) onVerdict(verb, byId.has(job_id) ? (byId.get(job_id)!.verdict ?? 'applied') : 'stale', job_id)
        return items.map((item) => answer(byId.get(item.job_id), item))
      },
    })
  }

  type VerdictRow = { job_id: Uuid; verdict: Verdict }
  const verdict = (row: VerdictRow | undefined): Verdict => row?.verdict ?? 'stale'

  const submit = createBatcher<SubmitRequest, SubmitAnswer>({
    sizeMax,
    inFlightMax: 2,
    async run(items) {
      const rows = await send<SubmitAnswer>('submit', submitParams(items), items.length)
      committed('work')
      return rows
    },
  })
  const json = (...extra: unknown[]) => (items: unknown[]) => [JSON.stringify(items), ...extra]
  const arm = byJob<Fenced, VerdictRow, Verdict>('arm', (items) => armParams(items, nodeId, armMarginMs), verdict)
  const park = byJob<ParkRequest, VerdictRow, Verdict>('park', json(), verdict, { dueNow: (item) => item.due_in_ms === 0 })
  const collect = byJob<Fenced, VerdictRow, Verdict>('collect', json(nodeId), verdict)
  const retry = byJob<RetryRequest, VerdictRow, Verdict>('retry', json(), verdict, { dueNow: (item) => item.delay_ms === 0 })
  const close = byJob<CloseRequest, CloseAnswer, CloseAnswer>('close', closeParams, (row, item) =>
    row ?? {
      job_id: item.job_id, verdict: 'stale', status: 'failed', kind: '', attempts: 0, took_ms: 0,
      closed_parent: null, closed_parent_status: null,
    },
  )
  const progress = byJob<ProgressRequest, VerdictRow, void>('progress', json(), () => undefined, { inFlightMax: 1 })
  const wake = createBatcher<Uuid, void>({
    sizeMax,
    inFlightMax: 1,
    async run(ids) {
      await send('wake', [ids], ids.length)
      committed('due')
      return ids.map(() => undefined)
    },
  })
  const batchers = [submit, arm, park, collect, retry, close, progress, wake]

  return {
    async submit(request) {
      for (let tries = 1; ; tries++) {
        const answer = await submit.push(request)
        if (answer.verdict !== 'again' || tries >= againMax) return answer
      }
    },
    async arm(request) {
      for (let tries = 1; ; tries++) {
        const answer = await arm.push(request)
        if (answer !== 'again') return answer
        if (tries >= againMax) return 'stale'
      }
    },
    park: park.push,
    collect: collect.push,
    retry: retry.push,
    async close(request) {
      for (let tries = 1; ; tries++) {
        const answer = await close.push(request)
        if (answer.verdict === 'asked') committed('cancel')
        if (answer.verdict !== 'again' || tries >= againMax) return answer
      }
    },
    progress: progress.push,
    wake: wake.push,
    async cancelParent(jobId) {
      await send('cancel_parent', [[jobId]])
      committed('events')
    },
    async claim(kinds, room, busy) {
      const rows = await send<ClaimedJob>('claim', [nodeId, kinds, room, JSON.stringify(busy)], room)
      if (rows.length > 0) committed('events')
      return rows
    },
    poll: (most, takeMs) => send<DueJob>('poll', [most, takeMs]),
    rescue: (leaseMs, most, graceMs, orphans) => send<AdoptedJob>('rescue', [nodeId, leaseMs, most, graceMs, JSON.stringify(orphans)]),
    async promote(most) {
      const [row] = await send<{ promoted: number }>('promote', [most])
      if (row!.promoted > 0) committed('work')
      return row!.promoted
    },
    owned: () => send('owned', [nodeId]),
    async drained() {
      for (const batcher of batchers) await batcher.drained()
    },
  }
}

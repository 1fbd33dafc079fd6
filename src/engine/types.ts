/**
 * The engine's public words. Read this file and you know how to use it.
 *
 * - **job**: one piece of paid work; the only holder of status. `pending -> processing -> completed | failed | cancelled`.
 * - **parent**: a job that only waits for its children (`phase = children`); price and hold live on the children.
 * - **attempt**: one try at a job. Provider ids belong to it. A retry by the engine is a new attempt of the same job
 *   under the same hold; a retry by a person is a new job (`retryOf`).
 * - **lease**: a node's right to its jobs, renewed by its heartbeat. **Token**: the fencing number a job gets at each
 *   change of owner; a verb that carries an old one is answered `stale` and changes nothing.
 * - **arm**: the commit that says "the one POST may now leave". Before it nothing was sent, surely.
 * - **park**: the provider works; nobody holds the job until a poll is due or a webhook **wakes** it.
 * - **lane**: a provider model's limit across all nodes (in flight, per minute, paused).
 * - **hold / capture / release**: credits set aside at submit, taken at completion, given back otherwise.
 * - **subject**: what the job is for (a task, a project), as a studio calls it.
 */
import type { z } from 'zod'

export type Uuid = string
export type JobStatus = 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'
export type JobPhase =
  | 'queued'
  | 'delayed'
  | 'preparing'
  | 'submitting'
  | 'submitted'
  | 'unknown'
  | 'collecting'
  | 'children'

/** What an attempt can be recovered by after a crash between arm and answer (PROVIDERS: recovery strengths). */
export type Recovery = 'repeatable' | 'idempotency-key' | 'client-id' | 'webhook' | 'list-scan' | 'none'

/** A failure that the engine stores and people read. Words are rendered from `code` and `params`, never stored. */
export type Failure = { code: string; params?: Record<string, string | number> }

/** A file to be recorded with the completion; its bytes are stored already. */
export type FileRecord = {
  id: Uuid
  role: string
  mime: string
  bytes: number
  sha256: string
  storageKey: string
  width?: number | null
  height?: number | null
  /** small facts for the page: placeholder, index, duration */
  meta?: Record<string, unknown>
}

/** What one attempt's code is given. Everything it may need, nothing that would let it change a job by itself. */
export type AttemptContext<Input = unknown> = {
  jobId: Uuid
  accountId: Uuid
  subject: { kind: string; id: Uuid }
  attempt: number
  /** the client id to give a provider that can be asked for it later: `<jobId>-<attempt>`, or with recovery
   * `idempotency-key` the job id alone, so that an attempt after an unknown one is the same request to the provider */
  attemptKey: string
  input: Input
  /** the lane this attempt was claimed from: it names the model, which a fallback may have changed */
  lane: string
  /** how long ago its one POST left, by the database's clock; null before that, and while it is being sent */
  postedMsAgo: number | null
  /** aborted on cancel, loss of the lease, deadline, and shutdown */
  signal: AbortSignal
  /** 0-100, monotonic within the attempt; throttled and batched; never fails the work */
  progress(percent: number, message?: string): void
  log: { info(o: object, m?: string): void; warn(o: object, m?: string): void; error(o: object, m?: string): void }
}

/** The provider's answer to the one POST. Throwing `SurelyNotAccepted` or any error is judged by `errors.ts`. */
export type SubmitAnswer<Result> =
  | { type: 'done'; result: Result }
  | { type: 'accepted'; externalId: string; pollInMs?: number }
export type PollAnswer<Result> =
  | { type: 'running'; progress?: number; message?: string; pollInMs?: number }
  | { type: 'done'; result: Result }
  | { type: 'failed'; failure: Failure }
  | { type: 'cancelled' }
export type RecoverAnswer =
  | { type: 'found'; externalId: string }
  /** the provider surely never saw it and can never see it (the POST was refused under this very key) */
  | { type: 'not-found' }
  | { type: 'not-yet'; /** no sooner than this */ askInMs?: number }
/** `accepted`: asked to stop; what becomes of it the next poll tells. */
export type CancelAnswer = { type: 'accepted' } | { type: 'too-late' } | { type: 'unsupported' }

export type Collected = { files: FileRecord[]; output?: Record<string, unknown> }

/** A kind of work: everything the engine must know about it, in one object. */
export type JobKind<Input = any, Prepared = any, Result = any> = {
  kind: string
  input: z.ZodType<Input>
  /** whole credits, and the version of the price list they come from */
  price(input: Input): { credits: number; version: string }
  lane(input: Input): string
  recovery: Recovery | ((input: Input) => Recovery)
  /** the work's own time, from its first claim; afterwards it fails with `deadline_exceeded` */
  deadlineMs: number | ((input: Input) => number)
  /** how long an unanswered submit may stay `unknown` before it is written off */
  unknownWindowMs?: number | ((lane: string) => number)
  attemptsMax?: number
  /** at most this many at once on one node */
  concurrency?: number | ((input: Input) => number | undefined)
  /** where an attempt that was surely not accepted may go instead; null: nowhere. Its price stays as it was held */
  fallback?(input: Input, lane: string): { lane: string; recovery: Recovery } | null
  /** uploads, signing: may be redone freely, nothing is paid here */
  prepare?(ctx: AttemptContext<Input>): Promise<Prepared>
  /** the one paid POST, one attempt, no redirects */
  submit(ctx: AttemptContext<Input>, prepared: Prepared): Promise<SubmitAnswer<Result>>
  poll?(ctx: AttemptContext<Input>, externalId: string): Promise<PollAnswer<Result>>
  recover?(ctx: AttemptContext<Input>): Promise<RecoverAnswer>
  cancel?(ctx: AttemptContext<Input>, externalId: string): Promise<CancelAnswer>
  /** download, check, store; repeatable to the same storage keys */
  collect(ctx: AttemptContext<Input>, result: Result): Promise<Collected>
}

/** One job to be submitted. Ids are minted by the caller so that resending the same submission is harmless. */
export type NewJob = {
  id: Uuid
  kind: string
  input: unknown
  retryOf?: Uuid
  priority?: number
}

/** All or nothing, for one account. With `parent`, the jobs are its children. */
export type Submission = {
  accountId: Uuid
  subject: { kind: string; id: Uuid; /** create the subject with this data, in the same transaction */ create?: Record<string, unknown> }
  parent?: { id: Uuid; kind: string; policy: 'all' | 'some'; retryOf?: Uuid }
  jobs: NewJob[]
  /** Idempotency-Key of the request: `key` already includes method and route; `hash` is of the parsed body */
  idempotency?: { key: string; hash: string }
  /** at most one open or completed job bears this name within the subject; asking again returns it */
  once?: string
  /** what the person was shown; refused with `price_changed` if the sum differs */
  quotedCredits?: number
  /** the engine itself starts this stage: too few credits makes a job that has failed, not a refusal (C2) */
  byEngine?: boolean
}

export type SubmitResult =
  | { type: 'created'; subjectId: Uuid; jobId: Uuid; jobIds: Uuid[] }
  /** the same key (or the same `once` name) was answered before: the first answer again */
  | { type: 'existing'; subjectId: Uuid; jobId: Uuid }
  | { type: 'refused'; code: 'insufficient_credits' | 'idempotency_conflict' | 'account_not_found'; available?: number; needed?: number }

export type CancelResult = { type: 'cancelled' } | { type: 'requested' } | { type: 'closed'; status: JobStatus } | { type: 'not_found' }

/** One change, as subscribers see it. */
export type EngineEvent = {
  cursor: string
  id: string
  accountId: Uuid
  type: string
  jobId: Uuid | null
  parentId: Uuid | null
  subject: { kind: string; id: Uuid } | null
  data: Record<string, unknown>
}

/** What `subscribe` calls. `reset`: the cursor is too old or of another database; refetch, then go on with what follows. */
export type Subscriber = { event(event: EngineEvent): void; reset(cursor: string): void }

/** The whole surface. `createEngine` in engine.ts makes one; everything is safe to call on any node. */
export type Engine = {
  nodeId: Uuid
  /** for reads; writes to engine tables go through the verbs */
  pool: import('pg').Pool
  kinds: ReadonlyMap<string, JobKind>
  /** connects, registers the node; with role worker it claims work. Resolves when ready. */
  start(): Promise<void>
  /** hands work back, stops timers, closes connections */
  stop(): Promise<void>
  submit(submission: Submission): Promise<SubmitResult>
  /** Cancels a job or a parent with its children. `accountId` must own it, else `not_found`. */
  cancel(request: { accountId: Uuid; jobId: Uuid }): Promise<CancelResult>
  /** Adds to (or with an adjustment takes from) an account; throws `insufficient_credits` below zero. `once`: at most one line with that reason. */
  grant(request: { accountId: Uuid; kind: 'grant' | 'adjustment'; credits: number; reason: string; once?: boolean }): Promise<void>
  /** A webhook or an operator says: look now. */
  wake(jobIds: Uuid[]): Promise<void>
  /** An operator's answer to an unknown outcome. */
  resolveUnknown(request: { jobId: Uuid; found: string } | { jobId: Uuid; notFound: true }): Promise<'applied' | 'stale'>
  lanes: {
    /** creates or changes a lane's limits; `undefined` leaves a limit as it is, null lifts it */
    configure(lane: string, limits: { maxInFlight?: number | null; perMinute?: number | null; /** at most this many at once on one node */ perNode?: number | null }): Promise<void>
    pause(lane: string, reason: string, forMs?: number): Promise<void>
    resume(lane: string): Promise<void>
  }
  events: {
    /** the cursor "now": everything committed after it will be delivered */
    cursor(): Promise<string>
    /** Replays what the account missed since `after`, then goes on live; nothing lost, nothing twice. Returns the way to stop. */
    subscribe(options: { accountId?: Uuid; after?: string }, subscriber: Subscriber): Promise<() => void>
  }
}

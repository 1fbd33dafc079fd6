/**
 * The shapes that cross the wire, once. The server validates and documents with these schemas; the browser, the
 * command line and the client library take only the types, so nothing of zod reaches the first route.
 *
 * JSON is camelCase, lists are `{items, nextCursor}`, credits are whole numbers, times are ISO 8601 in UTC.
 */
import { z } from 'zod'

/** Engine statuses are lower case, studio statuses upper case. */
export const jobStatus = z.enum(['pending', 'processing', 'completed', 'failed', 'cancelled'])
export type JobStatus = z.infer<typeof jobStatus>

/** Where in its life an open job stands; null once it is closed. */
export const jobPhase = z.enum([
  'queued',
  'delayed',
  'preparing',
  'submitting',
  'submitted',
  'unknown',
  'collecting',
  'children',
])
export type JobPhase = z.infer<typeof jobPhase>

export const taskStatus = z.enum([
  'IMAGE_PENDING',
  'IMAGE_GENERATING',
  'IMAGE_COMPLETED',
  'MODEL_PENDING',
  'MODEL_GENERATING',
  'MODEL_COMPLETED',
  'FAILED',
  'CANCELLED',
])
export type TaskStatus = z.infer<typeof taskStatus>

export const partStatus = z.enum(['PENDING', 'GENERATING', 'COMPLETED', 'FAILED', 'CANCELLED'])
export type PartStatus = z.infer<typeof partStatus>

/** Events a person may send to a task; which are legal now is told in `can`. */
export const taskEvent = z.enum(['selectImage', 'retryImages', 'retryModel', 'cancel'])
export type TaskEvent = z.infer<typeof taskEvent>

/** Why something failed: a stable code, words in the language asked for, what to do, and the stage it happened in. */
export const failure = z.object({
  code: z.string(),
  message: z.string(),
  advice: z.string(),
  stage: z.enum(['image', 'model']),
})
export type Failure = z.infer<typeof failure>

/** How long this usually takes, from this kind's own history: the range p50 to p90 of seconds still to go. */
export const eta = z.object({ secondsLow: z.number(), secondsHigh: z.number() })
export type Eta = z.infer<typeof eta>

export const taskImage = z.object({
  index: z.number().int(),
  jobId: z.string(),
  status: partStatus,
  progress: z.number().min(0).max(100),
  /** relative; needs the same authorization, or the signed form */
  url: z.string().nullable(),
  previewUrl: z.string().nullable(),
  /** a few dozen bytes of blurred picture as a data: URI, shown while the real one loads */
  placeholder: z.string().nullable(),
  seed: z.number().int(),
  error: failure.nullable(),
})
export type TaskImage = z.infer<typeof taskImage>

export const taskModel = z.object({
  jobId: z.string(),
  /** which picture it was made of */
  imageIndex: z.number().int(),
  status: partStatus,
  progress: z.number().min(0).max(100),
  url: z.string().nullable(),
  previewUrl: z.string().nullable(),
  error: failure.nullable(),
  createdAt: z.string(),
})
export type TaskModel = z.infer<typeof taskModel>

export const taskCredits = z.object({ held: z.number().int(), captured: z.number().int(), released: z.number().int() })

export const task = z.object({
  id: z.string(),
  prompt: z.string(),
  seed: z.number().int(),
  count: z.number().int(),
  status: taskStatus,
  /** 0-100 within the current stage */
  progress: z.number().min(0).max(100),
  /** plain words in the language asked for, such as "正在生成 2/4 张图片" */
  progressMessage: z.string(),
  images: z.array(taskImage),
  selectedImageIndex: z.number().int().nullable(),
  /** the current model; every one ever made of this task is in `models`, newest first */
  model: taskModel.nullable(),
  models: z.array(taskModel),
  error: failure.nullable(),
  /** the provider's answer is not known yet; it is being checked, nothing is charged twice */
  outcomeUnknown: z.boolean(),
  cancelRequested: z.boolean(),
  credits: taskCredits,
  /** the AI models it was last asked to use, as `provider:model`, and that the next step uses; null: the default when it was made */
  madeWith: z.object({ image: z.string().nullable(), model3d: z.string().nullable() }),
  /** what the next step would cost: shown on its button */
  prices: z.object({ image: z.number().int(), model: z.number().int(), priceVersion: z.string() }),
  /** jobs ahead of this one in its lane, while it waits */
  queuePosition: z.number().int().nullable(),
  eta: eta.nullable(),
  can: z.array(taskEvent),
  createdAt: z.string(),
  /** when the current stage began, for the elapsed time on the page */
  stageStartedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
})
export type Task = z.infer<typeof task>

export const taskList = z.object({ items: z.array(task), nextCursor: z.string().nullable() })
export type TaskList = z.infer<typeof taskList>

export const promptGraphemesMax = 2000
export const promptBytesMax = 16 * 1024

/** `provider:model` */
export const modelId = z.string().min(1).max(200)

export const createTask = z.strictObject({
  prompt: z.string(),
  seed: z.number().int().min(0).max(2 ** 31 - 1).optional(),
  count: z.number().int().min(1).max(4).optional(),
  /** which AI models to use, as `provider:model`; see GET /api/models */
  models: z.strictObject({ image: modelId.optional(), model3d: modelId.optional() }).optional(),
  /** the price the person saw; a stale one is refused with 409 `price_changed` */
  priceVersion: z.string().optional(),
})
export type CreateTask = z.infer<typeof createTask>

export const patchTask = z.strictObject({
  selectedImageIndex: z.number().int(),
  models: z.strictObject({ model3d: modelId.optional() }).optional(),
  priceVersion: z.string().optional(),
})
export type PatchTask = z.infer<typeof patchTask>

/** Which stage to make again; without it the model if that may be made again, else the missing pictures. */
export const retryTask = z.strictObject({
  stage: z.enum(['image', 'model']).optional(),
  priceVersion: z.string().optional(),
})
export type RetryTask = z.infer<typeof retryTask>

export const credits = z.object({ available: z.number().int(), held: z.number().int() })
export type Credits = z.infer<typeof credits>

export const ledgerKind = z.enum(['grant', 'adjustment', 'hold', 'capture', 'release', 'write_off'])
export const ledgerLine = z.object({
  id: z.string(),
  kind: ledgerKind,
  /** change of the spendable and of the held credits */
  availableDelta: z.number().int(),
  heldDelta: z.number().int(),
  /** a message code or the admin's words; `message` is the sentence */
  reason: z.string().nullable(),
  message: z.string(),
  jobId: z.string().nullable(),
  createdAt: z.string(),
})
export type LedgerLine = z.infer<typeof ledgerLine>
export const ledgerList = z.object({ items: z.array(ledgerLine), nextCursor: z.string().nullable() })
export type LedgerList = z.infer<typeof ledgerList>

/** Something to look at in a list of jobs: a small picture of what was made. */
export const jobPreview = z.object({ url: z.string(), placeholder: z.string().nullable() })

/** What may be done to a job now, by the rules of its studio. */
export const jobEvent = z.enum(['cancel', 'retry'])

export const job = z.object({
  jobId: z.string(),
  parentId: z.string().nullable(),
  retryOf: z.string().nullable(),
  kind: z.string(),
  /** what it makes, in words: a picture, a film */
  what: z.string(),
  lane: z.string().nullable(),
  status: jobStatus,
  phase: jobPhase.nullable(),
  /** of a parent, over all its children */
  progress: z.number(),
  progressMessage: z.string().nullable(),
  /** nothing of it has begun yet */
  waiting: z.boolean(),
  /** jobs ahead of it in its lane, while it waits in the queue */
  queuePosition: z.number().int().nullable(),
  eta: eta.nullable(),
  /** credits; of a parent the sum of its children's */
  price: z.number().int(),
  attempts: z.number().int(),
  subject: z.object({ kind: z.string(), id: z.string() }),
  /** what people call its subject: the prompt, the name of the film */
  title: z.string().nullable(),
  /** at most four */
  previews: z.array(jobPreview),
  children: z
    .object({ total: z.number(), open: z.number(), completed: z.number(), failed: z.number(), cancelled: z.number() })
    .nullable(),
  outcomeUnknown: z.boolean(),
  cancelRequested: z.boolean(),
  error: z.object({ code: z.string(), message: z.string(), advice: z.string() }).nullable(),
  can: z.array(jobEvent),
  /** what making it again would cost now; null where it cannot be */
  retryCredits: z.number().int().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  closedAt: z.string().nullable(),
})
export type Job = z.infer<typeof job>
export const jobList = z.object({ items: z.array(job), nextCursor: z.string().nullable() })
export type JobList = z.infer<typeof jobList>

/** One job with what it was given and what came of it. */
export const jobDetail = job.extend({
  input: z.unknown(),
  output: z.record(z.string(), z.unknown()).nullable(),
  files: z.array(
    z.object({
      id: z.string(),
      role: z.string(),
      mime: z.string(),
      bytes: z.number().int(),
      width: z.number().int().nullable(),
      height: z.number().int().nullable(),
      url: z.string(),
    }),
  ),
})
export type JobDetail = z.infer<typeof jobDetail>

/** How much of an account's work runs and waits, apart, and the limits it meets. */
export const jobSummary = z.object({
  running: z.number().int(),
  waiting: z.number().int(),
  /** of those running: outcomes that are being checked with the provider */
  unknown: z.number().int(),
  lanes: z.array(
    z.object({
      id: z.string(),
      running: z.number().int(),
      waiting: z.number().int(),
      /** over all accounts; null: no limit */
      maxInFlight: z.number().int().nullable(),
      perMinute: z.number().int().nullable(),
      paused: z.boolean(),
    }),
  ),
})
export type JobSummary = z.infer<typeof jobSummary>

export const cancelJobs = z.strictObject({
  /** these; without them everything that is open */
  jobIds: z.array(z.uuid()).min(1).max(500).optional(),
  /** but not what belongs to these subjects */
  exceptSubjects: z.array(z.uuid()).max(100).optional(),
})
export const cancelledJobs = z.object({ /** stopped, or asked to stop */ cancelled: z.number().int(), /** could not be stopped any more */ tooLate: z.number().int() })
export type CancelledJobs = z.infer<typeof cancelledJobs>

/** What has come to its end: told once, on whichever device came first, and unread until somebody looked. */
export const noticeList = z.object({ items: z.array(z.object({ job, read: z.boolean() })), unread: z.number().int() })
export type NoticeList = z.infer<typeof noticeList>
export const claimedNotices = z.object({ items: z.array(job) })
export type ClaimedNotices = z.infer<typeof claimedNotices>

/** A job's durable story, read from its job, attempt and ledger rows. */
export const timeline = z.object({
  jobId: z.string(),
  items: z.array(
    z.object({
      at: z.string(),
      /** submitted, claimed, armed, accepted, collecting, completed, failed, cancelled, hold, capture, release, ... */
      type: z.string(),
      attempt: z.number().int().nullable(),
      message: z.string(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
  /** milliseconds spent in each phase, summed over attempts */
  dwellMs: z.record(z.string(), z.number()),
  attempts: z.array(
    z.object({
      no: z.number().int(),
      /** the model it was sent to: another than the job's where that had refused */
      lane: z.string(),
      /** the provider's own name for the work */
      externalId: z.string().nullable(),
      /** completed, failed, cancelled, retried, handed_back, lost, written_off; null while it lasts */
      outcome: z.string().nullable(),
      error: z.object({ code: z.string(), message: z.string() }).nullable(),
      claimedAt: z.string(),
      postedAt: z.string().nullable(),
      acceptedAt: z.string().nullable(),
      endedAt: z.string().nullable(),
    }),
  ),
  /** the lines of the ledger it caused; of a parent those of its children */
  ledger: z.array(ledgerLine),
})
export type Timeline = z.infer<typeof timeline>

/** What SSE, the WebSocket and webhooks carry. `cursor` resumes exactly behind this event. */
export const eventEnvelope = z.object({
  cursor: z.string(),
  /** job.pending, job.processing, job.progress, job.completed, job.failed, job.cancelled, credits.changed, film.changed, video.changed, reset */
  type: z.string(),
  jobId: z.string().nullable(),
  subject: z.object({ kind: z.string(), id: z.string() }).nullable(),
  data: z.record(z.string(), z.unknown()),
})
export type EventEnvelope = z.infer<typeof eventEnvelope>

export const me = z.object({
  accountId: z.string(),
  name: z.string(),
  role: z.enum(['user', 'admin']),
  demo: z.boolean(),
  credits,
})
export type Me = z.infer<typeof me>

export const session = z.object({
  me: me.nullable(),
  /** whether `POST /api/session/demo` would be answered here */
  demoAvailable: z.boolean(),
})
export type Session = z.infer<typeof session>

export const quoteRequest = z.strictObject({ kind: z.enum(['task', 'model']), count: z.number().int().min(1).max(4).optional(), models: createTask.shape.models })
export type QuoteRequest = z.infer<typeof quoteRequest>

export const quote = z.object({
  credits: z.number().int(),
  priceVersion: z.string(),
  available: z.number().int(),
  sufficient: z.boolean(),
  /** who pays when it does not come about: what fails or is cancelled before it is finished costs nothing */
  refund: z.literal('unfinished_work_is_free'),
})
export type Quote = z.infer<typeof quote>

export const prices = z.object({
  priceVersion: z.string(),
  items: z.array(
    z.object({ kind: z.string(), credits: z.number().int(), unit: z.string(), eta: eta.nullable() }),
  ),
})
export type Prices = z.infer<typeof prices>

export const apiKey = z.object({
  id: z.string(),
  name: z.string(),
  /** the first characters, to recognise it by */
  prefix: z.string(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
})
export type ApiKey = z.infer<typeof apiKey>
export const apiKeyCreated = apiKey.extend({ /** the key itself, shown this once */ secret: z.string() })
export const apiKeyList = z.object({ items: z.array(apiKey), nextCursor: z.string().nullable() })

export const accountCreated = z.object({
  accountId: z.string(),
  name: z.string(),
  role: z.enum(['user', 'admin']),
  /** shown this once */
  apiKey: z.string(),
  credits,
})
export type AccountCreated = z.infer<typeof accountCreated>

export const lane = z.object({
  id: z.string(),
  /** null: no limit */
  maxInFlight: z.number().int().nullable(),
  perMinute: z.number().int().nullable(),
  paused: z.object({ reason: z.string(), /** null: until somebody resumes it */ until: z.string().nullable() }).nullable(),
  waiting: z.number().int(),
  inFlight: z.number().int(),
})
export type Lane = z.infer<typeof lane>
export const laneList = z.object({ items: z.array(lane), nextCursor: z.string().nullable() })

export const modelKind = z.enum(['image', 'model3d', 'video', 'speech', 'text'])
export type ModelKind = z.infer<typeof modelKind>

/** One AI model as people choose it. */
export const modelOffer = z.object({
  /** `provider:model` */
  id: z.string(),
  kind: modelKind,
  label: z.string(),
  provider: z.object({ id: z.string(), label: z.string() }),
  available: z.boolean(),
  /** why it cannot be used: which settings its provider lacks */
  unavailable: z.object({ code: z.literal('provider_off'), message: z.string(), missing: z.array(z.string()) }).nullable(),
  /** used where a request names none */
  isDefault: z.boolean(),
  priceVersion: z.string(),
  /** credits for one request; for a video by its length and mode */
  prices: z.array(z.object({ seconds: z.number().optional(), mode: z.enum(['standard', 'professional']).optional(), credits: z.number().int() })),
  limits: z.object({
    promptCharsMax: z.number().int().optional(),
    imageBytesMax: z.number().int().optional(),
    imageSideMinPx: z.number().int().optional(),
    imageSideMaxPx: z.number().int().optional(),
    imageMimes: z.array(z.string()).optional(),
    referencesMin: z.number().int().optional(),
    referencesMax: z.number().int().optional(),
    seconds: z.array(z.number()).optional(),
    secondsMin: z.number().optional(),
    secondsMax: z.number().optional(),
    aspects: z.array(z.string()).optional(),
    imageRatioMax: z.number().optional(),
    madeFrom: z.enum(['picture', 'prompt', 'either']).optional(),
    firstFrame: z.literal('none').optional(),
  }),
  /** the work's own time; what takes longer fails and is refunded */
  deadlineSeconds: z.number().int(),
  /** what a cancel after the provider was asked means for the price */
  cancel: z.enum(['free-until-done', 'free-while-queued', 'not-cancellable']).nullable(),
  progress: z.enum(['percent', 'stages', 'none']).nullable(),
  /** what an attempt whose answer was lost can be found by */
  recovery: z.enum(['repeatable', 'idempotency-key', 'client-id', 'webhook', 'list-scan', 'none']).nullable(),
  /** its limits over all nodes, and how full it is */
  lane: lane.omit({ id: true }).nullable(),
})
export type ModelOffer = z.infer<typeof modelOffer>
export const modelList = z.object({ items: z.array(modelOffer), nextCursor: z.string().nullable() })
export type ModelList = z.infer<typeof modelList>

/** An address that needs no sign-in until it expires. */
export const signedUrl = z.object({ url: z.string(), expiresAt: z.string() })
/** For a WebSocket whose client can send neither cookie nor header. */
export const socketTicket = z.object({ ticket: z.string(), expiresAt: z.string() })

/** RFC 9457, `application/problem+json`; `code` is stable, `title`, `detail` and `advice` are words. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  advice: z.string().optional(),
  instance: z.string().optional(),
  /** which inputs were refused, as JSON pointers */
  fields: z.array(z.object({ pointer: z.string(), code: z.string(), message: z.string() })).optional(),
  /** on 409: the events that are legal now */
  can: z.array(z.string()).optional(),
  /** on 409 price_changed: what it costs now */
  prices: z.record(z.string(), z.unknown()).optional(),
  /** on 409 in_use: what still needs it; `open`: work under way */
  uses: z.array(z.object({ subject: z.object({ kind: z.string(), id: z.string() }), title: z.string(), open: z.boolean() })).optional(),
  /** on 409: what stands in the way */
  items: z.array(z.object({ kind: z.string(), id: z.string(), name: z.string() })).optional(),
})
export type Problem = z.infer<typeof problem>

/**
 * The port every AI provider is behind. A provider is one folder: an adapter of this shape, a table that maps its words
 * to ours, its models with prices, limits and input schemas, and a page in docs/providers. Studios know models only:
 * they put a request together and hand it to the job kind in `generation.ts`, which does the rest alike for all.
 *
 * - **model**: one AI model, named `provider:model` (`replicate:black-forest-labs/flux-schnell`). Its lane has the same name.
 * - **request**: what is asked of a model, in our words; one shape for each kind of model.
 * - **submit**: the one paid POST: raw `fetch`, one attempt, no redirects (`postOnce` in http.ts).
 * - **ambiguous**: nobody can say whether the provider took the work. Never sent again blindly: the engine parks it as
 *   `unknown`, and `recover` asks by the provider's own means.
 */
import type { z } from 'zod'
import type { AttemptContext, CancelAnswer, PollAnswer, RecoverAnswer, Recovery, SubmitAnswer } from '../engine/types.ts'

/** What a model makes. `text` writes scripts and expands prompts. */
export type ModelKind = 'image' | 'model3d' | 'video' | 'speech' | 'text'
export const modelKinds = ['image', 'model3d', 'video', 'speech', 'text'] as const satisfies readonly ModelKind[]

/** `width:height` */
export type Aspect = '1:1' | '16:9' | '9:16' | '4:3' | '3:4'

/** A picture in our storage that a model is shown. */
export type SourceImage = { fileId: string; storageKey: string; mime: string; bytes: number; width: number; height: number }

export type ImageRequest = {
  kind: 'image'
  prompt: string
  seed: number
  aspect: Aspect
  /** pictures to follow: people, style, the picture to change */
  references: SourceImage[]
  /** a scene of photography's catalogue, which the local provider can build; the prompt says it in words for the others */
  scene?: string
  /** what a studio asks of its own local model (framing, variant); other models ignore it */
  options?: Record<string, string | number | boolean>
}
/** A 3D model from a picture, or of what the prompt says. */
export type Model3dRequest = { kind: 'model3d'; image: SourceImage } | { kind: 'model3d'; image: null; prompt: string }
export type VideoRequest = {
  kind: 'video'
  prompt: string
  seed: number
  seconds: number
  aspect: Aspect
  mode: 'standard' | 'professional'
  /** the picture it begins with; null: only the prompt */
  firstFrame: SourceImage | null
  /** characters, scenes and props to be recognised; the prompt may point at the n-th as `[image n]` */
  references: SourceImage[]
}
export type SpeechRequest = { kind: 'speech'; text: string; language: string; voice: string | null }
export type TextRequest = {
  kind: 'text'
  system: string
  prompt: string
  /** JSON Schema of the object that is wanted; null: plain text */
  schema: { name: string; schema: Record<string, unknown> } | null
}
export type ModelRequest = ImageRequest | Model3dRequest | VideoRequest | SpeechRequest | TextRequest
export type RequestOf<K extends ModelKind> = Extract<ModelRequest, { kind: K }>

/** What a model takes; what goes past it is refused before anything is held, with the field and the limit. */
export type ModelLimits = {
  promptCharsMax?: number
  /** bounds of each source picture */
  imageBytesMax?: number
  imageSideMinPx?: number
  imageSideMaxPx?: number
  imageMimes?: readonly string[]
  /** how many references it takes, and needs; undefined: none */
  referencesMax?: number
  referencesMin?: number
  /** lengths it makes, in seconds */
  seconds?: readonly number[]
  /** where any length between two is fine */
  secondsMin?: number
  secondsMax?: number
  aspects?: readonly Aspect[]
  /** longer side : shorter side of each source picture, at most */
  imageRatioMax?: number
  /** what a 3D model can be made from; undefined: a picture */
  madeFrom?: 'picture' | 'prompt' | 'either'
  /** `none`: the video cannot begin with a given picture; undefined: it may */
  firstFrame?: 'none'
}

/** What happens to the price when a person cancels after the provider was asked; shown before the run. */
export type CancelRule = 'free-until-done' | 'free-while-queued' | 'not-cancellable'

/** What a provider can do about an attempt once it has left; a model of its own may differ. */
export type Abilities = {
  /** what an attempt whose answer was lost can be found by, as configured now (a webhook needs a public URL) */
  recovery: Recovery
  /** how long an attempt may stay unknown before it is written off */
  unknownWindowMs: number
  /** how long its results can be fetched; null: they are in the answer itself, or stay */
  resultTtlMs: number | null
  progress: 'percent' | 'stages' | 'none'
  cancelRule: CancelRule
}

/** One AI model as people choose it and as the engine limits it. */
export type Model<K extends ModelKind = ModelKind> = {
  /** `provider:model`; also the name of its lane */
  id: string
  kind: K
  label: string
  /** whole credits for one request. @throws never: what it cannot price, `limits` refuse first */
  price(request: RequestOf<K>): number
  /** names the price list: changes whenever a figure does */
  priceVersion: string
  limits: ModelLimits
  /** as the provider publishes them; undefined: none known */
  lane: { maxInFlight?: number; perMinute?: number; perNode?: number }
  /** the work's own time, from its first claim */
  deadlineMs: number
  /** where it differs from its provider; read through `abilitiesOf` */
  abilities?: Partial<Abilities>
  /** options of the model's own (guidance, style), from the operator's configuration; validated when the model is made */
  options?: z.ZodType
}

/** What our own code made, with the facts that it knows. */
export type OwnFile = { bytes: Uint8Array; mime: string; width?: number; height?: number; placeholder?: string }

/** Something a provider made, not yet ours. `url` is fetched under guard; nothing of what the provider claims is believed. */
export type Made = {
  role: 'result' | 'preview'
  /** `path`: a temporary file of ours, removed once it is kept. `own`: made by our own code, and not looked into again */
  from: { url: string; headers?: Record<string, string> } | { bytes: Uint8Array } | { path: string } | { own: OwnFile }
}
export type ProviderResult = { files: Made[]; text?: string; /** facts for the record: the provider's seed, its model version */ facts?: Record<string, string | number> }

/** What an adapter's function is given. */
export type ProviderCall<R extends ModelRequest = ModelRequest> = Pick<AttemptContext, 'jobId' | 'attempt' | 'attemptKey' | 'postedMsAgo' | 'signal' | 'progress' | 'log'> & {
  model: Model
  request: R
  /** where the provider may call back for this very attempt: unguessable, carries the attempt. null without a public URL */
  webhookUrl: string | null
  /** bytes of a source picture. @throws JobError `storage_failed` */
  read(image: SourceImage): Promise<Buffer>
  /** the external id that a verified webhook has brought for this attempt, if one has */
  heard(): Promise<string | null>
}

/** A webhook as it came in: nothing of it is believed before `verify`. */
export type IncomingWebhook = {
  headers: Record<string, string | undefined>
  /** the very bytes that were signed */
  body: Buffer
  /** from the callback URL, whose unguessable part has been checked */
  attemptKey: string
  nowMs: number
}
/**
 * `externalId` where the message names it. `over`: it says that the work has ended; one that only says that it goes on is
 * news to nobody but a job whose id is still looked for. A forged, aged or unreadable one is `refused`.
 */
export type WebhookVerdict = { type: 'accepted'; externalId: string | null; messageId: string | null; over: boolean } | { type: 'refused'; reason: string }

export type Provider<Prepared = unknown> = Abilities & {
  id: string
  label: string
  models: readonly Model[]
  /** how often it is asked about a job, where nobody else asks for its attention */
  poll?: {
    everyMs: number
    /** the first time, where work may be done sooner than that */
    firstMs?: number
    /** all our polls together; the interval grows when more is parked than this allows */
    perSecond: number
  }
  /** uploads and the like: free, may be redone */
  prepare?(call: ProviderCall): Promise<Prepared>
  submit(call: ProviderCall, prepared: Prepared): Promise<SubmitAnswer<ProviderResult>>
  ask?(call: ProviderCall, externalId: string): Promise<PollAnswer<ProviderResult>>
  recover?(call: ProviderCall): Promise<RecoverAnswer>
  cancel?(call: ProviderCall, externalId: string): Promise<CancelAnswer>
  /** @throws JobError where the key to check with cannot be had just now: the message may come again */
  verify?(webhook: IncomingWebhook): Promise<WebhookVerdict>
  /** lets go of what it keeps open (a socket); called when this process ends */
  close?(): void
}

/** What holds for one model: the provider's abilities, and what the model's own say instead. */
export const abilitiesOf = (provider: Abilities, model: Model): Abilities => {
  const { recovery, unknownWindowMs, resultTtlMs, progress, cancelRule } = provider
  return { recovery, unknownWindowMs, resultTtlMs, progress, cancelRule, ...model.abilities }
}

/** One variable of the environment that a provider reads; listed in docs/configuration.md. */
export type ProviderVariable = { name: string; default: string | null; meaning: string; /** without it the provider is off */ required: boolean; /** an address: checked to be http or https, its trailing slash removed */ url?: true }

/** What a provider is made from: its variables, checked and filled with defaults. */
export type ProviderSettings = {
  values: Readonly<Record<string, string>>
  /** the provider can reach us: there is a public URL */
  webhooks: boolean
  /** for tests and simulators: shorter windows than a real provider needs */
  timings?: { pollEveryMs?: number; unknownWindowMs?: number; deadlineMs?: number; submitTimeoutMs?: number }
}

/** Models with the windows of tests and simulators in place of their own. */
export const hurried = (models: readonly Model<any>[], { deadlineMs, unknownWindowMs }: NonNullable<ProviderSettings['timings']>): readonly Model<any>[] =>
  models.map((model) => ({
    ...model,
    ...(deadlineMs !== undefined && { deadlineMs }),
    ...(unknownWindowMs !== undefined && model.abilities && { abilities: { ...model.abilities, unknownWindowMs } }),
  }))

/** A folder of src/providers as the registry lists it, whether configured or not. */
export type ProviderFolder = {
  id: string
  label: string
  variables: readonly ProviderVariable[]
  models: readonly Model[]
  create(settings: ProviderSettings): Provider<any>
}

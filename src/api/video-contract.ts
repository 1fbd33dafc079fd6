/**
 * The video creator's shapes on the wire. As in contract.ts: the server validates and documents with the schemas, the
 * browser takes only the types and the bounds.
 */
import { z } from 'zod'
import { eta, taskCredits } from './contract.ts'
import { videoLimits } from './video-limits.ts'

export const videoStatus = z.enum([
  'CREATED', 'GENERATING_SCRIPT', 'DRAFT', 'GENERATING_STORYBOARD', 'STORYBOARD_READY', 'GENERATING_VIDEO', 'COMPLETED', 'FAILED', 'CANCELLED',
])
export type VideoStatus = z.infer<typeof videoStatus>

/** Events a person may send to a project; which are legal now is told in `can`. */
export const videoEvent = z.enum(['script', 'edit', 'rewrite', 'picture', 'storyboard', 'video', 'change', 'cancel', 'retry'])
export type VideoEvent = z.infer<typeof videoEvent>

/** What a failure or a step is about. */
export const videoStage = z.enum(['script', 'storyboard', 'video', 'final'])
export type VideoStage = z.infer<typeof videoStage>

export const videoAspect = z.enum(['16:9', '9:16', '1:1', '4:3', '3:4'])
export type VideoAspect = z.infer<typeof videoAspect>
export const videoLanguage = z.enum(['en', 'zh'])
export type VideoLanguage = z.infer<typeof videoLanguage>

export const videoModels = z.strictObject({
  text: z.string().min(1).max(200),
  image: z.string().min(1).max(200),
  video: z.string().min(1).max(200),
  /** null: nobody speaks; the subtitles are there all the same */
  speech: z.string().min(1).max(200).nullable(),
})
export type VideoModels = z.infer<typeof videoModels>

export const videoError = z.object({ code: z.string(), message: z.string(), advice: z.string(), stage: videoStage })
export type VideoError = z.infer<typeof videoError>

/** One picture, clip or spoken text of a scene: what there is, and what is under way. Addresses need the same authorization. */
export const videoPiece = z.object({
  /** none: nobody asked for it yet, or it must be made anew */
  status: z.enum(['none', 'pending', 'processing', 'completed', 'failed', 'cancelled']),
  progress: z.number().min(0).max(100),
  /** plain words in the language asked for */
  message: z.string(),
  error: z.object({ code: z.string(), message: z.string(), advice: z.string() }).nullable(),
  jobId: z.string().nullable(),
  fileId: z.string().nullable(),
  url: z.string().nullable(),
  previewUrl: z.string().nullable(),
  placeholder: z.string().nullable(),
  /** it shows what the scene said before it was edited */
  stale: z.boolean(),
  outcomeUnknown: z.boolean(),
  cancelRequested: z.boolean(),
})
export type VideoPiece = z.infer<typeof videoPiece>

export const videoScene = z.object({
  /** stays with the scene through every edit */
  id: z.string(),
  /** its place, from 1 */
  number: z.number().int(),
  title: z.string(),
  narration: z.string(),
  shot: z.string(),
  seconds: z.number(),
  picture: videoPiece,
  clip: videoPiece,
  /** null: this video is not spoken */
  voice: videoPiece.nullable(),
  /** a new text for it is being written; or why that failed */
  rewrite: videoPiece.nullable(),
})
export type VideoScene = z.infer<typeof videoScene>

export const videoStep = z.object({
  step: z.enum(['brief', 'script', 'storyboard', 'video', 'final']),
  state: z.enum(['done', 'current', 'failed', 'cancelled', 'open']),
  /** 0-100 */
  progress: z.number().min(0).max(100),
  /** pieces there and needed, where it is made of pieces */
  completed: z.number().int().nullable(),
  total: z.number().int().nullable(),
})
export type VideoStep = z.infer<typeof videoStep>

/** A finished video. Every one stays. */
export const videoFilm = z.object({
  jobId: z.string(),
  /** of the script and pieces as they stand now */
  current: z.boolean(),
  seconds: z.number().nullable(),
  fileId: z.string(),
  url: z.string(),
  previewUrl: z.string().nullable(),
  subtitlesUrl: z.string().nullable(),
  bytes: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  createdAt: z.string(),
})
export type VideoFilm = z.infer<typeof videoFilm>

/** What the next steps would cost now; null: its model is not available. */
export const videoPrices = z.object({
  script: z.number().int().nullable(),
  /** one scene written anew */
  rewrite: z.number().int().nullable(),
  /** one picture */
  picture: z.number().int().nullable(),
  /** every picture that is missing or stale */
  storyboard: z.object({ pictures: z.number().int(), credits: z.number().int().nullable() }),
  /** every clip and spoken text that is missing or stale, and putting them together */
  video: z.object({ clips: z.number().int(), voices: z.number().int(), final: z.number().int(), credits: z.number().int().nullable() }),
})
export type VideoPrices = z.infer<typeof videoPrices>

export const videoProject = z.object({
  id: z.string(),
  status: videoStatus,
  /** 0-100 of the stage under way */
  progress: z.number().min(0).max(100),
  progressMessage: z.string(),
  /** the stage the project is in */
  stage: videoStage.nullable(),
  /** the script's, or the topic while there is none */
  title: z.string(),
  topic: z.string(),
  audience: z.string(),
  tone: z.string(),
  /** the length asked for */
  seconds: z.number(),
  aspect: videoAspect,
  language: videoLanguage,
  narration: z.boolean(),
  models: videoModels,
  /** names the script as it stands; an edit says which one it has read */
  scriptVersion: z.string().nullable(),
  scenes: z.array(videoScene),
  /** of all scenes together */
  scriptSeconds: z.number(),
  steps: z.array(videoStep),
  /** newest first */
  videos: z.array(videoFilm),
  /** the script was edited since the newest video was made */
  outdated: z.boolean(),
  error: videoError.nullable(),
  prices: videoPrices,
  /** the longest clip that the chosen model makes, in seconds; null: any */
  clipSecondsMax: z.number().nullable(),
  credits: taskCredits,
  outcomeUnknown: z.boolean(),
  cancelRequested: z.boolean(),
  queuePosition: z.number().int().nullable(),
  eta: eta.nullable(),
  stageStartedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
  notified: z.boolean(),
  can: z.array(videoEvent),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type VideoProject = z.infer<typeof videoProject>

/** The script as people download and clients keep it. */
export const scriptData = z.object({
  title: z.string(),
  version: z.string(),
  scenes: z.array(z.object({ id: z.string(), title: z.string(), narration: z.string(), shot: z.string(), seconds: z.number() })),
})

export const videoProjectStatus = z.object({
  id: z.string(),
  status: videoStatus,
  progress: z.number().min(0).max(100),
  progressMessage: z.string(),
  stage: videoStage.nullable(),
  scriptData: scriptData.nullable(),
  error: videoError.nullable(),
  videoUrl: z.string().nullable(),
  subtitlesUrl: z.string().nullable(),
  can: z.array(videoEvent),
  completedAt: z.string().nullable(),
  notified: z.boolean(),
})
export type VideoProjectStatus = z.infer<typeof videoProjectStatus>

export const videoSummary = z.object({
  id: z.string(),
  title: z.string(),
  status: videoStatus,
  progress: z.number().min(0).max(100),
  progressMessage: z.string(),
  aspect: videoAspect,
  language: videoLanguage,
  scenes: z.number().int(),
  seconds: z.number(),
  pictures: z.array(z.object({ url: z.string(), placeholder: z.string().nullable() })),
  completedAt: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type VideoSummary = z.infer<typeof videoSummary>
export const videoSummaryList = z.object({ items: z.array(videoSummary), nextCursor: z.string().nullable() })
export type VideoSummaryList = z.infer<typeof videoSummaryList>

export const unfinishedVideo = z.object({
  /** the newest that is not finished and has not been offered since it was last worked on; null: none */
  project: videoSummary.nullable(),
  /** what to ask the person */
  message: z.string().nullable(),
})
export type UnfinishedVideo = z.infer<typeof unfinishedVideo>

const brief = {
  topic: z.string(),
  audience: z.string(),
  tone: z.string(),
  seconds: z.number().min(videoLimits.secondsMin).max(videoLimits.secondsMax),
  aspect: videoAspect,
  language: videoLanguage,
  narration: z.boolean(),
}
const quotedCredits = { /** the sum the person saw on the button; another one is refused with 409 `price_changed` */ quotedCredits: z.number().int().min(0).optional() }

export const createVideo = z.strictObject({
  topic: brief.topic,
  audience: brief.audience.optional(),
  tone: brief.tone.optional(),
  /** 30 unless said */
  seconds: brief.seconds.optional(),
  aspect: brief.aspect.optional(),
  /** that of the topic unless said */
  language: brief.language.optional(),
  /** spoken too, not only subtitled; where a speech model is there, yes unless said */
  narration: brief.narration.optional(),
  models: videoModels.partial().optional(),
  /** begins the script at once, in the same commit */
  generate: z.boolean().optional(),
  ...quotedCredits,
})
export type CreateVideo = z.infer<typeof createVideo>

export const changeVideo = z.strictObject(brief).extend({ models: videoModels.partial() }).partial()
export type ChangeVideo = z.infer<typeof changeVideo>

export const paidStep = z.strictObject(quotedCredits)
export type PaidStep = z.infer<typeof paidStep>
/** With the version of the script that was read, another one is refused with 409 `conflict`. */
export const paidScriptStep = z.strictObject({ ...quotedCredits, scriptVersion: z.string().max(100).optional() })
export type PaidScriptStep = z.infer<typeof paidScriptStep>
export const paidPicture = z.strictObject({ ...quotedCredits, seed: z.number().int().min(0).max(2 ** 31 - 1).optional() })
export type PaidPicture = z.infer<typeof paidPicture>

export const sceneId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
export const editedScene = z.strictObject({
  /** of a new scene: any that is not taken; left out, one is given */
  id: sceneId.optional(),
  title: z.string(),
  narration: z.string(),
  shot: z.string(),
  seconds: z.number(),
})
export type EditedScene = z.infer<typeof editedScene>
/** The whole script as it shall be. */
export const editScript = z.strictObject({
  /** the one that was read; another one is refused with 409 `conflict`. Left out: whatever was there */
  scriptVersion: z.string().max(100).optional(),
  title: z.string(),
  scenes: z.array(editedScene),
})
export type EditScript = z.infer<typeof editScript>

export const answerOffer = z.strictObject({ answer: z.enum(['continue', 'new']) })
export type AnswerOffer = z.infer<typeof answerOffer>

/** What a video of this kind comes to; the script is exact, the rest is for as many scenes as it will likely have. */
export const quoteVideo = createVideo.pick({ seconds: true, language: true, narration: true, aspect: true, models: true }).partial()
export type QuoteVideo = z.infer<typeof quoteVideo>
export const videoQuote = z.object({
  script: z.number().int().nullable(),
  scenes: z.number().int(),
  storyboard: z.number().int().nullable(),
  video: z.number().int().nullable(),
  total: z.number().int().nullable(),
  available: z.number().int(),
  /** a speech model is there */
  narrationAvailable: z.boolean(),
  refund: z.literal('unfinished_work_is_free'),
})
export type VideoQuote = z.infer<typeof videoQuote>

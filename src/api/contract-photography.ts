/** The shapes of photography as they cross the wire. See contract.ts, whose rules hold here too. */
import { z } from 'zod'
import { framings, moods, times } from '../providers/local/portrait/choices.ts'
import { sceneGroups, sceneIds } from '../studios/photography/scenes.ts'
import { eta, failure, modelId, partStatus, taskCredits } from './contract.ts'

export const workStatus = z.enum(['PENDING', 'GENERATING', 'COMPLETED', 'FAILED', 'CANCELLED'])
export type WorkStatus = z.infer<typeof workStatus>

/** Events a person may send to a work; which are legal now is told in `can`. */
export const workEvent = z.enum(['cancel', 'retry', 'delete'])
export type WorkEvent = z.infer<typeof workEvent>

export const aspect = z.enum(['1:1', '3:4', '4:3', '9:16', '16:9'])
export type PhotoAspect = z.infer<typeof aspect>

export const clothingGraphemesMax = 200
export const uploadsMax = 10
export const photographsMax = 4

export const photoParameters = z.object({
  /** how much of the person; `auto` keeps about what the upload shows */
  framing: z.enum(framings),
  time: z.enum(times),
  mood: z.enum(moods),
  /** of the backdrop, where the scene comes in several */
  colour: z.string().nullable(),
  /** 0-1 */
  retouch: z.number().min(0).max(1),
  /** in a few words; only models that follow a prompt can dress somebody anew */
  clothing: z.string(),
})
export type PhotoParameters = z.infer<typeof photoParameters>

export const markPositions = ['top-left', 'top', 'top-right', 'left', 'center', 'right', 'bottom-left', 'bottom', 'bottom-right'] as const
export type MarkPosition = (typeof markPositions)[number]
export const markTextGraphemesMax = 60

const placed = {
  placement: z.enum(['single', 'tiled']),
  /** where a single one is */
  position: z.enum(markPositions),
  opacity: z.number().min(0.05).max(1),
  /** width of the mark as a part of the photograph's shorter side */
  size: z.number().min(0.05).max(0.8),
}
/** What is laid over each photograph; the clean one is kept beside it. */
export const watermark = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string(), colour: z.enum(['light', 'dark']), ...placed }),
  z.strictObject({ type: z.literal('image'), uploadId: z.uuid(), ...placed }),
])
export type Watermark = z.infer<typeof watermark>

export const createWork = z.strictObject({
  /** pictures of the person, as `POST /api/uploads` named them; several photographs take them in turn */
  uploadIds: z.array(z.uuid()).min(1).max(uploadsMax),
  sceneId: z.string(),
  /** what is missing is as usual for the scene */
  parameters: z
    .strictObject({
      framing: z.enum(framings).optional(),
      time: z.enum(times).optional(),
      mood: z.enum(moods).optional(),
      colour: z.string().optional(),
      retouch: z.number().min(0).max(1).optional(),
      clothing: z.string().optional(),
    })
    .optional(),
  count: z.number().int().min(1).max(photographsMax).optional(),
  aspect: aspect.optional(),
  seed: z.number().int().min(0).max(2 ** 31 - 1).optional(),
  watermark: watermark.nullable().optional(),
  models: z.strictObject({ image: modelId.optional() }).optional(),
  priceVersion: z.string().optional(),
})
export type CreateWork = z.infer<typeof createWork>

export const workCreated = z.object({ workId: z.string(), jobId: z.string() })
export type WorkCreated = z.infer<typeof workCreated>

export const photoScene = z.object({
  id: z.enum(sceneIds),
  group: z.enum(sceneGroups),
  name: z.string(),
  description: z.string(),
  /** an example, made by this project's own code */
  pictureUrl: z.string(),
  placeholder: z.string(),
  /** the usual one first */
  times: z.array(z.enum(times)),
  colours: z.array(z.object({ id: z.string(), name: z.string() })),
  defaults: z.object({ parameters: photoParameters, aspect }),
})
export type PhotoScene = z.infer<typeof photoScene>
export const photoSceneList = z.object({ items: z.array(photoScene), nextCursor: z.null() })
export type PhotoSceneList = z.infer<typeof photoSceneList>

/** A picture that a work was made from; null urls: its owner has deleted it since. */
export const workUpload = z.object({ id: z.string(), name: z.string().nullable(), url: z.string().nullable(), previewUrl: z.string().nullable(), placeholder: z.string().nullable(), width: z.number().nullable(), height: z.number().nullable() })
export type WorkUpload = z.infer<typeof workUpload>

const photoFailure = failure.omit({ stage: true })
export type PhotoFailure = z.infer<typeof photoFailure>

export const photograph = z.object({
  index: z.number().int(),
  jobId: z.string(),
  status: partStatus,
  progress: z.number().min(0).max(100),
  fileId: z.string().nullable(),
  url: z.string().nullable(),
  /** without the watermark, where there is one */
  cleanUrl: z.string().nullable(),
  previewUrl: z.string().nullable(),
  placeholder: z.string().nullable(),
  width: z.number().nullable(),
  height: z.number().nullable(),
  /** the part of the upload that it shows, in fractions of the upload, where the model tells: lays one over the other */
  frame: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }).nullable(),
  /** the upload it was made of, for the slider */
  uploadId: z.string(),
  error: photoFailure.nullable(),
})
export type Photograph = z.infer<typeof photograph>

export const work = z.object({
  id: z.string(),
  /** the latest set of photographs */
  jobId: z.string(),
  scene: z.object({ id: z.string(), name: z.string() }),
  parameters: photoParameters,
  count: z.number().int(),
  aspect,
  seed: z.number().int(),
  watermark: watermark.nullable(),
  models: z.object({ image: z.string() }),
  uploads: z.array(workUpload),
  status: workStatus,
  progress: z.number().min(0).max(100),
  progressMessage: z.string(),
  photographs: z.array(photograph),
  error: photoFailure.nullable(),
  outcomeUnknown: z.boolean(),
  cancelRequested: z.boolean(),
  credits: taskCredits,
  /** of one photograph now */
  prices: z.object({ photograph: z.number().int(), priceVersion: z.string() }),
  queuePosition: z.number().int().nullable(),
  eta: eta.nullable(),
  /** the work was starred whole, or any of its photographs is a favourite in the library */
  favourite: z.boolean(),
  can: z.array(workEvent),
  createdAt: z.string(),
  stageStartedAt: z.string().nullable(),
  completedAt: z.string().nullable(),
})
export type Work = z.infer<typeof work>
export const workList = z.object({ items: z.array(work), nextCursor: z.string().nullable() })
export type WorkList = z.infer<typeof workList>

/** true: all its photographs are favourites, also those still to come; false: none of them any more */
export const patchWork = z.strictObject({ favourite: z.boolean() })
export type PatchWork = z.infer<typeof patchWork>
export const retryWork = z.strictObject({ priceVersion: z.string().optional() })
export type RetryWork = z.infer<typeof retryWork>
export const photoQuote = z.strictObject({ count: z.number().int().min(1).max(photographsMax).optional(), models: z.strictObject({ image: modelId.optional() }).optional() })
export type PhotoQuote = z.infer<typeof photoQuote>

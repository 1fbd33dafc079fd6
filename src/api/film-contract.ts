/**
 * The film studio's shapes on the wire. As in contract.ts: the server validates and documents with the schemas, the
 * browser takes only the types.
 */
import { z } from 'zod'
import { eta, jobStatus, taskCredits } from './contract.ts'

export const filmRole = z.enum(['character', 'scene', 'prop'])
export type FilmRole = z.infer<typeof filmRole>

/** What an asset or a shot is doing. `draft`: nobody asked for its content yet. */
export const filmStatus = z.enum(['draft', 'pending', 'processing', 'completed', 'failed', 'cancelled'])
export type FilmStatus = z.infer<typeof filmStatus>

/** Events a person may send to an asset or a shot; which are legal now is told in `can`. */
export const filmItemEvent = z.enum(['generate', 'cancel', 'upload', 'choose', 'edit', 'delete'])
export type FilmItemEvent = z.infer<typeof filmItemEvent>

export const filmExportEvent = z.enum(['export', 'cancel'])
export type FilmExportEvent = z.infer<typeof filmExportEvent>

export const filmAspect = z.enum(['16:9', '9:16', '1:1', '4:3', '3:4'])
export type FilmAspect = z.infer<typeof filmAspect>

export const filmError = z.object({ code: z.string(), message: z.string(), advice: z.string() })
export type FilmError = z.infer<typeof filmError>

/** The state of an asset or shot now, read off its jobs. */
export const filmRuntime = z.object({
  status: filmStatus,
  /** 0-100 of the newest generation */
  progress: z.number().min(0).max(100),
  /** plain words in the language asked for */
  message: z.string(),
  error: filmError.nullable(),
  /** the jobs of the newest generation, and the batch they were asked for in */
  jobs: z.array(z.object({ jobId: z.string(), status: jobStatus, progress: z.number().min(0).max(100) })),
  batchId: z.string().nullable(),
  outcomeUnknown: z.boolean(),
  cancelRequested: z.boolean(),
  /** jobs ahead of it in its lane, while it waits; of the first few that wait */
  queuePosition: z.number().int().nullable(),
  eta: eta.nullable(),
  startedAt: z.string().nullable(),
})
export type FilmRuntime = z.infer<typeof filmRuntime>

/** One picture or clip an item has, made or brought along. Addresses are relative and need the same authorization. */
export const filmVersion = z.object({
  fileId: z.string(),
  jobId: z.string().nullable(),
  uploaded: z.boolean(),
  url: z.string(),
  previewUrl: z.string().nullable(),
  /** of a clip: a few silent seconds to be looped under the pointer */
  hoverUrl: z.string().nullable(),
  placeholder: z.string().nullable(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** of a clip */
  seconds: z.number().nullable(),
  /** the model that made it */
  model: z.string().nullable(),
  createdAt: z.string(),
})
export type FilmVersion = z.infer<typeof filmVersion>

export const filmAsset = z.object({
  id: z.string(),
  projectId: z.string(),
  role: filmRole,
  name: z.string(),
  prompt: z.string(),
  /** the AI model for its pictures; null: the default */
  model: z.string().nullable(),
  runtime: filmRuntime,
  /** what it looks like now */
  content: filmVersion.nullable(),
  /** every version, newest first */
  versions: z.array(filmVersion),
  /** its words were edited since its content was made of them */
  outdated: z.boolean(),
  /** credits for one picture; null where its model is not configured */
  price: z.number().int().nullable(),
  can: z.array(filmItemEvent),
  createdAt: z.string(),
})
export type FilmAsset = z.infer<typeof filmAsset>

export const filmConfig = z.strictObject({
  /** `provider:model` */
  model: z.string().min(1).max(200),
  seconds: z.number().positive().max(600),
  aspect: filmAspect,
  mode: z.enum(['standard', 'professional']),
})
export type FilmConfig = z.infer<typeof filmConfig>

export const filmShot = z.object({
  id: z.string(),
  projectId: z.string(),
  /** its place in the film, from 1 */
  number: z.number().int(),
  text: z.string(),
  /** assets it shows, in order */
  references: z.array(z.string()),
  /** null: not decided; generating it then fails at once */
  config: filmConfig.nullable(),
  runtime: filmRuntime,
  content: filmVersion.nullable(),
  versions: z.array(filmVersion),
  /** text, references or configuration were edited since its clip was made of them */
  outdated: z.boolean(),
  /** credits for one clip; null without a configured model */
  price: z.number().int().nullable(),
  can: z.array(filmItemEvent),
  createdAt: z.string(),
})
export type FilmShot = z.infer<typeof filmShot>

/** Several items asked for at once: one parent job, one bar. */
export const filmBatch = z.object({
  jobId: z.string(),
  of: z.enum(['assets', 'shots']),
  status: jobStatus,
  /** mean of its parts */
  progress: z.number().min(0).max(100),
  total: z.number().int(),
  open: z.number().int(),
  completed: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  cancelRequested: z.boolean(),
  createdAt: z.string(),
  closedAt: z.string().nullable(),
})
export type FilmBatch = z.infer<typeof filmBatch>

export const filmTransition = z.enum(['cut', 'crossfade', 'fade'])
export type FilmTransition = z.infer<typeof filmTransition>

/** One putting-together of the film. Every one stays. */
export const filmExport = z.object({
  jobId: z.string(),
  status: jobStatus,
  progress: z.number().min(0).max(100),
  message: z.string(),
  error: filmError.nullable(),
  cancelRequested: z.boolean(),
  /** it is of the film as it stands now */
  current: z.boolean(),
  transition: filmTransition,
  shots: z.number().int(),
  /** of the finished film */
  seconds: z.number().nullable(),
  fileId: z.string().nullable(),
  url: z.string().nullable(),
  previewUrl: z.string().nullable(),
  bytes: z.number().int().nullable(),
  eta: eta.nullable(),
  createdAt: z.string(),
  closedAt: z.string().nullable(),
})
export type FilmExport = z.infer<typeof filmExport>

export const filmProject = z.object({
  id: z.string(),
  name: z.string(),
  aspect: filmAspect,
  assets: z.array(filmAsset),
  /** in the film's order */
  shots: z.array(filmShot),
  /** the newest of each kind: under way, or how it ended */
  batches: z.array(filmBatch),
  /** newest first */
  exports: z.array(filmExport),
  cut: z.object({
    status: z.enum(['empty', 'missing', 'ready']),
    seconds: z.number(),
    /** shots without a clip */
    missing: z.array(z.string()),
  }),
  exportPrice: z.number().int(),
  credits: taskCredits,
  can: z.array(filmExportEvent),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type FilmProject = z.infer<typeof filmProject>

export const filmSummary = z.object({
  id: z.string(),
  name: z.string(),
  aspect: filmAspect,
  assets: z.number().int(),
  shots: z.number().int(),
  /** of its shots as planned */
  seconds: z.number(),
  /** jobs under way */
  open: z.number().int(),
  exports: z.number().int(),
  pictures: z.array(z.object({ url: z.string(), placeholder: z.string().nullable() })),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type FilmSummary = z.infer<typeof filmSummary>
export const filmSummaryList = z.object({ items: z.array(filmSummary), nextCursor: z.string().nullable() })
export type FilmSummaryList = z.infer<typeof filmSummaryList>

export const filmNameMax = 200
export const filmTextMax = 4000
export const filmReferencesMax = 12
export const filmShotsMax = 500
export const filmAssetsMax = 300

const name = z.string().max(filmNameMax)

export const createFilm = z.strictObject({
  name: name.optional(),
  aspect: filmAspect.optional(),
  /** begins with three shots and their assets, in the reader's language */
  sample: z.boolean().optional(),
})
export type CreateFilm = z.infer<typeof createFilm>
export const patchFilm = z.strictObject({ name: name.optional(), aspect: filmAspect.optional() })
export type PatchFilm = z.infer<typeof patchFilm>

export const createFilmAsset = z.strictObject({
  role: filmRole,
  name,
  prompt: z.string().optional(),
  model: z.string().min(1).max(200).nullish(),
  /** an uploaded picture instead of a generated one */
  fileId: z.uuid().optional(),
})
export type CreateFilmAsset = z.infer<typeof createFilmAsset>
export const patchFilmAsset = createFilmAsset.omit({ fileId: true }).partial()
export type PatchFilmAsset = z.infer<typeof patchFilmAsset>

export const createFilmShot = z.strictObject({
  text: z.string(),
  references: z.array(z.uuid()).max(filmReferencesMax).optional(),
  config: filmConfig.nullish(),
})
export type CreateFilmShot = z.infer<typeof createFilmShot>
/** One shot, or several in their order; behind `after`, first where it is null, at the end without it. */
export const createFilmShots = z.strictObject({ shots: z.array(createFilmShot).min(1).max(200), after: z.uuid().nullish() })
export type CreateFilmShots = z.infer<typeof createFilmShots>
export const patchFilmShot = createFilmShot.partial()
export type PatchFilmShot = z.infer<typeof patchFilmShot>

export const moveFilmShot = z.strictObject({ /** the shot it shall follow; null: it comes first */ after: z.uuid().nullable() })
export const chooseFilmVersion = z.strictObject({ fileId: z.uuid() })

/**
 * What to generate: the items named, or all of them. `missing`: those without content; `every`: also those that have
 * one. What is under way already is left alone.
 */
export const generateFilm = z.strictObject({
  of: z.enum(['assets', 'shots']),
  ids: z.array(z.uuid()).min(1).max(filmShotsMax).optional(),
  all: z.enum(['missing', 'every']).optional(),
  /** the sum the person saw on the button; another one is refused with 409 `price_changed` */
  quotedCredits: z.number().int().min(0).optional(),
})
export type GenerateFilm = z.infer<typeof generateFilm>

export const generateFilmItem = z.strictObject({
  /** pictures, for an asset; a shot makes one clip */
  count: z.number().int().min(1).max(4).optional(),
  seed: z.number().int().min(0).max(2 ** 31 - 1).optional(),
  quotedCredits: z.number().int().min(0).optional(),
})
export type GenerateFilmItem = z.infer<typeof generateFilmItem>

export const exportFilm = z.strictObject({ transition: filmTransition.optional() })
export type ExportFilm = z.infer<typeof exportFilm>

export const filmQuote = z.object({
  /** how many items it would make */
  count: z.number().int(),
  credits: z.number().int(),
  available: z.number().int(),
  sufficient: z.boolean(),
  refund: z.literal('unfinished_work_is_free'),
})
export type FilmQuote = z.infer<typeof filmQuote>

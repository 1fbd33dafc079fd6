/** The shapes of uploads, files and the library as they cross the wire. See contract.ts, whose rules hold here too. */
import { z } from 'zod'

export const mediaKind = z.enum(['image', 'video', 'speech'])
export type MediaKind = z.infer<typeof mediaKind>

/** A file that somebody brought, as it is kept: its metadata is gone, a picture is upright and sRGB. */
export const upload = z.object({
  /** which of the request's files it is, from 0 */
  index: z.number().int(),
  id: z.string(),
  name: z.string(),
  kind: mediaKind,
  mime: z.string(),
  bytes: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  seconds: z.number().nullable(),
  url: z.string(),
  previewUrl: z.string().nullable(),
  /** a few hundred bytes of blurred picture as a data: URI */
  placeholder: z.string().nullable(),
  /** what else was done to it */
  changes: z.array(z.enum(['turned_upright', 'colours_converted', 'first_frame', 'format_changed'])),
  /** these very bytes were here before: this is the file of then */
  known: z.boolean(),
})
export type Upload = z.infer<typeof upload>

export const uploadAnswer = z.object({
  items: z.array(upload),
  /** files that were not taken, and why; the others were */
  refused: z.array(z.object({ index: z.number().int(), name: z.string(), code: z.string(), message: z.string() })),
})
export type UploadAnswer = z.infer<typeof uploadAnswer>

/** Files in JSON, for clients without multipart: base64 or a data: URI. Together at most 32 MiB. */
export const uploadBody = z.strictObject({
  files: z.array(z.strictObject({ name: z.string().max(1000).optional(), data: z.string() })).min(1).max(20),
})
export const uploadFilesMax = 20

export const libraryKind = z.enum(['image', 'model3d', 'video', 'speech', 'upload'])
export type LibraryKind = z.infer<typeof libraryKind>
export const libraryStudio = z.enum(['image-to-3d', 'film', 'video-creation', 'photography'])
export type LibraryStudio = z.infer<typeof libraryStudio>

/** Something the account made or brought. */
export const libraryItem = z.object({
  id: z.string(),
  kind: z.enum(['image', 'model3d', 'video', 'speech']),
  /** null for what was brought */
  studio: libraryStudio.nullable(),
  uploaded: z.boolean(),
  /** the beginning of what was asked for, or the file's name */
  title: z.string(),
  name: z.string().nullable(),
  mime: z.string(),
  bytes: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  seconds: z.number().nullable(),
  url: z.string(),
  previewUrl: z.string().nullable(),
  placeholder: z.string().nullable(),
  /** starred itself, or with the whole work that it belongs to */
  favourite: z.boolean(),
  jobId: z.string().nullable(),
  createdAt: z.string(),
})
export type LibraryItem = z.infer<typeof libraryItem>

export const libraryList = z.object({ items: z.array(libraryItem), nextCursor: z.string().nullable() })
export type LibraryList = z.infer<typeof libraryList>

export const libraryTimeline = z.object({
  total: z.number().int(),
  /** newest first */
  months: z.array(z.object({ month: z.string(), count: z.number().int() })),
  /** items in a chunk; only the first may hold fewer */
  chunk: z.number().int(),
  /** the first item of each chunk, newest first: `GET /api/library?startAt=` reads one */
  marks: z.array(z.string()),
})
export type LibraryTimeline = z.infer<typeof libraryTimeline>

export const libraryDetails = libraryItem.extend({
  /** how it was made; null for what was brought */
  made: z
    .object({
      jobId: z.string(),
      jobKind: z.string(),
      subject: z.object({ kind: z.string(), id: z.string() }),
      model: z.string().nullable(),
      prompt: z.string().nullable(),
      seed: z.number().int().nullable(),
      /** credits paid */
      paid: z.number().int(),
      /** what the model was asked, whole */
      request: z.record(z.string(), z.unknown()).nullable(),
    })
    .nullable(),
  /** what it was made from, and what was made from it */
  sources: z.array(libraryItem),
  results: z.array(libraryItem),
})
export type LibraryDetails = z.infer<typeof libraryDetails>

export const fileUse = z.object({
  subject: z.object({ kind: z.string(), id: z.string() }),
  title: z.string(),
  /** work under way reads it: it cannot be deleted now */
  open: z.boolean(),
})
export type FileUse = z.infer<typeof fileUse>

/** `force` also deletes what finished work was made from; that work stays. */
export const deleteFiles = z.strictObject({ ids: z.array(z.uuid()).min(1).max(1000), force: z.boolean().optional() })
export const deletedFiles = z.object({
  deleted: z.array(z.string()),
  /** still needed, and by what */
  inUse: z.array(z.object({ id: z.string(), uses: z.array(fileUse) })),
  missing: z.array(z.string()),
})
export type DeletedFiles = z.infer<typeof deletedFiles>

export const packFiles = z.strictObject({ ids: z.array(z.uuid()).min(1).max(2000) })
export const packedFiles = z.object({ url: z.string(), files: z.number().int(), bytes: z.number().int(), expiresAt: z.string() })
export type PackedFiles = z.infer<typeof packedFiles>

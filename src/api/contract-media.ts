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

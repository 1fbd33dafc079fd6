/** The requests of the port as schemas: what a job's input is checked against when it is submitted. */
import { z } from 'zod'
import type { ModelKind, ModelRequest } from './provider.ts'

const aspect = z.enum(['1:1', '16:9', '9:16', '4:3', '3:4'])

/** A picture in our storage, as a job remembers it. */
export const sourceImage = z.object({
  fileId: z.string(),
  storageKey: z.string(),
  mime: z.string(),
  bytes: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
})

const image = z.object({ kind: z.literal('image'), prompt: z.string(), seed: z.number().int(), aspect, references: z.array(sourceImage), scene: z.string().optional(), options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional() })
const model3d = z.union([
  z.object({ kind: z.literal('model3d'), image: sourceImage }),
  z.object({ kind: z.literal('model3d'), image: z.null(), prompt: z.string() }),
])
const video = z.object({
  kind: z.literal('video'),
  prompt: z.string(),
  seed: z.number().int(),
  seconds: z.number(),
  aspect,
  mode: z.enum(['standard', 'professional']),
  firstFrame: sourceImage.nullable(),
  references: z.array(sourceImage),
})
const speech = z.object({ kind: z.literal('speech'), text: z.string(), language: z.string(), voice: z.string().nullable() })
const text = z.object({ kind: z.literal('text'), system: z.string(), prompt: z.string(), schema: z.object({ name: z.string(), schema: z.record(z.string(), z.unknown()) }).nullable() })

export const requestSchemas = { image, model3d, video, speech, text } satisfies { [K in ModelKind]: z.ZodType<Extract<ModelRequest, { kind: K }>> }

import { deflateSync, inflateSync } from 'node:zlib'
import { z } from 'zod'
import { readChunk, writeChunk } from './png-chunk.ts'
import { COLOURS, PALETTES, PLACES, POSES, type Scene, STYLES, TIMES, WEATHERS } from './prompt/scene.ts'
import { SUBJECTS } from './subjects/names.ts'

/**
 * What a picture painted here shows, and the number all its chance came from. The picture carries it along as a private chunk of
 * its PNG, so that a shot that shows the fox of that picture paints the same fox, and does not film the picture of it.
 */
export type Painted = { scene: Scene; /** of `randomFrom` */ root: number }

const TYPE = 'scNe'
const bytesMax = 1 << 14

// anybody may upload a file with such a chunk: it is read as what a stranger says
const painted = z.strictObject({
  scene: z.strictObject({
    subject: z.enum(SUBJECTS).nullable(),
    companion: z.enum(SUBJECTS).nullable(),
    count: z.number().int().min(1).max(7),
    colour: z.enum(COLOURS).nullable(),
    accents: z.array(z.enum(COLOURS)).max(COLOURS.length),
    palette: z.enum(PALETTES).nullable(),
    time: z.enum(TIMES).nullable(),
    weather: z.array(z.enum(WEATHERS)).max(WEATHERS.length),
    place: z.enum(PLACES).nullable(),
    style: z.enum(STYLES).nullable(),
    size: z.enum(['big', 'small']).nullable(),
    pose: z.enum(POSES).nullable(),
  }),
  root: z.number().int().min(0).max(0xffff_ffff),
})

export const writePainted = (png: Uint8Array, what: Painted): Uint8Array => writeChunk(png, TYPE, deflateSync(JSON.stringify(what)))

/** What a picture says it shows; null: it is not one of ours, or was made before they said so. */
export function readPainted(png: Uint8Array): Painted | null {
  const body = readChunk(png, TYPE, bytesMax)
  if (body === null) return null
  try {
    return painted.safeParse(JSON.parse(inflateSync(body, { maxOutputLength: bytesMax }).toString())).data ?? null
  } catch {
    return null
  }
}

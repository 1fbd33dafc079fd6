/** What the local provider is asked for a photograph. Light to import: the thread that answers requests reads it too. */
import { z } from 'zod'
import type { Aspect, ImageRequest } from '../../provider.ts'
import { framings, moods, times, type Framing, type Mood, type TimeOfDay } from './choices.ts'

export type PhotographRequest = {
  /** the upload's bytes: any picture sharp reads */
  portrait: Uint8Array
  /** an id of `sets/index.ts` */
  scene: string
  seed: number
  /** width / height */
  aspect: number
  framing: Framing
  time: TimeOfDay
  mood: Mood
  /** of a backdrop that comes in several */
  colour: string | null
  /** 0-1 */
  retouch: number
  /** 0-3: which crop and light of the same moment */
  variant: number
  /** longer side in px; default 1536 */
  size?: number
}

/** An image request's `options` as the studio writes them; what is missing or unknown falls back, so that old jobs can be repeated. */
const optionsSchema = z.object({
  framing: z.enum(framings).catch('auto'),
  time: z.enum(times).catch('day'),
  mood: z.enum(moods).catch('natural'),
  colour: z.string().nullable().catch(null),
  retouch: z.number().min(0).max(1).catch(0.3),
  variant: z.number().int().min(0).catch(0),
})
export type PhotographOptions = z.infer<typeof optionsSchema>

const ratios: Record<Aspect, number> = { '1:1': 1, '3:4': 3 / 4, '4:3': 4 / 3, '9:16': 9 / 16, '16:9': 16 / 9 }

export const photographRequest = ({ scene, seed, aspect, options }: ImageRequest, portrait: Uint8Array): PhotographRequest => ({
  portrait,
  scene: scene ?? 'studio-canvas',
  seed,
  aspect: ratios[aspect],
  ...optionsSchema.parse(options ?? {}),
})

/** There is nobody in the picture whose face can be seen. Told by its message, which alone survives the way from a thread. */
export class NoPersonFound extends Error {
  override name = 'NoPersonFound'
  constructor() {
    super(noPersonFound)
  }
}
const noPersonFound = 'no_person_found'
export const isNoPersonFound = (error: unknown): boolean => error instanceof Error && error.message === noPersonFound

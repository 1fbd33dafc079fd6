/** The one kind of paid work in a set of photographs. What makes it is the model that was chosen. */
import { z } from 'zod'
import type { JobKind } from '../../engine/types.ts'
import type { MarkSpec } from '../../media/mark-places.ts'
import { sourceImage } from '../../providers/requests.ts'
import { generationKind, type GenerationDeps, type GenerationInput } from '../generation.ts'
import { markPhotograph } from './mark.ts'
import { photographGeneration } from './names.ts'

const placed = {
  placement: z.enum(['single', 'tiled']),
  position: z.enum(['top-left', 'top', 'top-right', 'left', 'center', 'right', 'bottom-left', 'bottom', 'bottom-right']),
  opacity: z.number(),
  size: z.number(),
}
const markSpec = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string(), colour: z.enum(['light', 'dark']), ...placed }),
  z.object({ type: z.literal('image'), uploadId: z.string(), ...placed }),
]) satisfies z.ZodType<MarkSpec>

const facts = z.object({
  index: z.number().int(),
  uploadId: z.string(),
  sceneId: z.string(),
  /** what the library calls it, and finds it by in the other language */
  title: z.string(),
  alias: z.string(),
  watermark: markSpec.nullable(),
  /** the picture that is laid over, for a watermark of that kind */
  mark: sourceImage.nullable(),
})
export type PhotographFacts = z.infer<typeof facts>
/** One photograph of a set. */
export type PhotographInput = GenerationInput<'image', PhotographFacts>

export function photographyKinds(deps: GenerationDeps): JobKind[] {
  return [
    generationKind(deps, {
      kind: photographGeneration,
      medium: 'image',
      facts,
      finish: (ctx, collected) => markPhotograph(deps.storage, ctx, collected),
    }),
  ]
}

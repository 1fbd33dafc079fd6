/** The two kinds of paid work in a task. What makes them is the model that was chosen. */
import { z } from 'zod'
import type { JobKind } from '../../engine/types.ts'
import { generationKind, type GenerationDeps, type GenerationInput } from '../generation.ts'
import { imageGeneration, model3dGeneration } from './names.ts'

/** One picture of a set. */
export type ImageInput = GenerationInput<'image', { index: number }>
/** One model: which picture it is made of. */
export type ModelInput = GenerationInput<'model3d', { imageIndex: number; pictureFileId: string }>

export function imageTo3dKinds(deps: GenerationDeps): JobKind[] {
  return [
    generationKind(deps, { kind: imageGeneration, medium: 'image', facts: z.object({ index: z.number().int() }) }),
    generationKind(deps, { kind: model3dGeneration, medium: 'model3d', facts: z.object({ imageIndex: z.number().int(), pictureFileId: z.string() }) }),
  ]
}

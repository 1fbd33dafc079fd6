/** The kinds of work in a film. Pictures and clips are made by the model that was chosen; the export by ourselves. */
import { z } from 'zod'
import { jobError } from '../../engine/errors.ts'
import type { AttemptContext, JobKind } from '../../engine/types.ts'
import { generationKind, type GenerationDeps, type GenerationInput } from '../generation.ts'
import { filmExportKind, type Join } from './export-kind.ts'
import { assetImageGeneration, shotVideoGeneration, unconfiguredLane } from './names.ts'

/** Which asset or shot, and a digest of what it was made of. */
const facts = z.object({ itemId: z.string(), madeOf: z.string() })
type Facts = z.infer<typeof facts>

export type AssetInput = GenerationInput<'image', Facts>
type ConfiguredShot = GenerationInput<'video', Facts>
/** A shot that nobody configured is bought like the others, for nothing, and fails at once. */
export type ShotInput = ConfiguredShot | (Facts & { model: null })

const isConfigured = (input: ShotInput): input is ConfiguredShot => input.model !== null

export function filmKinds(deps: GenerationDeps, exporting: { join: Join; workFolder: string }): JobKind[] {
  const asset = generationKind(deps, { kind: assetImageGeneration, medium: 'image', facts })
  const shot = generationKind(deps, { kind: shotVideoGeneration, medium: 'video', facts })
  return [asset, failingUnconfigured(shot), filmExportKind({ storage: deps.storage, ...exporting })]
}

function failingUnconfigured(kind: JobKind<ConfiguredShot>): JobKind<ShotInput> {
  const { price, lane, recovery, deadlineMs, concurrency, fallback, prepare } = kind
  /** what the kind says of configured shots, and what holds for the others */
  const or = <T>(rule: T | ((input: ConfiguredShot) => T), otherwise: T) => (input: ShotInput): T =>
    !isConfigured(input) ? otherwise : rule instanceof Function ? rule(input) : rule
  return {
    ...(kind as JobKind),
    input: z.union([kind.input, facts.extend({ model: z.null() })]) as z.ZodType<ShotInput>,
    price: or(price, { credits: 0, version: 'none' }),
    lane: or(lane, unconfiguredLane),
    recovery: or(recovery, 'repeatable'),
    deadlineMs: or(deadlineMs, 60_000),
    concurrency: or(concurrency, undefined),
    fallback: (input, from) => (isConfigured(input) ? (fallback?.(input, from) ?? null) : null),
    async prepare(ctx) {
      if (!isConfigured(ctx.input)) throw jobError('config_not_found', { acceptance: 'surely-not' })
      return await prepare?.(ctx as AttemptContext<ConfiguredShot>)
    },
  }
}

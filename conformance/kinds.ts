/** Job kinds of the suite: one for each medium, as a studio would have them. */
import { z } from 'zod'
import type { JobKind } from '../src/engine/types.ts'
import type { ModelKind } from '../src/providers/provider.ts'
import { generationKind, type GenerationDeps } from '../src/studios/generation.ts'

export const kindFor = (medium: ModelKind) => `conformance_${medium}`

const facts = z.object({ cell: z.string() })

export const conformanceKinds = (deps: GenerationDeps): JobKind[] =>
  (['image', 'model3d', 'video'] as const).map((medium) => generationKind(deps, { kind: kindFor(medium), medium, facts, attemptsMax: 3 }))

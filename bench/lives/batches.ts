import type { Verb } from '../../src/engine/statements.ts'

/** How many rows each statement of a run carried, in order, per verb; of claims, how many they got. */
export type Batches = Partial<Record<Verb, number[]>>

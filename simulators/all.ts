/** Every simulator there is, in the order of its port. */
import type { SimulatorEntry } from './lib/entry.ts'

export const simulators: readonly SimulatorEntry[] = []

/** How a Safelight of this suite is started: shorter leases and windows than a real one, so that a cell takes
 * seconds, and long enough that a busy machine is not mistaken for a silent provider. */
import type { StartOptions } from '../src/cli/start.ts'
import { conformanceKinds } from './kinds.ts'

export type Setup = { env: Record<string, string>; webhooks: boolean }

export const leaseMs = 2_000
export const unknownWindowMs = 25_000
const deadlineMs = 180_000

export const trial = (engine: NonNullable<StartOptions['trial']>['engine'] = {}): NonNullable<StartOptions['trial']> => ({
  kinds: conformanceKinds,
  engine: { leaseMs, beatMs: 400, takeMs: 2_500, pollsMax: 600, placesMax: 600, ...engine },
  timings: { pollEveryMs: 300, unknownWindowMs, deadlineMs, submitTimeoutMs: 20_000 },
  pollBackstopMs: 1_500,
})

import { runChild } from '../lib/child.ts'
import type { StageResult } from '../lib/figures.ts'
import type { Options } from '../lib/options.ts'
import type { ClaimConfig, ClaimResult } from './claim-child.ts'

/** The claim, where 60% of 100,000 pending jobs, the oldest, lie in full or paused lanes. */
export async function claim(options: Options, url: string): Promise<StageResult> {
  const config: ClaimConfig = options.quick
    ? { url, pending: 10_000, claims: 30, rounds: 5 }
    : { url, pending: 100_000, claims: 250, rounds: 50 }
  const result = await runChild<ClaimResult>(new URL('./claim-child.ts', import.meta.url), config, 300_000)
  const { one, six, fullestLane, race } = result
  return {
    figures: [
      { what: 'claim of 20, one claimer, p50', value: one.p50, unit: 'ms', bar: { atMost: 5 } },
      { what: 'claim of 20, one claimer, p99', value: one.p99, unit: 'ms' },
      { what: 'claim of 20, six nodes, p50', value: six.p50, unit: 'ms' },
      { what: 'claim of 20, six nodes, p99', value: six.p99, unit: 'ms' },
      { what: 'claimed, armed and closed by six nodes', value: result.sixJobsPerSecond, unit: 'jobs/s' },
      { what: 'in flight over the limit, while six claim and close', value: Math.max(0, fullestLane.inFlight - fullestLane.limit), unit: 'jobs', bar: { atMost: 0 } },
      { what: `most in flight in a lane of ${race.limit}, six racing for it`, value: race.inFlightMax, unit: 'jobs', bar: { atMost: race.limit } },
    ],
    details: { pending: config.pending, ...result },
  }
}

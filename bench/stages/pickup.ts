import { runChild } from '../lib/child.ts'
import type { StageResult } from '../lib/figures.ts'
import type { Options } from '../lib/options.ts'
import type { PickupConfig, PickupResult } from './pickup-child.ts'

const perSecond = 500

/** Pickup: how long a submitted job waits for its processor. */
export async function pickup(options: Options, url: string): Promise<StageResult> {
  const run = (apart: boolean) =>
    runChild<PickupResult>(
      new URL('./pickup-child.ts', import.meta.url),
      { url, apart, perSecond, seconds: options.seconds, idleSamples: options.quick ? 40 : 300 } satisfies PickupConfig,
      180_000,
    )
  const together = await run(false)
  const apart = await run(true)
  return {
    figures: [
      { what: 'pickup, idle, p50', value: together.idle.p50, unit: 'ms' },
      { what: 'pickup, idle, p99', value: together.idle.p99, unit: 'ms', bar: { atMost: 25 } },
      { what: `pickup, ${perSecond} submits/s, p50`, value: together.loaded.p50, unit: 'ms' },
      { what: `pickup, ${perSecond} submits/s, p99`, value: together.loaded.p99, unit: 'ms', bar: { atMost: 50 } },
      { what: 'pickup on another node, idle, p50', value: apart.idle.p50, unit: 'ms' },
      { what: 'pickup on another node, idle, p99', value: apart.idle.p99, unit: 'ms' },
      { what: `pickup on another node, ${perSecond} submits/s, p99`, value: apart.loaded.p99, unit: 'ms' },
    ],
    details: { together, apart },
  }
}

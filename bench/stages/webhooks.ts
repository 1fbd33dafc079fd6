import { replicate } from '../../simulators/replicate.ts'
import { folder } from '../../src/providers/replicate/provider.ts'
import { backstopMsByDefault } from '../../src/providers/pace.ts'
import { runChild } from '../lib/child.ts'
import type { StageResult } from '../lib/figures.ts'
import type { Options } from '../lib/options.ts'
import { round } from '../lib/stats.ts'
import type { WebhooksConfig, WebhooksResult } from './webhooks-child.ts'

const share = 0.05

/** Jobs at a provider that calls back, but not always and sometimes twice; and at one that has to be asked. `database` gives an empty one. */
export async function webhooks(options: Options, database: (name: string) => Promise<{ url: string; drop(): Promise<void> }>): Promise<StageResult> {
  const jobs = options.quick ? 500 : 10_000
  const run = async (name: string, more: Pick<WebhooksConfig, 'webhooks' | 'seconds'>): Promise<WebhooksResult> => {
    const { url, drop } = await database(name)
    const simulator = await replicate.start()
    try {
      return await runChild<WebhooksResult>(new URL('./webhooks-child.ts', import.meta.url), { url, env: replicate.environment(simulator.url), jobs, ...more } satisfies WebhooksConfig, 900_000)
    } finally {
      await simulator.stop()
      await drop()
    }
  }
  // they work for less than a backstop, as nearly all do: what works longer is asked once more in every backstop
  const called = await run('webhooks', { webhooks: { dropped: share, doubled: share, workMs: options.quick ? 5_000 : backstopMsByDefault * 0.75 }, seconds: 0 })
  const asked = await run('polled', { webhooks: null, seconds: options.quick ? 15 : 120 })
  const perSecond = folder.create({ values: replicate.environment('http://127.0.0.1:1'), webhooks: false }).poll!.perSecond
  const percent = `${share * 100}%`
  return {
    figures: [
      { what: `callbacks, ${percent} dropped and ${percent} doubled: parked at once`, value: called.parkedAtOnce, unit: 'jobs' },
      { what: '  not collected in the end', value: jobs - called.collected, unit: 'jobs', bar: { atMost: 0 } },
      { what: '  from the end of the work to its result, p50', value: round(called.lateness.p50 / 1_000, 2), unit: 's' },
      { what: '  at most', value: round(called.lateness.max / 1_000, 2), unit: 's', bar: { atMost: (2 * backstopMsByDefault) / 1_000 } },
      { what: '  polls for each job', value: round(called.polls / jobs, 3), unit: '', bar: { atMost: 1.2 } },
      { what: 'no callbacks: parked at once', value: asked.parkedAtOnce, unit: 'jobs' },
      { what: '  polls', value: asked.pollsPerSecond, unit: '/s', bar: { atMost: round(perSecond * 1.1, 1) } },
      { what: '  polls later than they were due, p99', value: asked.pollLateness.p99, unit: 'ms', bar: { atMost: 1_000 } },
    ],
    details: { called, asked, backstopMs: backstopMsByDefault, perSecond },
    notes: [`The real adapter and signed callbacks of a simulated Replicate, which may be asked ${perSecond} times a second; results are not downloaded.`],
  }
}

import { runChild } from '../lib/child.ts'
import type { StageResult } from '../lib/figures.ts'
import type { Options } from '../lib/options.ts'
import type { ParkedConfig, ParkedResult } from './parked-child.ts'

/** What it costs to wait: parked jobs polled once an hour; and, sixty times faster, whether any index grows by it. */
export async function parked(options: Options, url: string, postgresPid: number | null): Promise<StageResult> {
  const run = (seconds: number, fasterBy: number) =>
    runChild<ParkedResult>(new URL('./parked-child.ts', import.meta.url), { url, seconds, postgresPid, fasterBy } satisfies ParkedConfig, (seconds + 180) * 1_000)
  const steady = await run(options.parkedSeconds, 1)
  // at the steady pace a growing index would hide behind a page or two: here every job is woken again and again
  const fast = await run(options.parkedSeconds * 2, 60)
  const grown = Object.entries(fast.indexes).filter(([, [before, after]]) => after > before)
  const cpu = steady.nodeCpuPercent + (steady.postgresCpuPercent ?? 0)
  return {
    figures: [
      { what: `CPU of node and PostgreSQL, ${options.history.parked.toLocaleString('en')} parked`, value: cpu, unit: '% of core', bar: { atMost: 5 } },
      { what: '  of that node', value: steady.nodeCpuPercent, unit: '% of core' },
      { what: 'memory of node (RSS)', value: steady.rssMb, unit: 'MB', bar: { atMost: 300 } },
      { what: 'polls', value: steady.pollsPerSecond, unit: '/s' },
      { what: 'transactions', value: steady.transactionsPerSecond, unit: '/s' },
      { what: `indexes that grew, after vacuum, at ${fast.pollsPerSecond} polls/s`, value: grown.length, unit: '', bar: { atMost: 0 } },
    ],
    details: { steady, sixtyTimesFaster: fast, grown },
    notes: steady.postgresCpuPercent === null ? ['PostgreSQL is elsewhere: its CPU is not in the figure.'] : [],
  }
}

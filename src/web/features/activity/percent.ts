import type { Job } from '../../../api/contract.ts'

/** Percent of the open children of one parent, by job. */
export type Percents = Map<string, number>

/** How far a parent is: what is closed counts whole, what is open by what its events told. Never 100 while a part is open. */
export function percentOfParent({ total, open }: NonNullable<Job['children']>, known: Percents = new Map()): number {
  if (total === 0) return 0
  // events of children that closed meanwhile may still be in the table: the furthest ones are those that are open
  const running = [...known.values()].toSorted((a, b) => b - a).slice(0, open)
  const sum = (total - open) * 100 + running.reduce((a, b) => a + b, 0)
  return Math.min(open > 0 ? 99 : 100, Math.floor(sum / total))
}

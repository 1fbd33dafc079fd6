import type { Verb } from '../../src/engine/statements.ts'

/** How many rows each statement of a run carried, in order, per verb. */
export type Batches = Partial<Record<Verb, number[]>>

/** The rows a statement was sent with; for `claim`, the places it asked for. */
export function batchSize(verb: Verb, params: unknown[]): number {
  if (verb === 'claim') return params[2] as number
  const first = params[0]
  if (Array.isArray(first)) return first.length
  if (typeof first !== 'string' || first[0] !== '[') return 0
  // cheaper than parsing: every item has one of these
  return count(first, verb === 'submit' ? '"account_id":' : '"job_id":')
}

function count(text: string, wanted: string): number {
  let found = 0
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) found++
  return found
}

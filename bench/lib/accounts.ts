/** Who submits: the same thousand accounts for every contestant, in one of three mixes. */
import { createHash } from 'node:crypto'

export const accountCount = 1_000
export type Mix = 'uniform' | 'zipf' | 'single'
export const mixes: Mix[] = ['uniform', 'zipf', 'single']

/** The same as `md5('account ' || n)::uuid` in history.ts. */
export function accountId(n: number): string {
  const hex = createHash('md5').update(`account ${n}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** A small repeatable source of numbers in [0, 1) (mulberry32), so that every run sees the same order of accounts. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Endless account ids: uniform over 1,000, Zipf over 1,000 with s = 1 (the first has 13% of the work), or one alone. */
export function accountPicker(mix: Mix, seed = 1): () => string {
  const ids = Array.from({ length: accountCount }, (_, n) => accountId(n))
  const random = randomFrom(seed)
  if (mix === 'single') return () => ids[0]!
  if (mix === 'uniform') return () => ids[Math.floor(random() * accountCount)]!
  const upTo: number[] = []
  let sum = 0
  for (let n = 0; n < accountCount; n++) upTo.push((sum += 1 / (n + 1)))
  return () => {
    const wanted = random() * sum
    let low = 0
    let high = accountCount - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (upTo[middle]! < wanted) low = middle + 1
      else high = middle
    }
    return ids[low]!
  }
}

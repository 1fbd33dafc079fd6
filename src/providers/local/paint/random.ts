/** A seeded stream of numbers. Every part of a scene forks its own, so that changing one part does not reshuffle the others. */
export type Random = {
  /** uniform in [0, 1) */
  (): number
  range(low: number, high: number): number
  int(low: number, high: number): number
  pick<T>(list: readonly T[]): T
  chance(probability: number): boolean
  fork(name: string): Random
}

/** 32-bit FNV-1a over UTF-16 units with a final avalanche: stable across runs and machines. */
export function hashText(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return avalanche(h)
}

/** Mixes two hashes into one. */
export function mix(a: number, b: number): number {
  return avalanche(Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ b)
}

function avalanche(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** The mulberry32 generator behind the `Random` words. */
export function randomFrom(seed: number): Random {
  let state = avalanche(seed | 0)
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return Object.assign(next, {
    range: (low: number, high: number) => low + (high - low) * next(),
    int: (low: number, high: number) => Math.floor(low + (high - low + 1) * next()),
    pick: <T>(list: readonly T[]) => list[Math.floor(next() * list.length)]!,
    chance: (probability: number) => next() < probability,
    fork: (name: string) => randomFrom(mix(seed, hashText(name))),
  })
}

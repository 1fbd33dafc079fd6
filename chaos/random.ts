/** A seeded generator (sfc32): the same seed gives the same plan, on every machine. */
export type Random = {
  /** in [0, 1) */
  next(): number
  /** a whole number in [low, high] */
  whole(low: number, high: number): number
  chance(probability: number): boolean
  /** undefined when there is nothing to pick from */
  pick<T>(from: readonly T[]): T
  /** one of the keys, as often as its weight says */
  weighted<K extends string>(weights: Record<K, number>): K
  shuffled<T>(of: readonly T[]): T[]
}

/** Starts a generator; `stream` keeps what one part draws from moving what another part draws. */
export function createRandom(seed: number, stream: string): Random {
  let a = 0x9e3779b9
  let b = seed >>> 0
  let c = 0x243f6a88
  let counter = 1
  for (const letter of stream) c = Math.imul(c ^ letter.charCodeAt(0), 0x01000193)

  function next(): number {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + t
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 16; i++) next()

  const whole = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    whole,
    chance: (probability) => next() < probability,
    pick: (from) => from[whole(0, from.length - 1)]!,
    weighted(weights) {
      const entries = Object.entries(weights) as [keyof typeof weights, number][]
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [key, weight] of entries) if ((left -= weight) < 0) return key
      return entries[0]![0]
    },
    shuffled(of) {
      const all = [...of]
      for (let i = all.length - 1; i > 0; i--) {
        const j = whole(0, i)
        ;[all[i], all[j]] = [all[j]!, all[i]!]
      }
      return all
    },
  }
}

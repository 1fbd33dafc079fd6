/** The value below which a share `p` (0-1) of the samples lies; NaN of none. */
export function percentile(samples: readonly number[], p: number): number {
  if (samples.length === 0) return NaN
  const sorted = Float64Array.from(samples).sort()
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length) - 1))]!
}

export const median = (samples: readonly number[]): number => {
  const sorted = Float64Array.from(samples).sort()
  const half = sorted.length >> 1
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

export type Spread = { p50: number; p95: number; p99: number; max: number; samples: number }

/** What a reader wants to know of many latencies, in ms. */
export function spread(samples: readonly number[]): Spread {
  return { p50: round(percentile(samples, 0.5)), p95: round(percentile(samples, 0.95)), p99: round(percentile(samples, 0.99)), max: round(percentile(samples, 1)), samples: samples.length }
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits))

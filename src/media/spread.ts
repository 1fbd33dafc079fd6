/**
 * Seconds for each part in proportion to its weight, in tenths, that add up to `total` exactly. `total` itself may be any number
 * of hundredths: what tenths leave over goes to the longest part.
 */
export function spread(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((a, b) => a + b, 0)
  const whole = Math.round(total * 100)
  const exact = weights.map((weight) => (sum > 0 ? (weight / sum) * whole : whole / weights.length))
  const parts = exact.map((value) => Math.max(10, Math.floor(value / 10) * 10))
  let left = whole - parts.reduce((a, b) => a + b, 0)
  const wanting = exact.map((value, i) => ({ i, rest: value - parts[i]! })).sort((a, b) => b.rest - a.rest)
  for (let n = 0; left >= 10; n = (n + 1) % wanting.length, left -= 10) parts[wanting[n]!.i]! += 10
  const longest = () => parts.indexOf(Math.max(...parts))
  for (let guard = 0; left < 0 && guard < 10_000; guard++, left += 10) parts[longest()]! -= 10
  parts[longest()]! += left
  return parts.map((hundredths) => hundredths / 100)
}

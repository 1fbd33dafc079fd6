/** Places in an order as keys that sort as text (byte by byte): between any two there is always another. Pure. */

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const valueOf = (key: string, at: number): number => digits.indexOf(key[at] as string)

/**
 * A key between two neighbours; null stands for the open end. A key never ends in the lowest digit, so there is always
 * room before it.
 * @throws RangeError where `before` does not sort below `after`
 */
export function rankBetween(before: string | null, after: string | null): string {
  if (before !== null && after !== null && before >= after) throw new RangeError(`no place between ${before} and ${after}`)
  if (after === null) return next(before)
  let key = ''
  for (let i = 0; ; i++) {
    const low = before !== null && i < before.length ? valueOf(before, i) : 0
    const high = i < after.length ? valueOf(after, i) : digits.length
    if (high - low > 1) return key + digits[(low + high) >> 1]
    key += digits[low]
    // one digit apart: whatever follows `low` here is below `after` already
    if (high - low === 1) return key + next(before !== null && i + 1 < before.length ? before.slice(i + 1) : null)
  }
}

/** Behind the last one: counting up its last digit keeps keys short where a list grows at its end. */
function next(before: string | null): string {
  if (before === null) return digits[digits.length >> 1] as string
  const last = valueOf(before, before.length - 1)
  return last < digits.length - 1 ? before.slice(0, -1) + digits[last + 1] : before + digits[digits.length >> 1]
}

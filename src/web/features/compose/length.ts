/** The contract's limits; repeated here because the contract's values would bring its validator into the page. */
export const graphemesMax = 2000
const bytesMax = 16 * 1024

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** Graphemes left, negative when too many. Short texts are not counted one by one at each keystroke. */
export function graphemesLeft(text: string): number {
  if (text.length < graphemesMax / 2) return graphemesMax - text.length
  let n = 0
  for (const _ of segmenter.segment(text)) n++
  const bytesOver = new TextEncoder().encode(text).length - bytesMax
  return bytesOver > 0 ? Math.min(graphemesMax - n, -Math.ceil(bytesOver / 4)) : graphemesMax - n
}

/** A seed as typed: empty is "any", otherwise a whole number the API takes; null when it is neither. */
export function parseSeed(text: string): number | undefined | null {
  const t = text.trim()
  if (t === '') return undefined
  const n = Number(t)
  return /^\d{1,10}$/.test(t) && n <= 2 ** 31 - 1 ? n : null
}

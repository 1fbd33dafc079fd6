import { type Token, isHan, lineOf, tokensOf } from './tokens.ts'

/** One or two lines, shown together. */
export type Caption = { lines: string[]; /** how long it takes to say, against the others */ weight: number }

/** Width of a text, in any unit. */
export type Measure = (text: string) => number

/** A caption shorter than this share of a line is joined to its neighbour where that can be. */
const SHORT = 0.3

/**
 * Cuts a spoken text into captions of at most `linesMax` lines, none wider than `width`. A caption ends with a sentence or a
 * clause where it can, and its lines are of about equal length.
 */
export function captionsOf(text: string, measure: Measure, width: number, linesMax: 1 | 2 = 2): Caption[] {
  const tokens = tokensOf(text).flatMap((token) => cutToFit(token, measure, width))
  const n = tokens.length
  // the cheapest way to caption the first `i` tokens, and where its last caption begins
  const best = [0, ...Array<number>(n).fill(Infinity)]
  const from = Array<number>(n + 1).fill(0)
  for (let end = 1; end <= n; end++) {
    for (let start = end - 1; start >= 0; start--) {
      const set = linesFor(tokens.slice(start, end), measure, width, linesMax)
      if (!set) break
      const cost = best[start]! + set.cost + costOf(set.lines, tokens[end - 1]!, tokens.slice(start, end - 1), measure, width)
      if (cost < best[end]!) {
        best[end] = cost
        from[end] = start
      }
    }
  }
  const captions: Caption[] = []
  for (let end = n; end > 0; end = from[end]!) {
    const part = tokens.slice(from[end]!, end)
    captions.unshift({ lines: linesFor(part, measure, width, linesMax)!.lines, weight: weightOf(part) })
  }
  return captions
}

function costOf(lines: string[], last: Token, inner: readonly Token[], measure: Measure, width: number): number {
  const filled = lines.reduce((sum, line) => sum + measure(line), 0) / width
  // a sentence that goes on in the same caption after another has ended makes one look for the break
  const sentences = inner.filter((token) => token.end === 3).length
  return 1 + [9, 4, 0.6, 0][last.end]! + sentences * 0.7 + (filled < SHORT ? 2.4 * (SHORT - filled) / SHORT : 0)
}

/** The lines of one caption, and how badly they break; null if they do not fit. */
function linesFor(tokens: readonly Token[], measure: Measure, width: number, linesMax: 1 | 2): { lines: string[]; cost: number } | null {
  const whole = lineOf(tokens), across = measure(whole)
  if (across <= width) return { lines: [whole], cost: 0 }
  if (linesMax === 1 || across > 2 * width) return null
  let best: { lines: string[]; cost: number } | null = null, least = Infinity
  for (let i = 1; i < tokens.length; i++) {
    const lines = [lineOf(tokens.slice(0, i)), lineOf(tokens.slice(i))] as const
    const [a, b] = [measure(lines[0]), measure(lines[1])]
    if (a > width || b > width) continue
    const cost = Math.abs(a - b) / width + [1.6, 0.3, 0, 0][tokens[i - 1]!.end]! + (a > b ? 0.04 : 0)
    if (cost < least) {
      least = cost
      best = { lines: [...lines], cost }
    }
  }
  return best
}

/** A word wider than a line (an address, a text without spaces) is cut by letters. */
function cutToFit(token: Token, measure: Measure, width: number): Token[] {
  if (measure(token.text) <= width) return [token]
  const pieces: Token[] = []
  let piece = ''
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(token.text)) {
    if (piece !== '' && measure(piece + segment) > width) {
      pieces.push({ text: piece, spaced: pieces.length === 0 && token.spaced, end: 1 })
      piece = ''
    }
    piece += segment
  }
  return [...pieces, { text: piece, spaced: pieces.length === 0 && token.spaced, end: token.end }]
}

/** Speaking time in Chinese characters, about: a Latin letter takes a third of one, a pause one or two. */
function weightOf(tokens: readonly Token[]): number {
  let weight = 0
  for (const token of tokens) {
    for (const sign of token.text) weight += isHan(sign) ? 1 : /[\p{L}\p{N}]/u.test(sign) ? 0.34 : 0
    weight += token.end === 3 ? 1.2 : token.end === 2 ? 0.7 : 0.12
  }
  return Math.max(0.5, weight)
}

/** A caption with its time in the film. */
export type Cue = { startS: number; endS: number; lines: string[] }

/** Spreads captions over the time in which they are spoken, each by its weight. */
export function timed(captions: readonly Caption[], startS: number, endS: number): Cue[] {
  const total = captions.reduce((sum, caption) => sum + caption.weight, 0)
  let at = startS
  return captions.map((caption) => {
    const from = at
    at += ((endS - startS) * caption.weight) / total
    return { startS: from, endS: at, lines: caption.lines }
  })
}

/** Finding a command by a few of its letters, in either language, Chinese also by the first letters of its pinyin. */

/** The first character of each pinyin initial, as the collation orders them. */
const initials: [string, string][] = [
  ['阿', 'a'],
  ['八', 'b'],
  ['嚓', 'c'],
  ['哒', 'd'],
  ['妸', 'e'],
  ['发', 'f'],
  ['旮', 'g'],
  ['哈', 'h'],
  ['讥', 'j'],
  ['咔', 'k'],
  ['垃', 'l'],
  ['痳', 'm'],
  ['拏', 'n'],
  ['噢', 'o'],
  ['妑', 'p'],
  ['七', 'q'],
  ['呥', 'r'],
  ['仨', 's'],
  ['他', 't'],
  ['屲', 'w'],
  ['夕', 'x'],
  ['丫', 'y'],
  ['帀', 'z'],
]
const collator = new Intl.Collator('zh-Hans-CN-u-co-pinyin')
const known = new Map<string, string>()

/** The letter a Chinese character's pinyin begins with; other characters as they are. */
export function initialOf(character: string): string {
  if (!/\p{Script=Han}/u.test(character)) return character.toLowerCase()
  let letter = known.get(character)
  if (letter === undefined) {
    letter = initials.findLast(([first]) => collator.compare(character, first) >= 0)?.[1] ?? character
    known.set(character, letter)
  }
  return letter
}

export const initialsOf = (text: string): string => Array.from(text, initialOf).join('')

/**
 * How well a query fits a text: higher is better, null not at all. Letters in order, in a row and at beginnings of words
 * count most; spaces in the query part it into pieces that must all fit.
 */
export function score(query: string, text: string): number | null {
  const pieces = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (pieces.length === 0) return 0
  let total = 0
  for (const piece of pieces) {
    const plain = pieceScore(piece, text.toLowerCase())
    const spelt = /\p{Script=Han}/u.test(text) ? pieceScore(piece, initialsOf(text)) : null
    const best = Math.max(plain ?? -1, (spelt ?? -1) - 1)
    if (best < 0) return null
    total += best
  }
  return total - text.length / 1000
}

function pieceScore(piece: string, text: string): number | null {
  const whole = text.indexOf(piece)
  if (whole >= 0) return piece.length * 4 + (whole === 0 ? 6 : isBeginning(text, whole) ? 4 : 0)
  let at = -1
  let points = 0
  let gaps = 0
  for (const letter of piece) {
    const next = text.indexOf(letter, at + 1)
    if (next < 0) return null
    points += next === at + 1 ? 3 : isBeginning(text, next) ? 3 : 1
    if (at >= 0 && next > at + 1) gaps++
    at = next
  }
  // scattered letters fit everything a little, and mean nothing
  return piece.length > 1 && gaps > piece.length / 2 + 1 ? null : points - gaps
}

const isBeginning = (text: string, at: number): boolean => at === 0 || /[\s·:,，：/(（"“-]/.test(text[at - 1] as string)

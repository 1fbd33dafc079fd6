/** Text cut where a line may end. */
export type Token = {
  text: string
  /** a space stands before it, unless it begins a line */
  spaced: boolean
  /** how well a line or a caption ends after it: 0 badly, 1 between words, 2 after a clause, 3 after a sentence */
  end: 0 | 1 | 2 | 3
}

const SENTENCE = /[.!?…。！？]["'”’」』）)]*$/u
const CLAUSE = /[,;:，、；：—–]["'”’」』）)]*$/u
/** may not begin a line */
const CLOSING = /^[\p{Pe}\p{Pf}.,;:!?…。，、；：！？％%’”'"·—–]+$/u
/** may not end a line */
const OPENING = /^[\p{Ps}\p{Pi}"'“‘#@$¥￥]+$/u
/** An article or preposition left at the end of a line reads badly. */
const LEADING = /^(a|an|the|of|to|in|on|at|by|for|with|from|and|or|but|is|are|was|your|our|my|their|its|his|her|this|that|these|those|as|if|not|no)$/i

/** The same in Chinese: what leans on the word after it, and what leans on the word before. */
const LEADING_HAN = /^([那这一二两三四五六七八九十几每各某很太不没别在把被让和与或从向对给为是有会能要就都也还又再才更最我你他她它您]|\d+(\.\d+)?|因为|如果|虽然|只要|不是|就是)$/u
const TRAILING_HAN = /^([的地得了着过吗呢吧啊呀们里上下中内外前后个家位名次种只件条张座杯份间颗朵片年月日天点元块倍]|分钟|小时|公里|左右|以上|以后|之前|之后|之间)$/u

export const isHan = (text: string): boolean => /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)

/** What no font here can draw: emoji and what belongs to them. */
const UNDRAWABLE = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\u{FE0F}|\u{200D}|\u{20E3}|\p{Cc}|\p{Co}/gu

/** In a font for Chinese this mark is as wide as a character, also in the middle of an English word. */
const APOSTROPHE = /(?<=\p{Script=Latin})’(?=\p{Script=Latin})/gu

/** The text as it is shown: one line, single spaces, no emoji. */
export const plain = (text: string): string => text.replace(APOSTROPHE, "'").replace(/\s+/gu, ' ').replace(UNDRAWABLE, (sign) => (/[©®™]/.test(sign) ? sign : '')).replace(/ {2,}/g, ' ').trim()

/** Cuts Chinese between words and everything else at spaces; punctuation stays with what it belongs to. */
export function tokensOf(text: string): Token[] {
  const words = new Intl.Segmenter(isHan(text) ? 'zh' : 'en', { granularity: 'word' })
  const tokens: Token[] = []
  let spaced = false, open = ''
  for (const { segment } of words.segment(plain(text))) {
    if (segment === ' ') {
      if (open === '') spaced = true
      continue
    }
    if (OPENING.test(segment) && !(CLOSING.test(segment) && !spaced && tokens.length > 0)) {
      open += segment
      continue
    }
    const last = tokens.at(-1)
    const joined = last && !spaced && open === '' && (CLOSING.test(segment) || (!isHan(segment) && !isHan(last.text)))
    if (joined) last.text += segment
    else tokens.push({ text: open + segment, spaced: spaced && tokens.length > 0, end: 1 })
    open = ''
    spaced = false
  }
  if (open !== '') {
    const last = tokens.at(-1)
    if (last) last.text += open
    else tokens.push({ text: open, spaced: false, end: 1 })
  }
  for (const token of tokens) token.end = SENTENCE.test(token.text) && !/\b(Mr|Mrs|Ms|Dr|St|vs|etc|e\.g|i\.e)\.$/i.test(token.text) ? 3 : CLAUSE.test(token.text) ? 2 : LEADING.test(token.text) ? 0 : 1
  tokens.forEach((token, i) => {
    const next = tokens[i + 1]
    if (token.end === 1 && (LEADING_HAN.test(token.text) || (next && TRAILING_HAN.test(next.text.replace(/\p{P}+$/u, ''))))) token.end = 0
  })
  if (tokens.length > 0) tokens.at(-1)!.end = 3
  return tokens
}

/** Tokens as one line. Chinese captions leave off the comma or full stop at a line's end. */
export function lineOf(tokens: readonly Token[]): string {
  const text = tokens.map((token, i) => (token.spaced && i > 0 ? ' ' : '') + token.text).join('')
  return isHan(text) ? text.replace(/[，。、；：,.;:]+$/u, '') : text
}

/**
 * The words a text is found by, in English and Chinese alike and without an extension of PostgreSQL: words by their
 * beginnings, Chinese (which has no spaces) by single characters and pairs.
 *
 * Every word stands behind a few characters of its account, so that one GIN index holds a small index for each account
 * and a common word of others costs nothing.
 */

/** a prompt may have 2,000 characters; what comes after so many words finds nothing */
const wordsMax = 1_500
const wordCharsMax = 48
const termsMax = 24

const run = /[\p{L}\p{N}]+/gu
/** scripts written without spaces */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]+/gu
const isUnspaced = (text: string): boolean => /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)

/** Upper and lower case, full and half width, with and without accents are the same. */
const plain = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}/gu, '').normalize('NFC').toLowerCase()

function* runs(text: string): Generator<string> {
  for (const [whole] of plain(text).matchAll(run)) for (const [part] of whole.matchAll(unspaced)) yield part
}

/** Of an account's id, the part that is random. */
const behind = (accountId: string): string => accountId.replaceAll('-', '').slice(-8)

/** What a text is indexed under. */
export function indexWords(accountId: string, text: string): string[] {
  const account = behind(accountId)
  const words = new Set<string>()
  for (const part of runs(text)) {
    if (words.size >= wordsMax) break
    if (!isUnspaced(part)) {
      words.add(account + part.slice(0, wordCharsMax))
      continue
    }
    const characters = Array.from(part)
    characters.forEach((character, n) => {
      words.add(account + character)
      if (n > 0) words.add(account + characters[n - 1]! + character)
    })
  }
  return [...words].slice(0, wordsMax)
}

/** A search as a tsquery: every word by its beginning, every pair of Chinese characters; null where there is nothing to look for. */
export function searchQuery(accountId: string, text: string): string | null {
  const account = behind(accountId)
  const terms = new Set<string>()
  for (const part of runs(text)) {
    if (!isUnspaced(part)) {
      terms.add(`'${account}${part.slice(0, wordCharsMax)}':*`)
      continue
    }
    const characters = Array.from(part)
    if (characters.length === 1) terms.add(`'${account}${part}'`)
    else for (let n = 1; n < characters.length; n++) terms.add(`'${account}${characters[n - 1]!}${characters[n]!}'`)
  }
  return terms.size === 0 ? null : [...terms].slice(0, termsMax).join(' & ')
}

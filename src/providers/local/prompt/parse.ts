import { type Meaning, longestPhrase, meaningsOf } from './lexicon.ts'
import type { SubjectName } from '../subjects/names.ts'
import type { Scene } from './scene.ts'

type Token = { meanings: Meaning[]; text: string }

/** What a prompt says, and the words that nothing is known about (they still sway the composition). */
export type Reading = { scene: Scene; unknown: string[] }

const HAN = /\p{Script=Han}/u
const PIECES = /\p{Script=Han}|\p{Extended_Pictographic}|[\p{L}\p{N}&]+(?:[-'’][\p{L}\p{N}]+)*|[,.;:!?，。；：！？、\n]/gu
const BREAK = /^[,.;:!?，。；：！？、\n]$/

/** Reads a prompt in English, Chinese or a mixture, longest phrases first. Never fails: what it does not know it leaves aside. */
export function readPrompt(prompt: string): Reading {
  const pieces = prompt.normalize('NFKC').toLowerCase().match(PIECES) ?? []
  const tokens: Token[] = []
  const unknown: string[] = []
  for (let i = 0; i < pieces.length; ) {
    if (BREAK.test(pieces[i]!)) {
      tokens.push({ meanings: [], text: ',' })
      i++
      continue
    }
    const found = longestAt(pieces, i)
    if (found) {
      if (!found.meanings.some((m) => m.is === 'filler')) tokens.push({ meanings: found.meanings, text: found.text })
      i += found.length
    } else {
      unknown.push(pieces[i]!)
      tokens.push({ meanings: [], text: pieces[i]! })
      i++
    }
  }
  return { scene: understand(withoutNegated(tokens)), unknown }
}

function longestAt(pieces: string[], from: number): { meanings: Meaning[]; text: string; length: number } | null {
  const han = HAN.test(pieces[from]!)
  for (let n = Math.min(han ? longestPhrase.han : longestPhrase.latin, pieces.length - from); n > 0; n--) {
    const words = pieces.slice(from, from + n)
    const text = words.join(han ? '' : ' ')
    const meanings = meaningsOf(text) ?? (han ? undefined : singular(text))
    if (meanings) return { meanings, text, length: n }
  }
  return null
}

/** "foxes", "wolves" and "puppies" are found under their singular; a plural of a subject without a number is a few of them. */
function singular(text: string): Meaning[] | undefined {
  for (const [ending, put] of [['ies', 'y'], ['ves', 'f'], ['es', ''], ['s', ''], ["'s", '']] as const) {
    if (!text.endsWith(ending) || text.length < ending.length + 2) continue
    const found = meaningsOf(text.slice(0, -ending.length) + put)
    if (found) return found.map((m) => (m.is === 'subject' && ending !== "'s" && m.count === undefined ? { ...m, count: 3 } : m))
  }
  return undefined
}

/** "no people", "without clouds", "没有人": the next thing said is left out. */
function withoutNegated(tokens: Token[]): Token[] {
  const out: Token[] = []
  let denied = false
  for (const token of tokens) {
    if (token.meanings.some((m) => m.is === 'not')) denied = true
    else if (denied && token.meanings.length) denied = false
    else {
      if (token.text === ',') denied = false
      out.push(token)
    }
  }
  return out
}

/** Places, buildings and plants are what a picture is about only if it names nothing livelier. */
export const BACKGROUND: ReadonlySet<SubjectName> = new Set<SubjectName>(['mountain', 'city', 'tree', 'pine', 'flower', 'island', 'planet', 'star', 'house', 'lantern', 'umbrella'])

function understand(tokens: Token[]): Scene {
  const said = <K extends Meaning['is']>(is: K) =>
    tokens.flatMap((t, at) => t.meanings.filter((m): m is Extract<Meaning, { is: K }> => m.is === is).map((meaning) => ({ meaning, at })))
  const subjects = said('subject')
  const main = subjects.find((s) => !BACKGROUND.has(s.meaning.value)) ?? subjects[0]
  const companion = subjects.find((s) => s !== main && s.at !== main?.at && s.meaning.value !== main?.meaning.value && !['mountain', 'city', 'star', 'island'].includes(s.meaning.value))
  // a word that became the subject no longer names the place, unless nothing else does
  const places = said('place').filter((p) => p.at !== main?.at || !tokens[p.at]!.meanings.some((m) => m.is === 'subject' && m.value === main?.meaning.value && m.value !== 'mountain' && m.value !== 'city' && m.value !== 'island'))
  const colours = said('colour')
  const bound = main && colours.filter((c) => c.at < main.at && main.at - c.at <= 2 && !between(tokens, c.at, main.at)).at(-1)
  const numbers = said('count').filter((c) => main && c.at < main.at && main.at - c.at <= 3)
  const unique = <T>(list: T[]) => [...new Set(list)].sort() as T[]
  return {
    subject: main?.meaning.value ?? null,
    companion: companion?.meaning.value ?? null,
    count: numbers.at(-1)?.meaning.value ?? main?.meaning.count ?? 1,
    colour: bound?.meaning.value ?? main?.meaning.colour ?? null,
    accents: unique(colours.filter((c) => c !== bound).map((c) => c.meaning.value)),
    palette: said('palette')[0]?.meaning.value ?? null,
    time: said('time')[0]?.meaning.value ?? null,
    weather: unique(said('weather').map((w) => w.meaning.value)),
    place: (places.find((p) => p.meaning.value === 'lake' || p.meaning.value === 'beach') ?? places.find((p) => p.meaning.value !== 'mountains' && p.meaning.value !== 'snowfield') ?? places[0])?.meaning.value ?? null,
    style: said('style')[0]?.meaning.value ?? null,
    size: said('size')[0]?.meaning.value ?? null,
    pose: said('pose')[0]?.meaning.value ?? null,
  }
}

/** Whether another thing or the end of a clause stands between a colour and its noun. */
function between(tokens: Token[], from: number, to: number): boolean {
  return tokens.slice(from + 1, to).some((t) => t.text === ',' || t.meanings.some((m) => m.is === 'subject' || m.is === 'place'))
}

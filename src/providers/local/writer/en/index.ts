import { SPOKEN_PER_SECOND, spokenUnits } from '../../../../media/speech-rate.ts'
import { withoutEmoji } from '../emoji.ts'
import type { Tongue } from '../types.ts'
import { body, food, home, travel } from './matters-life.ts'
import { art, business, general, growth, tech } from './matters-work.ts'
import { history, nature, pets, planet, science } from './matters-world.ts'
import { questions, shorts } from './plain.ts'
import { arcs, moves, readers, titles, tones } from './voice.ts'

/** What is said before the thing itself: "A video about how to ..." is a video about the rest. */
const PREAMBLE = /^(please )?((make|create|write|produce|show|tell|give)( me| us)? )?((an?|the|our|my|some) )?((short|brief|explainer|promo(tional)?|educational|introductory|informational|training|30[- ]second|60[- ]second|new) )*(video|film|clip|script|story|introduction|guide|explanation|documentary|ad|advert|commercial|trailer|tutorial|overview|lesson)s? (about|on|of|for|to|explaining|introducing|that explains)( the topic( of)?)? /i
const OFFER = /^(introduce|introducing|explain|explaining|promote|promoting|about|on|describe|discuss|all about|everything about|meet|discover|explore|discovering|exploring) (?=\S)/i

export const english: Tongue = {
  matters: { food, travel, nature, pets, tech, science, body, history, business, growth, art, planet, home, general },
  arcs,
  tones,
  readers,
  titles,
  moves,
  shorts,
  questions,
  count: (text) => spokenUnits(text, 'en'),
  perSecond: SPOKEN_PER_SECOND.en,
  unitsPerLine: 13,
  join: (sentences) => sentences.filter(Boolean).join(' '),
  topic(topic, audience) {
    const given = withoutEmoji(topic)
    const said = given.replace(PREAMBLE, '').replace(OFFER, '').replace(/[.!?]+$/, '')
    const text = shortened(lowered(doing(said === '' ? given : said)), audience)
    const clause = CLAUSE.test(text)
    return { text, short: clause ? text : nicknamed(text), clause, plural: !clause && PLURAL.test(text), direct: clause && (DIRECT.test(text) || given.endsWith('?')), seen: clause ? text.replace(ASKING, '') : text }
  },
  titled: (topic) => topic.split(' ').map((word, i) => (i > 0 && SMALL.test(word) ? word : word.replace(/(^|-)\p{Ll}/gu, (letter) => letter.toUpperCase()))).join(' '),
  capital: (text) => text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()),
  question: (topic, direct) => topic.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()) + (direct ? '?' : '.'),
  comma: ', ',
  shot: (picture, look, move) => `${picture}, ${look}. ${move}.`,
}

const ASKING = /^(why|what|when|where|who|how|which|if)?\s*(is|are|was|were|do|does|did|can|could|should|will|would|has|have)?\s+(?=\S)/i
const SMALL = /^(a|an|the|and|or|of|in|on|at|to|for|with|by|from|as)$/

/** A brief that came as a paragraph is spoken of by its beginning. */
function shortened(given: string, audience: string): string {
  const own = audience.trim() === '' ? -1 : given.toLowerCase().indexOf(` for ${audience.trim().toLowerCase()}`)
  const topic = own > 0 ? given.slice(0, own) : given
  if (topic.length <= 64) return topic
  const clause = topic.split(/[,;:.!?(\n]| [–—-] | that | which | who | because | so that /)[0]!.trim()
  const words = (clause.split(' ').length >= 2 ? clause : topic).split(' ')
  return (words.length > 9 ? words.slice(0, 9).join(' ') : words.join(' ')).replace(/ (a|an|the|and|or|of|in|on|at|to|for|with|by|from|as)$/i, '').slice(0, 80)
}

/** "our new bottle for people on the move" is "our new bottle" when it has been named once. */
function nicknamed(topic: string): string {
  const head = topic.split(/ (?:for|with|without|in|at|on|during|after|before|under|between|among) /)[0]!
  return topic.split(' ').length > 4 && head.split(' ').length >= 2 ? head : topic
}

const CLAUSE = /^(why|what|when|where|who|how|is|are|do|does|can|should|will|which|if)\b/i
const DIRECT = /^(is|are|do|does|can|should|will)\b|^(why|what|when|where|who|how|which)( \w+)? (is|are|was|were|do|does|did|can|could|should|will|would|has|have)\b/i
const PLURAL = /[^sui]s$|\b(people|children|mice|geese|women|men)$/i

/** "How to brew tea" and "brew tea" are spoken of as "brewing tea". */
function doing(topic: string): string {
  const found = /^(?:how to |ways to |tips (?:for|to) |learn(?:ing)? (?:how )?to )?(\w+)(?= )(.*)$/i.exec(topic)
  const verb = found?.[1]?.toLowerCase() ?? ''
  const told = /^(how to|ways to|tips (for|to)|learn(ing)? (how )?to) /i.test(topic)
  if (!found || (!told && !VERBS.has(verb)) || verb.endsWith('ing')) return told && verb.endsWith('ing') ? `${verb}${found![2]}` : topic
  return `${gerund(verb)}${found[2]}`
}

const VERBS = new Set('make build cook bake brew save learn start stop write read run grow plant choose buy sell travel sleep speak draw paint play teach find fix clean organize organise lose gain master survive overcome manage design plan prepare use train take get become be stay live work study move raise invest launch create improve protect reduce recycle'.split(' '))

function gerund(verb: string): string {
  if (/^(be|see|flee|agree)$/.test(verb)) return `${verb}ing`
  if (verb.endsWith('ie')) return `${verb.slice(0, -2)}ying`
  if (/[^aeiou]e$/.test(verb) || verb.endsWith('ue')) return `${verb.slice(0, -1)}ing`
  return /^[^aeiou]*[aeiou][^aeiouwxy]$/.test(verb) || verb === 'begin' ? `${verb}${verb.at(-1)}ing` : `${verb}ing`
}

/** "The History of Tea" within a sentence; names, and what has more capitals, stay as they are. */
function lowered(topic: string): string {
  const [first = '', ...rest] = topic.split(' ')
  const small = /^(A|An|The|How|Why|What|When|Where|Who|My|Our|Your|In|On|To|With|From|Is|Are|Do|Does|Can|Should|Which)$/.test(first)
  const sentence = /^\p{Lu}\p{Ll}+$/u.test(first) && rest.length > 0 && rest.every((word) => word === word.toLowerCase())
  return small || sentence ? [first.toLowerCase(), ...rest].join(' ') : topic
}

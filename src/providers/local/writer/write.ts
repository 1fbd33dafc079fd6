import { hashText, mix, type Random, randomFrom } from '../paint/random.ts'
import { BACKGROUND, readPrompt } from '../prompt/parse.ts'
import { subjectOf } from '../subjects/index.ts'
import { english } from './en/index.ts'
import { fitted } from './fit.ts'
import { outline, type Planned } from './outline.ts'
import { shuffled } from './shuffled.ts'
import { type Arc, type Assignment, type Brief, FIELDS, type Field, READERS, type Script, TONES, type Tone, type Tongue } from './types.ts'
import { chinese } from './zh/index.ts'

/**
 * Writes a script for the brief: a beginning, moments, a turn and an end, in the words of its field, for its audience and in its
 * tone. It is procedural: it puts together sentences that people wrote and knows nothing of the topic itself. The same brief and
 * seed give the same script.
 */
export function writeScript(brief: Brief, seed: number): Script {
  const random = randomFrom(mix(hashText(JSON.stringify([brief.topic, brief.audience, brief.tone, brief.language])), seed))
  const usual = assign(brief, random.fork('assignment'))
  const { assignment, lines } = written(usual, random)
  return { title: titleOf(assignment, random.fork('title')), scenes: dressed(lines, assignment, random.fork('shots')) }

  /** With one scene less, and so with more time for each, where the sentences came out too long: if we choose the number. */
  function written(assignment: Assignment, chance: Random): { assignment: Assignment; lines: Timed[] } {
    const lines = fitted(outline(assignment, chance.fork('outline')), assignment, chance.fork('fit'))
    const hurried = lines.some((line) => assignment.tongue.count(line.narration) > line.seconds * assignment.tongue.perSecond * 1.02)
    const fewer = assignment.scenes - 1
    return hurried && brief.scenes === undefined && fewer >= Math.max(1, Math.ceil(brief.seconds / 8)) ? written(withScenes(assignment, fewer), chance) : { assignment, lines }
  }
}

type Timed = Planned & { seconds: number }

const withScenes = (assignment: Omit<Assignment, 'scenes' | 'tight'>, scenes: number): Assignment => ({
  ...assignment,
  scenes,
  tight: assignment.seconds / scenes < assignment.tongue.unitsPerLine / assignment.tongue.perSecond + 0.3,
})

function assign(brief: Brief, random: Random): Assignment {
  const tongue = brief.language === 'zh' ? chinese : english
  const topic = tongue.topic(brief.topic, brief.audience)
  const tone = toneOf(brief.tone, tongue, random)
  const field = fieldOf(brief, tongue)
  const assignment = {
    tongue, topic, tone, field,
    audience: brief.audience.trim().replace(/[.。!！]+$/u, ''),
    reader: READERS.find((name) => tongue.readers[name].words.test(brief.audience)) ?? 'everyone',
    arc: random.pick(ARCS_OF_TONE[tone]),
    seconds: brief.seconds,
    look: random.pick(tongue.tones[tone].look),
    drawable: readPrompt(brief.topic).scene.subject !== null,
  }
  return withScenes(assignment, scenesFor(brief, tongue, tone))
}

const ARCS_OF_TONE: Record<Tone, Arc[]> = {
  warm: ['imagine', 'secret', 'journey', 'question'],
  energetic: ['list', 'journey', 'myth', 'imagine'],
  professional: ['list', 'myth', 'question', 'secret'],
  humorous: ['myth', 'list', 'secret', 'question'],
  inspiring: ['journey', 'imagine', 'question'],
  calm: ['imagine', 'secret', 'journey'],
  dramatic: ['secret', 'question', 'journey'],
  educational: ['question', 'list', 'myth'],
}

function toneOf(said: string, tongue: Tongue, random: Random): Tone {
  const own = TONES.find((name) => tongue.tones[name].words.test(said)) ?? TONES.find((name) => english.tones[name].words.test(said) || chinese.tones[name].words.test(said))
  return own ?? random.pick(['warm', 'inspiring', 'educational'] as const)
}

/** The field whose words the topic has most of; what the painter would draw, where it has none; the audience's words last. */
function fieldOf(brief: Brief, tongue: Tongue): Field {
  const score = (text: string) => FIELDS.map((name) => ({ name, hits: hits(text, english.matters[name].words) + (tongue === chinese ? hits(text, chinese.matters[name].words) : 0) }))
  const best = score(brief.topic).sort((a, b) => b.hits - a.hits)[0]!
  if (best.hits > 0) return best.name
  const { subject, place } = readPrompt(brief.topic).scene
  const drawn = [...BY_SUBJECT].find(([words]) => subject !== null && words.split(' ').includes(subject))?.[1]
  if (drawn) return drawn
  return place === 'space' || place === 'moon' ? 'science' : place === 'city' || place === 'village' || place === 'beach' || place === 'sea' ? 'travel' : place !== null ? 'nature' : 'general'
}

const BY_SUBJECT: [string, Field][] = [
  ['cat dog', 'pets'],
  ['fox wolf rabbit bear panda lion tiger horse deer elephant sheep cow pig mouse giraffe dinosaur bird owl penguin duck eagle fish whale shark dolphin turtle jellyfish octopus butterfly tree pine flower mushroom cactus', 'nature'],
  ['astronaut rocket planet star ufo', 'science'],
  ['robot', 'tech'],
  ['knight wizard castle pagoda sword', 'history'],
  ['house snowman chair umbrella lantern heart', 'home'],
  ['city car train ship boat plane balloon mountain island', 'travel'],
  ['teapot cup apple pumpkin cake', 'food'],
  ['guitar vase crystal', 'art'],
  ['book clock', 'growth'],
]

function hits(text: string, words: RegExp): number {
  return text.match(new RegExp(words.source, `g${words.flags.replace('g', '')}`))?.filter(Boolean).length ?? 0
}

/** Four to eight seconds a scene; quick tones cut faster. */
function scenesFor(brief: Brief, tongue: Tongue, tone: Tone): number {
  if (brief.scenes !== undefined) return Math.max(1, Math.round(brief.scenes))
  const usual = tongue.unitsPerLine / tongue.perSecond + 0.8 + (tone === 'energetic' || tone === 'humorous' ? -0.7 : tone === 'calm' || tone === 'dramatic' ? 0.2 : 0)
  return Math.max(1, Math.ceil(brief.seconds / 8), Math.min(Math.floor(brief.seconds / 4), Math.round(brief.seconds / usual)))
}

function titleOf({ tongue, topic }: Assignment, random: Random): string {
  if (topic.clause) return tongue.question(topic.text, topic.direct).replace(/\.$|。$/u, '')
  return random.pick(tongue.titles).replaceAll('{T}', tongue.titled(topic.text)).replaceAll('{t}', topic.text)
}

/** Every moment with its picture and its move; neighbours differ. Each shows the topic, or names it in its words or in those for the painter. */
function dressed(lines: readonly Timed[], assignment: Assignment, random: Random): Script['scenes'] {
  const { tongue, topic, look, drawable } = assignment
  const topicShot = topicShots(lines, assignment, random), middle = shuffled(tongue.moves.middle, random)
  const named = (text: string) => text.toLowerCase().includes(topic.short.toLowerCase())
  return lines.map((line, i) => {
    const move = i === 0 ? random.pick(tongue.moves.open) : i === lines.length - 1 ? random.pick(tongue.moves.close) : middle[i % middle.length]!
    const itself = drawable || line.shot.includes('{t}')
    const picture = itself ? topicShot(line.shot) : named(line.narration) ? line.shot : [line.shot, topic.seen].join(tongue.comma)
    return { title: line.title, narration: line.narration, shot: tongue.shot(picture, look, move), seconds: line.seconds }
  })
}

/**
 * Pictures of the topic itself. What can be painted is shown in one surrounding after another. What cannot (an idea, a name) is
 * shown by sights of its field that no sentence of this script has taken; the topic stands behind them, for models that know it.
 */
function topicShots(lines: readonly Timed[], assignment: Assignment, random: Random): (shot: string) => string {
  const { tongue, topic, field, drawable } = assignment
  const matter = tongue.matters[field]
  const taken = new Set(lines.map((line) => line.shot))
  const sights = [...matter.open, ...matter.turn, ...matter.close, ...matter.body].map((beat) => beat.split(' | ')[2]!).filter((shot) => !shot.includes('{t}') && !taken.has(shot))
  const surroundings = shuffled(drawable ? surroundingsOf(assignment) : sights.length === 0 ? matter.settings : sights, random)
  let shown = 0
  return (shot) => {
    const surrounding = surroundings[shown++ % surroundings.length]!
    // what a beat adds between the two: "bright and friendly"
    const parts = shot.includes('{t}') ? shot.split(tongue.comma).slice(1, -1) : []
    const seen = tongue.capital(topic.seen)
    return (drawable ? [seen, ...parts, surrounding] : [surrounding, ...parts, seen]).join(tongue.comma)
  }
}

/** Where the topic may be shown: no lighthouse in a room, no whale in a wood, and nothing elsewhere than the topic says itself. */
function surroundingsOf({ tongue, topic, field }: Assignment): string[] {
  const { subject, place } = readPrompt(topic.seen).scene
  const { habitat, places } = subjectOf(subject)
  const fits = (surrounding: string): boolean => {
    const there = readPrompt(surrounding).scene
    // a house is seen behind whatever is livelier
    if (there.subject !== null && (place !== null || (subject !== null && BACKGROUND.has(subject)))) return false
    return there.place === null || (place === null && (field === 'pets' || habitat === 'indoors' || places.includes(there.place)))
  }
  // those of no field in particular name no place
  return [...new Set([...tongue.matters[field].settings, ...tongue.matters.general.settings])].filter(fits)
}

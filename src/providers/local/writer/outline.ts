import type { Random } from '../paint/random.ts'
import { shuffled } from './shuffled.ts'
import { ARCS, type Assignment, type Beat, FIELDS } from './types.ts'

export type Role = 'hook' | 'address' | 'open' | 'body' | 'short' | 'turn' | 'close'

/** One scene before its length is settled: the sentence that is in it now, and others that would do as well. */
export type Slot = { role: Role; choices: Planned[]; /** put before it */ link: string; /** a number, which cannot be left out */ linked: boolean; /** may be put after it */ aside: string }

export type Planned = { role: Role; title: string; narration: string; shot: string }

/** Which moments the script has, and in what order. */
export function outline(assignment: Assignment, random: Random): Slot[] {
  const { scenes } = assignment
  const roles = rolesFor(scenes, assignment, random)
  const banks = banksOf(assignment, random)
  const links = assignment.tongue.arcs[assignment.arc].links
  const counted = roles.filter((role) => role === 'body').length
  // each once: said twice it is a tic
  const asides = shuffled(assignment.tongue.tones[assignment.tone].asides, random)
  let bodies = 0
  return roles.map((role) => {
    const bank = banks[role].length > 0 ? banks[role] : banks.body
    // neighbours draw from one pile: what the first has taken the next does not find
    const choices = bank.splice(0, role === 'body' || role === 'short' ? 1 : assignment.tight ? 8 : 2)
    // where time is short a breath may stand for a sentence
    if (assignment.tight && role !== 'hook' && role !== 'close' && role !== 'short') choices.push(...banks.short.splice(0, 1))
    // one moment alone is not counted
    const link = role === 'body' && (assignment.arc !== 'list' || (counted > 1 && bodies < links.length)) ? (links[bodies++ % links.length] ?? '') : ''
    return { role, choices, link, linked: link !== '' && assignment.arc === 'list', aside: role === 'body' ? (asides.shift() ?? '') : '' }
  })
}

function rolesFor(scenes: number, { reader }: Assignment, random: Random): Role[] {
  if (scenes === 1) return ['hook']
  if (scenes === 2) return ['hook', 'close']
  const roles: Role[] = ['hook', ...Array<Role>(scenes - 2).fill('body'), 'close']
  if (scenes >= 4) roles[Math.round((scenes - 1) * 0.68)] = 'turn'
  if (scenes >= 4 && reader !== 'everyone') roles[1] = 'address'
  if (scenes >= 5 && reader === 'everyone') roles[1] = 'open'
  if (scenes >= 6 && reader !== 'everyone') roles[2] = 'open'
  if (scenes >= 9) roles[Math.round((scenes - 1) * 0.4)] = 'turn'
  // a short breath now and then, so that it does not sound like a metronome
  for (let i = 4 + random.int(0, 1); i < scenes - 2; i += 4) if (roles[i] === 'body') roles[i] = 'short'
  return roles
}

/** What each role may draw on, in the seed's order, without what does not fit the topic. */
function banksOf(assignment: Assignment, random: Random): Record<Role, Planned[]> {
  const { tongue, topic, field, tone, reader, arc, tight } = assignment
  const matter = tongue.matters[field]
  const pile = (role: Role, ...lists: Beat[][]): Planned[] => lists.flatMap((list) => shuffled(list, random)).flatMap((beat) => planned(beat, role, assignment))
  // its own field first, then what fits any, then its neighbours; all others only for very long scripts
  const nearest = [field, 'general' as const, ...matter.near]
  const further = shuffled(FIELDS.filter((name) => !nearest.includes(name)), random)
  const body = pile('body', ...[...new Set([...nearest, ...further])].map((name) => tongue.matters[name].body))
  if (topic.clause) {
    const { hook, address, middle, close } = tongue.questions
    return { hook: pile('hook', hook), address: pile('address', address[reader]), open: pile('open', matter.open), body, short: pile('short', tongue.shorts), turn: pile('turn', middle, matter.turn), close: pile('close', close) }
  }
  return {
    // where time is short any arc's will do: some are
    hook: pile('hook', tongue.arcs[arc].hook, ...(tight ? ARCS.map((name) => tongue.arcs[name].hook) : [])),
    address: pile('address', tongue.readers[reader].address),
    open: pile('open', [...matter.open, ...tongue.matters.general.open]),
    body,
    short: pile('short', tongue.shorts),
    turn: pile('turn', [...tongue.arcs[arc].turn, ...matter.turn]),
    close: pile('close', [...tongue.tones[tone].close, ...matter.close]),
  }
}

/** A beat with the topic and the audience in it; none where the grammar would not hold. */
function planned(beat: Beat, role: Role, { tongue, topic, audience }: Assignment): Planned[] {
  const [title, narration, shot] = beat.split(' | ') as [string, string, string]
  if (topic.clause && /\{[tT]\}/.test(narration)) return []
  if (topic.plural && /\{[tT]\} (is|was|has|does|lives|starts|always starts|rewards|stay|comes|needs)\b|(does|is|was|were) \{t\}/.test(narration)) return []
  if (/\{[aA]\}/.test(narration) && audience === '') return []
  const name = role === 'hook' ? topic.text : topic.short
  const said = narration
    .replaceAll('{q}', tongue.question(topic.text, true))
    .replaceAll('{T}', tongue.capital(name))
    .replaceAll('{t}', name)
    .replaceAll('{A}', tongue.capital(audience))
    .replaceAll('{a}', audience)
  return [{ role, title, narration: said, shot }]
}

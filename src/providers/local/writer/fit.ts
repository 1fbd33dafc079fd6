import { spread } from '../../../media/spread.ts'
import type { Random } from '../paint/random.ts'
import type { Planned, Slot } from './outline.ts'
import { shuffled } from './shuffled.ts'
import type { Assignment } from './types.ts'

/** No words are spoken for so long at a cut. */
const PAUSE_S = 0.65
const PASSES = 6
const LONGEST_S = 7.6
const SHORTEST_S = 3

/**
 * Chooses among the sentences so that they take about as long to say as there is time, and gives each scene its seconds.
 * A scene that is left with too many words for its time takes a shorter sentence.
 */
export function fitted(slots: readonly Slot[], assignment: Assignment, random: Random): (Planned & { seconds: number })[] {
  const { tongue, seconds } = assignment
  const target = Math.max(tongue.perSecond, (seconds - PAUSE_S * slots.length) * tongue.perSecond)
  const units = (text: string) => tongue.count(text)
  const options = slots.map((slot) => variantsOf(slot, assignment))
  const picked: number[] = options.map((list, i) => (slots[i]!.link !== '' && !slots[i]!.linked && list.length > 1 && random.chance(0.8) ? 1 : 0))
  const total = () => picked.reduce((sum, at, i) => sum + units(options[i]![at]!.narration), 0)

  for (let pass = 0; pass < PASSES; pass++) {
    let changed = false
    for (const i of shuffled([...slots.keys()], random)) {
      const now = total(), own = units(options[i]![picked[i]!]!.narration)
      const best = options[i]!.map((option, at) => ({ at, off: Math.abs(now - own + units(option.narration) - target) })).sort((a, b) => a.off - b.off)[0]!
      if (best.off >= Math.abs(now - target) - 0.5 || Math.abs(now - target) < target * 0.04) continue
      picked[i] = best.at
      changed = true
    }
    if (!changed) break
  }
  const lines = options.map((list, i) => list[picked[i]!]!)
  const shares = spread(lines.map((line) => Math.max(SHORTEST_S, PAUSE_S + units(line.narration) / tongue.perSecond)), seconds)
  return lines.map((line, i) => ({ ...line, seconds: shares[i]! }))
}

/** Each choice as it is, after the slot's link, with a short sentence after it; where time is short, cut to its first sentence. */
function variantsOf({ choices, link, linked, aside, role }: Slot, { tongue, tight }: Assignment): Planned[] {
  const said = (choice: Planned, narration: string): Planned => ({ ...choice, narration })
  const plain = choices.flatMap((choice) => {
    const after = (narration: string) => (link === '' ? narration : tongue.join([link, tongue.capital(narration)]))
    const [first, ...more] = sentencesOf(choice.narration)
    // half a thought, but better than haste; a question or a name alone says too little to stand for the rest
    const short = tight && more.length > 0 && first && tongue.count(first) >= 3 * tongue.perSecond && !/[?？]$/.test(first) && (role === 'body' || role === 'hook') ? [said(choice, linked ? after(first) : first)] : []
    const followed = aside === '' ? [] : [said(choice, tongue.join([linked ? after(choice.narration) : choice.narration, aside]))]
    const whole = linked ? [said(choice, after(choice.narration))] : link === '' ? [choice] : [choice, said(choice, after(choice.narration))]
    return [...whole, ...short, ...followed]
  })
  // what takes longer than a scene should last, only where there is nothing else
  const brief = plain.filter((option) => tongue.count(option.narration) <= LONGEST_S * tongue.perSecond)
  return brief.length > 0 ? brief : plain
}

const sentencesOf = (text: string): string[] => text.match(/[^.!?。！？]+[.!?。！？]+["”’]?\s*/gu)?.map((sentence) => sentence.trim()) ?? [text]

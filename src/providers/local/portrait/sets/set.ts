/** What a scene is to the local provider: how its place is painted, and how it lights whoever stands there. */
import { type Rgb, blend, luma, scale } from '../../paint/colour.ts'
import type { Random } from '../../paint/random.ts'
import type { Lighting } from '../light.ts'
import type { TimeOfDay } from '../choices.ts'
import type { Overlay, Stage } from '../stage.ts'

/** What a set is told; everything else it makes up from the random numbers it is given. */
export type SetDetails = {
  time: TimeOfDay
  /** a backdrop's colour, where the scene has a choice */
  colour: string | null
  /** the side the main light comes from: -1 left, 1 right */
  side: -1 | 1
  /** px box that holds every head: nothing that draws the eye belongs behind it or before it */
  heads: { left: number; right: number; top: number; bottom: number }
  random: Random
  /** where a blossom or a lamp close to the lens is painted: over the person */
  front: Overlay
}

/** `aperture`: diameter of the lens opening in m; small where the place itself is to be seen. */
export type Set = { aperture: number; paint(stage: Stage, details: SetDetails): Lighting }

/** The colour at a luminance of 1, so that light tints and does not darken. */
export const asTint = (colour: Rgb, amount = 1): Rgb => {
  const l = Math.max(1e-4, luma(colour))
  return blend([1, 1, 1], scale(colour, 1 / l), amount)
}

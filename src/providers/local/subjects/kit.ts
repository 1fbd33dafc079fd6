import type { Rgb } from '../paint/colour.ts'
import { rgb } from '../paint/colour.ts'
import type { Mesh } from '../paint/mesh.ts'
import type { Random } from '../paint/random.ts'
import type { Place, Pose } from '../prompt/scene.ts'

/** What a drawing is given. Subjects stand on y = 0, look along +x, and are about two units in size. */
export type Kit = {
  mesh: Mesh
  random: Random
  /** the subject's main colour: its natural one, unless the prompt asked for another */
  coat(natural: string): Rgb
  /** a second colour that goes with it */
  accent: Rgb
  /** a colour as it is, whatever the prompt said */
  fixed(hex: string): Rgb
  pose: Pose | null
  /** how finely clay is turned into triangles; low-poly asks for little */
  cells: number
  night: boolean
  autumn: boolean
}

export type Habitat = 'land' | 'water' | 'underwater' | 'air' | 'indoors' | 'space'

export type Subject = {
  draw(kit: Kit): void
  habitat: Habitat
  /** where it is shown when the prompt does not say */
  places: readonly Place[]
  /** how far it may be turned from its profile towards the eye, in radians */
  turn: readonly [number, number]
  /** its size beside others, 1 is a fox */
  scale: number
}

export const fixed = rgb

import type { ColourName } from '../prompt/scene.ts'
import { type Rgb, rgb } from './colour.ts'

/** What a colour's name looks like on a thing. */
export const PIGMENT: Record<ColourName, Rgb> = {
  red: rgb('#cf2f24'), orange: rgb('#e8792b'), yellow: rgb('#efc12f'), green: rgb('#3f9a4a'), teal: rgb('#2aa69c'), blue: rgb('#2f6bd0'), purple: rgb('#7d47c2'),
  pink: rgb('#ef86ac'), brown: rgb('#76492b'), black: rgb('#26262b'), white: rgb('#f4f1ec'), grey: rgb('#8b8d92'), gold: rgb('#dba83a'), silver: rgb('#b9c0c8'),
}

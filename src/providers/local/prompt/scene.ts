import type { SubjectName } from '../subjects/names.ts'

export const TIMES = ['dawn', 'day', 'golden', 'sunset', 'dusk', 'night'] as const
export const WEATHERS = ['snow', 'rain', 'fog', 'storm', 'clear', 'clouds', 'stars', 'aurora', 'petals', 'rainbow', 'fireflies', 'autumn'] as const
export const PLACES = ['meadow', 'forest', 'desert', 'sea', 'beach', 'lake', 'mountains', 'city', 'space', 'moon', 'underwater', 'room', 'studio', 'snowfield', 'village', 'sky', 'volcano', 'garden'] as const
export const STYLES = ['painted', 'cinematic', 'watercolor', 'ink', 'flat', 'lowpoly', 'pixel', 'oil', 'neon', 'lineart', 'isometric', 'clay'] as const
export const PALETTES = ['warm', 'cool', 'pastel', 'neon', 'monochrome', 'vivid', 'earthy', 'cyberpunk'] as const
export const COLOURS = ['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink', 'brown', 'black', 'white', 'grey', 'gold', 'silver'] as const
export const POSES = ['sitting', 'flying', 'running', 'sleeping', 'riding'] as const

export type Time = (typeof TIMES)[number]
export type Weather = (typeof WEATHERS)[number]
export type Place = (typeof PLACES)[number]
export type Style = (typeof STYLES)[number]
export type Palette = (typeof PALETTES)[number]
export type ColourName = (typeof COLOURS)[number]
export type Pose = (typeof POSES)[number]

/** What a prompt asks for, as far as the vocabulary reaches. The same in every language; `null` is "not said". */
export type Scene = {
  subject: SubjectName | null
  companion: SubjectName | null
  /** how many of the subject, 1-7 */
  count: number
  /** the subject's colour */
  colour: ColourName | null
  /** colours said of nothing in particular */
  accents: ColourName[]
  palette: Palette | null
  time: Time | null
  weather: Weather[]
  place: Place | null
  style: Style | null
  size: 'big' | 'small' | null
  pose: Pose | null
}

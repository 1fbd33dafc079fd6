/**
 * The catalogue of scenes: what each offers to choose, and how it is put into words for models that follow a prompt. Names
 * and descriptions for people are in messages/studios/photography-scenes.*; the local provider's sets have the same ids.
 * Pure data: the page's types come from here, its content from the API.
 */
import type { Aspect } from '../../providers/provider.ts'
import type { Framing, TimeOfDay } from '../../providers/local/portrait/choices.ts'

export const sceneIds = [
  'studio-canvas', 'high-key', 'colour-gels', 'id-photo',
  'window-light', 'cafe', 'library',
  'city-night', 'neon-alley', 'rooftop', 'lantern-lane',
  'beach', 'mountains', 'garden', 'cherry-blossom', 'autumn', 'snow',
] as const
export type SceneId = (typeof sceneIds)[number]

export const sceneGroups = ['studio', 'indoors', 'city', 'outdoors'] as const
export type SceneGroup = (typeof sceneGroups)[number]

export type Scene = {
  id: SceneId
  group: SceneGroup
  /** times of day it can be shown at, the usual one first; one alone is no choice */
  times: readonly TimeOfDay[]
  /** backdrops it comes in, the usual one first; empty: one */
  colours: readonly string[]
  framing: Framing
  aspect: Aspect
  /** the place, as a model is told; `{time}` and `{colour}` are filled in */
  prompt: string
  /** the light, likewise */
  light: string
}

const studio = ['day'] as const
const outdoors = ['day', 'golden', 'dusk'] as const

export const scenes: readonly Scene[] = [
  { id: 'studio-canvas', group: 'studio', times: studio, colours: ['grey', 'blue', 'olive', 'burgundy', 'sand'], framing: 'auto', aspect: '3:4', prompt: 'in a portrait studio before a hand-painted {colour} canvas backdrop', light: 'one large softbox from the side, gentle falloff' },
  { id: 'high-key', group: 'studio', times: studio, colours: [], framing: 'auto', aspect: '3:4', prompt: 'in a bright studio before a seamless white backdrop, high-key', light: 'soft even light from all sides' },
  { id: 'colour-gels', group: 'studio', times: studio, colours: [], framing: 'head', aspect: '3:4', prompt: 'in a dark studio whose backdrop is lit by two lamps with coloured gels', light: 'soft key light, vivid coloured rim lights from both sides' },
  { id: 'id-photo', group: 'studio', times: studio, colours: ['white', 'blue', 'red', 'grey'], framing: 'head', aspect: '3:4', prompt: 'as a document photograph before a plain even {colour} background, facing the camera, neutral expression', light: 'flat even frontal light, no shadows' },
  { id: 'window-light', group: 'indoors', times: outdoors, colours: [], framing: 'auto', aspect: '3:4', prompt: 'in a quiet bright room beside a tall window with sheer curtains, {time}', light: 'soft directional window light' },
  { id: 'cafe', group: 'indoors', times: ['day', 'golden', 'dusk', 'night'], colours: [], framing: 'auto', aspect: '4:3', prompt: 'in a cosy café with brick walls, hanging bulbs and a window to the street, {time}', light: 'warm tungsten lamps and window light' },
  { id: 'library', group: 'indoors', times: ['night'], colours: [], framing: 'auto', aspect: '3:4', prompt: 'in an old wood-panelled library, tall shelves of books behind', light: 'warm reading lamps, soft shadows' },
  { id: 'city-night', group: 'city', times: ['night', 'dusk'], colours: [], framing: 'auto', aspect: '3:4', prompt: 'on a city street {time}, wet asphalt, headlights and shop windows melting into bokeh', light: 'warm street lamps from behind, soft fill' },
  { id: 'neon-alley', group: 'city', times: ['night'], colours: [], framing: 'auto', aspect: '9:16', prompt: 'in a narrow alley full of neon signs at night, reflections on wet ground', light: 'pink and cyan neon light from both sides' },
  { id: 'rooftop', group: 'city', times: ['dusk', 'golden', 'night'], colours: [], framing: 'auto', aspect: '4:3', prompt: 'on a rooftop over a city skyline {time}, strings of small bulbs', light: 'low sun from behind, cool fill from the sky' },
  { id: 'lantern-lane', group: 'city', times: ['night', 'dusk'], colours: [], framing: 'auto', aspect: '3:4', prompt: 'in an old Chinese lane hung with glowing red lanterns, wooden houses, stone paving, {time}', light: 'warm lantern light' },
  { id: 'beach', group: 'outdoors', times: ['golden', 'day', 'dusk'], colours: [], framing: 'auto', aspect: '4:3', prompt: 'on a wide sandy beach by the sea, {time}', light: 'low sun from the side, bright sky' },
  { id: 'mountains', group: 'outdoors', times: outdoors, colours: [], framing: 'auto', aspect: '4:3', prompt: 'on an alpine meadow before snow-capped mountains and firs, {time}', light: 'clear mountain light' },
  { id: 'garden', group: 'outdoors', times: outdoors, colours: [], framing: 'auto', aspect: '3:4', prompt: 'in a lush summer garden in bloom, {time}', light: 'dappled sunlight through leaves' },
  { id: 'cherry-blossom', group: 'outdoors', times: outdoors, colours: [], framing: 'auto', aspect: '3:4', prompt: 'under cherry trees in full blossom, petals in the air, {time}', light: 'soft bright spring light' },
  { id: 'autumn', group: 'outdoors', times: ['golden', 'day', 'dusk'], colours: [], framing: 'auto', aspect: '3:4', prompt: 'on a path through an autumn park, golden and red leaves, {time}', light: 'warm backlight through the trees' },
  { id: 'snow', group: 'outdoors', times: ['day', 'golden', 'dusk', 'night'], colours: [], framing: 'auto', aspect: '3:4', prompt: 'in a snowy forest while snow falls gently, {time}', light: 'soft cold light, bright snow' },
]

const byId = new Map(scenes.map((scene) => [scene.id as string, scene]))
export const sceneOf = (id: string): Scene | null => byId.get(id) ?? null

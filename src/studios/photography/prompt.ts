/** From a scene and its parameters to words for a model that follows references. English, which every model reads. Pure. */
import type { Framing, Mood, TimeOfDay } from '../../providers/local/portrait/choices.ts'
import type { PhotoParameters } from '../../api/contract-photography.ts'
import type { Scene } from './scenes.ts'

const times: Record<TimeOfDay, string> = { day: 'in daylight', golden: 'at golden hour', dusk: 'at dusk', night: 'at night' }
const framings: Record<Framing, string> = {
  auto: 'natural portrait framing',
  head: 'head-and-shoulders portrait',
  half: 'half-length portrait',
  full: 'full-length portrait, feet in the picture',
}
const moods: Record<Mood, string> = {
  natural: 'natural colours',
  warm: 'warm colours',
  cool: 'cool colours',
  dramatic: 'dramatic contrast, deep shadows',
  soft: 'soft pastel tones, gentle glow',
  mono: 'black and white',
}
/** Each photograph of a set is asked for a little differently, as a photographer would move. */
const variants = ['looking at the camera', 'slightly from the side, looking past the camera', 'a step further away, relaxed posture', 'a little closer, a hint of a smile'] as const

export function photographPrompt(scene: Scene, { framing, time, mood, colour, retouch, clothing }: PhotoParameters, variant: number): string {
  const place = scene.prompt.replace('{time}', times[time]).replace('{colour}', colour ?? '')
  const skin = retouch >= 0.67 ? 'carefully retouched skin' : retouch >= 0.2 ? 'lightly retouched, natural skin' : 'unretouched natural skin texture'
  return [
    `Photograph of the very same person as in the reference pictures, ${place}.`,
    'Keep the face, hair and identity exactly; if several people are in the reference, keep all of them.',
    clothing === '' ? 'Keep their clothing.' : `Wearing ${clothing.replaceAll(/\s+/g, ' ').trim()}.`,
    `${framings[framing]}, ${scene.id === 'id-photo' ? 'straight at the camera' : variants[variant % variants.length]}.`,
    `Light: ${scene.light}. ${moods[mood]}, ${skin}.`,
    'Professional photograph, 85mm lens, shallow depth of field, fine detail, no text.',
  ].join(' ')
}

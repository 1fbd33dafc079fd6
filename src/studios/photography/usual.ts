import type { PhotoParameters } from '../../api/contract-photography.ts'
import type { Scene } from './scenes.ts'

const usualRetouch = 0.3

/** What a scene is photographed with where nobody says otherwise. */
export const usualParameters = (scene: Scene): PhotoParameters => ({
  framing: scene.framing,
  time: scene.times[0]!,
  mood: 'natural',
  colour: scene.colours[0] ?? null,
  retouch: usualRetouch,
  clothing: '',
})

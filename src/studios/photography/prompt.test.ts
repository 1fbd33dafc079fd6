import { expect, test } from 'vitest'
import { photographPrompt } from './prompt.ts'
import { scenes } from './scenes.ts'
import { usualParameters } from './usual.ts'

// SPEC: S4.1
test('every scene makes whole sentences, whatever is chosen', () => {
  for (const scene of scenes)
    for (const time of scene.times)
      for (const colour of [null, ...scene.colours])
        for (const variant of [0, 1, 2, 3]) {
          const prompt = photographPrompt(scene, { ...usualParameters(scene), time, colour: colour ?? scene.colours[0] ?? null, clothing: variant === 0 ? '' : ' a  red\ncoat ' }, variant)
          expect(prompt).not.toMatch(/undefined|null|[{}]|\n|\s{2}/)
          expect(prompt).toContain(variant === 0 ? 'Keep their clothing.' : 'Wearing a red coat.')
          expect(prompt.length).toBeLessThan(1000)
        }
})

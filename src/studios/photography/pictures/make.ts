/**
 * Photographs the drawn portraits in every scene: the example pictures of the catalogue, into this folder.
 * `node scripts/run.mjs src/studios/photography/pictures/make.ts [scene...]` (about two minutes for all).
 */
import { readFile, writeFile } from 'node:fs/promises'
import sharp from 'sharp'
import { photograph } from '../../../providers/local/portrait/photograph.ts'
import { scenes } from '../scenes.ts'
import { usualParameters } from '../usual.ts'

const portraits = await Promise.all([1, 2, 3].map((n) => readFile(new URL(`../../../providers/local/portrait/portraits/portrait-${n}.jpg`, import.meta.url))))
const wanted = process.argv.slice(2)

for (const [i, scene] of scenes.entries()) {
  if (wanted.length > 0 && !wanted.includes(scene.id)) continue
  const { time, colour } = usualParameters(scene)
  const [image] = await photograph({ portrait: portraits[i % portraits.length]!, scene: scene.id, seed: 11 + i, aspect: 3 / 4, framing: 'auto', time, mood: 'natural', colour: scene.id === 'id-photo' ? 'blue' : colour, retouch: 0, variant: i % 2 })
  await writeFile(new URL(`./${scene.id}.webp`, import.meta.url), await sharp(image!.bytes).resize(480, 640).webp({ quality: 80, effort: 6 }).toBuffer())
}

import { deflateSync } from 'node:zlib'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { filmSample } from '../../../messages/studios/film-sample.ts'
import { paint, paintScene } from '../picture.ts'
import { writeChunk } from '../png-chunk.ts'
import { readPrompt } from '../prompt/parse.ts'
import { readPainted } from '../scene-chunk.ts'
import { recast } from './recast.ts'
import { readShot } from './shot.ts'

const painted = (prompt: string, seed = 1) => paint({ prompt, seed, size: 64 }, { weather: false })
const seen = async (...prompts: string[]) => (await Promise.all(prompts.map((prompt) => painted(prompt)))).map((png) => readPainted(png)!)
const said = (text: string) => readPrompt(text).scene

test('the text has the first word; what it leaves open, the pictures say', async () => {
  const [fox, island, lantern] = await seen('a white fox in the snow, watercolor', 'an island lighthouse in a storm at dusk', 'a lantern')
  expect(recast(said('She looks up, slow push in'), [fox!]).scene).toMatchObject({ subject: 'fox', style: 'watercolor', weather: ['snow'] })
  const sunrise = recast(said('sunrise, the lighthouse over a calm sea'), [island!])
  expect(sunrise).toMatchObject({ scene: { subject: 'lighthouse', time: 'dawn', weather: [], place: 'sea' }, left: [] })
  // who is there before what lies about, whichever is named first
  const both = recast(said('a lantern by the path at night'), [lantern!, fox!])
  expect(both).toMatchObject({ scene: { subject: 'fox', companion: 'lantern', time: 'night' }, left: [] })
  expect(both.cast('fox')).toBe(fox)
  // three do not fit into one scene
  expect(recast(said('the fox and the lighthouse'), [fox!, island!, lantern!])).toMatchObject({ scene: { subject: 'fox', companion: 'lighthouse' }, left: [2] })
})

test('who was seen before looks the same in another place and at another hour', async () => {
  const [grey, red] = await Promise.all(['a grey fox', 'a red fox'].map(async (prompt) => readPainted(await painted(prompt))!))
  const scene = said('a fox in the studio, day')
  const redness = async (cast: typeof grey) => {
    const { channels } = await sharp(await paintScene({ scene, root: 7, size: 96, cast: recast(scene, [cast!]).cast }, { weather: false })).stats()
    return channels[0]!.mean - channels[2]!.mean
  }
  expect(await redness(red)).toBeGreaterThan((await redness(grey)) + 5)
})

test('what a stranger wrote into a file is not believed', async () => {
  const png = await painted('a fox')
  const plain = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')
  expect(readPainted(plain)).toBeNull()
  const { scene, root } = readPainted(png)!
  const forged = (body: Uint8Array) => readPainted(writeChunk(plain, 'scNe', body))
  expect(forged(deflateSync(JSON.stringify({ scene, root })))).toEqual({ scene, root })
  expect(forged(deflateSync(JSON.stringify({ scene: { ...scene, count: 1e9 }, root })))).toBeNull()
  expect(forged(Buffer.from('no deflate'))).toBeNull()
  expect(forged(deflateSync('x'.repeat(1 << 20)))).toBeNull()
})

test('the sample film is the same film in both languages', () => {
  const [en, zh] = [filmSample.en, filmSample['zh-CN']].map(({ assets, shots }) => [
    assets.map(({ role, prompt }) => ({ role, scene: said(prompt) })),
    shots.map(({ text, shows }) => ({ shows, ...readShot(text) })),
  ])
  expect(zh).toEqual(en)
})

/** The real networks and the real pipeline, on portraits that we drew ourselves; small, for speed. */
import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { sceneIds } from '../../../studios/photography/scenes.ts'
import { createLocalStudio } from '../pool.ts'
import { frameFor, groupOf } from './frame.ts'
import { loadNetworks } from './models.ts'
import { findPeople } from './people.ts'
import { photograph } from './photograph.ts'
import { NoPersonFound, type PhotographRequest } from './request.ts'
import { sets } from './sets/index.ts'
import { openSource } from './source.ts'

// small: everything here is proportional
const portrait = async (name: string) => sharp(await readFile(new URL(`./portraits/${name}.jpg`, import.meta.url))).resize(440).jpeg({ quality: 92 }).toBuffer()
const networks = await loadNetworks()
const [one, two, three, pair] = await Promise.all(['portrait-1', 'portrait-2', 'portrait-3', 'two-people'].map(portrait)) as [Buffer, Buffer, Buffer, Buffer]

const people = async (bytes: Uint8Array) => findPeople(await openSource(bytes), networks)
const request = (over: Partial<PhotographRequest> = {}): PhotographRequest => ({
  portrait: one, scene: 'studio-canvas', seed: 5, aspect: 3 / 4, framing: 'auto', time: 'day', mood: 'natural', colour: null, retouch: 0.3, variant: 0, size: 320, ...over,
})
const shoot = async (over: Partial<PhotographRequest> = {}) => Buffer.from((await photograph(request(over)))[0]!.bytes)
/** mean difference of two pictures' bytes where `mask` says so */
async function difference(a: Uint8Array, b: Uint8Array): Promise<number> {
  const [x, y] = await Promise.all([a, b].map((bytes) => sharp(bytes).resize(64, 64, { fit: 'fill' }).removeAlpha().raw().toBuffer()))
  return x!.reduce((sum, v, i) => sum + Math.abs(v - y![i]!), 0) / x!.length
}

describe('the people in a picture', () => {
  // SPEC: L5
  it('are told from what is behind them, and their faces found', async () => {
    const found = await people(one)
    expect(found.faces).toHaveLength(1)
    const { x, y, width, height } = found.faces[0]!
    // where it was drawn: eyes 40% down, in the middle
    expect(x + width / 2).toBeGreaterThan(found.width * 0.45)
    expect(x + width / 2).toBeLessThan(found.width * 0.6)
    expect(y + height * 0.4).toBeGreaterThan(found.height * 0.34)
    const at = (fx: number, fy: number) => found.mask[Math.floor(fy * found.height) * found.width + Math.floor(fx * found.width)]!
    for (const [fx, fy] of [[0.5, 0.42], [0.5, 0.3], [0.5, 0.8], [0.35, 0.85]] as const) expect(at(fx, fy)).toBeGreaterThan(0.9)
    for (const [fx, fy] of [[0.06, 0.1], [0.94, 0.1], [0.08, 0.5], [0.5, 0.05]] as const) expect(at(fx, fy)).toBeLessThan(0.1)
  })

  // SPEC: L5
  it('are all kept when there are several', async () => {
    const found = await people(pair)
    expect(found.faces).toHaveLength(2)
    const frame = frameFor(found, 1, 'head', 1)
    const group = groupOf(found)
    expect(frame.x).toBeLessThanOrEqual(group.left)
    expect(frame.x + frame.width).toBeGreaterThanOrEqual(group.right)
  })

  it('are found in pictures that lie on their side, are dark, or cut the head', async () => {
    const side = await sharp(one).rotate(90).jpeg().toBuffer()
    expect((await people(side)).turns).toBe(3)
    expect((await people(await sharp(one).linear(0.1, 0).jpeg().toBuffer())).faces).toHaveLength(1)
    const cut = await people(await sharp(one).extract({ left: 0, top: 165, width: 440, height: 385 }).jpeg().toBuffer())
    const frame = frameFor(cut, 3 / 4, 'half', 0)
    // the upload ends there, and so does the photograph
    expect(frame.y).toBeGreaterThanOrEqual(0)
    expect(frame.y + frame.height).toBeLessThanOrEqual(cut.height + 1)
  })

  // SPEC: L5
  it('are missed with a clear word where there is nobody', async () => {
    const empty = await sharp({ create: { width: 500, height: 400, channels: 3, background: '#7a8a6a' } }).jpeg().toBuffer()
    // over the border of a thread, where only words survive
    const studio = createLocalStudio({ threads: 1 })
    try {
      await expect(studio.photograph(request({ portrait: empty }))).rejects.toBeInstanceOf(NoPersonFound)
    } finally {
      await studio.close()
    }
  })
})

// SPEC: L5
describe('the frame', () => {
  const looking = people(three)
  it.each(['head', 'half', 'auto', 'full'] as const)('%s: eyes in the upper half, no head cut, never past where the upload cuts somebody off', async (framing) => {
    const found = await looking
    const group = groupOf(found)
    for (const aspect of [9 / 16, 3 / 4, 1, 4 / 3, 16 / 9])
      for (const variant of [0, 1, 2, 3]) {
        const frame = frameFor(found, aspect, framing, variant)
        expect(frame.width / frame.height).toBeCloseTo(aspect, 3)
        expect(frame.y).toBeLessThanOrEqual(group.top + 1)
        expect(frame.y + frame.height).toBeGreaterThan(group.chin)
        // the drawn people go on below their picture
        expect(frame.y + frame.height).toBeLessThanOrEqual(found.height + 1)
        const eyes = (group.eyesY - frame.y) / frame.height
        expect(eyes).toBeGreaterThan(0.2)
        expect(eyes).toBeLessThan(0.56)
      }
  })
})

// SPEC: L5
describe('a photograph', () => {
  it('is of that very upload: the face stays, what is behind it changes, and another upload is another person', async () => {
    const [beach, library, other] = [await shoot({ scene: 'beach', time: 'golden' }), await shoot({ scene: 'library', time: 'night' }), await shoot({ scene: 'beach', time: 'golden', portrait: two })]
    const face = (bytes: Buffer) => sharp(bytes).extract({ left: 84, top: 96, width: 74, height: 90 }).normalise().png().toBuffer()
    const corner = (bytes: Buffer) => sharp(bytes).extract({ left: 0, top: 0, width: 50, height: 120 }).png().toBuffer()
    expect(await difference(await face(beach), await face(library))).toBeLessThan(await difference(await face(beach), await face(other)) * 0.75)
    expect(await difference(await corner(beach), await corner(library))).toBeGreaterThan(40)
  })

  it('differs from variant to variant, and not from one time to the next', async () => {
    const shots = [await shoot({ variant: 0 }), await shoot({ variant: 1, seed: 6 })]
    expect(Buffer.compare(shots[0]!, await shoot({ variant: 0 }))).toBe(0)
    expect(await difference(shots[0]!, shots[1]!)).toBeGreaterThan(8)
  })

  it('follows its parameters: shape, mood, colour, retouching', async () => {
    const grey = await shoot({ aspect: 16 / 9, mood: 'mono' })
    const { format, width, height } = await sharp(grey).metadata()
    expect([format, width, height]).toEqual(['jpeg', 320, 180])
    const { channels } = await sharp(grey).stats()
    expect(Math.abs(channels[0]!.mean - channels[2]!.mean)).toBeLessThan(1)
    const top = async (colour: string) => (await sharp(await sharp(await shoot({ scene: 'id-photo', colour })).extract({ left: 0, top: 0, width: 40, height: 40 }).png().toBuffer()).stats()).channels.map((c) => c.mean)
    const red = await top('red')
    expect(red[0]! - red[2]!).toBeGreaterThan(100)
    expect(await difference(await shoot({ retouch: 0 }), await shoot({ retouch: 1 }))).toBeGreaterThan(0.05)
  })

  it('can be made in every scene of the catalogue', () => {
    expect(Object.keys(sets).sort()).toEqual([...sceneIds].sort())
  })
})

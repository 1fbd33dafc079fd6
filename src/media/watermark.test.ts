import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { markPlaces, type MarkPosition, type MarkSpec } from './mark-places.ts'
import { withMark } from './watermark.ts'

const text = (over: Partial<MarkSpec> = {}): MarkSpec => ({ type: 'text', text: '© 摄影 Studio', colour: 'light', placement: 'single', position: 'bottom-right', opacity: 1, size: 0.4, ...over }) as MarkSpec
const grey = (width = 300, height = 400) => sharp({ create: { width, height, channels: 3, background: '#606060' } }).jpeg({ quality: 100 }).toBuffer()
/** how much each ninth of the picture changed, row by row */
async function changes(spec: MarkSpec, mark: Uint8Array | null = null): Promise<number[]> {
  const before = await grey()
  const after = await withMark(before, spec, mark)
  const [a, b] = await Promise.all([before, after].map((bytes) => sharp(bytes).greyscale().raw().toBuffer()))
  const sums = Array.from({ length: 9 }, () => 0)
  for (let y = 0; y < 400; y++) for (let x = 0; x < 300; x++) sums[Math.floor(y / 133.4) * 3 + Math.floor(x / 100)]! += Math.abs(a![y * 300 + x]! - b![y * 300 + x]!) > 12 ? 1 : 0
  return sums
}

describe('places', () => {
  test.each<[MarkPosition, number, number]>([['top-left', 0, 0], ['bottom-right', 1, 1], ['center', 0.5, 0.5], ['left', 0, 0.5], ['top', 0.5, 0]])('%s', (position, across, down) => {
    for (const ratio of [0.2, 1, 6]) {
      const [place] = markPlaces({ placement: 'single', position, size: 0.8 }, ratio, { width: 900, height: 600 })
      expect(place!.x - place!.width / 2).toBeGreaterThanOrEqual(0)
      expect(place!.x + place!.width / 2).toBeLessThanOrEqual(900)
      expect(place!.y + place!.height / 2).toBeLessThanOrEqual(600)
      expect(place!.width / place!.height).toBeCloseTo(ratio)
      expect(Math.sign(place!.x - 450)).toBe(Math.sign(across - 0.5))
      expect(Math.sign(place!.y - 300)).toBe(Math.sign(down - 0.5))
    }
  })
  test('tiles cover everything, and are bounded', () => {
    for (const size of [0.05, 0.3, 0.8]) {
      const places = markPlaces({ placement: 'tiled', position: 'center', size }, 4, { width: 1536, height: 1152 })
      expect(places.length).toBeGreaterThan(4)
      expect(places.length).toBeLessThanOrEqual(400)
    }
  })
})

describe('a watermark', () => {
  // SPEC: S4.4
  test('of words, in both languages, lies where it was put and nowhere else', async () => {
    const found = await changes(text({ size: 0.3 }))
    expect(found[8]).toBeGreaterThan(100)
    expect(found.slice(0, 6)).toEqual([0, 0, 0, 0, 0, 0])
  })
  // SPEC: S4.4
  test('is fainter with less opacity', async () => {
    const [strong, faint] = [await changes(text()), await changes(text({ opacity: 0.1 }))]
    expect(faint[8]!).toBeLessThan(strong[8]! / 2)
  })
  // SPEC: S4.4
  test('can be a picture with transparency, tiled', async () => {
    const mark = await sharp({ create: { width: 80, height: 40, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0.9 } } }).png().toBuffer()
    const found = await changes({ type: 'image', uploadId: '', placement: 'tiled', position: 'center', opacity: 0.8, size: 0.25 }, mark)
    expect(found.every((count) => count > 150)).toBe(true)
  })
  test('keeps the size of the picture, and survives emoji, right-to-left and long words', async () => {
    for (const words of ['😀👩‍👩‍👧', 'علامة مائية', 'x'.repeat(60)]) {
      const { width, height, format } = await sharp(await withMark(await grey(200, 120), text({ text: words } as Partial<MarkSpec>), null)).metadata()
      expect([width, height, format]).toEqual([200, 120, 'jpeg'])
    }
  })
})

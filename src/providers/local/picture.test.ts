import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { picture } from './picture.ts'

const small = async (prompt: string, seed = 1) => (await picture({ prompt, seed, size: 256 }))[0]!.bytes
const mean = async (bytes: Uint8Array) => {
  const { channels } = await sharp(bytes).stats()
  const [r, g, b] = channels.map((c) => c.mean) as [number, number, number]
  return { r, g, b, light: 0.3 * r + 0.59 * g + 0.11 * b }
}
const difference = async (a: Uint8Array, b: Uint8Array) => {
  const [x, y] = await Promise.all([a, b].map((p) => sharp(p).resize(64, 64).removeAlpha().raw().toBuffer()))
  return x!.reduce((sum, v, i) => sum + Math.abs(v - y![i]!), 0) / x!.length
}
const average = async (prompt: string) => {
  const all = await Promise.all([1, 2, 3].map(async (seed) => mean(await small(prompt, seed))))
  const of = (key: 'r' | 'g' | 'b' | 'light') => all.reduce((s, m) => s + m[key], 0) / all.length
  return { r: of('r'), g: of('g'), b: of('b'), light: of('light') }
}

// rendering is real work: on a busy machine it takes its time
describe('picture', { timeout: 180_000 }, () => {
  // SPEC: L1
  it('gives a 1024 px PNG, a 512 px WebP and a placeholder, by named stages', async () => {
    const stages: string[] = [], percents: number[] = []
    const [image, preview] = await picture({ prompt: 'a red fox in a meadow', seed: 7 }, { progress: (percent, stage) => (stages.push(stage), percents.push(percent)) })
    expect(await sharp(image!.bytes).metadata()).toMatchObject({ format: 'png', width: 1024, height: 1024 })
    expect(await sharp(preview!.bytes).metadata()).toMatchObject({ format: 'webp', width: 512, height: 512 })
    expect(image!.placeholder).toMatch(/^data:image\/webp;base64,/)
    expect(image!.placeholder!.length).toBeLessThan(1000)
    expect(stages).toEqual(['composed', 'sky', 'landscape', 'subject', 'weather', 'style', 'encoded'])
    expect(percents).toEqual(percents.toSorted((a, b) => a - b))
    expect(percents.at(-1)).toBe(100)
  })

  // SPEC: L1
  it('repeats itself byte for byte, and differs by seed', async () => {
    const [a, b, c] = [await small('a cat by a lake', 4), await small('a cat by a lake', 4), await small('a cat by a lake', 5)]
    expect(Buffer.compare(a, b)).toBe(0)
    expect(await difference(a, c)).toBeGreaterThan(8)
  })

  it('draws the same for the same words in another language', async () => {
    expect(Buffer.compare(await small('a rocket in space'), await small('太空中的火箭'))).toBe(0)
  })

  // SPEC: L1
  it('follows the prompt: night is darker than noon, snow whiter than meadow, red redder than blue', async () => {
    const [night, noon, snow, meadow] = await Promise.all(['a fox in a meadow at night', 'a fox in a meadow at noon', 'a fox in the snow at noon, snowfield', 'a fox in a forest at noon'].map(average))
    expect(noon!.light - night!.light).toBeGreaterThan(35)
    expect(snow!.light - meadow!.light).toBeGreaterThan(15)
    const [red, blue] = await Promise.all(['a red apple', 'a blue apple'].map(async (p) => mean(await small(p))))
    expect(red!.r - red!.b).toBeGreaterThan(blue!.r - blue!.b + 10)
    expect(await difference(await small('red fox in snow'), await small('blue whale at night'))).toBeGreaterThan(30)
  })

  it('changes its hand with the style', async () => {
    const base = await small('a castle at noon')
    const styles = ['watercolor', 'ink', 'flat', 'low poly', 'pixel art', 'oil painting', 'neon', 'line art', 'isometric']
    const alike: string[] = []
    for (const style of styles) if ((await difference(base, await small(`a castle at noon, ${style}`))) < 4) alike.push(style)
    expect(alike).toEqual([])
    const grey = await mean(await small('a castle, black and white'))
    expect(Math.abs(grey.r - grey.b)).toBeLessThan(0.5)
  })

  it.each(['', '🦊✨', 'ثعلب أحمر في الثلج', '神'.repeat(2000), 'xqzt'])('draws something for %j', async (prompt) => {
    const stats = await sharp(await small(prompt.slice(0, 2000))).stats()
    expect(Math.max(...stats.channels.map((c) => c.stdev))).toBeGreaterThan(6)
  })

  it('stops at the next stage when it is given up', async () => {
    const given = new AbortController()
    const stages: string[] = []
    const work = picture({ prompt: 'a ship', seed: 1, size: 128 }, { signal: given.signal, progress: (_, stage) => (stages.push(stage), stage === 'sky' && given.abort()) })
    await expect(work).rejects.toMatchObject({ name: 'AbortError' })
    expect(stages).toEqual(['composed', 'sky'])
  })
})

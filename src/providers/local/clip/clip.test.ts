import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFrame } from '../../../media/video/frame.ts'
import { ffmpegs, ffprobe, greyFrame, isRunning, startsFast } from '../../../testing/moving-pictures.ts'
import { readDepth } from '../depth-chunk.ts'
import { randomFrom } from '../paint/random.ts'
import { paint } from '../picture.ts'
import { createLocalStudio } from '../pool.ts'
import { type ClipRequest, clip } from './clip.ts'
import { film as takes } from './film.ts'
import { EFFECTS, readShot } from './shot.ts'
import { setStage } from './stage.ts'

const all = await ffmpegs()
const [ffmpeg] = all
let folder: string
let made = 0
let disc: Uint8Array, other: Uint8Array
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safelight-clip-'))
  const draw = (fill: string, ground: string) => sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400"><rect width="400" height="400" fill="${ground}"/><circle cx="200" cy="200" r="50" fill="${fill}"/></svg>`)).png().toBuffer()
  ;[disc, other] = await Promise.all([draw('white', '#303030'), draw('black', '#d0d0d0')])
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const asked = (more: Partial<ClipRequest> = {}): ClipRequest => ({ pictures: [disc], text: 'static shot', seed: 1, seconds: 0.6, width: 320, height: 180, fps: 25, quality: 'standard', silentTrack: false, ...more })
async function film(more: Partial<ClipRequest>, tool = ffmpeg): Promise<string> {
  const [file] = await clip(asked(more), { ffmpeg: tool, workFolder: join(folder, 'work') })
  const path = join(folder, `clip-${made++}.mp4`)
  await writeFile(path, file!.bytes)
  return path
}
/** Where the white disc is and how large, in the first and in the last frame. */
async function disced(more: Partial<ClipRequest>) {
  const path = await film(more)
  const at = async (seconds: number) => {
    const grey = await greyFrame(ffmpeg, path, seconds, 320, 180)
    let x = 0, y = 0, area = 0
    grey.forEach((v, i) => v > 150 && ((x += i % 320), (y += Math.floor(i / 320)), area++))
    return { x: x / area, y: y / area, area }
  }
  const [first, last] = [await at(0), await at(0.55)]
  return { dx: last.x - first.x, dy: last.y - first.y, grown: last.area / first.area }
}

describe.each(all.map((tool) => ({ name: tool.origin, tool })))('with the $name ffmpeg', ({ tool }) => {
  // SPEC: L3
  test('a clip is H.264 that starts at once, exact to a frame, with a silent track if asked', async () => {
    const path = await film({ silentTrack: true, fps: 24, seconds: 0.75 }, tool)
    const { streams, format } = await ffprobe(path)
    expect(streams[0]).toMatchObject({ codec_name: 'h264', pix_fmt: 'yuv420p', width: 320, height: 180, r_frame_rate: '24/1', nb_read_frames: '18' })
    expect(streams[1]).toMatchObject({ codec_name: 'aac' })
    expect(Number(format.duration)).toBeCloseTo(0.75, 3)
    expect(await startsFast(path)).toBe(true)
  })
})

test.each([[180, 320], [240, 240], [240, 180]])('also in %i x %i', async (width, height) => {
  expect((await ffprobe(await film({ width, height, seconds: 0.2 }))).streams[0]).toMatchObject({ width, height, nb_read_frames: '5' })
})

// SPEC: L3
test('the camera does what the text says, in either language', async () => {
  const [still, closer, away, left, rechts, up] = await Promise.all(['static shot', 'fast push in', '快速拉远', 'fast pan left', '快速右移', '快速上摇'].map((text) => disced({ text })))
  expect(Math.abs(still!.dx) + Math.abs(still!.dy)).toBeLessThan(1)
  expect(closer!.grown).toBeGreaterThan(1.05)
  expect(away!.grown).toBeLessThan(0.95)
  // the view goes to the left: what is in it, to the right
  expect(left!.dx).toBeGreaterThan(4)
  expect(rechts!.dx).toBeLessThan(-4)
  expect(up!.dy).toBeGreaterThan(4)
})

test('the same request gives the same film, another seed another', async () => {
  const frame = async (more: Partial<ClipRequest>) => greyFrame(ffmpeg, await film(more), 0.4, 80, 45)
  const [a, b, c] = [await frame({ text: 'snow' }), await frame({ text: 'snow' }), await frame({ text: 'snow', seed: 2 })]
  expect(Buffer.compare(a, b)).toBe(0)
  expect(Buffer.compare(a, c)).not.toBe(0)
})

test('whatever is in the air moves, though the camera does not', async () => {
  const take = { width: 320, height: 180, fps: 25, frames: 50 }
  const [plain, starry] = [await setStage(disc, take), await setStage(await stars(), take)]
  for (const effect of EFFECTS) {
    const stage = effect === 'twinkle' || effect === 'waves' ? starry : plain
    const draw = takes(stage, { ...readShot('static shot'), effects: [effect] }, take, randomFrom(1), randomFrom(2), 0)
    const [first, last] = [createFrame(320, 180), createFrame(320, 180)]
    draw(first, 20)
    draw(last, 28)
    const changed = first.y.reduce((sum, v, i) => sum + Math.abs(v - last.y[i]!), 0) / first.y.length
    expect([effect, changed > 0.08]).toEqual([effect, true])
  }
})
const stars = () => sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360" fill="#05060f"/>${Array.from({ length: 60 }, (_, i) => `<circle cx="${(i * 97) % 640}" cy="${(i * 53) % 360}" r="1.6" fill="white"/>`).join('')}</svg>`)).png().toBuffer()

// SPEC: L3
test('several pictures are shown one after the other, with a crossfade between', async () => {
  const path = await film({ pictures: [disc, other], seconds: 2.8 })
  const mean = async (seconds: number) => (await greyFrame(ffmpeg, path, seconds, 8, 8)).reduce((a, b) => a + b, 0) / 64
  const [first, middle, last] = [await mean(0.4), await mean(1.4), await mean(2.6)]
  expect(first).toBeLessThan(100)
  expect(last).toBeGreaterThan(160)
  expect(middle).toBeGreaterThan(first + 30)
  expect(middle).toBeLessThan(last - 30)
})

test('without a picture one is painted, which knows how far everything in it is', async () => {
  const [file] = await clip(asked({ pictures: [], text: 'a red fox in a meadow', seconds: 0.2, width: 160, height: 90 }), { ffmpeg, workFolder: join(folder, 'work') })
  expect(file!.bytes.byteLength).toBeGreaterThan(1000)
  const depth = readDepth(await paint({ prompt: 'a red fox in a meadow', seed: 1, size: 64 }, { weather: false }))!
  const row = (y: number) => depth.values.subarray(Math.floor(y * depth.height) * depth.width, Math.floor(y * depth.height + 1) * depth.width).reduce((a, b) => a + b, 0) / depth.width
  expect(row(0.95)).toBeGreaterThan(row(0.05) + 0.3)
  expect(readDepth(disc)).toBeNull()
})

test('what is no picture is refused; on a cancel nothing is left, neither program nor file', async () => {
  const work = join(folder, 'pool-work')
  const studio = createLocalStudio({ threads: 1 })
  try {
    await expect(studio.clip(asked({ pictures: [new Uint8Array(9)] }), { ffmpeg, workFolder: work })).rejects.toMatchObject({ failure: { code: 'invalid_input' } })
    await expect(studio.clip(asked(), { ffmpeg: { ...ffmpeg, path: '/nowhere/ffmpeg' }, workFolder: work })).rejects.toMatchObject({ failure: { code: 'internal' } })
    const given = new AbortController()
    const long = studio.clip(asked({ seconds: 60, width: 640, height: 360 }), { ffmpeg, workFolder: work }, { signal: given.signal, progress: (percent) => percent > 8 && given.abort(new Error('cancelled')) })
    await expect(long).rejects.toThrow('cancelled')
    // the thread serves the next one only when it has let go of the first
    expect(await studio.clip(asked({ seconds: 0.2 }), { ffmpeg, workFolder: work })).toHaveLength(1)
    expect(await isRunning(work)).toBe(false)
    expect(await readdir(work)).toEqual([])
  } finally {
    await studio.close()
  }
})

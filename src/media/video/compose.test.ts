import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Probed, ffmpegs, ffprobe, greyFrame, isRunning, loudness, makeWith, meanColour, startsFast } from '../../testing/moving-pictures.ts'
import type { Ffmpeg } from '../ffmpeg/find.ts'
import { type ComposeRequest, type ComposeScene, type Composed, compose } from './compose.ts'
import { composeInThread } from './compose-thread.ts'

const all = await ffmpegs()
let folder: string
let made = 0
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safelight-compose-'))
  const [ffmpeg] = all
  const clip = (name: string, args: string[]) => makeWith(ffmpeg, [...args, join(folder, name)])
  const colour = (c: string, size: string, rate: number, seconds: number) => ['-f', 'lavfi', '-i', `color=${c}:s=${size}:r=${rate}:d=${seconds}`]
  const h264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-preset', 'ultrafast']
  await Promise.all([
    clip('red.mp4', [...colour('red', '320x180', 25, 1.2), ...h264]),
    clip('blue.mp4', [...colour('blue', '640x360', 30, 1.2), '-f', 'lavfi', '-i', 'sine=frequency=300:duration=1.2', ...h264, '-c:a', 'aac']),
    clip('green.webm', [...colour('lime', '176x320', 12, 1), '-c:v', 'libvpx', '-deadline', 'realtime']),
    clip('still.mp4', [...colour('white', '320x180', 25, 0.2), ...h264]),
    clip('voice.wav', ['-f', 'lavfi', '-i', 'sine=frequency=800:duration=1.5', '-ac', '1', '-ar', '22050']),
    clip('voice.mp3', ['-f', 'lavfi', '-i', 'sine=frequency=800:duration=0.5', '-c:a', 'libmp3lame']),
    clip('voice.opus', ['-f', 'lavfi', '-i', 'sine=frequency=800:duration=0.5', '-c:a', 'libopus']),
  ])
  await clip('upright.mp4', ['-i', join(folder, 'red.mp4'), '-c', 'copy', '-metadata:s:v', 'rotate=90'])
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const scene = (clip: string, more: Partial<ComposeScene> = {}): ComposeScene => ({ clip: join(folder, clip), seconds: 1, transition: { type: 'cut' }, narration: null, followNarration: false, sound: 'keep', subtitle: null, title: null, ...more })
const request = (scenes: ComposeScene[], more: Partial<ComposeRequest> = {}): ComposeRequest => ({ scenes, width: 320, height: 180, fps: 25, quality: 'standard', burnIn: null, silentTrack: false, fadeSeconds: 0, ...more })

async function film(ffmpeg: Ffmpeg, asked: ComposeRequest, signal = new AbortController().signal): Promise<{ film: Composed; probed: Probed; percents: number[] }> {
  const percents: number[] = []
  const composed = await compose(asked, { ffmpeg, folder: join(folder, `film-${made++}`) }, { signal, progress: (percent) => percents.push(percent) })
  return { film: composed, probed: await ffprobe(composed.path), percents }
}

describe.each(all.map((ffmpeg) => ({ name: `${ffmpeg.origin} ffmpeg ${ffmpeg.version}`, ffmpeg })))('with the $name', ({ ffmpeg }) => {
  // SPEC: L3 S2.5
  test('clips of any size, rate, shape, rotation and container become one H.264 film, exact to a frame', async () => {
    const { film: made, probed, percents } = await film(
      ffmpeg,
      request([scene('red.mp4'), scene('blue.mp4', { transition: { type: 'crossfade', seconds: 0.4 } }), scene('green.webm', { transition: { type: 'fade', seconds: 0.4 } }), scene('upright.mp4', { transition: { type: 'dip', seconds: 0.4 }, seconds: 0.96 })]),
    )
    const [video, sound] = [probed.streams.find((s) => s.codec_type === 'video')!, probed.streams.find((s) => s.codec_type === 'audio')!]
    expect(video).toMatchObject({ codec_name: 'h264', pix_fmt: 'yuv420p', width: 320, height: 180, r_frame_rate: '25/1', nb_read_frames: '99', color_space: 'bt709' })
    expect(sound).toMatchObject({ codec_name: 'aac' })
    expect(Number(probed.format.duration)).toBeCloseTo(3.96, 3)
    expect(made).toMatchObject({ frames: 99, seconds: 3.96, sound: true, scenes: [{ startS: 0, seconds: 1 }, { startS: 1 }, { startS: 2 }, { startS: 3, seconds: 0.96 }] })
    expect(await startsFast(made.path)).toBe(true)
    expect(percents).toEqual(percents.toSorted((a, b) => a - b))
    expect(percents.at(-1)).toBeGreaterThan(90)
    const [before, middle, after, black, white, upright] = await Promise.all([0.4, 1, 1.5, 2, 3, 3.6].map((t) => meanColour(ffmpeg, made.path, t)))
    expect(before!.r).toBeGreaterThan(220)
    expect(after!.b).toBeGreaterThan(220)
    expect(Math.min(middle!.r, middle!.b)).toBeGreaterThan(80) // both at once
    expect(Math.max(black!.r, black!.g, black!.b)).toBeLessThan(50)
    expect(Math.min(white!.r, white!.g, white!.b)).toBeGreaterThan(190)
    // upright in a wide frame: whole in the middle, a darker blur of itself at the sides
    const across = await greyFrame(ffmpeg, made.path, 3.6, 32, 18)
    expect(across[9 * 32 + 16]! - across[9 * 32 + 2]!).toBeGreaterThan(15)
    expect(upright!.r).toBeGreaterThan(100)
  })

  test('the sound is where its clip is; a film without any may have a silent track', async () => {
    const { film: made } = await film(ffmpeg, request([scene('red.mp4'), scene('blue.mp4')]))
    expect(await loudness(ffmpeg, made.path, 0.1, 0.9)).toBeLessThan(0.001)
    expect(await loudness(ffmpeg, made.path, 1.2, 1.8)).toBeGreaterThan(0.02)
    const silent = await film(ffmpeg, request([scene('red.mp4', { sound: 'mute', seconds: 0.48 })], { silentTrack: true, fps: 24 }))
    expect(silent.probed.streams.map((s) => s.codec_name).sort()).toEqual(['aac', 'h264'])
    expect(Number(silent.probed.format.duration)).toBeCloseTo(0.5, 3)
    expect(silent.film).toMatchObject({ sound: false, frames: 12 })
  })
})

const [ffmpeg] = all

test('narration is never cut: the scene follows it, or it is spoken a little faster, or the scene is longer all the same', async () => {
  const follows = await film(ffmpeg, request([scene('red.mp4', { narration: join(folder, 'voice.wav'), followNarration: true }), scene('blue.mp4', { seconds: 1.2, narration: join(folder, 'voice.mp3') }), scene('red.mp4', { seconds: 1.2, narration: join(folder, 'voice.opus') })]))
  const [first, second] = follows.film.scenes
  expect(first!.seconds).toBeCloseTo(1.5 + 0.65, 1)
  expect(first!.extended).toBe(true)
  expect(second).toMatchObject({ extended: false, seconds: 1.2 })
  expect(await loudness(ffmpeg, follows.film.path, 0.3, 1.7)).toBeGreaterThan(0.05)
  expect(await loudness(ffmpeg, follows.film.path, 1.85, 2.1)).toBeLessThan(0.01)
  // its own sound steps back behind the voice
  const alone = await film(ffmpeg, request([scene('blue.mp4')]))
  expect(await loudness(ffmpeg, alone.film.path, 0.4, 0.6)).toBeGreaterThan(0.04)

  const hurried = await film(ffmpeg, request([scene('red.mp4', { seconds: 2, narration: join(folder, 'voice.wav') }), scene('red.mp4', { seconds: 1, narration: join(folder, 'voice.wav') })]))
  expect(hurried.film.scenes[0]).toMatchObject({ seconds: 2, extended: false })
  expect(hurried.film.scenes[1]!.extended).toBe(true)
  expect(await loudness(ffmpeg, hurried.film.path, 1.3, 1.5)).toBeGreaterThan(0.05)
  expect(await loudness(ffmpeg, hurried.film.path, 1.72, 1.95)).toBeLessThan(0.01)
})

test.each([
  ['English', 'Before the sun is up, somebody is at work already.', 'outline'],
  ['Chinese', '清晨五点，城市还在沉睡，街角的灯已经亮了。', 'box'],
] as const)('subtitles in %s are in the picture while they are spoken, and in the WebVTT', async (_, subtitle, burnIn) => {
  const { film: made } = await film(ffmpeg, request([scene('red.mp4', { subtitle, seconds: 1.2 }), scene('red.mp4', { seconds: 0.4 })], { width: 640, height: 360, burnIn }))
  const [spoken, after] = await Promise.all([0.6, 1.4].map((t) => greyFrame(ffmpeg, made.path, t, 640, 360)))
  const bright = (frame: Uint8Array, fromRow: number, toRow: number) => frame.subarray(fromRow * 640, toRow * 640).filter((v) => v > 200).length
  expect(bright(spoken!, 260, 360)).toBeGreaterThan(400)
  expect(bright(spoken!, 0, 250)).toBe(0)
  expect(bright(after!, 0, 360)).toBe(0)
  const vtt = await readFile(join(made.path, '../film.vtt'), 'utf8')
  expect(vtt).toBe(made.vtt)
  expect(vtt).toMatch(/^WEBVTT\n\n1\n00:00:00\.150 --> /)
  expect(vtt.replace(/[\n\s，。,.]/gu, '')).toContain(subtitle.slice(0, 6).replace(/[\n\s，。,.]/gu, ''))
})

test('a clip that is too short is held; titles are shown; fifty scenes are one film', async () => {
  const scenes = Array.from({ length: 50 }, (_, i) => scene(i % 2 ? 'still.mp4' : 'red.mp4', { seconds: 0.16, transition: { type: 'crossfade', seconds: 0.08 } }))
  const { film: made, probed } = await film(ffmpeg, request([scene('still.mp4', { seconds: 1.5, title: '标题 Title' }), ...scenes], { width: 160, height: 90 }))
  expect(made.frames).toBe(238)
  expect(probed.streams[0]!.nb_read_frames).toBe('238')
  expect(made.scenes[0]!.heldS).toBeCloseTo(1.34, 1)
  const [titled, before] = await Promise.all([1, 0.1].map((t) => greyFrame(ffmpeg, made.path, t, 160, 90)))
  expect(Math.min(...before!)).toBeGreaterThan(230)
  expect(Math.min(...titled!)).toBeLessThan(150) // the letters' shadow on white
})

test('what cannot be read is named, and nothing is left running', async () => {
  await writeFile(join(folder, 'lie.mp4'), '#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n')
  await writeFile(join(folder, 'half.mp4'), (await readFile(join(folder, 'red.mp4'))).subarray(0, 900))
  const failing = (asked: ComposeRequest) => film(ffmpeg, asked).catch((error: unknown) => (error as { failure: unknown }).failure)
  expect(await failing(request([]))).toEqual({ code: 'invalid_input', params: { field: 'scenes' } })
  expect(await failing(request([scene('red.mp4'), scene('lie.mp4')]))).toEqual({ code: 'invalid_input', params: { field: 'scenes.1.clip' } })
  expect(await failing(request([scene('half.mp4')]))).toEqual({ code: 'invalid_input', params: { field: 'scenes.0.clip' } })
  expect(await failing(request([scene('voice.wav')]))).toEqual({ code: 'invalid_input', params: { field: 'scenes.0.clip' } })
  expect(await failing(request([scene('red.mp4', { narration: join(folder, 'half.mp4') })]))).toEqual({ code: 'invalid_input', params: { field: 'scenes.0.narration' } })
  expect(await isRunning(folder)).toBe(false)
})

test('on a thread of its own: the same film, failures with their code; an abort ends thread and encoders', async () => {
  const place = (name: string) => ({ ffmpeg, folder: join(folder, name) })
  const signal = new AbortController().signal
  const composed = await composeInThread(request([scene('red.mp4', { seconds: 0.4 })]), place('thread'), { signal })
  expect((await stat(composed.path)).size).toBeGreaterThan(1000)
  await expect(composeInThread(request([scene('lie.mp4')]), place('thread-lie'), { signal })).rejects.toMatchObject({ failure: { code: 'invalid_input', params: { field: 'scenes.0.clip' } } })

  const given = new AbortController()
  const long = composeInThread(request([scene('red.mp4', { seconds: 120 })], { width: 1280, height: 720 }), place('thread-long'), { signal: given.signal, progress: (percent) => percent > 6 && given.abort(new Error('cancelled')) })
  await expect(long).rejects.toThrow('cancelled')
  expect(await isRunning(join(folder, 'thread-long'))).toBe(false)
  expect(await readdir(join(folder, 'thread-long'))).not.toContain('film.vtt')
})

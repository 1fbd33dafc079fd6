import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ffmpegs, ffprobe, makeWith } from '../../testing/moving-pictures.ts'
import { hoverPreview, poster } from './poster.ts'
import { probe } from './probe.ts'

const [ffmpeg] = await ffmpegs()
let folder: string
const at = (name: string) => join(folder, name)
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safelight-poster-'))
  // black, then a picture: as most videos begin
  await makeWith(ffmpeg, ['-f', 'lavfi', '-i', 'testsrc=size=640x360:rate=30:duration=6', '-f', 'lavfi', '-i', 'sine=duration=6', '-vf', "fade=in:st=1:d=0.5", '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-c:a', 'aac', at('film.mp4')])
  await makeWith(ffmpeg, ['-f', 'lavfi', '-i', 'testsrc=size=180x320:rate=10:duration=0.3', '-c:v', 'libvpx', '-deadline', 'realtime', at('short.webm')])
  await makeWith(ffmpeg, ['-i', at('film.mp4'), '-c', 'copy', '-t', '1', '-metadata:s:v', 'rotate=90', at('turned.mp4')])
  await makeWith(ffmpeg, ['-f', 'lavfi', '-i', 'sine=duration=0.5', at('sound.mp3')])
})
afterAll(() => rm(folder, { recursive: true, force: true }))

// SPEC: A2
test('a poster shows something, with the facts of its video', async () => {
  const { poster: still, video } = await poster(ffmpeg, at('film.mp4'))
  expect(video).toMatchObject({ video: { codec: 'h264', width: 640, height: 360, fps: 30 }, sound: { codec: 'aac' } })
  expect(video.seconds).toBeCloseTo(6, 1)
  const picture = sharp(still.bytes)
  expect(await picture.metadata()).toMatchObject({ format: 'webp', width: 640, height: 360 })
  expect((await picture.stats()).channels[0]!.stdev).toBeGreaterThan(40)
  expect(still.placeholder).toMatch(/^data:image\/webp;base64,/)
  expect(still.placeholder.length).toBeLessThan(1000)
})

test('also of a third of a second, in another container, and upright', async () => {
  expect((await poster(ffmpeg, at('short.webm'))).poster).toMatchObject({ width: 180, height: 320 })
  expect((await poster(ffmpeg, at('turned.mp4'))).video.video).toMatchObject({ width: 360, height: 640 })
})

test('a hover preview is short, small and silent', async () => {
  const long = await hoverPreview(ffmpeg, at('film.mp4'), folder)
  await writeFile(at('long.mp4'), long.bytes)
  const { streams, format } = await ffprobe(at('long.mp4'))
  expect(streams).toHaveLength(1)
  expect(streams[0]).toMatchObject({ codec_name: 'h264', pix_fmt: 'yuv420p', width: 480, height: 270 })
  expect(Number(format.duration)).toBeLessThan(3)
  expect(long.bytes.byteLength).toBeLessThan(300_000)
  expect((await hoverPreview(ffmpeg, at('short.webm'), folder)).seconds).toBeLessThan(0.5)
})

test('what is no video is refused: sound, noise, nothing, a playlist that names files of this machine', async () => {
  await writeFile(at('noise.mp4'), Buffer.alloc(4000, 'noise'))
  await writeFile(at('empty.mp4'), '')
  await writeFile(at('playlist.mp4'), '#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n')
  await writeFile(at('list.mp4'), `ffconcat version 1.0\nfile ${at('film.mp4')}\n`)
  for (const name of ['noise.mp4', 'empty.mp4', 'playlist.mp4', 'list.mp4', 'sound.mp3']) await expect(poster(ffmpeg, at(name))).rejects.toMatchObject({ failure: { code: 'invalid_input' } })
  expect(await probe(ffmpeg, at('sound.mp3'))).toMatchObject({ container: 'mp3', video: null, sound: { codec: 'mp3' } })
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ffprobe, startsFast } from '../testing/moving-pictures.ts'
import { filmingOn, settled } from './testing/film.ts'
import { testProvider, testVideo } from './testing/provider.ts'
import { startTestServer, type TestServer } from './testing/server.ts'

let server: TestServer, folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safelight-film-export-'))
  server = await startTestServer({ trial: { providers: [testProvider()] }, env: { SAFELIGHT_MODEL_VIDEO: testVideo } })
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true, force: true })
})

test('three clips become one MP4, with a still and a few moving seconds; a clip too has them', async () => {
  const film = await filmingOn(server)
  const bytesOf = async (url: string) => Buffer.from(await (await fetch(new URL(url, server.url), { headers: { authorization: `Bearer ${film.key}` } })).arrayBuffer())
  const probed = async (url: string, name: string) => {
    const path = join(folder, name)
    await writeFile(path, await bytesOf(url))
    return { path, ...(await ffprobe(path)) }
  }
  await film.shots('one', 'two', 'three')
  await film.generate({ of: 'shots', all: 'missing' })
  const { shots } = await film.until(settled)
  expect(shots.map(({ content }) => content?.seconds)).toEqual([2, 2, 2])
  expect((await probed(`${shots[0]!.content!.url}?size=hover`, 'hover.mp4')).streams.map((stream) => stream.codec_type)).toEqual(['video'])
  expect((await bytesOf(`${shots[0]!.content!.url}?size=preview`)).toString('latin1', 8, 12)).toBe('WEBP')

  expect((await film.ask('POST', `/projects/${film.id}/export`, { transition: 'crossfade' })).status).toBeLessThan(300)
  const [made] = (await film.until(({ exports }) => exports[0] !== undefined && !['pending', 'processing'].includes(exports[0].status))).exports
  expect(made).toMatchObject({ status: 'completed', seconds: 6, transition: 'crossfade', shots: 3, error: null })
  const { streams, format, path } = await probed(made!.url!, 'film.mp4')
  expect(streams.find((stream) => stream.codec_type === 'video')).toMatchObject({ codec_name: 'h264', pix_fmt: 'yuv420p', width: 1280, height: 720, r_frame_rate: '24/1', nb_read_frames: '144' })
  expect(Number(format.duration)).toBeCloseTo(6, 3)
  expect(await startsFast(path)).toBe(true)
  expect((await bytesOf(made!.previewUrl!)).toString('latin1', 8, 12)).toBe('WEBP')
  expect((await fetch(new URL(`${made!.url}?size=hover`, server.url), { headers: { authorization: `Bearer ${film.key}` } })).headers.get('content-type')).toBe('video/mp4')
})

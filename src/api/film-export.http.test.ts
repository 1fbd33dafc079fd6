import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ffprobe, startsFast } from '../testing/moving-pictures.ts'
import type { FilmProject } from './film-contract.ts'
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

// SPEC: S2.5 A2
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

const whole = async (...texts: string[]) => {
  const film = await filmingOn(server)
  const shots = await film.shots(...texts)
  await film.generate({ of: 'shots' })
  await film.until(settled)
  const exported = (sent: object = {}) => film.ask('POST', `/projects/${film.id}/export`, sent)
  return { ...film, items: shots, exported }
}
const ended = (film: FilmProject) => film.exports.every(({ status }) => status !== 'pending' && status !== 'processing')

// SPEC: S2.5 E12
test('two who press at once export once; the same cut again is the same file; another cut is another', async () => {
  const film = await whole('a', 'b')
  const answers = await Promise.all([film.exported({ transition: 'crossfade' }), film.exported({ transition: 'crossfade' })])
  expect(answers.map(({ status, body }) => [status, body.exports.length, body.can])).toEqual([[200, 1, ['cancel']], [200, 1, ['cancel']]])
  // while it is put together the film goes on: what is exported was fixed when it was asked for
  await film.ask('POST', `/shots/${film.items[0]?.id}/move`, { after: film.items[1]?.id })
  expect((await film.exported({})).body).toMatchObject({ status: 409, code: 'illegal_event', can: ['cancel'] })
  const progress = new Set<number>()
  const done = await film.until((now) => (progress.add(now.exports[0]?.progress ?? 0), ended(now)))
  expect(done.exports[0]).toMatchObject({ status: 'completed', progress: 100, shots: 2, transition: 'crossfade', current: false, error: null })
  expect(done.exports[0]?.seconds).toBeCloseTo(4, 1)
  expect([...progress]).toEqual([...progress].toSorted((a, b) => a - b))
  await film.ask('POST', `/shots/${film.items[0]?.id}/move`, { after: null })
  const again = await film.exported({ transition: 'crossfade' })
  expect([again.status, again.body.exports.length, again.body.exports[0]?.current]).toEqual([200, 1, true])
  const file = await server.ask('GET', done.exports[0]?.url ?? '', { key: film.key })
  expect([file.status, file.headers.get('content-type')]).toEqual([200, 'video/mp4'])
  expect(done.credits).toEqual({ held: 0, captured: 40, released: 0 })
})

test('cancelled in the middle it is gone, and may be begun again', async () => {
  const film = await whole('a', 'b')
  const { body } = await film.exported()
  const { jobId } = body.exports[0] ?? {}
  await film.until(({ exports }) => (exports[0]?.progress ?? 0) > 5)
  expect((await server.ask('POST', `/api/jobs/${jobId}/cancel`, { key: film.key })).status).toBe(200)
  expect((await film.until(ended)).exports[0]).toMatchObject({ jobId, status: 'cancelled', url: null })
  const retried = await server.ask('POST', `/api/jobs/${jobId}/retry`, { key: film.key, body: {} })
  expect(retried.body).toMatchObject({ retryOf: jobId, kind: 'film_export' })
  expect((await film.until(ended)).exports.map(({ status }) => status)).toEqual(['completed', 'cancelled'])
})

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDiskStorage } from '../../media/storage-disk.ts'
import { joinClips } from '../../media/video/join.ts'
import { movingPictures } from '../../media/video/moving.ts'
import type { Storage } from '../../media/storage.ts'
import { ffprobe } from '../../testing/moving-pictures.ts'
import { collectResult } from '../collect.ts'
import { checkRequest } from '../limits.ts'
import type { Made, Provider, ProviderCall, ProviderResult, VideoRequest } from '../provider.ts'
import { createLocalStudio, type LocalStudio } from './pool.ts'
import { localClip, localProvider, localWriter } from './provider.ts'

let folder: string, storage: Storage, studio: LocalStudio, provider: Provider, picture: Buffer
const prices = { image: 5, model3d: 20, photograph: 8, video: 10, text: 1 }
const log = pino({ level: 'silent' })
const moving = () => movingPictures({ configured: null, dataFolder: folder, log })
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'safelight-local-'))
  storage = createDiskStorage(join(folder, 'files'))
  studio = createLocalStudio({ threads: 1 })
  provider = localProvider({ studio, moving: moving(), prices, threads: 1 })
  picture = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#c04020' } }).png().toBuffer()
})
afterAll(async () => {
  await studio.close()
  await rm(folder, { recursive: true, force: true })
})

const model = (id: string) => provider.models.find((found) => found.id === id)!
const source = { fileId: 'f', storageKey: 'k', mime: 'image/png', bytes: 1, width: 64, height: 64 }
const clip = (more: Partial<VideoRequest> = {}): VideoRequest => ({ kind: 'video', prompt: 'slow push in on [image 1]', seed: 1, seconds: 1, aspect: '1:1', mode: 'standard', firstFrame: null, references: [source], ...more })
const call = (id: string, request: ProviderCall['request']): ProviderCall =>
  ({ model: model(id), request, signal: new AbortController().signal, progress: () => {}, read: async () => picture }) as unknown as ProviderCall
const made = async (id: string, request: ProviderCall['request']): Promise<ProviderResult> => {
  const answer = await provider.submit(call(id, request), undefined)
  if (answer.type !== 'done') throw new Error(answer.type)
  return answer.result
}
const collect = (files: Made[], looking = moving()) =>
  collectResult({ storage, moving: looking, allowPrivateHosts: [], job: { accountId: 'a', jobId: 'j', signal: new AbortController().signal, progress: () => {} }, medium: 'video', result: { files }, facts: { shot: 7 } })

test('a clip is made, kept with its facts, a still and a few moving seconds, and joined into a film', async () => {
  const { files } = await made(localClip, clip())
  const kept = (await collect(files)).files
  expect(kept.map(({ role, mime, width, height }) => [role, mime, width, height])).toEqual([['video', 'video/mp4', 960, 960], ['preview', 'image/webp', 960, 960], ['hover', 'video/mp4', 480, 480]])
  expect(kept[0]!.meta).toMatchObject({ shot: 7, seconds: expect.closeTo(1, 1), fps: 24, sound: true, placeholder: expect.stringMatching(/^data:image\/webp/) })
  const path = join(folder, 'clip.mp4')
  await writeFile(path, await storage.read(kept[0]!.storageKey))
  expect((await ffprobe(path)).streams[0]).toMatchObject({ codec_name: 'h264', width: 960, height: 960, nb_read_frames: '24' })

  const percents: number[] = []
  const film = await joinClips(moving(), { clips: [path, path], transition: 'crossfade', aspect: '1:1', folder }, { progress: (percent) => percents.push(percent), signal: new AbortController().signal })
  expect(film).toMatchObject({ seconds: 2, width: 960, height: 960, poster: { role: 'preview' }, hover: { role: 'hover' } })
  expect((await ffprobe(film.path)).streams[0]).toMatchObject({ nb_read_frames: '48' })
  expect(percents.at(-1)).toBe(100)
})

test('of others, what cannot be played is not what was asked for; without an ffmpeg a video is kept as it came', async () => {
  const head = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypisom\x00\x00\x02\x00isomiso2'), Buffer.alloc(4000)])
  await expect(collect([{ role: 'result', from: { bytes: head } }])).rejects.toMatchObject({ failure: { code: 'provider_failed', params: { reason: 'wrong_content' } } })
  const without = movingPictures({ configured: join(folder, 'nothing'), dataFolder: folder, log })
  expect((await collect([{ role: 'result', from: { bytes: head } }], without)).files.map((file) => file.role)).toEqual(['video'])
  const poor = localProvider({ studio, moving: without, prices, threads: 1 })
  await expect(poor.submit(call(localClip, clip()), undefined)).rejects.toMatchObject({ failure: { code: 'model_unavailable', params: { model: localClip } }, acceptance: 'surely-not' })
})

test('limits and prices: any length between two, longer and finer clips cost more', () => {
  const { price } = model(localClip)
  expect([clip(), clip({ seconds: 5 }), clip({ seconds: 7.5 }), clip({ seconds: 10, mode: 'professional' })].map((request) => price(request as never))).toEqual([10, 10, 15, 40])
  expect(checkRequest(model(localClip), clip({ seconds: 61 }))).toEqual([{ field: 'seconds', code: 'out_of_range', params: { model: localClip, min: 1, max: 60 } }])
  expect(checkRequest(model(localClip), clip({ seconds: 4.36 }))).toEqual([])
})

test('the writer answers with the script as text', async () => {
  const { text } = await made(localWriter, { kind: 'text', system: '', prompt: JSON.stringify({ topic: 'foxes', seconds: 15, language: 'en' }), schema: { name: 'video_script', schema: {} } })
  expect((JSON.parse(text!) as { scenes: unknown[] }).scenes.length).toBeGreaterThan(1)
})

/** A provider of all that studios ask for, that does what the test says: at once, step by step, or failing. It counts what was paid. */
import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { jobError } from '../../engine/errors.ts'
import type { MovingPictures } from '../../media/video/moving.ts'
import { writeText } from '../../providers/local/writer/writer.ts'
import type { ImageRequest, Provider, ProviderCall, ProviderResult, SpeechRequest, TextRequest, VideoRequest } from '../../providers/provider.ts'

export type ProviderCallSeen<R extends ImageRequest | VideoRequest | SpeechRequest | TextRequest = ImageRequest | VideoRequest> = { call: ProviderCall<R>; /** with a text of the test's own */ finish(text?: string): void; fail(error?: unknown): void }

export type TestProvider = Provider & {
  calls: ProviderCallSeen[]
  /** decides each call; null (the default) finishes it at once */
  behave: ((seen: ProviderCallSeen) => void) | null
  /** resolves once so many calls have come */
  called(count: number): Promise<ProviderCallSeen[]>
}

// a red pixel
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')
const spoken = readFileSync(new URL('../../../simulators/files/speech.mp3', import.meta.url))
const clip = readFileSync(new URL('../../../simulators/files/clip.mp4', import.meta.url))

const still = await sharp({ create: { width: 320, height: 180, channels: 3, background: '#c33' } }).webp().toBuffer()

/** What ffmpeg would say of the clip, without asking it. */
export const testLook: MovingPictures['look'] = async () => ({
  width: 320,
  height: 180,
  facts: { seconds: 2, fps: 24, sound: false },
  poster: { bytes: still, mime: 'image/webp', width: 320, height: 180, placeholder: `data:image/webp;base64,${still.toString('base64')}` },
  hover: { bytes: clip, mime: 'video/mp4', width: 320, height: 180, seconds: 2 },
})

export const testImage = 'test:image'
export const testVideo = 'test:video'
export const testFrames = 'test:frames'
export const testText = 'test:text'
export const testSpeech = 'test:speech'

/** Prices: 5 for a picture, 10 a second of video, 1 for a text, 2 for a spoken one. Texts are the local writer's. `test:frames` knows no references and begins with a picture. */
export function testProvider(): TestProvider {
  const waiting: { count: number; resolve(seen: ProviderCallSeen[]): void }[] = []
  const common = { lane: {}, deadlineMs: 60_000, priceVersion: 't1' }
  const video = {
    ...common,
    kind: 'video' as const,
    price: ({ seconds }: { seconds: number }) => seconds * 10,
  }
  const provider: TestProvider = {
    id: 'test',
    label: 'Test',
    models: [
      { ...common, id: testImage, kind: 'image', label: 'Test pictures', price: () => 5, limits: { promptCharsMax: 500 } },
      { ...video, id: testVideo, label: 'Test clips', limits: { seconds: [2, 4], aspects: ['16:9', '9:16'], referencesMax: 2 } } as TestProvider['models'][number],
      { ...common, id: testText, kind: 'text', label: 'Test texts', price: () => 1, limits: {} },
      { ...common, id: testSpeech, kind: 'speech', label: 'Test voices', price: () => 2, limits: {} },
      { ...video, id: testFrames, label: 'Test clips from pictures', limits: { seconds: [2] } } as TestProvider['models'][number],
    ],
    recovery: 'repeatable',
    unknownWindowMs: 60_000,
    resultTtlMs: null,
    progress: 'percent',
    cancelRule: 'free-until-done',
    calls: [],
    behave: null,
    submit: (call) =>
      new Promise((resolve, reject) => {
        if (call.signal.aborted) return reject(call.signal.reason as Error)
        call.signal.addEventListener('abort', () => reject(call.signal.reason as Error), { once: true })
        const seen: ProviderCallSeen = {
          call: call as ProviderCallSeen['call'],
          finish: (text) => resolve({ type: 'done', result: resultOf(call, text) }),
          fail: (error = jobError('content_rejected', { acceptance: 'surely-not' })) => reject(error as Error),
        }
        provider.calls.push(seen)
        if (provider.behave) provider.behave(seen)
        else seen.finish()
        for (const w of waiting.splice(0)) {
          if (provider.calls.length >= w.count) w.resolve(provider.calls)
          else waiting.push(w)
        }
      }),
    called: (count) => (provider.calls.length >= count ? Promise.resolve(provider.calls) : new Promise((resolve) => void waiting.push({ count, resolve }))),
  }
  return provider
}

const resultOf = ({ request }: ProviderCall, text?: string): ProviderResult =>
  request.kind === 'text' ? { files: [], text: text ?? writeText(request) } : request.kind === 'speech' ? { files: [{ role: 'result', from: { bytes: spoken } }] } : seenOf(request.kind === 'video')

const seenOf = (moving: boolean): ProviderResult => ({
  files: [
    { role: 'result', from: { own: moving ? { bytes: clip, mime: 'video/mp4', width: 320, height: 180 } : { bytes: png, mime: 'image/png', width: 1024, height: 1024, placeholder: 'data:image/webp;base64,AAAA' } } },
    { role: 'preview', from: { own: { bytes: png, mime: 'image/png', width: 320, height: 180 } } },
  ],
})

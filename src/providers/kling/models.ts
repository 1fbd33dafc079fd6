/** Kling's models. They cost tenths of Kling's own unit, a second or a picture (docs/providers/kling.md). */
import { creditsFor } from '../price.ts'
import type { ImageRequest, Model, ModelLimits, VideoRequest } from '../provider.ts'

const usdPerUnit = 0.14
const priceVersion = 'kling-2026-01'

/** Tasks at once: of the smallest resource pack. Kling counts them by account, videos and pictures apart. */
const lane = { maxInFlight: 5 }

const pictures: ModelLimits = { imageBytesMax: 10_000_000, imageSideMinPx: 300, imageMimes: ['image/jpeg', 'image/png'], imageRatioMax: 2.5 }
const videoAspects = ['16:9', '9:16', '1:1'] as const

const credits = (tenths: number) => creditsFor((usdPerUnit * tenths) / 10)
const perSecond =
  (tenths: { standard: number; professional: number }) =>
  ({ seconds, mode }: VideoRequest) =>
    credits(tenths[mode] * seconds)

const video = (name: string, label: string, price: Model<'video'>['price'], limits: ModelLimits): Model<'video'> => ({
  id: `kling:${name}`,
  kind: 'video',
  label,
  price,
  priceVersion,
  limits: { promptCharsMax: 2_500, ...pictures, seconds: [5, 10], aspects: videoAspects, ...limits },
  lane,
  deadlineMs: 40 * 60_000,
})

const image = (name: string, label: string, tenths: number, limits: ModelLimits): Model<'image'> => ({
  id: `kling:${name}`,
  kind: 'image',
  label,
  price: (_request: ImageRequest) => credits(tenths),
  priceVersion,
  limits: { promptCharsMax: 2_500, ...pictures, aspects: ['1:1', '16:9', '9:16', '4:3', '3:4'], ...limits },
  lane,
  deadlineMs: 15 * 60_000,
})

/** Each reference is named once in the prompt (`<<<image_1>>> `), which counts. */
const promptCharsWithReferences = 2_350

export const models: readonly Model<any>[] = [
  video('kling-video-o1', 'Kling O1', perSecond({ standard: 6, professional: 8 }), { promptCharsMax: promptCharsWithReferences, referencesMax: 7 }),
  video('kling-v2-6', 'Kling 2.6', perSecond({ standard: 3, professional: 5 }), {}),
  video('kling-v2-5-turbo', 'Kling 2.5 Turbo', perSecond({ standard: 3, professional: 5 }), {}),
  video('kling-v1-6-multi', 'Kling 1.6, several pictures', perSecond({ standard: 4, professional: 7 }), { referencesMin: 1, referencesMax: 4, firstFrame: 'none' }),
  image('kling-v2-1', 'Kling 2.1 pictures', 1, {}),
  image('kling-image-o1', 'Kling O1 pictures', 2, { promptCharsMax: promptCharsWithReferences, referencesMax: 10 }),
]

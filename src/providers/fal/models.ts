/** Models of fal: what each costs, takes and gives. Where the figures come from is in docs/providers/fal.md. */
import { seed31, seedOf } from '../carry.ts'
import { creditsFor } from '../price.ts'
import type { Aspect, ImageRequest, Model, Model3dRequest, ModelKind, RequestOf, SourceImage, VideoRequest } from '../provider.ts'

/** A model as fal takes it. */
export type FalModel<K extends ModelKind = ModelKind> = {
  model: Model<K>
  /** `owner/app/path`: some have one for each way of asking */
  endpoint(request: RequestOf<K>): string
  sources(request: RequestOf<K>): SourceImage[]
  /** its own input; `urls` are the sources as data URLs */
  input(request: RequestOf<K>, urls: string[], attemptKey: string): Record<string, unknown>
  /** address of the result; undefined where there is none */
  result(body: any): unknown
}

const priceVersion = 'fal-2026-10'
const minuteMs = 60_000
/** What an account may have running is between 2 and 40, and fal queues the rest itself: more than that only waits there. */
const lane = { maxInFlight: 40 }
const pictures = { imageMimes: ['image/png', 'image/jpeg', 'image/webp'], imageBytesMax: 10_000_000 }
const sizes: Record<Aspect, string> = { '1:1': 'square_hd', '16:9': 'landscape_16_9', '9:16': 'portrait_16_9', '4:3': 'landscape_4_3', '3:4': 'portrait_4_3' }
const firstImage = (body: any): unknown => body?.images?.[0]?.url

function fluxOf(endpoint: string, label: string, usd: number): FalModel<'image'> {
  return {
    model: { id: `fal:${endpoint}`, kind: 'image', label, price: () => creditsFor(usd), priceVersion, limits: {}, lane, deadlineMs: 10 * minuteMs },
    endpoint: () => endpoint,
    sources: () => [],
    input: ({ prompt, aspect, seed }) => ({ prompt, image_size: sizes[aspect], seed: seed31(seed), num_images: 1, output_format: 'png', enable_safety_checker: true }),
    result: firstImage,
  }
}

const kontext: FalModel<'image'> = {
  model: {
    id: 'fal:fal-ai/flux-pro/kontext',
    kind: 'image',
    label: 'FLUX.1 Kontext pro',
    price: () => creditsFor(0.04),
    priceVersion,
    limits: { referencesMax: 1, ...pictures },
    lane,
    deadlineMs: 10 * minuteMs,
  },
  endpoint: ({ references }: ImageRequest) => (references.length > 0 ? 'fal-ai/flux-pro/kontext' : 'fal-ai/flux-pro/kontext/text-to-image'),
  sources: ({ references }) => references.slice(0, 1),
  input: ({ prompt, aspect, seed }, [reference]) => ({ prompt, aspect_ratio: aspect, seed: seed31(seed), num_images: 1, output_format: 'png', ...(reference !== undefined && { image_url: reference }) }),
  result: firstImage,
}

const trellis: FalModel<'model3d'> = {
  model: { id: 'fal:fal-ai/trellis', kind: 'model3d', label: 'TRELLIS', price: () => creditsFor(0.02), priceVersion, limits: pictures, lane, deadlineMs: 20 * minuteMs },
  endpoint: () => 'fal-ai/trellis',
  sources: ({ image }: Model3dRequest) => (image ? [image] : []),
  input: (_request, [url], attemptKey) => ({ image_url: url, seed: seedOf(attemptKey), texture_size: '1024', mesh_simplify: 0.95 }),
  result: (body) => body?.model_mesh?.url,
}

const wanUsdPerSecond = { standard: 0.1, professional: 0.15 }

const wan: FalModel<'video'> = {
  model: {
    id: 'fal:fal-ai/wan-25-preview',
    kind: 'video',
    label: 'Wan 2.5',
    price: ({ mode, seconds }: VideoRequest) => creditsFor(wanUsdPerSecond[mode] * seconds),
    priceVersion,
    limits: { seconds: [5, 10], aspects: ['16:9', '9:16', '1:1'], promptCharsMax: 800, ...pictures },
    lane,
    deadlineMs: 30 * minuteMs,
  },
  endpoint: ({ firstFrame }: VideoRequest) => (firstFrame ? 'fal-ai/wan-25-preview/image-to-video' : 'fal-ai/wan-25-preview/text-to-video'),
  sources: ({ firstFrame }) => (firstFrame ? [firstFrame] : []),
  input: ({ prompt, seconds, aspect, mode, seed }, [firstFrame]) => ({
    prompt,
    duration: String(seconds),
    resolution: mode === 'professional' ? '1080p' : '720p',
    seed: seed31(seed),
    // with a first picture the video has its shape
    ...(firstFrame === undefined ? { aspect_ratio: aspect } : { image_url: firstFrame }),
  }),
  result: (body) => body?.video?.url,
}

export const falModels: readonly FalModel<any>[] = [
  fluxOf('fal-ai/flux-1/schnell', 'FLUX.1 schnell', 0.003),
  fluxOf('fal-ai/flux/dev', 'FLUX.1 dev', 0.025),
  kontext,
  trellis,
  wan,
]

/** @throws Error for a model that is not ours: a fault of the program, never of a request */
export function falModel(model: Pick<Model, 'id'>): FalModel {
  const found = falModels.find((one) => one.model.id === model.id)
  if (!found) throw new Error(`not a model of fal: ${model.id}`)
  return found
}

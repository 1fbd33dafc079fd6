/** Models of Replicate: what each costs, takes and gives. Where the figures come from is in docs/providers/replicate.md. */
import { seed31, seedOf } from '../carry.ts'
import { creditsFor } from '../price.ts'
import type { ImageRequest, Model, Model3dRequest, ModelKind, ModelRequest, RequestOf, SourceImage, VideoRequest } from '../provider.ts'

/** A model as Replicate takes it. */
export type ReplicateModel<K extends ModelKind = ModelKind> = {
  model: Model<K>
  /** `owner/name` */
  name: string
  /** community models run by version; null: an official model, which Replicate keeps current */
  version: string | null
  /** pictures it is shown, in the order `input` wants them */
  sources(request: RequestOf<K>): SourceImage[]
  /** its own input. `urls` are the sources as it can fetch them */
  input(request: RequestOf<K>, urls: string[], attemptKey: string): Record<string, unknown>
  /** fields of the input that hold pictures: how they come back in a list is not said anywhere */
  pictureFields: readonly string[]
  /** address of the result in what it puts out; undefined where it put out something else */
  result(output: any): unknown
}

const priceVersion = 'replicate-2026-10'
const minuteMs = 60_000
const aspects = ['1:1', '16:9', '9:16', '4:3', '3:4'] as const
/** Creating predictions is limited for the whole account; the lanes of models cannot know of each other. */
const lane = { perMinute: 600 }
const firstOf = (output: any): unknown => (Array.isArray(output) ? output[0] : output)

function image(name: string, label: string, usd: number, takesReference: boolean): ReplicateModel<'image'> {
  return {
    model: {
      id: `replicate:${name}`,
      kind: 'image',
      label,
      price: () => creditsFor(usd),
      priceVersion,
      limits: { aspects, ...(takesReference && { referencesMax: 1, imageMimes: ['image/png', 'image/jpeg', 'image/webp'], imageBytesMax: 20_000_000 }) },
      lane,
      deadlineMs: 10 * minuteMs,
    },
    name,
    version: null,
    sources: (request: ImageRequest) => request.references.slice(0, takesReference ? 1 : 0),
    input: (request: ImageRequest, [reference]) => ({
      prompt: request.prompt,
      aspect_ratio: request.aspect,
      seed: seed31(request.seed),
      output_format: 'png',
      ...(takesReference ? reference !== undefined && { input_image: reference } : { num_outputs: 1 }),
    }),
    pictureFields: ['input_image'],
    result: firstOf,
  }
}

const trellis: ReplicateModel<'model3d'> = {
  model: {
    id: 'replicate:firtoz/trellis',
    kind: 'model3d',
    label: 'TRELLIS',
    price: () => creditsFor(0.05),
    priceVersion,
    limits: { imageMimes: ['image/png', 'image/jpeg'], imageBytesMax: 20_000_000 },
    lane,
    deadlineMs: 20 * minuteMs,
  },
  name: 'firtoz/trellis',
  version: '4876f2a8da1c544772dffa32e8889da4a1bab3a1f5c1937bfcfccb99ae347251',
  sources: ({ image }: Model3dRequest) => (image ? [image] : []),
  input: (_request, urls, attemptKey) => ({
    images: urls,
    // a request for a model has no seed: the attempt's own makes its prediction one of a kind in a list
    seed: seedOf(attemptKey),
    randomize_seed: false,
    generate_model: true,
    generate_color: false,
    generate_normal: false,
    texture_size: 1024,
    mesh_simplify: 0.95,
  }),
  pictureFields: ['images'],
  result: (output) => output?.model_file,
}

const seedanceUsdPerSecond = { standard: 0.036, professional: 0.072 }

const seedance: ReplicateModel<'video'> = {
  model: {
    id: 'replicate:bytedance/seedance-1-lite',
    kind: 'video',
    label: 'Seedance 1 Lite',
    price: (request: VideoRequest) => creditsFor(seedanceUsdPerSecond[request.mode] * request.seconds),
    priceVersion,
    limits: { seconds: [5, 10], aspects, imageMimes: ['image/png', 'image/jpeg', 'image/webp'], imageBytesMax: 20_000_000 },
    lane,
    deadlineMs: 30 * minuteMs,
  },
  name: 'bytedance/seedance-1-lite',
  version: null,
  sources: (request: VideoRequest) => (request.firstFrame ? [request.firstFrame] : []),
  input: (request: VideoRequest, [firstFrame]) => ({
    prompt: request.prompt,
    duration: request.seconds,
    resolution: request.mode === 'professional' ? '1080p' : '720p',
    aspect_ratio: request.aspect,
    fps: 24,
    seed: seed31(request.seed),
    ...(firstFrame !== undefined && { image: firstFrame }),
  }),
  pictureFields: ['image'],
  result: firstOf,
}

export const replicateModels: readonly ReplicateModel<any>[] = [
  image('black-forest-labs/flux-schnell', 'FLUX.1 schnell', 0.003, false),
  image('black-forest-labs/flux-dev', 'FLUX.1 dev', 0.025, false),
  image('black-forest-labs/flux-kontext-pro', 'FLUX.1 Kontext pro', 0.04, true),
  trellis,
  seedance,
] satisfies (ReplicateModel<'image'> | ReplicateModel<'model3d'> | ReplicateModel<'video'>)[]

/** @throws Error for a model that is not ours: a fault of the program, never of a request */
export function replicateModel(model: Pick<Model, 'id'>): ReplicateModel<ModelRequest['kind']> {
  const found = replicateModels.find((one) => one.model.id === model.id)
  if (!found) throw new Error(`not a model of replicate: ${model.id}`)
  return found
}

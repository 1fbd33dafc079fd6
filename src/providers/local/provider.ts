/**
 * The provider that needs no key and no network: real files by ordinary graphics, computed on threads of this machine. It
 * is procedural, and says so. Repeating its work costs nothing, so a lost attempt is simply made again.
 */
import { jobError } from '../../engine/errors.ts'
import { StartupError } from '../../startup-error.ts'
import type { AttemptContext } from '../../engine/types.ts'
import type { MovingPictures } from '../../media/video/moving.ts'
import { frameSize, usualFps } from '../../media/video/sizes.ts'
import type { ImageRequest, Made, Model, Model3dRequest, Provider, ProviderCall, ProviderResult, SourceImage, TextRequest, VideoRequest } from '../provider.ts'
import type { ClipRequest } from './clip/clip.ts'
import type { LocalStudio, Rendered, Watch } from './pool.ts'
import { NoPersonFound, photographRequest } from './portrait/request.ts'
import { writeText } from './writer/writer.ts'

export const localPicture = 'local:picture'
export const localRelief = 'local:relief'
export const localPortrait = 'local:portrait'
export const localClip = 'local:clip'
export const localWriter = 'local:writer'

export type LocalOptions = {
  studio: Pick<LocalStudio, 'picture' | 'relief' | 'photograph' | 'clip'>
  moving: Pick<MovingPictures, 'ffmpeg' | 'workFolder'>
  /** `video` for five seconds */
  prices: { image: number; model3d: number; photograph: number; video: number; text: number }
  threads: number
}

/** Ten minutes for seconds of work: a machine may be busy, but not for ever. */
const deadlineMs = 10 * 60_000
const pictureSidePx = 1024

/** What each local model does with a request. */
type Render = (call: ProviderCall<any>) => Promise<ProviderResult>

export function localProvider({ studio, moving, prices, threads }: LocalOptions): Provider {
  const lane = { perNode: threads }
  const models: { model: Model<any>; render: Render }[] = [
    {
      model: { id: localPicture, kind: 'image', label: 'Local pictures (procedural)', price: () => prices.image, priceVersion: `p-${prices.image}`, limits: { aspects: ['1:1'] }, lane, deadlineMs },
      render: async (call: ProviderCall<ImageRequest>) => made(await studio.picture({ prompt: call.request.prompt, seed: call.request.seed, size: pictureSidePx }, watch(call))),
    },
    {
      model: { id: localRelief, kind: 'model3d', label: 'Local relief (procedural)', price: () => prices.model3d, priceVersion: `p-${prices.model3d}`, limits: {}, lane, deadlineMs },
      render: async (call: ProviderCall<Model3dRequest>) => made(await studio.relief({ picture: await call.read(pictureOf(call.request)) }, watch(call))),
    },
    {
      model: {
        id: localPortrait,
        kind: 'image',
        label: 'Local photographs (cut out, set into a painted scene)',
        price: () => prices.photograph,
        priceVersion: `f-${prices.photograph}`,
        // more than one upload: each photograph is made of the first that it is given
        limits: { aspects: ['1:1', '3:4', '4:3', '9:16', '16:9'], referencesMin: 1, referencesMax: 10, imageSideMinPx: 200 },
        lane,
        deadlineMs,
      },
      render: async (call: ProviderCall<ImageRequest>) => made(await studio.photograph(photographRequest(call.request, await call.read(call.request.references[0]!)), watch(call))),
    },
    {
      model: {
        id: localClip,
        kind: 'video',
        label: 'Local clips (a camera that moves through pictures)',
        price: ({ seconds, mode }: VideoRequest) => Math.ceil((prices.video * Math.max(1, seconds / 5)) * (mode === 'professional' ? 2 : 1)),
        priceVersion: `v-${prices.video}`,
        limits: { promptCharsMax: 4000, aspects: ['16:9', '9:16', '1:1', '4:3', '3:4'], referencesMax: 7, secondsMin: 1, secondsMax: 60 },
        lane,
        deadlineMs,
      },
      render: async (call: ProviderCall<VideoRequest>) => made(await studio.clip(await clipRequest(call), { ffmpeg: await moving.ffmpeg(), workFolder: moving.workFolder }, watch(call))),
    },
    {
      model: { id: localWriter, kind: 'text', label: 'Local writer (procedural scripts)', price: () => prices.text, priceVersion: `t-${prices.text}`, limits: { promptCharsMax: 20_000 }, lane, deadlineMs },
      render: async ({ request }: ProviderCall<TextRequest>) => ({ files: [], text: writeText(request) }),
    },
  ]
  const renders = new Map(models.map(({ model, render }) => [model.id, render]))
  return {
    id: 'local',
    label: 'This machine',
    models: models.map(({ model }) => model),
    recovery: 'repeatable',
    unknownWindowMs: deadlineMs,
    resultTtlMs: null,
    progress: 'percent',
    cancelRule: 'free-until-done',
    submit: async (call) => ({ type: 'done', result: await rendering(() => renders.get(call.model.id)!(call)) }),
  }
}

/** Reliefs are made of pictures; without one the request was refused before it was paid for. */
function pictureOf({ image }: Model3dRequest): SourceImage {
  if (image === null) throw jobError('invalid_input', { params: { field: 'image' }, acceptance: 'surely-not' })
  return image
}

/** The first frame is filmed; without one, what the references show. */
async function clipRequest({ request, read }: ProviderCall<VideoRequest>): Promise<ClipRequest> {
  const { seed, seconds, aspect, mode: quality } = request
  // what points at references says nothing to see
  const text = request.prompt.replace(/\[image \d+\]/gi, ' ')
  const pictures = request.firstFrame ? [await read(request.firstFrame)] : []
  const references: Buffer[] = []
  if (request.firstFrame === null) for (const picture of request.references) references.push(await read(picture))
  return { pictures, references, text, seed, seconds, ...frameSize(aspect, quality), fps: usualFps, quality, silentTrack: true }
}

/** The first file is what was asked for; a preview comes along. */
function made(rendered: Rendered[]): ProviderResult {
  const facts = rendered.find(({ role }) => role !== 'preview')?.facts
  return { files: rendered.map(({ role, facts: _, ...own }): Made => ({ role: role === 'preview' ? 'preview' : 'result', from: { own } })), ...(facts && { facts }) }
}

const watch = (ctx: Pick<AttemptContext, 'progress' | 'signal'>): Watch => ({ progress: (percent) => ctx.progress(percent), signal: ctx.signal })

/** A render thread that died took nothing with it that was paid for: the attempt may be made again. */
async function rendering<T>(render: () => Promise<T>): Promise<T> {
  try {
    return await render()
  } catch (error) {
    if (error instanceof Error && error.name === 'RenderThreadLost') throw jobError('worker_lost', { acceptance: 'surely-not', cause: error })
    // nothing is wrong with the request; another worker may have one
    if (error instanceof StartupError) throw jobError('model_unavailable', { params: { model: localClip }, acceptance: 'surely-not', cause: error })
    if (error instanceof NoPersonFound) throw jobError('no_person_found', { acceptance: 'surely-not', cause: error })
    throw error
  }
}

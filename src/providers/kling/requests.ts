/** From our request to the endpoint and the body that Kling wants. */
import type { ImageRequest, Model, ModelRequest, SourceImage, VideoRequest } from '../provider.ts'

/** Where a task is made, and asked about again: `POST path`, `GET path/<task id>`. */
export function pathFor(model: Model, request: ModelRequest): string {
  switch (nameOf(model)) {
    case 'kling-video-o1':
      return '/v1/videos/omni-video'
    case 'kling-v1-6-multi':
      return '/v1/videos/multi-image2video'
    case 'kling-v2-1':
      return '/v1/images/generations'
    case 'kling-image-o1':
      return '/v1/images/omni-image'
    default:
      return request.kind === 'video' && request.firstFrame ? '/v1/videos/image2video' : '/v1/videos/text2video'
  }
}

/** Reads a picture as Kling takes it: bare base64, without a `data:` prefix. */
export type Read = (image: SourceImage) => Promise<string>

export async function bodyFor(model: Model, request: ModelRequest, read: Read): Promise<Record<string, unknown>> {
  if (request.kind === 'image') return await imageBody(model, request, read)
  if (request.kind === 'video') return await videoBody(model, request, read)
  throw new Error(`Kling makes no ${request.kind}`)
}

async function videoBody(model: Model, request: VideoRequest, read: Read): Promise<Record<string, unknown>> {
  const { prompt, seconds, aspect, firstFrame, references } = request
  const common = { mode: request.mode === 'professional' ? 'pro' : 'std', duration: String(seconds) }
  switch (nameOf(model)) {
    case 'kling-video-o1': {
      const frame = firstFrame ? [{ image_url: await read(firstFrame), type: 'first_frame' }] : []
      // references first, so that the first of them is <<<image_1>>>
      const pictures = [...(await all(references, read)).map((image_url) => ({ image_url })), ...frame]
      return {
        model_name: 'kling-video-o1',
        prompt: withReferences(prompt, references.length),
        ...common,
        ...(pictures.length > 0 && { image_list: pictures }),
        // a video that begins with a picture has that picture's shape
        ...(!firstFrame && { aspect_ratio: aspect }),
      }
    }
    case 'kling-v1-6-multi':
      return { model_name: 'kling-v1-6', prompt: readable(prompt), ...common, aspect_ratio: aspect, image_list: (await all(references, read)).map((image) => ({ image })) }
    default:
      if (firstFrame) return { model_name: nameOf(model), prompt, ...common, image: await read(firstFrame) }
      return { model_name: nameOf(model), prompt, ...common, aspect_ratio: aspect }
  }
}

async function imageBody(model: Model, { prompt, aspect, references }: ImageRequest, read: Read): Promise<Record<string, unknown>> {
  const common = { model_name: nameOf(model), n: 1, resolution: '1k', aspect_ratio: aspect }
  if (nameOf(model) !== 'kling-image-o1') return { ...common, prompt }
  const pictures = (await all(references, read)).map((image) => ({ image }))
  return { ...common, prompt: withReferences(prompt, references.length), ...(pictures.length > 0 && { image_list: pictures }) }
}

const nameOf = (model: Model) => model.id.slice(model.id.indexOf(':') + 1)

const all = async (images: readonly SourceImage[], read: Read): Promise<string[]> => {
  const texts: string[] = []
  // one by one: each may be ten megabytes
  for (const image of images) texts.push(await read(image))
  return texts
}

const mention = /\[image (\d{1,2})\]/gi

/**
 * Our `[image 2]` as Kling's `<<<image_2>>>`. References that the prompt does not speak of are named at its beginning: what
 * is not named is not shown. A mention of a picture that is not there stays plain words.
 */
export function withReferences(prompt: string, count: number): string {
  const pointed = prompt.replace(mention, (words, n: string) => (Number(n) >= 1 && Number(n) <= count ? `<<<image_${Number(n)}>>>` : words))
  const silent = Array.from({ length: count }, (_, i) => `<<<image_${i + 1}>>>`).filter((name) => !pointed.includes(name))
  return [...silent, pointed].join(' ')
}

/** For endpoints that know no pointing. */
const readable = (prompt: string) => prompt.replace(mention, 'picture $1')

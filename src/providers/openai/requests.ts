/** The paid requests: which address, and what body, for each kind of model. */
import sharp from 'sharp'
import { FormData } from '../http.ts'
import type { ImageRequest, ProviderCall, SourceImage, SpeechRequest, TextRequest, VideoRequest } from '../provider.ts'
import { chatBody, type JsonFormat } from './json.ts'
import { isGptImage, nameOf, sizeOf, videoSizes } from './models.ts'

/** Pictures read before the request leaves. */
export type Prepared = { name: string; mime: string; bytes: Buffer }[]

export type Paid = { path: string; json: Record<string, unknown> } | { path: string; form: FormData }

/** Reads what is shown to the model. A video's first picture must have the video's own size. */
export async function prepared(call: ProviderCall): Promise<Prepared> {
  const { request } = call
  if (request.kind === 'image') return await Promise.all(request.references.map((reference, i) => read(call, reference, `reference-${i + 1}`)))
  if (request.kind !== 'video' || !request.firstFrame) return []
  const [width, height] = (videoSizes[request.aspect] ?? '1280x720').split('x').map(Number) as [number, number]
  const bytes = await sharp(await call.read(request.firstFrame)).rotate().resize(width, height, { fit: 'cover' }).png().toBuffer()
  return [{ name: 'first-frame.png', mime: 'image/png', bytes }]
}

async function read(call: ProviderCall, source: SourceImage, name: string) {
  return { name: `${name}.${source.mime.split('/')[1]}`, mime: source.mime, bytes: await call.read(source) }
}

/** Pictures: `edits` where there is something to follow, else `generations`. */
export function imageRequest(model: ProviderCall['model'], { prompt, aspect }: ImageRequest, shown: Prepared): Paid {
  const name = nameOf(model)
  const fields = { model: name, prompt, n: '1', size: sizeOf(name, aspect), ...(isGptImage(name) && { quality: 'medium', output_format: 'png' }) }
  if (shown.length === 0) return { path: '/images/generations', json: { ...fields, n: 1 } }
  return { path: '/images/edits', form: formOf(fields, shown.length === 1 ? 'image' : 'image[]', shown) }
}

export const speechRequest = (model: ProviderCall['model'], { text, voice }: SpeechRequest, voiceByDefault: string): Paid => ({
  path: '/audio/speech',
  json: { model: nameOf(model), input: text, voice: voice ?? voiceByDefault, response_format: 'mp3' },
})

export const textRequest = (model: ProviderCall['model'], request: TextRequest, format: JsonFormat): Paid => ({ path: '/chat/completions', json: chatBody(nameOf(model), request, format) })

export const videoRequest = (model: ProviderCall['model'], { prompt, seconds, aspect }: VideoRequest, shown: Prepared): Paid => ({
  path: '/videos',
  form: formOf({ model: nameOf(model), prompt, seconds: String(seconds), size: videoSizes[aspect]! }, 'input_reference', shown),
})

function formOf(fields: Record<string, string>, fileField: string, files: Prepared): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const { name, mime, bytes } of files) form.append(fileField, new Blob([new Uint8Array(bytes)], { type: mime }), name)
  return form
}

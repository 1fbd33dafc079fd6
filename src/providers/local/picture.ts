import sharp from 'sharp'
import { depthOf, writeDepth } from './depth-chunk.ts'
import { type Cast, compose } from './paint/compose.ts'
import { develop } from './paint/develop.ts'
import { weatherOver } from './paint/particles.ts'
import { hashText, mix, randomFrom } from './paint/random.ts'
import { render } from './paint/render.ts'
import { DEVELOPMENT, type Pixels, restyle } from './paint/style.ts'
import { type Rendered, type Watch, reached } from './progress.ts'
import { readPrompt } from './prompt/parse.ts'
import { type Painted, writePainted } from './scene-chunk.ts'
import { thumbnail } from '../../media/thumbnail.ts'

export type PictureRequest = {
  /** any text, any language */
  prompt: string
  /** any number; its low 32 bits count */
  seed: number
  /** side in px, 64-2048; default 1024 */
  size?: number
}

/** A square picture of what the prompt says (`image`, PNG) and its thumbnail (`preview`, WebP). Same request, same bytes. */
export async function picture(request: PictureRequest, watch?: Watch): Promise<Rendered[]> {
  const bytes = await paint(request, { weather: true }, watch)
  const size = sizeOf(request)
  const small = await thumbnail(bytes)
  reached(watch, 100, 'encoded')
  return [
    { bytes, mime: 'image/png', role: 'image', width: size, height: size, placeholder: small.placeholder },
    { bytes: small.bytes, mime: small.mime, role: 'preview', width: small.width, height: small.height },
  ]
}

const sizeOf = (request: PictureRequest): number => Math.min(2048, Math.max(64, Math.round((request.size ?? 1024) / 4) * 4))

/** The PNG alone. */
export async function paint(request: PictureRequest, options: { weather: boolean }, watch?: Watch): Promise<Uint8Array> {
  const { scene, unknown } = readPrompt(request.prompt)
  return await paintScene({ scene, root: mix(hashText(JSON.stringify(scene) + unknown.join(' ')), request.seed), size: sizeOf(request) }, options, watch)
}

/** A scene, the number all its chance comes from, and how some in it looked elsewhere. */
export type SceneRequest = Painted & { size: number; cast?: Cast }

/**
 * A PNG, which carries what it shows (scene-chunk.ts) and how far everything in it is (depth-chunk.ts).
 * @param options.weather false leaves out what falls and floats before the lens: a film adds it in motion
 */
export async function paintScene({ scene, root, size, cast }: SceneRequest, options: { weather: boolean }, watch?: Watch): Promise<Uint8Array> {
  const random = randomFrom(root)
  const composition = compose(scene, random, cast)
  reached(watch, 15, 'composed')
  const percent = { sky: 28, landscape: 40, subject: 66 }
  const frame = render(composition.geometry, composition.look, size, (name) => reached(watch, percent[name], name))
  const rgba = develop(frame, { ...DEVELOPMENT[composition.style], focus: composition.focus, ...(composition.scenery ? { aperture: 0 } : {}), exposure: DEVELOPMENT[composition.style].exposure * composition.light.exposure }, random.fork('grain'))
  if (options.weather) weatherOver(rgba, size, scene, composition.accent, random.fork('weather'))
  reached(watch, 80, 'weather')
  restyle(composition.style, rgba, frame, composition.accent, random.fork('style'))
  if (scene.palette === 'monochrome') desaturate(rgba)
  reached(watch, 90, 'style')
  const png = await sharp(rgba, { raw: { width: size, height: size, channels: 4 } }).removeAlpha().png({ compressionLevel: 6 }).toBuffer()
  return writePainted(writeDepth(png, depthOf(frame)), { scene, root })
}

function desaturate(rgba: Pixels): void {
  for (let i = 0; i < rgba.length; i += 4) rgba[i] = rgba[i + 1] = rgba[i + 2] = 0.3 * rgba[i]! + 0.59 * rgba[i + 1]! + 0.11 * rgba[i + 2]!
}

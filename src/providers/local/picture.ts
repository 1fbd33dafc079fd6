import sharp from 'sharp'
import { type Rendered, type Watch, reached } from './progress.ts'
import { hashText, mix, randomFrom } from './paint/random.ts'
import { fbm2 } from './paint/noise.ts'
import { thumbnail } from './thumbnail.ts'

export type PictureRequest = {
  /** any text, any language */
  prompt: string
  /** any number; its low 32 bits count */
  seed: number
  /** side in px, 64-2048; default 1024 */
  size?: number
}

export async function picture(request: PictureRequest, watch?: Watch): Promise<Rendered[]> {
  const size = request.size ?? 1024
  const random = randomFrom(mix(hashText(request.prompt), request.seed))
  reached(watch, 5, 'composed')
  const out = Buffer.alloc(size * size * 3)
  const ox = random.range(0, 100)
  for (let y = 0, i = 0; y < size; y++) for (let x = 0; x < size; x++, i += 3) {
    const n = fbm2(ox + x / size * 4, y / size * 4, 5)
    out[i] = 255 * n; out[i + 1] = 180 * n + 40 * y / size; out[i + 2] = 200 * (1 - n)
  }
  reached(watch, 80, 'landscape')
  const bytes = new Uint8Array(await sharp(out, { raw: { width: size, height: size, channels: 3 } }).png().toBuffer())
  const small = await thumbnail(bytes)
  reached(watch, 100, 'encoded')
  return [
    { bytes, mime: 'image/png', role: 'image', width: size, height: size, placeholder: small.placeholder },
    { bytes: small.bytes, mime: small.mime, role: 'preview', width: small.width, height: small.height },
  ]
}

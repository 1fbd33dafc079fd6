/** Draws a watermark over a picture. */
import { createRequire } from 'node:module'
import { createCanvas, GlobalFonts } from '@napi-rs/canvas'
import sharp from 'sharp'
import { markPlaces, type MarkSpec } from './mark-places.ts'

/**
 * The picture with its watermark, as a JPEG of high quality.
 * @param image the picture that is laid over, for a watermark of that kind
 */
export async function withMark(picture: Uint8Array, spec: MarkSpec, image: Uint8Array | null): Promise<Buffer> {
  const drawn = spec.type === 'text' ? textMark(spec.text, spec.colour) : image
  const { autoOrient: size } = await sharp(picture).metadata()
  const base = sharp(picture).autoOrient()
  if (drawn !== null) base.composite(await marksOn(size, drawn, spec))
  return base.jpeg({ quality: 94, chromaSubsampling: '4:4:4' }).toBuffer()
}

type Size = { width: number; height: number }

async function marksOn(size: Size, drawn: Uint8Array, spec: MarkSpec) {
  const { autoOrient: own } = await sharp(drawn).metadata()
  const places = markPlaces(spec, own.width / own.height, size)
  const { width, height, turn } = places[0]!
  const { data, info } = await sharp(drawn)
    .autoOrient()
    .resize(Math.max(1, Math.round(width)), Math.max(1, Math.round(height)), { fit: 'fill' })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  for (let i = 3; i < data.length; i += 4) data[i] = Math.round(data[i]! * spec.opacity)
  const mark = await sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } })
    .rotate(turn, { background: { r: 0, g: 0, b: 0, alpha: 0 } })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const raw = { width: mark.info.width, height: mark.info.height, channels: 4 as const }
  return await Promise.all(
    places.flatMap(({ x, y }) => {
      // sharp wants what it lays over to lie inside: cut what does not
      const [left, top] = [Math.round(x - raw.width / 2), Math.round(y - raw.height / 2)]
      const from = { left: Math.max(0, -left), top: Math.max(0, -top) }
      const shown = { width: Math.min(raw.width, size.width - left) - from.left, height: Math.min(raw.height, size.height - top) - from.top }
      if (shown.width <= 0 || shown.height <= 0) return []
      const whole = shown.width === raw.width && shown.height === raw.height
      const input = whole ? Promise.resolve(mark.data) : sharp(mark.data, { raw }).extract({ ...from, ...shown }).raw().toBuffer()
      return [input.then((bytes) => ({ input: bytes, raw: { ...raw, ...shown }, left: left + from.left, top: top + from.top }))]
    }),
  )
}

const family = 'Safelight Mark'
const fontSizePx = 120

/** Words as a transparent PNG, with a soft edge of the other tone so that they are read on anything. */
export function textMark(text: string, colour: 'light' | 'dark'): Buffer {
  registerFont()
  const font = `600 ${fontSizePx}px "${family}", sans-serif`
  const probe = createCanvas(8, 8).getContext('2d')
  probe.font = font
  const { width, actualBoundingBoxAscent: ascent, actualBoundingBoxDescent: descent } = probe.measureText(text)
  const pad = fontSizePx * 0.14
  const canvas = createCanvas(Math.max(8, Math.min(8000, Math.ceil(width + 2 * pad))), Math.max(8, Math.ceil(ascent + descent + 2 * pad)))
  const context = canvas.getContext('2d')
  context.font = font
  context.textBaseline = 'alphabetic'
  context.shadowColor = colour === 'light' ? 'rgba(0, 0, 0, 0.55)' : 'rgba(255, 255, 255, 0.55)'
  context.shadowBlur = fontSizePx * 0.1
  context.fillStyle = colour === 'light' ? '#ffffff' : '#141210'
  context.fillText(text, pad, pad + ascent, canvas.width - 2 * pad)
  return canvas.toBuffer('image/png')
}

let registered = false
/** A font of Chinese and Latin that is in our packages, so that words look alike on every machine. */
function registerFont(): void {
  if (registered) return
  registered = true
  GlobalFonts.registerFromPath(createRequire(import.meta.url).resolve('@expo-google-fonts/noto-sans-sc/600SemiBold/NotoSansSC_600SemiBold.ttf'), family)
}

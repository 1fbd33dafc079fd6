/**
 * Pictures as video has them: a plane of lightness and two half-size planes of colour (yuv420p), BT.709, limited range.
 * Everything is drawn and mixed in this form, so that a frame goes to and from ffmpeg without a conversion.
 */
export type Frame = {
  /** even, in px */
  width: number
  height: number
  /** y, then u, then v: the bytes as ffmpeg reads and writes them. The planes are views of it. */
  bytes: Uint8Array
  y: Uint8Array
  u: Uint8Array
  v: Uint8Array
}

export const frameBytes = (width: number, height: number): number => (width * height * 3) / 2

/** A frame over `bytes`, or a black one. @throws RangeError unless both sides are even */
export function createFrame(width: number, height: number, bytes?: Uint8Array): Frame {
  if (width % 2 !== 0 || height % 2 !== 0 || width <= 0 || height <= 0) throw new RangeError(`a frame has even sides, not ${width}x${height}`)
  const luma = width * height, chroma = luma / 4
  const all = bytes ?? new Uint8Array(luma + 2 * chroma)
  const frame = { width, height, bytes: all, y: all.subarray(0, luma), u: all.subarray(luma, luma + chroma), v: all.subarray(luma + chroma, luma + 2 * chroma) }
  if (!bytes) fill(frame, BLACK)
  return frame
}

/** Lightness and colour of one paint: 16-235, 16-240 */
export type Yuv = readonly [number, number, number]
export const BLACK: Yuv = [16, 128, 128]
export const WHITE: Yuv = [235, 128, 128]

/** Display colours 0-255 -> BT.709, limited range. */
export const yuv = (r: number, g: number, b: number): Yuv => [
  16 + 0.18259 * r + 0.61423 * g + 0.06201 * b,
  128 - 0.10064 * r - 0.33857 * g + 0.43922 * b,
  128 + 0.43922 * r - 0.39894 * g - 0.04027 * b,
]

export function fill(frame: Frame, [y, u, v]: Yuv): void {
  frame.y.fill(Math.round(y))
  frame.u.fill(Math.round(u))
  frame.v.fill(Math.round(v))
}

/** Interleaved RGB (3 bytes a pixel) -> a frame; an odd last row or column is left off. */
export function frameFromRgb(rgb: Uint8Array, rgbWidth: number, rgbHeight: number): Frame {
  const width = rgbWidth & ~1, height = rgbHeight & ~1
  const frame = createFrame(width, height, new Uint8Array(frameBytes(width, height)))
  for (let row = 0; row < height; row++) {
    for (let x = 0, i = 3 * row * rgbWidth, o = row * width; x < width; x++, i += 3, o++) {
      frame.y[o] = (1_048_576 + 11_966 * rgb[i]! + 40_254 * rgb[i + 1]! + 4_064 * rgb[i + 2]! + 32_768) >> 16
    }
  }
  const step = 3 * rgbWidth
  for (let row = 0; row < height / 2; row++) {
    for (let x = 0, i = 6 * row * rgbWidth, o = (row * width) / 2; x < width / 2; x++, i += 6, o++) {
      const r = rgb[i]! + rgb[i + 3]! + rgb[i + step]! + rgb[i + step + 3]!
      const g = rgb[i + 1]! + rgb[i + 4]! + rgb[i + step + 1]! + rgb[i + step + 4]!
      const b = rgb[i + 2]! + rgb[i + 5]! + rgb[i + step + 2]! + rgb[i + step + 5]!
      frame.u[o] = (33_554_432 - 6_596 * r - 22_189 * g + 28_785 * b + 131_072) >> 18
      frame.v[o] = (33_554_432 + 28_785 * r - 26_145 * g - 2_639 * b + 131_072) >> 18
    }
  }
  return frame
}

/** `into` becomes `into` by (1 - share) and `other` by share, 0-1. */
export function mixFrames(into: Frame, other: Frame, share: number): void {
  const k = Math.round(Math.min(1, Math.max(0, share)) * 256)
  if (k === 0) return
  const a = into.bytes, b = other.bytes, length = a.length
  for (let i = 0; i < length; i++) a[i] = a[i]! + (((b[i]! - a[i]!) * k + 128) >> 8)
}

/** `frame` becomes the paint by `share`, 0-1. */
export function mixPaint(frame: Frame, paint: Yuv, share: number): void {
  const k = Math.round(Math.min(1, Math.max(0, share)) * 256)
  if (k === 0) return
  const toward = (plane: Uint8Array, value: number) => {
    const table = Uint8Array.from({ length: 256 }, (_, i) => i + (((Math.round(value) - i) * k + 128) >> 8))
    for (let i = 0; i < plane.length; i++) plane[i] = table[plane[i]!]!
  }
  toward(frame.y, paint[0])
  toward(frame.u, paint[1])
  toward(frame.v, paint[2])
}

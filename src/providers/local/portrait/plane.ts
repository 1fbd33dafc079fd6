/** One channel of a picture as floats, and what is done to it. Everything here is O(pixels) whatever the radius. */

export type Plane = Float32Array

/** Mean over the square of side 2r+1 around each pixel; outside is left out, not counted as black. */
export function boxMean(source: Plane, width: number, height: number, radius: number, target: Plane = new Float32Array(source.length), scratch: Plane = new Float32Array(source.length)): Plane {
  const r = Math.max(0, Math.round(radius))
  if (r === 0) {
    target.set(source)
    return target
  }
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = 0
    let count = 0
    for (let x = 0; x < Math.min(r, width); x++) {
      sum += source[row + x]!
      count++
    }
    for (let x = 0; x < width; x++) {
      if (x + r < width) {
        sum += source[row + x + r]!
        count++
      }
      if (x - r - 1 >= 0) {
        sum -= source[row + x - r - 1]!
        count--
      }
      scratch[row + x] = sum / count
    }
  }
  const sums = new Float64Array(width)
  let count = 0
  for (let y = 0; y < Math.min(r, height); y++, count++) for (let x = 0; x < width; x++) sums[x]! += scratch[y * width + x]!
  for (let y = 0; y < height; y++) {
    if (y + r < height) {
      const row = (y + r) * width
      for (let x = 0; x < width; x++) sums[x]! += scratch[row + x]!
      count++
    }
    if (y - r - 1 >= 0) {
      const row = (y - r - 1) * width
      for (let x = 0; x < width; x++) sums[x]! -= scratch[row + x]!
      count--
    }
    const row = y * width
    for (let x = 0; x < width; x++) target[row + x] = sums[x]! / count
  }
  return target
}

/** Three box means make a bell: a Gaussian of about this standard deviation. */
export function blur(source: Plane, width: number, height: number, sigma: number): Plane {
  const r = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2))
  const scratch = new Float32Array(source.length)
  const a = boxMean(source, width, height, r, new Float32Array(source.length), scratch)
  const b = boxMean(a, width, height, r, new Float32Array(source.length), scratch)
  return boxMean(b, width, height, r, a, scratch)
}

/** The plane at another size, bilinear; when it shrinks, what falls together is averaged. */
export function resize(source: Plane, width: number, height: number, toWidth: number, toHeight: number): Plane {
  if (width === toWidth && height === toHeight) return source.slice()
  const scaleX = width / toWidth
  const scaleY = height / toHeight
  const shrink = Math.max(scaleX, scaleY)
  const from = shrink > 1.5 ? boxMean(source, width, height, Math.round((shrink - 1) / 2)) : source
  const target = new Float32Array(toWidth * toHeight)
  for (let y = 0; y < toHeight; y++) {
    const sy = Math.min(height - 1, Math.max(0, (y + 0.5) * scaleY - 0.5))
    const y0 = Math.floor(sy)
    const y1 = Math.min(height - 1, y0 + 1)
    const fy = sy - y0
    for (let x = 0; x < toWidth; x++) {
      const sx = Math.min(width - 1, Math.max(0, (x + 0.5) * scaleX - 0.5))
      const x0 = Math.floor(sx)
      const x1 = Math.min(width - 1, x0 + 1)
      const fx = sx - x0
      const top = from[y0 * width + x0]! * (1 - fx) + from[y0 * width + x1]! * fx
      const bottom = from[y1 * width + x0]! * (1 - fx) + from[y1 * width + x1]! * fx
      target[y * toWidth + x] = top * (1 - fy) + bottom * fy
    }
  }
  return target
}

export const smoothstep = (from: number, to: number, v: number): number => {
  const t = Math.min(1, Math.max(0, (v - from) / (to - from)))
  return t * t * (3 - 2 * t)
}

/** sRGB byte -> linear light 0-1. */
export const linearOf: Float32Array = Float32Array.from({ length: 256 }, (_, i) => (i <= 10.31475 ? i / 255 / 12.92 : ((i / 255 + 0.055) / 1.055) ** 2.4))

const encodeSteps = 4096
const encoded = Uint8ClampedArray.from({ length: encodeSteps + 1 }, (_, i) => {
  const v = i / encodeSteps
  return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055)
})
/** linear light -> sRGB 0-255; clipped. Good to half a step everywhere but in the deepest shadow. */
export const byteOf = (linear: number): number => encoded[linear <= 0 ? 0 : linear >= 1 ? encodeSteps : (linear * encodeSteps + 0.5) | 0]!

/** One channel of a picture as floats, and what is done to it. Everything here is O(pixels) whatever the radius. */

export type Plane = Float32Array<ArrayBuffer>

/** Mean over the square of side 2r+1 around each pixel; outside is left out, not counted as black. */
export function boxMean(source: Plane, width: number, height: number, radius: number, target: Plane = new Float32Array(source.length), scratch: Plane = new Float32Array(source.length)): Plane {
  const r = Math.max(0, Math.round(radius))
  if (r === 0) {
    target.set(source)
    return target
  }
  const across = sharesOf(width, r)
  const rx = Math.min(r, width - 1)
  for (let y = 0; y < height; y++) {
    const row = y * width
    let sum = 0
    for (let x = 0; x < rx; x++) sum += source[row + x]!
    // at the left edge pixels only enter, in the middle as many leave, at the right edge they only leave
    let x = 0
    const enterEnd = width - r
    const middleFrom = Math.min(r + 1, width)
    for (; x < middleFrom; x++) {
      if (x < enterEnd) sum += source[row + x + r]!
      scratch[row + x] = sum * across[x]!
    }
    for (; x < enterEnd; x++) {
      sum += source[row + x + r]! - source[row + x - r - 1]!
      scratch[row + x] = sum * across[x]!
    }
    for (; x < width; x++) {
      sum -= source[row + x - r - 1]!
      scratch[row + x] = sum * across[x]!
    }
  }
  const down = sharesOf(height, r)
  const sums = new Float32Array(width)
  for (let y = 0; y < Math.min(r, height); y++) for (let x = 0, i = y * width; x < width; x++, i++) sums[x]! += scratch[i]!
  for (let y = 0; y < height; y++) {
    const enters = y + r < height
    const leaves = y - r - 1 >= 0
    const share = down[y]!
    const row = y * width
    const a = (y + r) * width
    const b = (y - r - 1) * width
    if (enters && leaves)
      for (let x = 0; x < width; x++) {
        const sum = sums[x]! + scratch[a + x]! - scratch[b + x]!
        sums[x] = sum
        target[row + x] = sum * share
      }
    else
      for (let x = 0; x < width; x++) {
        const sum = sums[x]! + (enters ? scratch[a + x]! : 0) - (leaves ? scratch[b + x]! : 0)
        sums[x] = sum
        target[row + x] = sum * share
      }
  }
  return target
}

/** One part in how many: how much of the window lies inside at each place. */
function sharesOf(length: number, r: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => 1 / (Math.min(length - 1, i + r) - Math.max(0, i - r) + 1))
}

/** Three box means make a bell: a Gaussian of about this standard deviation. */
export function blur(source: Plane, width: number, height: number, sigma: number): Plane {
  const r = Math.max(1, Math.round((Math.sqrt(4 * sigma * sigma + 1) - 1) / 2))
  const scratch = new Float32Array(source.length)
  const a = boxMean(source, width, height, r, new Float32Array(source.length), scratch)
  const b = boxMean(a, width, height, r, new Float32Array(source.length), scratch)
  return boxMean(b, width, height, r, a, scratch)
}

/** The plane at another size: bilinear, or, where it shrinks by more than a little, the mean of what falls together. */
export function resize(source: Plane, width: number, height: number, toWidth: number, toHeight: number): Plane {
  if (width === toWidth && height === toHeight) return source.slice()
  if (width >= toWidth * 1.5 && height >= toHeight * 1.5) return shrunk(source, width, height, toWidth, toHeight)
  const target = new Float32Array(toWidth * toHeight)
  const scaleX = width / toWidth
  const scaleY = height / toHeight
  const left = new Int32Array(toWidth)
  const right = new Int32Array(toWidth)
  const part = new Float32Array(toWidth)
  for (let x = 0; x < toWidth; x++) {
    const at = Math.min(width - 1, Math.max(0, (x + 0.5) * scaleX - 0.5))
    left[x] = at | 0
    right[x] = Math.min(width - 1, left[x]! + 1)
    part[x] = at - left[x]!
  }
  for (let y = 0; y < toHeight; y++) {
    const at = Math.min(height - 1, Math.max(0, (y + 0.5) * scaleY - 0.5))
    const y0 = at | 0
    const fy = at - y0
    const a = y0 * width
    const b = Math.min(height - 1, y0 + 1) * width
    const row = y * toWidth
    for (let x = 0; x < toWidth; x++) {
      const l = left[x]!
      const r = right[x]!
      const fx = part[x]!
      const top = source[a + l]! + (source[a + r]! - source[a + l]!) * fx
      const bottom = source[b + l]! + (source[b + r]! - source[b + l]!) * fx
      target[row + x] = top + (bottom - top) * fy
    }
  }
  return target
}

function shrunk(source: Plane, width: number, height: number, toWidth: number, toHeight: number): Plane {
  const target = new Float32Array(toWidth * toHeight)
  const edges = Int32Array.from({ length: toWidth + 1 }, (_, x) => Math.round((x * width) / toWidth))
  for (let y = 0; y < toHeight; y++) {
    const from = Math.round((y * height) / toHeight)
    const to = Math.max(from + 1, Math.round(((y + 1) * height) / toHeight))
    for (let x = 0; x < toWidth; x++) {
      const x0 = edges[x]!
      const x1 = edges[x + 1]!
      let sum = 0
      for (let v = from; v < to; v++) for (let i = v * width + x0, end = v * width + x1; i < end; i++) sum += source[i]!
      target[y * toWidth + x] = sum / ((x1 - x0) * (to - from))
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

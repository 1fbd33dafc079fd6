import sharp from 'sharp'

/** Heights from 0 (the slab) to 1 (nearest), row by row from the top. */
export type HeightField = { width: number; height: number; values: Float32Array }

/**
 * Reads depth out of one picture, as a sculptor of bas-reliefs would: what differs from the backdrop of its own row and lies
 * towards the middle stands out; the lower part of the picture is nearer than the upper; light and shade give the detail.
 * No model is involved: it is an estimate, and says nothing about what the picture hides.
 */
export async function heightField(picture: Uint8Array, longSide: number): Promise<HeightField> {
  const { data, info } = await sharp(picture)
    .flatten({ background: '#808080' })
    .toColourspace('srgb')
    .resize(longSide, longSide, { fit: 'inside' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width: w, height: h, channels } = info
  const lab = perceptual(data, w * h, channels)
  const light = lab[0]!
  const radius = Math.max(2, Math.round(Math.max(w, h) / 64))

  const subject = figure(lab, w, h, radius)
  const smoothSubject = guided(light, subject, w, h, radius, 0.002)
  const rounded = blur(blur(smoothSubject, w, h, radius * 2), w, h, radius * 2)
  const base = guided(light, light, w, h, radius * 2, 0.02)
  const out = new Float32Array(w * h)
  for (let y = 0, i = 0; y < h; y++) {
    const v = y / Math.max(1, h - 1)
    const ground = v * v * 0.3
    for (let x = 0; x < w; x++, i++) {
      const figureHere = smoothSubject[i]!
      out[i] = ground * (1 - 0.5 * figureHere) + 0.42 * figureHere + 0.22 * rounded[i]! * Math.min(1, figureHere * 1.6) + (0.1 + 0.1 * figureHere) * base[i]! + 0.55 * (light[i]! - base[i]!)
    }
  }
  return { width: w, height: h, values: normalise(blur(out, w, h, 1)) }
}

/** L, a, b planes (each about 0-1 wide) of Oklab. */
function perceptual(data: Buffer, count: number, channels: number): [Float32Array, Float32Array, Float32Array] {
  const L = new Float32Array(count), A = new Float32Array(count), B = new Float32Array(count)
  for (let i = 0; i < count; i++) {
    const r = (data[i * channels]! / 255) ** 2.2
    const g = (data[i * channels + (channels > 2 ? 1 : 0)]! / 255) ** 2.2
    const b = (data[i * channels + (channels > 2 ? 2 : 0)]! / 255) ** 2.2
    const l = Math.cbrt(0.4122 * r + 0.5363 * g + 0.0514 * b), m = Math.cbrt(0.2119 * r + 0.6807 * g + 0.1074 * b), s = Math.cbrt(0.0883 * r + 0.2817 * g + 0.63 * b)
    L[i] = 0.2105 * l + 0.7936 * m - 0.0041 * s
    A[i] = 1.978 * l - 2.4286 * m + 0.4506 * s
    B[i] = 0.0259 * l + 0.7828 * m - 0.8087 * s
  }
  return [L, A, B]
}

/** How surely each pixel belongs to the figure, 0-1: distance from its row's backdrop, local sharpness, and the middle. */
function figure(lab: Float32Array[], w: number, h: number, radius: number): Float32Array {
  const soft = lab.map((plane) => blur(plane, w, h, Math.max(1, radius >> 1)))
  const margin = Math.max(1, Math.round(w * 0.14))
  const reach = Math.max(1, Math.round(h * 0.03))
  const contrast = sharpness(lab[0]!, w, h, radius)
  const out = new Float32Array(w * h)
  for (let y = 0; y < h; y++) {
    const sides = [0, w - margin].map((from) => soft.map((plane) => average(plane, w, from, margin, Math.max(0, y - reach), Math.min(h - 1, y + reach))))
    // what is bright at the top is sky, however much it differs from its sides
    const above = 0.3 + 0.7 * Math.min(1, y / h / 0.34) ** 1.5
    for (let x = 0; x < w; x++) {
      const i = y * w + x
      let nearest = Infinity
      for (const side of sides) nearest = Math.min(nearest, Math.hypot((soft[0]![i]! - side[0]!) * 1.0, (soft[1]![i]! - side[1]!) * 2.2, (soft[2]![i]! - side[2]!) * 2.2))
      const dx = (x / w - 0.5) / 0.36, dy = (y / h - 0.55) / 0.42
      const middle = Math.exp(-0.9 * (dx * dx + dy * dy) ** 1.3)
      out[i] = (nearest * 1.0 + contrast[i]! * 0.25) * (0.12 + 0.88 * middle) * above
    }
  }
  // the strongest tenth is certain, the weakest third is backdrop; between them a soft decision
  const order = Float32Array.from(out).sort()
  const low = order[Math.floor(order.length * 0.4)]!, high = Math.max(low + 1e-4, order[Math.floor(order.length * 0.9)]!)
  for (let i = 0; i < out.length; i++) {
    const t = Math.min(1, Math.max(0, (out[i]! - low) / (high - low)))
    out[i] = t * t * (3 - 2 * t)
  }
  return out
}

function average(plane: Float32Array, w: number, fromX: number, countX: number, fromY: number, toY: number): number {
  let sum = 0
  for (let y = fromY; y <= toY; y++) for (let x = fromX; x < fromX + countX; x++) sum += plane[y * w + x]!
  return sum / (countX * (toY - fromY + 1))
}

function sharpness(light: Float32Array, w: number, h: number, radius: number): Float32Array {
  const mean = blur(light, w, h, radius)
  const deviation = light.map((v, i) => (v - mean[i]!) ** 2)
  // running sums may leave a hair below zero where there is nothing
  return blur(deviation, w, h, radius * 2).map((v) => Math.min(1, Math.sqrt(Math.max(0, v)) * 4))
}

/** Smooths `input` but keeps the edges that `guide` has (He, Sun, Tang: Guided Image Filtering). */
function guided(guide: Float32Array, input: Float32Array, w: number, h: number, radius: number, softness: number): Float32Array {
  const mean = blur(guide, w, h, radius), meanIn = blur(input, w, h, radius)
  const square = blur(guide.map((v) => v * v), w, h, radius), product = blur(guide.map((v, i) => v * input[i]!), w, h, radius)
  const slope = new Float32Array(w * h), offset = new Float32Array(w * h)
  for (let i = 0; i < slope.length; i++) {
    slope[i] = (product[i]! - mean[i]! * meanIn[i]!) / (square[i]! - mean[i]! ** 2 + softness)
    offset[i] = meanIn[i]! - slope[i]! * mean[i]!
  }
  const a = blur(slope, w, h, radius), b = blur(offset, w, h, radius)
  return guide.map((v, i) => Math.min(1, Math.max(0, a[i]! * v + b[i]!)))
}

/** Box mean in both directions, edges repeated, with running sums: its cost does not depend on the radius. */
export function blur(input: Float32Array, w: number, h: number, radius: number): Float32Array {
  const rows = new Float32Array(w * h), out = new Float32Array(w * h)
  runningMean(input, rows, h, w, w, 1, radius)
  runningMean(rows, out, w, h, 1, w, radius)
  return out
}

function runningMean(from: Float32Array, to: Float32Array, lines: number, length: number, lineStep: number, step: number, radius: number): void {
  const share = 1 / (2 * radius + 1)
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep
    const at = (i: number) => from[start + Math.min(length - 1, Math.max(0, i)) * step]!
    let sum = 0
    for (let i = -radius; i <= radius; i++) sum += at(i)
    for (let i = 0; i < length; i++) {
      to[start + i * step] = sum * share
      sum += at(i + radius + 1) - at(i - radius)
    }
  }
}

/** Stretched between its first and last percent, so that one bright spark does not flatten everything else. */
function normalise(values: Float32Array): Float32Array {
  const order = Float32Array.from(values).sort()
  const low = order[Math.floor(order.length * 0.01)]!, range = order[Math.floor(order.length * 0.99)]! - low
  if (range < 1e-5) return values.fill(0.3)
  return values.map((v) => Math.min(1, Math.max(0, (v - low) / range)))
}

import type { Frame } from './render.ts'

/** How a frame of light becomes a picture: focus, bloom, tone. All amounts 0-1. */
export type Development = { focus: number; aperture: number; bloom: number; exposure: number; contrast: number; saturation: number; vignette: number; grain: number; grade: 'none' | 'film' }

/** RGBA, 8 bits, ready for the canvas. */
export function develop(frame: Frame, d: Development, noise: () => number): Uint8ClampedArray<ArrayBuffer> {
  const { size, colour } = frame
  const soft = d.aperture > 0 || d.bloom > 0 ? halved(colour, size) : null
  if (soft && d.aperture > 0) defocus(frame, soft, d)
  const glow = d.bloom > 0 ? bloomOf(colour, size) : null
  const out = new Uint8ClampedArray(size * size * 4)
  const curve = toneCurve(d.contrast)
  const half = size >> 1
  // by the square of the distance from the middle
  const falls = Float32Array.from({ length: 1025 }, (_, i) => 1 - d.vignette * (i / 1024) ** 1.3)
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const u = x / size - 0.5, v = y / size - 0.5
      const fall = falls[(1024 * Math.min(1, (u * u + v * v) * 1.5)) | 0]!
      const g = (Math.min(half - 1, y >> 1) * half + Math.min(half - 1, x >> 1)) * 3
      let r = colour[3 * i]! + (glow ? glow[g]! * d.bloom : 0), gr = colour[3 * i + 1]! + (glow ? glow[g + 1]! * d.bloom : 0), b = colour[3 * i + 2]! + (glow ? glow[g + 2]! * d.bloom : 0)
      const k = d.exposure * fall
      r = filmic(r * k)
      gr = filmic(gr * k)
      b = filmic(b * k)
      const grey = 0.25 * r + 0.62 * gr + 0.13 * b
      r = grey + (r - grey) * d.saturation
      gr = grey + (gr - grey) * d.saturation
      b = grey + (b - grey) * d.saturation
      if (d.grade === 'film') {
        // shadows towards teal, lights towards amber
        const t = grey - 0.35
        r += 0.05 * t
        b -= 0.07 * t
        gr += 0.006
      }
      const speck = (noise() - 0.5) * d.grain
      out[4 * i] = curve[Math.min(4095, Math.max(0, r * 4095)) | 0]! + speck
      out[4 * i + 1] = curve[Math.min(4095, Math.max(0, gr * 4095)) | 0]! + speck
      out[4 * i + 2] = curve[Math.min(4095, Math.max(0, b * 4095)) | 0]! + speck
      out[4 * i + 3] = 255
    }
  }
  return out
}

/** Narkowicz's fit of the ACES curve, a little opened in the shadows. */
const filmic = (x: number) => (x <= 0 ? 0 : Math.min(1, (x * (2.2 * x + 0.06)) / (x * (2.1 * x + 0.66) + 0.14)))

function toneCurve(contrast: number): Float32Array {
  return Float32Array.from({ length: 4096 }, (_, i) => {
    const v = (i / 4095) ** (1 / 2.2)
    const s = v * v * (3 - 2 * v)
    return 255 * (v + (s - v) * contrast)
  })
}

function halved(colour: Float32Array, size: number): Float32Array {
  const half = size >> 1, out = new Float32Array(half * half * 3)
  for (let y = 0; y < half; y++) for (let x = 0; x < half; x++) {
    const a = 3 * (2 * y * size + 2 * x), b = a + 3 * size
    for (let k = 0; k < 3; k++) out[3 * (y * half + x) + k] = 0.25 * (colour[a + k]! + colour[a + 3 + k]! + colour[b + k]! + colour[b + 3 + k]!)
  }
  return out
}

/** Box mean of interleaved planes by running sums. */
export function smear(data: Float32Array, w: number, h: number, channels: number, radius: number): void {
  const line = new Float32Array(Math.max(w, h) * channels)
  const pass = (count: number, length: number, lineStep: number, step: number) => {
    const share = 1 / (2 * radius + 1)
    for (let l = 0; l < count; l++) {
      const base = l * lineStep
      for (let k = 0; k < channels; k++) {
        let sum = 0
        for (let i = -radius; i <= radius; i++) sum += data[base + Math.min(length - 1, Math.max(0, i)) * step + k]!
        for (let i = 0; i < length; i++) {
          line[i] = sum * share
          sum += data[base + Math.min(length - 1, i + radius + 1) * step + k]! - data[base + Math.max(0, i - radius) * step + k]!
        }
        for (let i = 0; i < length; i++) data[base + i * step + k] = line[i]!
      }
    }
  }
  pass(h, w, w * channels, channels)
  pass(w, h, channels, w * channels)
}

/** What lies far behind the focus is blurred, weighted so that the sharp subject does not bleed into it. */
function defocus(frame: Frame, soft: Float32Array, d: Development): void {
  const { size, colour, depth } = frame
  const half = size >> 1
  const spread = (z: number) => (z === Infinity ? 0.3 : Math.min(1, Math.max(0, (z - d.focus - 1.6) / 14))) * d.aperture
  const near = (z: number) => Math.min(1, Math.max(0, (d.focus - 2.2 - z) / 2)) * d.aperture
  const weighted = new Float32Array(half * half * 4)
  for (let y = 0; y < half; y++) for (let x = 0; x < half; x++) {
    const i = y * half + x, z = depth[2 * y * size + 2 * x]!
    const w = 0.002 + Math.max(spread(z), near(z))
    for (let k = 0; k < 3; k++) weighted[4 * i + k] = Math.min(6, soft[3 * i + k]!) * w
    weighted[4 * i + 3] = w
  }
  const r = Math.max(1, Math.round(size / 230))
  smear(weighted, half, half, 4, r)
  smear(weighted, half, half, 4, r)
  for (let y = 0, i = 0; y < size; y++) for (let x = 0; x < size; x++, i++) {
    const z = depth[i]!, c = Math.max(spread(z), near(z))
    if (c < 0.02) continue
    const s = 4 * (Math.min(half - 1, y >> 1) * half + Math.min(half - 1, x >> 1)), w = weighted[s + 3]!
    const t = Math.min(1, c * 1.6)
    for (let k = 0; k < 3; k++) colour[3 * i + k]! += (weighted[s + k]! / w - colour[3 * i + k]!) * t
  }
}

/** The light that spills over from what is brighter than paper, at half size. */
function bloomOf(colour: Float32Array, size: number): Float32Array {
  const out = halved(colour, size), half = size >> 1
  for (let i = 0; i < out.length; i++) out[i] = Math.min(4, Math.max(0, out[i]! - 0.75))
  const narrow = Float32Array.from(out)
  const r = Math.max(1, Math.round(size / 200))
  smear(narrow, half, half, 3, r)
  smear(narrow, half, half, 3, r)
  smear(out, half, half, 3, r * 5)
  smear(out, half, half, 3, r * 5)
  for (let i = 0; i < out.length; i++) out[i] = 0.55 * narrow[i]! + 0.7 * out[i]!
  return out
}

import { smear } from './develop.ts'
import { fbm2, noise2 } from './noise.ts'
import type { Random } from './random.ts'
import type { Pixels } from './style.ts'

/** Watercolour: flat pools of colour with darker rims, bleeding outlines, grain of the paper, and its bare edge around. */
export function washed(rgba: Pixels, size: number, line: Float32Array, random: Random): void {
  const n = size * size, unit = 1024 / size, o = random.range(0, 99)
  const pool = kuwahara(rgba, size, Math.max(2, Math.round(size / 150)))
  smear(line, size, size, 1, Math.max(1, Math.round(size / 700)))
  const light = new Float32Array(n)
  for (let i = 0; i < n; i++) light[i] = 0.3 * pool[3 * i]! + 0.59 * pool[3 * i + 1]! + 0.11 * pool[3 * i + 2]!
  const soft = Float32Array.from(light)
  smear(soft, size, size, 1, Math.max(2, Math.round(size / 128)))
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const px = x * unit, py = y * unit
      const wx = Math.round(x + (9 * (fbm2(px * 0.016 + o, py * 0.016, 3) - 0.5) * 2) / unit), wy = Math.round(y + (9 * (fbm2(px * 0.016, py * 0.016 + o, 3) - 0.5) * 2) / unit)
      const j = Math.min(size - 1, Math.max(0, wy)) * size + Math.min(size - 1, Math.max(0, wx))
      const tooth = noise2(px * 0.42, py * 0.42) * 0.6 + noise2(px * 0.9, py * 0.9) * 0.4, cloud = fbm2(px * 0.005 + o, py * 0.005 + 3, 4)
      const rim = Math.max(0, Math.min(1, (soft[j]! - light[j]!) / 60))
      // pigment as density: thin washes let the paper through, rims and grain gather more of it
      const density = (0.78 + 0.5 * (cloud - 0.5) + 0.16 * (tooth - 0.5)) * (1 + 0.5 * rim) + 0.55 * line[j]!
      const edge = Math.min(x, y, size - 1 - x, size - 1 - y) * unit
      const inside = Math.min(1, Math.max(0, (edge - 34 - 52 * (fbm2(px * 0.011 + o, py * 0.011, 4) - 0.35)) / 9))
      const deckle = 1 + 0.25 * Math.exp(-((edge - 46) ** 2) / 120)
      for (let k = 0; k < 3; k++) {
        const paper = 251 - 6 * tooth - (k === 2 ? 7 : k === 1 ? 2 : 0)
        const absorb = -Math.log(Math.max(0.03, Math.min(1, (pool[3 * j + k]! + 14) / 262)))
        rgba[4 * i + k] = paper * Math.exp(-absorb * density * deckle * inside)
      }
    }
  }
}

/** Each pixel takes the mean of the calmest of the four squares it is a corner of: flat fields, firm edges. */
function kuwahara(rgba: Pixels, size: number, radius: number): Float32Array {
  const w = size + 1
  const sums = [0, 1, 2, 3].map(() => new Float64Array(w * w))
  for (let y = 0; y < size; y++) {
    const row = [0, 0, 0, 0]
    for (let x = 0; x < size; x++) {
      const i = 4 * (y * size + x), l = 0.3 * rgba[i]! + 0.59 * rgba[i + 1]! + 0.11 * rgba[i + 2]!
      row[0]! += rgba[i]!
      row[1]! += rgba[i + 1]!
      row[2]! += rgba[i + 2]!
      row[3]! += l * l
      for (let k = 0; k < 4; k++) sums[k]![(y + 1) * w + x + 1] = sums[k]![y * w + x + 1]! + row[k]!
    }
  }
  const out = new Float32Array(size * size * 3)
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      let least = Infinity
      for (let q = 0; q < 4; q++) {
        const x0 = Math.max(0, q & 1 ? x : x - radius), x1 = Math.min(size, (q & 1 ? x + radius : x) + 1), y0 = Math.max(0, q & 2 ? y : y - radius), y1 = Math.min(size, (q & 2 ? y + radius : y) + 1)
        const a = y0 * w + x0, b = y0 * w + x1, c = y1 * w + x0, d = y1 * w + x1, area = (x1 - x0) * (y1 - y0)
        const mean = (k: number) => (sums[k]![d]! - sums[k]![b]! - sums[k]![c]! + sums[k]![a]!) / area
        const r = mean(0), g = mean(1), bl = mean(2), l = 0.3 * r + 0.59 * g + 0.11 * bl, spread = mean(3) - l * l
        if (spread < least) {
          least = spread
          out[3 * (y * size + x)] = r
          out[3 * (y * size + x) + 1] = g
          out[3 * (y * size + x) + 2] = bl
        }
      }
    }
  }
  return out
}

/** A drawing in dark ink: outlines, and three layers of hatching for the shades. */
export function hatch(rgba: Pixels, size: number, line: Float32Array, random: Random): void {
  const unit = 1024 / size, n = size * size, o = random.range(0, 99)
  const light = new Float32Array(n)
  for (let i = 0; i < n; i++) light[i] = (0.3 * rgba[4 * i]! + 0.59 * rgba[4 * i + 1]! + 0.11 * rgba[4 * i + 2]!) / 255
  smear(light, size, size, 1, Math.max(1, Math.round(size / 400)))
  smear(line, size, size, 1, Math.max(1, Math.round(size / 1100)))
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const px = x * unit, py = y * unit
      const wobble = 5 * fbm2(px * 0.012 + o, py * 0.012, 2)
      const stroke = (u: number, gap: number, width: number) => {
        const f = (u + wobble) / gap
        return Math.max(0, 1 - Math.abs(f - Math.floor(f) - 0.5) * (gap / width)) * (0.75 + 0.5 * (noise2(px * 0.15, py * 0.15) - 0.5))
      }
      const t = light[i]!
      let ink = 0
      if (t < 0.62) ink = Math.max(ink, stroke(px + py, 9, 1.5 + (0.62 - t) * 3))
      if (t < 0.4) ink = Math.max(ink, stroke(px - py, 9, 1.4 + (0.4 - t) * 4))
      if (t < 0.2) ink = Math.max(ink, stroke(px * 0.3 + py * 1.3, 7, 2.2))
      const dark = Math.min(1, Math.max(ink * 0.78, line[i]! * 2.1))
      const paper = 250 - 7 * noise2(px * 0.5, py * 0.5)
      for (let k = 0; k < 3; k++) {
        // a hint of tint keeps the named colours readable
        const tinted = paper * 0.86 + (rgba[4 * i + k]! * 0.55 + 112) * 0.14 - (k === 2 ? 6 : 0)
        rgba[4 * i + k] = tinted + ((k === 2 ? 48 : 34) - tinted) * dark
      }
    }
  }
}

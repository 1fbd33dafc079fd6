import { createCanvas } from '@napi-rs/canvas'
import type { Style } from '../prompt/scene.ts'
import { type Rgb, toOklch } from './colour.ts'
import { type Development, smear } from './develop.ts'
import { hatch, washed } from './paper.ts'
import { fbm2, noise2 } from './noise.ts'
import type { Random } from './random.ts'
import type { Frame } from './render.ts'

export type Pixels = Uint8ClampedArray<ArrayBuffer>

const PLAIN: Development = { focus: 6, aperture: 0.6, bloom: 0.3, exposure: 1, contrast: 0.25, saturation: 1.1, vignette: 0.42, grain: 4, grade: 'none' }

/** How each style wants its light developed, before its own hand is laid on. */
export const DEVELOPMENT: Record<Style, Development> = {
  painted: PLAIN,
  cinematic: { ...PLAIN, aperture: 1, bloom: 0.42, contrast: 0.5, saturation: 1, vignette: 0.8, grain: 12, grade: 'film' },
  clay: { ...PLAIN, aperture: 0.8, saturation: 1.2, grain: 2 },
  watercolor: { ...PLAIN, aperture: 0, bloom: 0.1, exposure: 1.25, contrast: 0, saturation: 1.15, vignette: 0, grain: 0 },
  ink: { ...PLAIN, aperture: 0, bloom: 0, exposure: 0.95, contrast: 0.5, saturation: 1, vignette: 0, grain: 0 },
  flat: { ...PLAIN, aperture: 0, bloom: 0.12, contrast: 0.1, saturation: 1.3, vignette: 0, grain: 0 },
  lowpoly: { ...PLAIN, aperture: 0, bloom: 0.25, saturation: 1.22, vignette: 0.25, grain: 0 },
  pixel: { ...PLAIN, aperture: 0, bloom: 0.2, contrast: 0.4, saturation: 1.35, vignette: 0, grain: 0 },
  oil: { ...PLAIN, aperture: 0.4, contrast: 0.35, saturation: 1.3, vignette: 0.25, grain: 0 },
  neon: { ...PLAIN, aperture: 0, bloom: 0.4, contrast: 0.3, saturation: 1.35, vignette: 0.5, grain: 3 },
  lineart: { ...PLAIN, aperture: 0, bloom: 0, exposure: 1.2, vignette: 0, grain: 0 },
  isometric: { ...PLAIN, aperture: 0, bloom: 0.15, saturation: 1.15, vignette: 0.2, grain: 2 },
}

/** Turns a developed picture into one of the style; `rgba` is changed in place. */
export function restyle(style: Style, rgba: Pixels, frame: Frame, accent: Rgb, random: Random): void {
  const { size } = frame
  if (style === 'watercolor') washed(rgba, size, edges(frame, 0.6), random)
  else if (style === 'ink') inked(rgba, frame, random)
  else if (style === 'pixel') pixelled(rgba, size, edges(frame, 1))
  else if (style === 'oil') brushed(rgba, size, random)
  else if (style === 'neon') glowing(rgba, frame, accent)
  else if (style === 'lineart') hatch(rgba, size, edges(frame, 1), random)
}

/** Where one thing ends and another begins, 0-1: jumps in depth, and creases. */
export function edges(frame: Frame, creases: number): Float32Array {
  const { size, depth, normal } = frame
  const out = new Float32Array(size * size)
  const step = Math.max(1, Math.round(size / 1024))
  for (let y = step; y < size - step; y++) {
    for (let x = step; x < size - step; x++) {
      const i = y * size + x, z = Math.min(200, depth[i]!)
      let e = 0
      for (const j of [i + step, i + step * size]) {
        const w = Math.min(200, depth[j]!), near = Math.min(z, w)
        const jump = Math.abs(z - w) / near - 0.05
        if (jump > 0) e = Math.max(e, Math.min(1, jump * 9) * Math.min(1, 26 / near))
        else if (creases && near < 40) {
          const dot = normal[3 * i]! * normal[3 * j]! + normal[3 * i + 1]! * normal[3 * j + 1]! + normal[3 * i + 2]! * normal[3 * j + 2]!
          if (dot < 0.72) e = Math.max(e, Math.min(1, (0.72 - dot) * 1.8) * creases * Math.min(1, 7 / near))
        }
      }
      out[i] = e
    }
  }
  return out
}

/** Ink on paper: tones thinned to a few washes, brushed outlines, and a breath of the original colour. */
function inked(rgba: Pixels, frame: Frame, random: Random): void {
  const { size, depth } = frame
  const soft = grey(rgba, size)
  smear(soft, size, size, 1, Math.max(1, Math.round(size / 340)))
  const line = edges(frame, 0.5), o = random.range(0, 99), unit = 1024 / size
  smear(line, size, size, 1, Math.max(1, Math.round(size / 900)))
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const px = x * unit, py = y * unit
      const cloud = fbm2(px * 0.006 + o, py * 0.006, 4), grain = noise2(px * 0.7, py * 0.7), fibre = noise2(px * 0.05, py * 0.9)
      const far = Math.min(1, depth[i]! / 42)
      // distance dissolves into the paper, as mist does in the old masters
      const tone = Math.min(1, (soft[i]! / 255 - (depth[i]! < 9 ? 0.26 : 0.17)) * 1.5 + 0.45 * far * far + 0.3 * (cloud - 0.5))
      const wash = tone > 0.82 ? 1 : tone > 0.6 ? 0.86 : tone > 0.4 ? 0.64 : tone > 0.22 ? 0.4 : 0.16
      const smooth = Math.max(0.06, 0.4 * wash + 0.6 * tone)
      const dark = Math.min(1, smooth + 0.05 * (grain - 0.5)) * (1 - Math.min(0.9, line[i]! * (1.15 - far) * (0.3 + cloud)))
      const keep = depth[i]! < 9 ? 0.3 : 0.07
      const paper = [246 - 9 * fibre, 240 - 10 * fibre, 226 - 13 * fibre]
      for (let k = 0; k < 3; k++) rgba[4 * i + k] = (24 + (paper[k]! - 24) * dark) * (1 - keep) + keep * (rgba[4 * i + k]! * 0.85 + 30) * Math.min(1, dark + 0.25)
    }
  }
}

function grey(rgba: Pixels, size: number): Float32Array {
  const out = new Float32Array(size * size)
  for (let i = 0; i < out.length; i++) out[i] = 0.3 * rgba[4 * i]! + 0.59 * rgba[4 * i + 1]! + 0.11 * rgba[4 * i + 2]!
  return out
}

const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

/** 128 dots a side, few shades per channel with an ordered dither, dark outlines. */
function pixelled(rgba: Pixels, size: number, line: Float32Array): void {
  const dot = Math.max(1, Math.round(size / 128)), n = Math.ceil(size / dot)
  for (let by = 0; by < n; by++) {
    for (let bx = 0; bx < n; bx++) {
      let r = 0, g = 0, b = 0, e = 0, count = 0
      for (let y = by * dot; y < Math.min(size, by * dot + dot); y++) for (let x = bx * dot; x < Math.min(size, bx * dot + dot); x++, count++) {
        const i = y * size + x
        r += rgba[4 * i]!
        g += rgba[4 * i + 1]!
        b += rgba[4 * i + 2]!
        e += line[i]!
      }
      const k = e / count > 0.1 ? 0.5 : 1, d = (BAYER[(by & 3) * 4 + (bx & 3)]! / 16 - 0.47) * 0.55
      const shade = (v: number) => (Math.max(0, Math.min(9, Math.round((v * k * 9) / (255 * count) + d))) * 255) / 9
      const c = [shade(r), shade(g), shade(b)]
      for (let y = by * dot; y < Math.min(size, by * dot + dot); y++) for (let x = bx * dot; x < Math.min(size, bx * dot + dot); x++) for (let q = 0; q < 3; q++) rgba[4 * (y * size + x) + q] = c[q]!
    }
  }
}

/** Thick strokes in three sizes that follow the forms; the small ones only where there is something to tell. */
function brushed(rgba: Pixels, size: number, random: Random): void {
  const canvas = createCanvas(size, size), pen = canvas.getContext('2d')
  const light = grey(rgba, size), calm = Float32Array.from(light)
  smear(calm, size, size, 1, Math.max(2, Math.round(size / 170)))
  smear(calm, size, size, 1, Math.max(2, Math.round(size / 170)))
  const image = pen.createImageData(size, size)
  image.data.set(rgba)
  pen.putImageData(image, 0, 0)
  pen.lineCap = 'round'
  for (const [width, spacing, length, need] of [[30, 15, 62, -1], [15, 9, 40, -1], [7.5, 6.5, 22, 9], [4, 5, 13, 22]] as const) {
    const w = (width * size) / 1024, gap = (spacing * size) / 1024, l = (length * size) / 1024
    for (let y = 0; y < size; y += gap) {
      for (let x = 0; x < size; x += gap) {
        const px = Math.min(size - 2, Math.max(1, x + random.range(-gap, gap))) | 0, py = Math.min(size - 2, Math.max(1, y + random.range(-gap, gap))) | 0, i = py * size + px
        if (need > 0 && Math.abs(light[i]! - calm[i]!) < need) continue
        const gx = calm[i + 1]! - calm[i - 1]!, gy = calm[i + size]! - calm[i - size]!
        const angle = Math.hypot(gx, gy) > 0.35 ? Math.atan2(gy, gx) + Math.PI / 2 + random.range(-0.2, 0.2) : 6.28 * fbm2(px * 0.0035, py * 0.0035, 2) + random.range(-0.3, 0.3)
        const t = need < 0 ? random.range(0.95, 1.06) : random.range(0.88, 1.12), half = (l * random.range(0.6, 1)) / 2, dx = Math.cos(angle) * half, dy = Math.sin(angle) * half
        const bend = random.range(-0.3, 0.3)
        pen.strokeStyle = `rgb(${Math.min(255, rgba[4 * i]! * t) | 0},${Math.min(255, rgba[4 * i + 1]! * t) | 0},${Math.min(255, rgba[4 * i + 2]! * t) | 0})`
        pen.lineWidth = w * random.range(0.6, 1)
        pen.beginPath()
        pen.moveTo(px - dx, py - dy)
        pen.quadraticCurveTo(px - dy * bend, py + dx * bend, px + dx, py + dy)
        pen.stroke()
      }
    }
  }
  rgba.set(pen.getImageData(0, 0, size, size).data)
  // paint has a body: light from the upper left catches the ridges between strokes
  const relief = grey(rgba, size)
  for (let i = size + 1; i < size * size; i++) {
    const ridge = Math.max(-16, Math.min(16, (relief[i]! - relief[i - size - 1]!) * 0.32))
    for (let k = 0; k < 3; k++) rgba[4 * i + k] = rgba[4 * i + k]! + ridge
  }
}

/** Dark glass and glowing lines, their hue running across the picture. */
function glowing(rgba: Pixels, frame: Frame, accent: Rgb): void {
  const { size } = frame
  const line = edges(frame, 1), n = size * size
  const base = toOklch(accent).hue
  const glow = new Float32Array(n * 3)
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      if (line[i]! < 0.05) continue
      const h = ((base + 70 * Math.sin(x / size * 3 + 1) + 110 * (y / size) + (frame.depth[i]! < 8.5 ? 150 : 0)) * Math.PI) / 180
      glow[3 * i] = line[i]! * (150 + 130 * Math.cos(h))
      glow[3 * i + 1] = line[i]! * (120 + 130 * Math.cos(h - 2.2))
      glow[3 * i + 2] = line[i]! * (170 + 120 * Math.cos(h + 2.0))
    }
  }
  const near = Float32Array.from(glow)
  smear(near, size, size, 3, Math.max(1, Math.round(size / 500)))
  const wide = Float32Array.from(near)
  smear(wide, size, size, 3, Math.max(2, Math.round(size / 90)))
  smear(wide, size, size, 3, Math.max(2, Math.round(size / 90)))
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < 3; k++) {
      const v = rgba[4 * i + k]!
      rgba[4 * i + k] = v * v * (k === 1 ? 0.0017 : 0.0023) + (k === 2 ? 14 : 6) + glow[3 * i + k]! * 0.75 + near[3 * i + k]! * 0.9 + wide[3 * i + k]! * 1.5
    }
  }
}

import sharp from 'sharp'
import { type Frame, frameFromRgb } from '../../../media/video/frame.ts'
import { readDepth } from '../depth-chunk.ts'
import { blur, heightField } from '../relief/height.ts'

/** A picture set up to be filmed: larger than the frame, with a guess of how near everything is. */
export type Stage = {
  source: Frame
  /** nearness 0-1, row by row; `width` x `height` cover the whole source */
  depth: { width: number; height: number; values: Float32Array }
  /** how near what the picture is about is, 0-1, and where it is, as shares of the source; `top` where that is known */
  focus: { x: number; y: number; depth: number; top: number | null }
}

/** How much larger than the frame the picture is held, so that a camera that has moved in still finds detail. */
const OVERSIZE = 1.3
const SIDE_MAX = 3200
const DEPTH_SIDE = 192

/** @throws if the bytes are not a picture */
export async function setStage(picture: Uint8Array, frame: { width: number; height: number }): Promise<Stage> {
  const upright = sharp(picture, { limitInputPixels: 120_000_000, animated: false }).rotate().flatten({ background: '#101010' }).toColourspace('srgb')
  const { width: w, height: h } = await size(picture)
  const cover = Math.max(frame.width / w, frame.height / h) * OVERSIZE
  const scale = Math.min(cover, SIDE_MAX / Math.max(w, h))
  const side = (length: number, least: number) => Math.max(least, 2 * Math.round((length * scale) / 2))
  const { data, info } = await upright
    .resize(side(w, frame.width), side(h, frame.height), { fit: 'cover', kernel: 'lanczos3' })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { known, ...depth } = await nearness(picture, info)
  const source = frameFromRgb(data, info.width, info.height)
  sharpen(source, scale > 1 ? 0.5 : 0.17)
  return { source, depth, focus: focusOf(depth, known) }
}

async function size(picture: Uint8Array): Promise<{ width: number; height: number }> {
  const { autoOrient } = await sharp(picture).metadata()
  return { width: autoOrient.width!, height: autoOrient.height! }
}

/** below this a difference is grain, and is raised by little; above it is an edge */
const GRAIN = 3
const EDGE_MAX = 26

/** Raises the lightness of each point above its four neighbours' mean, grain by `gain` and edges by four times that: 10 ms, where a filter that works in Lab takes 250. */
function sharpen({ y: luma, width, height }: Frame, gain: number): void {
  const raised = Int8Array.from({ length: 511 }, (_, i) => {
    const apart = Math.abs(i - 255)
    return Math.sign(i - 255) * Math.floor(Math.min(EDGE_MAX, gain * (Math.min(apart, GRAIN) + 4 * Math.max(0, apart - GRAIN))))
  })
  const was = luma.slice()
  for (let row = 1; row < height - 1; row++) {
    for (let i = row * width + 1, end = (row + 1) * width - 1; i < end; i++) {
      const here = was[i]!, around = (was[i - 1]! + was[i + 1]! + was[i - width]! + was[i + width]! + 2) >> 2
      luma[i] = Math.max(16, Math.min(235, here + raised[here - around + 255]!))
    }
  }
}

/** The depth that came with the picture, if we painted it; else a guess from what it shows. */
async function nearness(picture: Uint8Array, source: { width: number; height: number }): Promise<Stage['depth'] & { known: boolean }> {
  const known = readDepth(picture)
  if (known && Math.abs(known.width / known.height - source.width / source.height) < 0.02) return { ...known, values: rounded(spread(known.values, known.width, known.height, 2), known.width, known.height, 1), known: true }
  const height = await heightField(picture, DEPTH_SIDE)
  const { width, height: rows } = height
  const soft = rounded(height.values, width, rows, 4)
  // the guess of what stands out is often wrong about what is far; that the ground comes nearer towards the bottom seldom is
  for (let y = 0, i = 0; y < rows; y++) {
    const v = Math.min(1, Math.max(0, (y / rows - 0.42) / 0.58))
    for (let x = 0; x < width; x++, i++) soft[i] = 0.12 + 0.46 * v + 0.42 * soft[i]!
  }
  return { width, height: rows, values: soft, known: false }
}

/** Twice a box mean: no step for the picture to tear at. */
const rounded = (values: Float32Array, width: number, height: number, radius: number): Float32Array => blur(blur(values, width, height, radius), width, height, radius)

/** What is near reaches a little over its outline, so that it stays stiff and only what is behind it stretches. */
function spread(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const rows = new Float32Array(values.length), out = new Float32Array(values.length)
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    let most = 0
    for (let k = Math.max(0, x - radius); k <= Math.min(width - 1, x + radius); k++) most = Math.max(most, values[y * width + k]!)
    rows[y * width + x] = most
  }
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    let most = 0
    for (let k = Math.max(0, y - radius); k <= Math.min(height - 1, y + radius); k++) most = Math.max(most, rows[k * width + x]!)
    out[y * width + x] = most
  }
  return out
}

/** The middle of what stands out from its own height in the picture; nearer to the centre, the more that is spread out. */
function focusOf(depth: Stage['depth'], known: boolean): Stage['focus'] {
  const { width, height, values } = depth
  let sum = 0, sx = 0, sxx = 0, sy = 0, sd = 0
  for (let y = 0, i = 0; y < height; y++) {
    let mean = 0
    for (let x = 0; x < width; x++) mean += values[y * width + x]! / width
    for (let x = 0; x < width; x++, i++) {
      const u = x / width - 0.5, v = y / height - 0.52
      const weight = Math.max(0, values[i]! - mean - 0.04) * Math.exp(-5 * (u * u + v * v)) + 0.004 * Math.exp(-14 * (u * u + v * v))
      sum += weight
      sx += weight * u
      sxx += weight * u * u
      sy += weight * v
      sd += weight * values[i]!
    }
  }
  const [u, v, near] = [sx / sum, sy / sum, sd / sum]
  const wide = Math.sqrt(Math.max(0, sxx / sum - u * u))
  const pull = Math.min(0.85, Math.max(0.25, (0.3 - wide) / 0.12))
  const upright = known ? standing(depth, u + 0.5, near) : null
  return { x: 0.5 + pull * u, y: upright === null ? 0.52 + 0.75 * v : (upright.top + upright.bottom) / 2, depth: near, top: upright?.top ?? null }
}

/** From where to where something stands at one distance: its feet are as near as the ground they are on, and do not stand out from it. */
function standing({ width, height, values }: Stage['depth'], at: number, near: number): { top: number; bottom: number } | null {
  let top = -1, bottom = -1
  for (let y = 0; y < height; y++) {
    let alike = 0
    for (let x = Math.round((at - 0.05) * width); x <= (at + 0.05) * width; x++) if (Math.abs(values[y * width + x]! - near) < 0.16 * near) alike++
    if (alike < 0.035 * width) continue
    if (top < 0) top = y
    bottom = y
  }
  return top < 0 ? null : { top: top / height, bottom: bottom / height }
}

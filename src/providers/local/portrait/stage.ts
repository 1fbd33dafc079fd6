/**
 * The place behind the person, as a camera would see it: layers at distances in metres, each out of focus as much as a
 * real lens would make it, in linear light, so that lamps become discs. Scenes (`sets/`) draw, this file knows optics.
 */
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import type { Rgb } from '../paint/colour.ts'
import type { Random } from '../paint/random.ts'
import { linearOf, type Plane, resize, smoothstep } from './plane.ts'

/** Red, green, blue in linear light; above 1 for what shines. */
export type Light3 = [Plane, Plane, Plane]

export type Camera = {
  width: number
  height: number
  /** focal length in px: something one metre wide at one metre fills this many */
  focal: number
  /** row of the horizon, px; the camera looks straight ahead */
  horizon: number
  /** column the camera looks at */
  centre: number
  /** height of the lens over the ground, m */
  eye: number
  /** how far the person stands, m: what is in focus */
  focus: number
  /** diameter of the lens opening, m */
  aperture: number
}

export type Stage = Camera & {
  light: Light3
  random: Random
  /** px per metre at a distance */
  perMetre(distance: number): number
  /** row of the ground at a distance */
  ground(distance: number): number
  /** radius in px of the disc that a point at a distance becomes */
  blurAt(distance: number): number
  /** Fills everything: colours by row 0-1 of the picture's height. */
  sky(stops: readonly [at: number, colour: Rgb][]): void
  /** Adds light or takes it, pixel by pixel. */
  each(change: (x: number, y: number, i: number, light: Light3) => void): void
  /** The ground from the horizon down. `shade` is given metres to the side, metres away, and the size in metres that is blurred to nothing there. */
  floor(shade: (x: number, z: number, blurred: number) => Rgb, options?: { from?: number; to?: number; haze?: (z: number) => { colour: Rgb; amount: number } }): void
  /** Puts sky and floor out of focus; called when both are painted, before the layers. */
  settle(): void
  /** One layer at a distance: `draw` works in metres, x to the right of the camera, y up from the ground (upright text and arcs are mirrored by `up`). `gain` above 1 makes it shine. */
  layer(distance: number, draw: (context: SKRSContext2D) => void, options?: { gain?: number; opacity?: number; add?: boolean; blur?: number; into?: Overlay }): void
  /** A lamp out of focus: brightness is that of its disc. Position in px. */
  lamp(x: number, y: number, radius: number, colour: Rgb, options?: { into?: Overlay; edge?: number }): void
}

/** What lies before the person: premultiplied light and its coverage. */
export type Overlay = { light: Light3; alpha: Plane }

export const newOverlay = (size: number): Overlay => ({ light: newLight(size), alpha: new Float32Array(size) })
export const newLight = (size: number): Light3 => [new Float32Array(size), new Float32Array(size), new Float32Array(size)]

export function createStage(camera: Camera, random: Random): Stage {
  const { width, height, focal, horizon, centre, eye, focus, aperture } = camera
  const size = width * height
  const light = newLight(size)
  const perMetre = (distance: number) => focal / distance
  const ground = (distance: number) => horizon + eye * perMetre(distance)
  // the circle of confusion of a thin lens, as a radius
  const blurAt = (distance: number) => (aperture * focal * Math.abs(distance - focus)) / (distance * focus) / 2

  const stage: Stage = {
    ...camera,
    light,
    random,
    perMetre,
    ground,
    blurAt,
    sky(stops) {
      for (let y = 0; y < height; y++) {
        const colour = ramp(stops, y / height)
        for (let c = 0; c < 3; c++) light[c as 0].fill(colour[c as 0], y * width, (y + 1) * width)
      }
    },
    each(change) {
      for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) change(x, y, y * width + x, light)
    },
    floor(shade, { from = 0.3, to = 4000, haze } = {}) {
      for (let y = Math.max(0, Math.ceil(horizon + (eye * focal) / to)); y < height; y++) {
        const z = (eye * focal) / (y + 0.5 - horizon)
        if (z < from) break
        const blurred = (2 * blurAt(z)) / perMetre(z)
        const veil = haze?.(z)
        for (let x = 0; x < width; x++) {
          const colour = shade(((x - centre) * z) / focal, z, blurred)
          const i = y * width + x
          for (let c = 0; c < 3; c++) light[c as 0][i] = veil === undefined ? colour[c as 0] : colour[c as 0] * (1 - veil.amount) + veil.colour[c as 0] * veil.amount
        }
      }
    },
    settle() {
      const radius = blurAt(1e6)
      if (radius < 1.5) return
      const shrink = Math.max(1, Math.min(8, Math.floor(radius / 3)))
      const [w, h] = [Math.ceil(width / shrink), Math.ceil(height / shrink)]
      const packed = new Float32Array(w * h * 4)
      for (let c = 0; c < 3; c++) {
        const small = resize(light[c as 0], width, height, w, h)
        for (let i = 0; i < small.length; i++) packed[i * 4 + c] = small[i]!
      }
      const soft = disc(padded(packed, w, h, Math.ceil(radius / shrink)), w + 2 * Math.ceil(radius / shrink), h + 2 * Math.ceil(radius / shrink), radius / shrink)
      const edge = Math.ceil(radius / shrink)
      for (let c = 0; c < 3; c++) {
        const plane = new Float32Array(w * h)
        for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) plane[y * w + x] = soft[((y + edge) * (w + 2 * edge) + x + edge) * 4 + c]!
        const full = resize(plane, w, h, width, height)
        for (let y = 0; y < height; y++) {
          const z = y <= horizon ? 1e6 : (eye * focal) / (y + 0.5 - horizon)
          const share = Math.min(1, (blurAt(z) / radius) * 1.15)
          for (let i = y * width; i < (y + 1) * width; i++) light[c as 0][i] = light[c as 0][i]! * (1 - share) + full[i]! * share
        }
      }
    },
    layer(distance, draw, { gain = 1, opacity = 1, add = false, blur, into } = {}) {
      const radius = blur ?? blurAt(distance)
      const shrink = Math.max(1, Math.min(12, Math.floor(radius / 3)))
      const margin = Math.ceil(radius / shrink) + 2
      const w = Math.ceil(width / shrink) + 2 * margin
      const h = Math.ceil(height / shrink) + 2 * margin
      const canvas = createCanvas(w, h)
      const context = canvas.getContext('2d')
      const k = perMetre(distance) / shrink
      context.setTransform(k, 0, 0, -k, centre / shrink + margin, ground(distance) / shrink + margin)
      draw(context)
      const drawn = premultiplied(context.getImageData(0, 0, w, h).data, gain)
      const soft = radius / shrink >= 0.8 ? disc(drawn, w, h, radius / shrink) : drawn
      over(soft, w, h, shrink, margin)
      function over(from: Float32Array, fw: number, fh: number, step: number, edge: number) {
        for (let y = 0; y < height; y++) {
          const sy = (y + 0.5) / step - 0.5 + edge
          const y0 = Math.floor(sy)
          const fy = sy - y0
          const rowA = Math.min(fh - 1, y0) * fw
          const rowB = Math.min(fh - 1, y0 + 1) * fw
          for (let x = 0; x < width; x++) {
            const sx = (x + 0.5) / step - 0.5 + edge
            const x0 = Math.floor(sx)
            const fx = sx - x0
            const a = (rowA + x0) * 4
            const b = (rowB + x0) * 4
            const w00 = (1 - fx) * (1 - fy), w10 = fx * (1 - fy), w01 = (1 - fx) * fy, w11 = fx * fy
            const cover = (from[a + 3]! * w00 + from[a + 7]! * w10 + from[b + 3]! * w01 + from[b + 7]! * w11) * opacity
            if (cover <= 0) continue
            const i = y * width + x
            const keep = add ? 1 : 1 - cover
            for (let c = 0; c < 3; c++) {
              const v = (from[a + c]! * w00 + from[a + 4 + c]! * w10 + from[b + c]! * w01 + from[b + 4 + c]! * w11) * opacity
              const plane = (into?.light ?? light)[c as 0]
              plane[i] = plane[i]! * keep + v
            }
            if (into !== undefined && !add) into.alpha[i] = into.alpha[i]! * keep + cover
          }
        }
      }
    },
    lamp(x, y, radius, colour, { into, edge = 0.25 } = {}) {
      const r = Math.max(1.2, radius)
      const target = into?.light ?? light
      // towards the corners the barrel of the lens cuts the disc to a lens shape
      const dx = (x - width / 2) / width
      const dy = (y - height / 2) / height
      const [cx, cy] = [-dx * r * 0.4, -dy * r * 0.4]
      for (let py = Math.max(0, Math.floor(y - r - 1)); py <= Math.min(height - 1, y + r + 1); py++)
        for (let px = Math.max(0, Math.floor(x - r - 1)); px <= Math.min(width - 1, x + r + 1); px++) {
          const d = Math.hypot(px + 0.5 - x, py + 0.5 - y)
          const barrel = Math.hypot(px + 0.5 - x - cx, py + 0.5 - y - cy)
          const cover = Math.min(1, Math.max(0, r - d + 0.5)) * Math.min(1, Math.max(0, r * 1.1 - barrel + 0.5))
          if (cover <= 0) continue
          const v = cover * (1 - edge + edge * smoothstep(0.6, 0.97, d / r) * 1.6)
          const i = py * width + px
          for (let c = 0; c < 3; c++) target[c as 0][i]! += colour[c as 0] * v
        }
    },
  }
  return stage
}

export function ramp(stops: readonly [at: number, colour: Rgb][], at: number): Rgb {
  const next = stops.findIndex(([position]) => position >= at)
  if (next <= 0) return (next === 0 ? stops[0] : stops.at(-1))![1]
  const [a, from] = stops[next - 1]!
  const [b, to] = stops[next]!
  const t = smoothstep(0, 1, (at - a) / (b - a)) * 0.4 + ((at - a) / (b - a)) * 0.6
  return [from[0] + (to[0] - from[0]) * t, from[1] + (to[1] - from[1]) * t, from[2] + (to[2] - from[2]) * t]
}

function premultiplied(bytes: Uint8ClampedArray, gain: number): Float32Array {
  const out = new Float32Array(bytes.length)
  for (let i = 0; i < bytes.length; i += 4) {
    const a = bytes[i + 3]! / 255
    if (a === 0) continue
    for (let c = 0; c < 3; c++) out[i + c] = linearOf[bytes[i + c]!]! * a * gain
    out[i + 3] = a
  }
  return out
}

/** With a border that repeats the edge, so that blurring darkens nothing. */
function padded(source: Float32Array, width: number, height: number, by: number): Float32Array {
  const w = width + 2 * by
  const out = new Float32Array(w * (height + 2 * by) * 4)
  for (let y = 0; y < height + 2 * by; y++)
    for (let x = 0; x < w; x++) {
      const from = (Math.min(height - 1, Math.max(0, y - by)) * width + Math.min(width - 1, Math.max(0, x - by))) * 4
      out.set(source.subarray(from, from + 4), (y * w + x) * 4)
    }
  return out
}

/** Mean over a disc, by running sums along each row: what a point out of focus becomes. */
export function disc(source: Float32Array, width: number, height: number, radius: number): Float32Array {
  const r = Math.max(1, Math.round(radius))
  const half = Array.from({ length: 2 * r + 1 }, (_, k) => Math.round(Math.sqrt(Math.max(0, radius * radius - (k - r) ** 2))))
  const area = half.reduce((sum, h) => sum + 2 * h + 1, 0)
  const sums = new Float64Array((width + 1) * height * 4)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 4; c++) sums[(y * (width + 1) + x + 1) * 4 + c] = sums[(y * (width + 1) + x) * 4 + c]! + source[(y * width + x) * 4 + c]!
  const out = new Float32Array(source.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0
      for (let k = 0; k <= 2 * r; k++) {
        const row = Math.min(height - 1, Math.max(0, y + k - r)) * (width + 1)
        const from = (row + Math.max(0, x - half[k]!)) * 4
        const to = (row + Math.min(width, x + half[k]! + 1)) * 4
        s0 += sums[to]! - sums[from]!
        s1 += sums[to + 1]! - sums[from + 1]!
        s2 += sums[to + 2]! - sums[from + 2]!
        s3 += sums[to + 3]! - sums[from + 3]!
      }
      const o = (y * width + x) * 4
      out[o] = s0 / area
      out[o + 1] = s1 / area
      out[o + 2] = s2 / area
      out[o + 3] = s3 / area
    }
  return out
}

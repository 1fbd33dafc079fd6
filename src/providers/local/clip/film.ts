import type { Frame } from '../../../media/video/frame.ts'
import { type Mesh, aim, createMesh, textureOf, warp } from '../../../media/video/warp.ts'
import type { Random } from '../paint/random.ts'
import { airOf } from './air.ts'
import { type View, pathOf } from './camera.ts'
import type { Shot } from './shot.ts'
import type { Stage } from './stage.ts'
import { twinkling } from './twinkle.ts'

type Take = { width: number; height: number; fps: number; frames: number }

/**
 * Sets a camera before a stage. -> draws frame `n` of the take into a frame of that size; frames may be drawn in any order.
 * @param air where the weather's seed comes from: the same for all pictures of a clip, so that it runs on over a crossfade
 * @param startS what second of the clip the take begins at
 */
export function film(stage: Stage, shot: Shot, take: Take, random: Random, air: Random, startS: number): (into: Frame, n: number) => void {
  const { source, focus } = stage
  const { width, height, fps } = take
  const long = Math.max(width, height)
  // the frame at zoom 1: as much of the picture as has its shape
  const fit = Math.min(source.width / width, source.height / height)
  const free = { x: (source.width / fit - width) / long, y: (source.height / fit - height) / long }
  const path = pathOf(shot, take.frames / fps, free, random.fork('camera'))

  // the middle of the shot: what it is about, unless the frame would then leave the picture
  const half = { x: (fit * width) / path.reach.zoomMin / 2 + path.reach.x * long * fit, y: (fit * height) / path.reach.zoomMin / 2 + path.reach.y * long * fit }
  // where it does not fit, its head matters more than its feet
  const headroom = focus.top === null ? Infinity : focus.top * source.height + 0.44 * ((fit * height) / path.reach.zoomMin)
  const middle = { x: within(focus.x * source.width, half.x, source.width), y: within(Math.min(focus.y * source.height, headroom), half.y, source.height) }

  const mesh = createMesh(width, height)
  const texture = textureOf(source, take)
  const nearnessAt = sampler(stage)
  const layers = airOf(shot.effects, take, focus, air)
  const waves = shot.effects.includes('waves') ? swell(0.0042 * long * fit, 0.56, stage) : shot.effects.includes('underwater') ? swell(0.0022 * long * fit, 0, stage) : null
  const sparkle = shot.effects.includes('twinkle') ? twinkling(source, texture, random.fork('stars')) : null

  return (into, n) => {
    const view = path.at(take.frames > 1 ? n / (take.frames - 1) : 0.5)
    const t = startS + n / fps
    sparkle?.(t)
    look(mesh, view, t)
    warp(into, texture, mesh)
    for (const layer of layers) layer(into, t, view)
  }

  function look(into: Mesh, view: View, t: number): void {
    const step = fit / view.zoom, cos = Math.cos(view.roll), sin = Math.sin(view.roll)
    const cx = middle.x + view.x * long * fit, cy = middle.y + view.y * long * fit
    const slideX = view.slideX * long * fit, slideY = view.slideY * long * fit
    aim(into, (x, y, out, at) => {
      const dx = (x - width / 2) * step, dy = (y - height / 2) * step
      const px = cx + dx * cos - dy * sin, py = cy + dx * sin + dy * cos
      // what is seen at a point is what lies where its own nearness has moved it from: two steps of guessing are enough
      let sx = px, sy = py
      for (let i = 0; i < 3; i++) {
        const near = nearnessAt(sx, sy) - focus.depth
        const grown = 1 - view.swell * near
        sx = cx + (px - cx) * grown + slideX * near
        sy = cy + (py - cy) * grown + slideY * near
      }
      if (waves) {
        const moved = waves(sx, sy, t)
        sx += moved.x
        sy += moved.y
      }
      out[at] = sx
      out[at + 1] = sy
    })
  }
}

/** `value` kept so far from both ends; the middle where that cannot be. */
const within = (value: number, margin: number, length: number): number => (2 * margin >= length ? length / 2 : Math.min(length - margin, Math.max(margin, value)))

/** Nearness at a point of the source, smooth between its cells. */
function sampler({ source, depth }: Stage): (x: number, y: number) => number {
  const { width, height, values } = depth
  const kx = width / source.width, ky = height / source.height
  return (x, y) => {
    const u = Math.min(width - 1.001, Math.max(0, x * kx - 0.5)), v = Math.min(height - 1.001, Math.max(0, y * ky - 0.5))
    const i = Math.floor(u), j = Math.floor(v), fu = u - i, fv = v - j, o = j * width + i
    const top = values[o]! + (values[o + 1]! - values[o]!) * fu, bottom = values[o + width]! + (values[o + width + 1]! - values[o + width]!) * fu
    return top + (bottom - top) * fv
  }
}

/** How water below the line `from` (share of the height) moves a point of the picture: long low waves, larger towards us. */
function swell(strength: number, from: number, { source }: Stage): (x: number, y: number, t: number) => { x: number; y: number } {
  const out = { x: 0, y: 0 }
  const k = 2 * Math.PI
  return (x, y, t) => {
    const v = y / source.height, down = (v - from) / (1 - from)
    if (down <= 0) {
      out.x = out.y = 0
      return out
    }
    const size = strength * Math.min(1, down * 3) * (0.35 + 0.65 * down)
    const u = x / source.width, depth = Math.sqrt(down)
    out.y = size * (0.6 * Math.sin(k * (5.2 * depth + 0.7 * u) - 2.1 * t) + 0.4 * Math.sin(k * (8.1 * depth - 1.9 * u) - 3.1 * t))
    out.x = size * 0.8 * Math.sin(k * (3.7 * depth + 1.6 * u) - 1.6 * t)
    return out
  }
}

/** Things that several sets have: skies, foliage, facades, wet ground, falling petals. Distances in metres. */
import type { SKRSContext2D } from '@napi-rs/canvas'
import { type Rgb, blend, hex, rgb, scale, shift } from '../../paint/colour.ts'
import { fbm2, noise2 } from '../../paint/noise.ts'
import type { Random } from '../../paint/random.ts'
import { smoothstep } from '../plane.ts'
import type { Stage } from '../stage.ts'
import type { TimeOfDay } from '../choices.ts'
import type { SetDetails } from './set.ts'

/** Sky from zenith to horizon, the sun's own colour, and how the day lights a face. */
export type Day = { zenith: Rgb; middle: Rgb; horizon: Rgb; sun: Rgb; glow: number; key: Rgb; ambient: Rgb; level: number; shade: number }

export const days: Record<TimeOfDay, Day> = {
  day: { zenith: rgb('#4f8fd0'), middle: rgb('#8fbbe4'), horizon: rgb('#d4e5f0'), sun: rgb('#fff8ea'), glow: 0.5, key: [1.04, 1, 0.94], ambient: [0.96, 1, 1.06], level: 1, shade: 1 },
  golden: { zenith: rgb('#6a93c0'), middle: rgb('#d9b994'), horizon: rgb('#ffd08a'), sun: rgb('#ffb25a'), glow: 1.5, key: [1.2, 0.98, 0.72], ambient: [1.02, 0.98, 0.98], level: 0.96, shade: 0.82 },
  dusk: { zenith: rgb('#27375f'), middle: rgb('#6a628f'), horizon: rgb('#e59a80'), sun: rgb('#ff8a5c'), glow: 0.7, key: [1.08, 0.97, 0.92], ambient: [0.93, 0.97, 1.12], level: 0.78, shade: 0.34 },
  night: { zenith: rgb('#060a16'), middle: rgb('#0e1528'), horizon: rgb('#232a42'), sun: rgb('#c9d6ff'), glow: 0.08, key: [1.08, 0.98, 0.86], ambient: [0.88, 0.95, 1.16], level: 0.66, shade: 0.09 },
}

/** The sky with thin cloud; `sun` in fractions of the width and rows above the horizon in fractions of the height. */
export function skyOver(stage: Stage, day: Day, random: Random, options: { sun?: { x: number; above: number } | null; cloud?: number } = {}): void {
  const { width, height, horizon } = stage
  const top = Math.min(0, horizon - height * 0.9)
  const at = (y: number) => (y - top) / (height - top)
  const end = at(horizon)
  const [ox, oy] = [random.range(0, 80), random.range(0, 80)]
  const sunX = options.sun ? options.sun.x * width : 0
  const sunY = options.sun ? horizon - options.sun.above * height : 0
  const long = Math.max(width, height)
  const rows = Array.from({ length: height }, (_, y) => {
    const t = Math.min(1, at(y) / end)
    return t < 0.6 ? blend(day.zenith, day.middle, smoothstep(0, 1, t / 0.6)) : blend(day.middle, day.horizon, smoothstep(0, 1, (t - 0.6) / 0.4))
  })
  const cloudy = options.cloud ?? 0.5
  stage.each((x, y, i, light) => {
    if (y > horizon + 2) return
    const up = (horizon - y) / long
    const row = rows[y]!
    const cloud = cloudy === 0 ? 0 : cloudy * smoothstep(0.46, 0.78, fbm2(ox + (x / long) * 2.4, oy + up * 6.5, 4)) * smoothstep(0, 0.12, up)
    let glow = 0
    if (options.sun) {
      const d = Math.hypot(x - sunX, y - sunY) / long
      glow = day.glow * (0.9 * Math.exp(-d * 11) + 0.38 * Math.exp(-d * 3.4))
    }
    for (let c = 0; c < 3; c++) light[c as 0][i] = row[c as 0] * (1 - cloud * 0.45) + day.horizon[c as 0] * cloud * 0.5 + day.sun[c as 0] * glow
  })
  if (options.sun && day.glow > 0.3) stage.lamp(sunX, sunY, Math.max(stage.blurAt(10_000), long * 0.018), scale(day.sun, 2.2), { edge: 0 })
}

/** Leaves or blossoms: many soft strokes in a few colours, lighter towards the light above. x and y in metres. */
export function foliage(context: SKRSContext2D, random: Random, area: { x0: number; x1: number; y0: number; y1: number }, options: { count: number; size: number; colours: readonly Rgb[]; shade?: number; light?: number; clumps?: number }): void {
  const { count, size, colours, shade = 0.35, light = 1.25, clumps = 9 } = options
  const centres = Array.from({ length: clumps }, () => [random.range(area.x0, area.x1), random.range(area.y0, area.y1), random.range(0.12, 0.34)] as const)
  const spanX = area.x1 - area.x0
  const spanY = area.y1 - area.y0
  for (let i = 0; i < count; i++) {
    const [cx, cy, spread] = random.pick(centres)
    const angle = random.range(0, Math.PI * 2)
    const reach = Math.sqrt(random()) * spread
    const x = cx + Math.cos(angle) * reach * spanX
    const y = cy + Math.sin(angle) * reach * spanY * 0.8
    // within a clump the upper leaves are in the light
    const lit = smoothstep(-0.9, 0.9, Math.sin(angle) * (reach / spread) + random.range(-0.35, 0.35))
    const colour = shift(random.pick(colours), random.range(-8, 8))
    context.fillStyle = hex(scale(colour, shade + (light - shade) * lit))
    context.beginPath()
    context.ellipse(x, y, size * random.range(0.5, 1.2), size * random.range(0.4, 0.9), random.range(0, Math.PI), 0, Math.PI * 2)
    context.fill()
  }
}

/** A trunk from the ground up, darker on one side, with a few boughs. */
export function trunk(context: SKRSContext2D, random: Random, x: number, options: { width: number; height: number; colour: Rgb; lean?: number; side: number; boughs?: number }): void {
  const { width, height, colour, lean = random.range(-0.3, 0.3), side, boughs = 3 } = options
  const shape = (dx: number, w: number, fill: Rgb) => {
    context.fillStyle = hex(fill)
    context.beginPath()
    context.moveTo(x + dx - w * 0.62, -0.05)
    context.quadraticCurveTo(x + dx - w * 0.4 + lean * 0.4, height * 0.5, x + dx - w * 0.22 + lean, height)
    context.lineTo(x + dx + w * 0.22 + lean, height)
    context.quadraticCurveTo(x + dx + w * 0.4 + lean * 0.4, height * 0.5, x + dx + w * 0.62, -0.05)
    context.fill()
  }
  shape(0, width, scale(colour, 0.62))
  shape(side * width * 0.2, width * 0.5, scale(colour, 1.25))
  context.strokeStyle = hex(scale(colour, 0.7))
  context.lineCap = 'round'
  for (let i = 0; i < boughs; i++) {
    const from = height * random.range(0.4, 0.9)
    const to = random.chance(0.5) ? -1 : 1
    context.lineWidth = width * random.range(0.18, 0.4)
    context.beginPath()
    context.moveTo(x + lean * (from / height), from)
    context.quadraticCurveTo(x + to * height * 0.12, from + height * 0.14, x + to * height * random.range(0.2, 0.45), from + height * random.range(0.18, 0.4))
    context.stroke()
  }
}

/** What is above the horizon, seen in wet or still ground: `share` of it at a distance, drawn long by small waves. */
export function mirrored(stage: Stage, share: (z: number) => number, options: { from?: number; to?: number; rough: number; random: Random }): void {
  const { width, height, horizon, light, eye, focal } = stage
  const { rough, random, from = 0, to = 1e9 } = options
  const [ox, oy] = [random.range(0, 50), random.range(0, 50)]
  const sums = light.map((plane) => {
    const column = new Float64Array((height + 1) * width)
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) column[(y + 1) * width + x] = column[y * width + x]! + plane[y * width + x]!
    return column
  })
  for (let y = Math.max(0, Math.ceil(horizon + 1)); y < height; y++) {
    const z = (eye * focal) / (y + 0.5 - horizon)
    if (z < from || z > to) continue
    const k = share(z)
    if (k <= 0) continue
    const below = y - horizon
    // waves are seen where they are in focus; elsewhere the reflection is as soft as all else there
    const blurred = stage.blurAt(z)
    const stretch = Math.max(2, below * rough + 4, blurred)
    const sway = below * 0.05 * Math.max(0, 1 - blurred / 12)
    const fade = smoothstep(0, blurred * 1.4 + 1, below)
    for (let x = 0; x < width; x++) {
      const wave = sway === 0 ? 0 : (noise2(ox + (x / width) * 46, oy + Math.log(below + 1) * 26) - 0.5) * sway
      const sx = Math.min(width - 1, Math.max(0, Math.round(x + wave)))
      const a = Math.max(0, Math.min(Math.floor(horizon), Math.round(horizon - below - stretch)))
      const b = Math.max(a + 1, Math.min(Math.floor(horizon) + 1, Math.round(horizon - below + stretch)))
      const i = y * width + x
      for (let c = 0; c < 3; c++) light[c as 0][i]! += (k * fade * (sums[c]![b * width + sx]! - sums[c]![a * width + sx]!)) / (b - a)
    }
  }
}

/** A house front seen straight on: dark wall, rows of windows, some of them lit. */
export function facade(context: SKRSContext2D, random: Random, box: { x0: number; x1: number; y0: number; y1: number }, options: { wall: Rgb; lit: number; glow: readonly Rgb[]; dark: Rgb; window?: { w: number; h: number; gap: number } }): void {
  const { wall, lit, glow, dark, window = { w: 1.1, h: 1.5, gap: 1.1 } } = options
  context.fillStyle = hex(wall)
  context.fillRect(box.x0, box.y0, box.x1 - box.x0, box.y1 - box.y0)
  for (let y = box.y0 + window.gap; y + window.h < box.y1; y += window.h + window.gap)
    for (let x = box.x0 + window.gap * 0.6; x + window.w < box.x1; x += window.w + window.gap * 0.7) {
      context.fillStyle = hex(random.chance(lit) ? scale(random.pick(glow), random.range(0.5, 1)) : dark)
      context.fillRect(x, y, window.w, window.h)
    }
}

/** Discs in the air: flakes, petals, motes; behind the person or, `into` the front, before. Kept off the faces. */
export function drifting(stage: Stage, details: SetDetails, options: { count: number; colour: Rgb; size: number; front: boolean; near: number; far: number }): void {
  const { random, heads } = details
  for (let i = 0; i < options.count; i++) {
    const distance = options.near + (options.far - options.near) * random() ** 1.5
    const [x, y] = [random.range(-0.05, 1.05) * stage.width, random.range(-0.05, 1.05) * stage.height]
    const soft = stage.blurAt(distance)
    const own = (options.size * random.range(0.6, 1.4) * stage.perMetre(distance)) / 2
    const radius = Math.hypot(soft, own)
    // before the person only towards the edges: a spot on a coat is a stain
    const pad = radius + (heads.right - heads.left) * 0.35
    if (options.front && x > heads.left - pad && x < heads.right + pad && y > heads.top - pad) continue
    // the light of one flake is spread over its disc
    const strength = Math.min(0.85, (own / radius) ** 2 * 1.1 + 0.05)
    if (options.front) disc(stage, details, x, y, radius, options.colour, strength)
    else stage.lamp(x, y, radius, scale(options.colour, strength), { edge: 0.1 })
  }
}

function disc({ width, height }: Stage, { front }: SetDetails, x: number, y: number, radius: number, colour: Rgb, strength: number): void {
  for (let py = Math.max(0, Math.floor(y - radius - 1)); py <= Math.min(height - 1, y + radius + 1); py++)
    for (let px = Math.max(0, Math.floor(x - radius - 1)); px <= Math.min(width - 1, x + radius + 1); px++) {
      const cover = strength * Math.min(1, Math.max(0, (radius - Math.hypot(px + 0.5 - x, py + 0.5 - y)) / Math.max(1, radius * 0.6)))
      if (cover <= 0) continue
      const i = py * width + px
      for (let c = 0; c < 3; c++) front.light[c as 0][i] = front.light[c as 0][i]! * (1 - cover) + colour[c as 0] * cover
      front.alpha[i] = front.alpha[i]! * (1 - cover) + cover
    }
}

/** Something out of focus right before the lens, in a lower or upper corner. x and y are in px of the photograph. */
export function corner(stage: Stage, details: SetDetails, options: { left: boolean; top: boolean; distance: number; draw: (context: SKRSContext2D, reach: number) => void; opacity?: number }): void {
  const { width, height, horizon, centre } = stage
  const k = stage.perMetre(options.distance)
  const x = options.left ? 0 : width
  const y = options.top ? 0 : height
  stage.layer(
    options.distance,
    (context) => {
      context.translate((x - centre) / k, -(y - horizon) / k + stage.eye)
      context.scale(options.left ? 1 : -1, options.top ? -1 : 1)
      options.draw(context, Math.min(width, height) / k)
    },
    { into: details.front, blur: Math.min(stage.blurAt(options.distance), Math.min(width, height) * 0.05), opacity: options.opacity ?? 1 },
  )
}

/** Paving, sand, earth: a colour broken up by noise, as fine as can be seen through the blur. */
export function rough(colour: Rgb, other: Rgb, grain: number, x: number, z: number, blurred: number): Rgb {
  const coarse = fbm2(x / (grain * 9), z / (grain * 9), 2)
  const fine = blurred < grain * 2.4 ? fbm2(x / grain, z / grain, 3) : 0.5
  return blend(colour, other, Math.min(1, Math.max(0, 0.5 + (coarse - 0.5) * 1.3 + (fine - 0.5) * 0.9)))
}

/** Sets indoors: among books, in a café, beside a tall window. */
import type { SKRSContext2D } from '@napi-rs/canvas'
import { type Rgb, blend, hex, rgb, scale } from '../../paint/colour.ts'
import { fbm2 } from '../../paint/noise.ts'
import type { Random } from '../../paint/random.ts'
import { smoothstep } from '../plane.ts'
import type { Stage } from '../stage.ts'
import { days, foliage, mirrored, rough } from './kit.ts'
import { type Set, asTint } from './set.ts'

const glow = rgb('#ffc987')

function lampAt(stage: Stage, x: number, y: number, distance: number, colour: Rgb, radius: number): void {
  stage.lamp(stage.centre + x * stage.perMetre(distance), stage.ground(distance) - y * stage.perMetre(distance), Math.hypot(stage.blurAt(distance), radius * stage.perMetre(distance)), colour, { edge: 0.12 })
}

/** A wall straight ahead, in a pool of light, and boards on the floor before it. */
function room(stage: Stage, random: Random, options: { wall: Rgb; floor: [Rgb, Rgb]; lightX: number; lightY: number; reach: number; dark: number }): void {
  const { wall, floor, lightX, lightY, reach, dark } = options
  const long = Math.max(stage.width, stage.height)
  const o = random.range(0, 40)
  stage.each((x, y, i, light) => {
    const d = Math.hypot(x - lightX * stage.width, (y - lightY * stage.height) * 0.9) / long
    const k = (dark + (1 - dark) * Math.exp(-((d / reach) ** 2))) * (0.93 + 0.14 * fbm2(o + (x / long) * 5, (y / long) * 5, 3))
    for (let c = 0; c < 3; c++) light[c as 0][i] = wall[c as 0] * k
  })
  stage.floor((x, z, blurred) => {
    const board = Math.floor(x / 0.14)
    const seam = blurred < 0.1 ? smoothstep(0.44, 0.5, Math.abs((x / 0.14) % 1) - 0.5 + 0.5) * 0.3 : 0
    const base = rough(floor[0], floor[1], 0.2, x * 6 + board * 3.7, z, blurred)
    return scale(base, (0.86 + 0.28 * (((board * 2654435761) >>> 8) % 97) / 97) * (1 - seam) * (0.55 + 0.45 * Math.exp(-z / 14)))
  })
  stage.settle()
}

const spines = [rgb('#7a2e2a'), rgb('#2f4a5c'), rgb('#4a5a36'), rgb('#8a6a3a'), rgb('#3a2a3f'), rgb('#c2a574'), rgb('#20302f'), rgb('#a34b2f'), rgb('#d8cbb0'), rgb('#5c3a28')]

/** Shelves full of books between two points of a wall. */
function shelves(context: SKRSContext2D, random: Random, x0: number, x1: number, tone: number, wood: Rgb): void {
  context.fillStyle = hex(scale(wood, tone * 0.35))
  context.fillRect(x0, -0.1, x1 - x0, 3.5)
  for (let y = 0.12; y < 3.2; y += 0.36) {
    for (let x = x0 + 0.05; x < x1 - 0.06; ) {
      if (random.chance(0.07)) {
        x += random.range(0.05, 0.2)
        continue
      }
      const wide = random.range(0.022, 0.055)
      const tall = random.range(0.2, 0.31)
      const colour = scale(random.pick(spines), tone * random.range(0.65, 1.25))
      context.fillStyle = hex(colour)
      context.fillRect(x, y, wide, tall)
      if (random.chance(0.35)) {
        context.fillStyle = hex(scale(rgb('#d8b56a'), tone * 0.8))
        context.fillRect(x + wide * 0.15, y + tall * 0.72, wide * 0.7, tall * 0.06)
      }
      x += wide + 0.003
    }
    context.fillStyle = hex(scale(wood, tone))
    context.fillRect(x0, y - 0.035, x1 - x0, 0.035)
  }
  for (let x = x0; x <= x1 + 0.01; x += (x1 - x0) / Math.max(1, Math.round((x1 - x0) / 1.1))) {
    context.fillStyle = hex(scale(wood, tone * 1.1))
    context.fillRect(x - 0.025, -0.1, 0.05, 3.5)
  }
}

export const library: Set = {
  aperture: 0.03,
  paint(stage, details) {
    const { random, side } = details
    const wood = rgb('#6b4327')
    room(stage, random, { wall: scale(rgb('#4a3524'), 0.5), floor: [scale(rgb('#6e4a2c'), 0.5), scale(rgb('#4a3020'), 0.42)], lightX: 0.5 + side * 0.3, lightY: 0.3, reach: 0.7, dark: 0.3 })
    const books = random.fork('books')
    const back = stage.focus + 5.2
    const span = (stage.width / stage.focal) * back * 0.6
    stage.layer(back, (context) => shelves(context, books, -span, span, 0.62, wood))
    // lamps on the shelves warm what is near them
    const pools = [-0.34, 0.08, 0.42].map((u) => [0.5 + u + random.range(-0.06, 0.06), random.range(0.05, 0.45)] as const)
    stage.each((x, y, i, light) => {
      let k = 0.42
      for (const [u, v] of pools) k += 0.75 * Math.exp(-(((x / stage.width - u) / 0.2) ** 2) - ((y / stage.height - v) / 0.3) ** 2)
      light[0][i]! *= k * 1.12
      light[1][i]! *= k
      light[2][i]! *= k * 0.8
    })
    for (const [to, d] of [[-side, 2.6], [side, 3.6]] as const) {
      const distance = stage.focus + d
      const edge = (stage.width / stage.focal) * distance * 0.5
      stage.layer(distance, (context) => shelves(context, books, to < 0 ? -edge * 1.7 : edge * 0.62, to < 0 ? -edge * 0.62 : edge * 1.7, d < 3 ? 0.5 : 0.62, wood))
    }
    for (const [k, d] of [4.6, 4.9, 3.4, 3, 2.4].entries()) lampAt(stage, (k % 2 === 0 ? -1 : 1) * random.range(0.5, 1.7), random.range(1.8, 2.6), stage.focus + d, scale(glow, random.range(0.5, 1.1)), 0.06)
    return {
      key: { side, height: 0.55, colour: asTint(rgb('#ffdcb4'), 0.6), strength: 0.55 },
      ambient: asTint(rgb('#d8b893'), 0.35),
      rim: { colour: scale(rgb('#ffb86b'), 0.6), left: side > 0 ? 0.9 : 0.3, right: side < 0 ? 0.9 : 0.3 },
      level: 0.88,
      wrap: 0.2,
      haze: { colour: scale(glow, 0.25), amount: 0.015 },
      wallShadow: 0,
    }
  },
}

export const cafe: Set = {
  aperture: 0.034,
  paint(stage, details) {
    const { random, side, time } = details
    const outside = days[time === 'night' ? 'night' : time]
    room(stage, random, { wall: scale(rgb('#8a6f58'), 0.55), floor: [scale(rgb('#7b5a3c'), 0.5), scale(rgb('#553b28'), 0.45)], lightX: 0.5 + side * 0.45, lightY: 0.4, reach: 0.75, dark: 0.26 })
    const back = stage.focus + 4.6
    const fork = random.fork('bar')
    const half = (stage.width / stage.focal) * back * 0.6
    // the window on the side of the light, the bar on the other
    const [w0, w1] = side > 0 ? [half * 0.28, half * 1.5] : [-half * 1.5, -half * 0.28]
    stage.layer(back, (context) => {
      const from = -side * half * 1.6
      context.fillStyle = hex(scale(rgb('#6b4a38'), 0.36))
      for (let y = 0; y < 3.6; y += 0.085)
        for (let x = -half * 1.6; x < half * 1.6; x += 0.27) {
          context.fillStyle = hex(scale(rgb('#8a5a44'), fork.range(0.2, 0.38)))
          context.fillRect(x + (Math.round(y / 0.085) % 2) * 0.13, y, 0.25, 0.07)
        }
      for (const y of [1.45, 1.9, 2.35]) {
        context.fillStyle = hex(scale(rgb('#3d2a1e'), 0.6))
        context.fillRect(Math.min(from, -side * half * 0.16), y - 0.04, Math.abs(from + side * half * 0.16), 0.04)
        for (let x = 0.2; x < half * 1.4; x += fork.range(0.07, 0.16)) {
          const tall = fork.range(0.1, 0.3)
          context.fillStyle = hex(scale(fork.pick([rgb('#3f5a3c'), rgb('#8a5a2c'), rgb('#c9b48c'), rgb('#2f3a44'), rgb('#a8432f'), rgb('#e3d8c4')]), fork.range(0.35, 0.8)))
          context.fillRect(-side * (half * 0.16 + x), y, 0.06, tall)
        }
      }
    })
    stage.layer(
      back,
      (context) => {
        const day = outside
        context.fillStyle = hex(blend(day.horizon, day.middle, 0.25))
        context.fillRect(w0, 0.55, w1 - w0, 2.5)
        foliage(context, fork, { x0: w0, x1: w1, y0: 0.5, y1: 2.2 }, { count: 130, size: 0.16, colours: [rgb('#7d9a5c'), rgb('#55743f'), rgb('#b9c98d')].map((leaf) => scale(leaf, day.shade)), clumps: 8 })
        context.fillStyle = hex(rgb('#241b16'))
        for (let x = w0; x <= w1; x += (w1 - w0) / 3) context.fillRect(x - 0.03, 0.5, 0.06, 2.6)
        context.fillRect(w0, 2.2, w1 - w0, 0.05)
        context.fillRect(w0, 0.48, w1 - w0, 0.08)
      },
      { gain: time === 'night' ? 1 : 1.35 },
    )
    if (time === 'night' || time === 'dusk') for (let i = 0; i < 16; i++) lampAt(stage, fork.range(w0, w1), fork.range(0.7, 2.4), stage.focus + 9, scale(fork.pick([glow, rgb('#ff8f5a'), rgb('#bcdcff')]), fork.range(0.15, 0.5)), 0.05)
    stage.layer(stage.focus + 3.4, (context) => {
      context.fillStyle = hex(scale(rgb('#3a271b'), 0.5))
      context.fillRect(Math.min(-side * half * 0.1, -side * half * 2), -0.1, half * 1.9, 1.14)
      context.fillStyle = hex(scale(rgb('#c49a6c'), 0.6))
      context.fillRect(Math.min(-side * half * 0.08, -side * half * 2), 1.02, half * 1.92, 0.06)
    })
    for (const d of [4.2, 3.2, 2.3]) {
      const distance = stage.focus + d
      for (let k = -3; k <= 3; k++) {
        const x = k * 0.85 + (d % 1)
        lampAt(stage, x, 2.3 + (d % 1) * 0.2, distance, scale(glow, 0.42), 0.13)
        lampAt(stage, x, 2.26 + (d % 1) * 0.2, distance, scale(rgb('#fff0d0'), 0.9), 0.035)
      }
    }
    mirrored(stage, () => 0.1, { rough: 0.5, random })
    const bright = time === 'day' || time === 'golden'
    return {
      key: { side, height: 0.35, colour: bright ? outside.key : asTint(glow, 0.5), strength: 0.58 },
      ambient: asTint(rgb('#e0bd98'), 0.34),
      rim: { colour: scale(glow, 0.55), left: side > 0 ? 0.8 : 0.5, right: side < 0 ? 0.8 : 0.5 },
      level: bright ? 0.92 : 0.82,
      wrap: 0.24,
      haze: { colour: scale(glow, 0.3), amount: 0.018 },
      wallShadow: 0,
    }
  },
}

export const windowLight: Set = {
  aperture: 0.03,
  paint(stage, details) {
    const { random, side, time } = details
    const outside = days[time]
    const wall = blend(rgb('#d9d3c8'), outside.key, 0.12)
    room(stage, random, { wall: scale(wall, 0.85 * (0.35 + 0.65 * outside.shade)), floor: [scale(rgb('#b08f6a'), 0.7), scale(rgb('#8e6f4e'), 0.65)], lightX: 0.5 + side * 0.7, lightY: 0.35, reach: 0.95, dark: 0.3 })
    const back = stage.focus + 3
    const half = (stage.width / stage.focal) * back * 0.5
    const [w0, w1] = side > 0 ? [half * 0.3, half * 1.7] : [-half * 1.7, -half * 0.3]
    const fork = random.fork('window')
    stage.layer(
      back,
      (context) => {
        context.fillStyle = hex(blend(outside.horizon, [1, 1, 1], 0.35))
        context.fillRect(w0, 0.25, w1 - w0, 3)
        foliage(context, fork, { x0: w0, x1: w1, y0: 0.2, y1: 1.3 }, { count: 90, size: 0.12, colours: [scale(blend(rgb('#9ab58a'), outside.horizon, 0.5), 1)], shade: 0.8, light: 1.1, clumps: 7 })
      },
      { gain: 1.5 * (0.5 + 0.5 * outside.shade) },
    )
    stage.layer(back, (context) => {
      context.fillStyle = hex(scale(rgb('#efeae2'), 0.7))
      for (let x = w0; x <= w1 + 0.01; x += (w1 - w0) / 4) context.fillRect(x - 0.03, 0.2, 0.06, 3.1)
      for (const y of [0.2, 1.2, 2.2]) context.fillRect(w0, y, w1 - w0, 0.05)
    })
    // a sheer curtain drawn half aside
    stage.layer(
      back - 0.15,
      (context) => {
        const inner = side > 0 ? w0 : w1
        for (let i = 0; i < 16; i++) {
          const x = inner - side * 0.25 + side * i * half * 0.045
          context.fillStyle = hex(scale(rgb('#fff8ee'), 0.7 + 0.3 * Math.sin(i * 1.9)))
          context.fillRect(x, -0.1, half * 0.034, 3.6)
        }
      },
      { opacity: 0.62, gain: 1.1 },
    )
    // a plant and a picture on the other side
    stage.layer(back - 0.3, (context) => {
      const x = -side * half * 0.78
      context.fillStyle = hex(scale(rgb('#c9b9a2'), 0.5))
      context.fillRect(x - 0.17, 0, 0.34, 0.42)
      foliage(context, fork, { x0: x - 0.5, x1: x + 0.5, y0: 0.5, y1: 1.75 }, { count: 120, size: 0.09, colours: [rgb('#4d6b45'), rgb('#6d8a58'), rgb('#39543a')].map((leaf) => scale(leaf, 0.75 * (0.4 + 0.6 * outside.shade))), clumps: 8 })
    })
    stage.layer(back, (context) => {
      const x = -side * half * 0.34
      context.fillStyle = hex(scale(rgb('#6a5442'), 0.5))
      context.fillRect(x - 0.32, 1.55, 0.64, 0.84)
      context.fillStyle = hex(scale(rgb('#cfc4b4'), 0.62))
      context.fillRect(x - 0.28, 1.59, 0.56, 0.76)
    })
    return {
      key: { side, height: 0.35, colour: outside.key, strength: 0.68 },
      ambient: asTint(blend(outside.ambient, [1, 0.98, 0.94], 0.5), 0.6),
      rim: { colour: [0.6, 0.6, 0.58], left: side < 0 ? 0.6 : 0.1, right: side > 0 ? 0.6 : 0.1 },
      level: 0.75 + 0.25 * outside.level,
      wrap: 0.26,
      haze: { colour: [1, 0.99, 0.96], amount: 0.02 },
      wallShadow: 0.08,
    }
  },
}

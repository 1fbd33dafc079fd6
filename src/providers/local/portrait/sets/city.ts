/** Sets in town: streets after dark, neon, a roof over the skyline, an old lane with lanterns. */
import type { SKRSContext2D } from '@napi-rs/canvas'
import { type Rgb, blend, hex, rgb, scale } from '../../paint/colour.ts'
import type { Random } from '../../paint/random.ts'
import { smoothstep } from '../plane.ts'
import type { Stage } from '../stage.ts'
import { days, facade, mirrored, rough, skyOver } from './kit.ts'
import { type Set, asTint } from './set.ts'

const warm = rgb('#ffc477')
const windows = [rgb('#ffd9a0'), rgb('#ffc071'), rgb('#fff0d2'), rgb('#cfe4ff')]

/** A lamp at metres to the side, up and away. */
function lampAt(stage: Stage, x: number, y: number, distance: number, colour: Rgb, radius = 0): void {
  stage.lamp(stage.centre + x * stage.perMetre(distance), stage.ground(distance) - y * stage.perMetre(distance), Math.hypot(stage.blurAt(distance), radius * stage.perMetre(distance)), colour)
}

/** Houses to both sides of a street, from far to near. */
function canyon(stage: Stage, random: Random, options: { half: number; depths: readonly number[]; height: [number, number]; wall: Rgb; lit: number; air: Rgb; shops?: readonly Rgb[]; gain: number }): void {
  for (const [k, distance] of options.depths.entries()) {
    const fork = random.fork(`houses ${k}`)
    const far = 1 - k / options.depths.length
    const wall = blend(options.wall, options.air, far * 0.6)
    const span = (stage.width / stage.focal) * distance * 0.7 + options.half
    const draw = (context: SKRSContext2D, bright: boolean) => {
      for (const to of [-1, 1] as const) {
        for (let x = options.half + fork.range(0, 1.5); x < span; ) {
          const wide = fork.range(7, 14)
          const tall = fork.range(...options.height) * (0.7 + 0.5 * far)
          const [x0, x1] = to < 0 ? [-x - wide, -x] : [x, x + wide]
          if (bright) {
            for (let y = 4.6; y + 1.6 < tall; y += 2.9)
              for (let wx = x0 + 0.8; wx + 1.2 < x1; wx += 2.1) {
                if (!fork.chance(options.lit)) continue
                context.fillStyle = hex(scale(fork.pick(windows), fork.range(0.35, 1)))
                context.fillRect(wx, y, 1.2, 1.6)
              }
            const sign = options.shops && fork.chance(0.8) ? fork.pick(options.shops) : null
            if (sign !== null) {
              context.fillStyle = hex(scale(sign, 0.8))
              context.fillRect(x0 + 0.5, 3.1, x1 - x0 - 1, 0.7)
              context.fillStyle = hex(scale(blend(sign, warm, 0.75), 0.5))
              context.fillRect(x0 + 0.6, 0.5, x1 - x0 - 1.2, 2.4)
            }
          } else facade(context, fork, { x0, x1, y0: -0.1, y1: tall }, { wall: scale(wall, fork.range(0.75, 1.2)), lit: 0, glow: windows, dark: scale(wall, 0.6) })
          x += wide + fork.range(0.2, 1.2)
        }
      }
    }
    stage.layer(distance, (context) => draw(context, false))
    stage.layer(distance, (context) => draw(context, true), { gain: options.gain, add: true })
  }
}

export const cityNight: Set = {
  aperture: 0.04,
  paint(stage, details) {
    const { random, side, time } = details
    const day = days[time === 'dusk' ? 'dusk' : 'night']
    skyOver(stage, day, random.fork('sky'), { cloud: 0.4 })
    const [a0, a1] = [scale(rgb('#3a3d46'), 0.28), scale(rgb('#23252c'), 0.22)]
    stage.floor((x, z, blurred) => rough(a0, a1, 0.04, x, z, blurred))
    stage.settle()
    const air = blend(day.horizon, scale(warm, 0.06), 0.5)
    canyon(stage, random, { half: 6.5, depths: [120, 75, 46, 28, 17].map((d) => d + stage.focus), height: [14, 30], wall: rgb('#1c2029'), lit: 0.34, air, shops: [rgb('#ff9d4d'), rgb('#ffe2b0'), rgb('#7fd4ff'), rgb('#ff6f6f'), rgb('#a8ffcf')], gain: 1.6 })
    const lamps = random.fork('lamps')
    for (const d of [11, 17, 24, 33, 45, 60, 85]) for (const to of [-1, 1]) lampAt(stage, to * 5.4, 5.2, stage.focus + d, scale(warm, 0.9 * lamps.range(0.6, 1.1)), 0.12)
    for (let i = 0; i < 16; i++) {
      const d = stage.focus + lamps.range(14, 90)
      const away = lamps.chance(0.5)
      const x = (away ? 1 : -1) * lamps.range(0.8, 3.6)
      for (const dx of [-0.7, 0.7]) lampAt(stage, x + dx, 0.75, d, away ? scale(rgb('#ff3320'), 0.55) : scale(rgb('#fff1d6'), 0.95), 0.08)
    }
    for (const d of [20, 38]) lampAt(stage, lamps.pick([-4.4, 4.4]), 4.4, stage.focus + d, scale(lamps.pick([rgb('#3dffa0'), rgb('#ff4a35'), rgb('#ffc23d')]), 0.9), 0.12)
    // all the small lights of a town
    for (let i = 0; i < 46; i++) lampAt(stage, lamps.range(-16, 16), lamps.range(0.8, 9), stage.focus + lamps.range(18, 70), scale(lamps.pick([warm, rgb('#ff7e4a'), rgb('#9fd0ff'), rgb('#ffe9c4'), rgb('#ff5f8f')]), lamps.range(0.08, 0.42)), 0.05)
    mirrored(stage, (z) => 0.42 * smoothstep(0, 4, z), { rough: 0.34, random })
    return {
      key: { side, height: 0.45, colour: asTint(warm, 0.5), strength: 0.55 },
      ambient: asTint(blend(day.middle, [0.2, 0.22, 0.32], 0.5), 0.35),
      rim: { colour: scale(rgb('#ffb45e'), 0.95), left: side > 0 ? 1.1 : 0.4, right: side < 0 ? 1.1 : 0.4 },
      level: day.level * 1.06,
      wrap: 0.3,
      haze: { colour: scale(warm, 0.1), amount: 0.03 },
      wallShadow: 0,
    }
  },
}

/** Strokes that read as writing when out of focus, in no language. */
function sign(context: SKRSContext2D, random: Random, x: number, y: number, wide: number, tall: number, colour: Rgb): void {
  context.strokeStyle = hex(colour)
  context.lineCap = 'round'
  context.lineWidth = 0.07
  context.strokeRect(x, y, wide, tall)
  const upright = tall > wide
  const cells = Math.max(1, Math.round(upright ? tall / wide : wide / tall))
  const cell = upright ? wide : tall
  context.strokeStyle = hex(blend(colour, [1, 1, 1], 0.35))
  context.lineWidth = 0.09
  for (let k = 0; k < cells; k++) {
    const [cx, cy] = upright ? [x, y + k * cell] : [x + k * cell, y]
    for (let s = 0; s < 4; s++) {
      context.beginPath()
      const [ax, ay] = [cx + cell * random.range(0.2, 0.8), cy + cell * random.range(0.2, 0.8)]
      context.moveTo(ax, ay)
      if (random.chance(0.5)) context.lineTo(ax, cy + cell * random.range(0.2, 0.8))
      else context.lineTo(cx + cell * random.range(0.2, 0.8), ay)
      context.stroke()
    }
  }
}

export const neonAlley: Set = {
  aperture: 0.038,
  paint(stage, details) {
    const { random, side } = details
    const [pink, cyan, violet, amber] = [rgb('#ff2d8a'), rgb('#19d8ff'), rgb('#8d4bff'), rgb('#ff9b3d')]
    const [first, second] = random.pick<[Rgb, Rgb]>([[pink, cyan], [cyan, violet], [pink, violet], [amber, pink]])
    skyOver(stage, { ...days.night, horizon: scale(violet, 0.1) }, random.fork('sky'), { cloud: 0.5 })
    stage.floor((x, z, blurred) => rough(scale(rgb('#2a2a36'), 0.3), scale(rgb('#17171f'), 0.3), 0.05, x, z, blurred))
    stage.settle()
    const air = scale(blend(first, second, 0.5), 0.1)
    canyon(stage, random, { half: 3.1, depths: [48, 28, 16, 9].map((d) => d + stage.focus), height: [10, 20], wall: rgb('#191722'), lit: 0.16, air, gain: 1.1, shops: [first, second, violet] })
    const signs = random.fork('signs')
    for (const d of [34, 24, 16, 11, 7.5, 5]) {
      const distance = stage.focus + d
      stage.layer(
        distance,
        (context) => {
          for (const to of [-1, 1]) {
            for (let k = 0; k < 3; k++) {
              const tall = signs.chance(0.6)
              const [w, h] = tall ? [signs.range(0.5, 0.9), signs.range(1.8, 3.4)] : [signs.range(1.2, 2.4), signs.range(0.4, 0.8)]
              const x = to * signs.range(1.9, 3.6)
              sign(context, signs, to < 0 ? x - w : x, signs.range(1.7, 6.2), w, h, signs.pick(to * side > 0 ? [first, first, violet] : [second, second, amber]))
            }
          }
        },
        { gain: 3.4, add: true },
      )
    }
    for (let i = 0; i < 34; i++) lampAt(stage, signs.range(-5, 5), signs.range(0.5, 7), stage.focus + signs.range(7, 36), scale(signs.pick([first, second, violet, amber]), signs.range(0.1, 0.5)), 0.04)
    stage.each((x, _y, i, light) => {
      // coloured air: each side glows in its own light
      const u = x / stage.width
      for (let c = 0; c < 3; c++) light[c as 0][i]! += 0.05 * ((side > 0 ? second : first)[c as 0] * (1 - u) + (side > 0 ? first : second)[c as 0] * u)
    })
    mirrored(stage, (z) => 0.5 * smoothstep(0, 3, z), { rough: 0.3, random })
    return {
      key: { side, height: 0.35, colour: asTint(blend([1, 0.96, 0.96], first, 0.26), 0.75), strength: 0.55 },
      ambient: asTint(blend([0.8, 0.8, 1], second, 0.22), 0.7),
      rim: { colour: scale(second, 1.3), left: side > 0 ? 1.3 : 0.25, right: side < 0 ? 1.3 : 0.25 },
      level: 0.74,
      wrap: 0.36,
      haze: { colour: blend(first, second, 0.5), amount: 0.025 },
      wallShadow: 0,
    }
  },
}

export const rooftop: Set = {
  aperture: 0.026,
  paint(stage, details) {
    const { random, side, time } = details
    const day = days[time]
    skyOver(stage, day, random.fork('sky'), { sun: time === 'night' ? null : { x: 0.5 + side * random.range(0.2, 0.32), above: time === 'golden' ? 0.06 : 0.015 }, cloud: 0.9 })
    const [c0, c1] = [scale(rgb('#8a8580'), 0.5 * day.shade + 0.03), scale(rgb('#6e6965'), 0.45 * day.shade + 0.03)]
    stage.floor((x, z, blurred) => rough(c0, c1, 0.06, x, z, blurred))
    stage.settle()
    const lit = time === 'night' ? 0.42 : time === 'dusk' ? 0.3 : 0.06
    for (const [k, distance] of [900, 520, 300].entries()) {
      const fork = random.fork(`row ${k}`)
      const haze = [0.72, 0.48, 0.22][k]!
      const wall = blend(scale(rgb('#3c4458'), day.shade * 0.7 + 0.06), blend(day.horizon, day.middle, 0.3), haze)
      // seen from a roof: most of each house is below
      const skyline = (context: SKRSContext2D, bright: boolean) => {
        const span = (stage.width / stage.focal) * distance * 0.62
        for (let x = -span; x < span; ) {
          const wide = fork.range(0.035, 0.085) * distance
          const tall = (fork.chance(0.15) ? fork.range(0.14, 0.21) : fork.range(0.03, 0.1)) * distance
          if (!bright) {
            context.fillStyle = hex(scale(wall, fork.range(0.88, 1.12)))
            context.fillRect(x, -30, wide, tall + 30)
            if (fork.chance(0.3)) context.fillRect(x + wide * 0.46, tall, wide * 0.08, tall * 0.22)
          } else {
            const step = distance * 0.0075
            for (let y = -20; y < tall - step; y += step * 1.3)
              for (let wx = x + step * 0.5; wx < x + wide - step * 0.6; wx += step) {
                if (!fork.chance(lit)) continue
                context.fillStyle = hex(scale(fork.pick(windows), fork.range(0.3, 0.9)))
                context.fillRect(wx, y, step * 0.5, step * 0.65)
              }
          }
          x += wide * fork.range(0.85, 1.15)
        }
      }
      stage.layer(distance, (context) => skyline(context, false))
      stage.layer(distance, (context) => skyline(context, true), { gain: 1.5, add: true, opacity: 1 - haze * 0.5 })
    }
    const parapet = stage.focus + 3.2
    stage.layer(parapet, (context) => {
      context.fillStyle = hex(scale(rgb('#57504c'), 0.6 * day.shade + 0.03))
      context.fillRect(-40, -0.1, 80, 1.02)
      context.fillStyle = hex(scale(rgb('#8d837b'), 0.7 * day.shade + 0.04))
      context.fillRect(-40, 0.9, 80, 0.12)
    })
    // strings of bulbs from post to post
    const bulbs = random.fork('bulbs')
    for (const [row, d] of [2.6, 1.4].entries()) {
      const distance = stage.focus + d
      const half = (stage.width / stage.focal) * distance * 0.6
      const from = bulbs.range(2.5, 2.8) - row * 0.1
      for (let i = 0; i <= 15; i++) {
        const u = i / 15
        const sag = 4 * u * (1 - u) * 0.34
        lampAt(stage, -half + 2 * half * u, from + (row === 0 ? u : 1 - u) * 0.35 - sag, distance, scale(warm, time === 'day' ? 0.25 : time === 'golden' ? 0.6 : 1.15), 0.028)
      }
    }
    return {
      key: { side, height: 0.35, colour: day.key, strength: 0.52 },
      ambient: day.ambient,
      rim: { colour: scale(asTint(day.sun, 0.85), time === 'night' ? 0.35 : 0.75), left: side < 0 ? 1.1 : 0.35, right: side > 0 ? 1.1 : 0.35 },
      level: day.level * 1.04,
      wrap: 0.34,
      haze: { colour: scale(day.horizon, 0.5), amount: 0.025 },
      wallShadow: 0,
    }
  },
}

export const lanternLane: Set = {
  aperture: 0.036,
  paint(stage, details) {
    const { random, side, time } = details
    const day = days[time === 'night' ? 'night' : 'dusk']
    skyOver(stage, day, random.fork('sky'), { cloud: 0.4 })
    const [s0, s1] = [scale(rgb('#5a5048'), 0.3), scale(rgb('#3a332d'), 0.28)]
    stage.floor((x, z, blurred) => {
      const joint = blurred < 0.2 ? smoothstep(0.47, 0.5, Math.abs((((x + (Math.floor(z / 0.6) % 2) * 0.3) / 0.6) % 1) - 0.5)) : 0
      return scale(rough(s0, s1, 0.08, x, z, blurred), 1 - joint * 0.35)
    })
    stage.settle()
    const fork = random.fork('houses')
    const red = rgb('#e2231a')
    for (const d of [40, 26, 17, 11, 7]) {
      const distance = stage.focus + d
      const wood = blend(scale(rgb('#4a2f22'), 0.34), day.horizon, d > 20 ? 0.25 : 0.06)
      stage.layer(distance, (context) => {
        for (const to of [-1, 1]) {
          context.save()
          context.scale(to, 1)
          context.fillStyle = hex(wood)
          context.fillRect(2.6, -0.1, 30, 3.4)
          // a tiled roof with a lifted corner
          context.fillStyle = hex(scale(blend(rgb('#2a2f36'), day.horizon, 0.1), 0.32))
          context.beginPath()
          context.moveTo(1.7, 3.75)
          context.quadraticCurveTo(2.6, 3.3, 4.2, 3.5)
          context.lineTo(32, 3.5)
          context.lineTo(32, 5.4)
          context.quadraticCurveTo(5, 5.2, 1.7, 3.75)
          context.fill()
          context.restore()
        }
      })
      stage.layer(
        distance,
        (context) => {
          for (const to of [-1, 1])
            for (let x = 3; x < 14; x += 1.5) {
              context.fillStyle = hex(scale(rgb('#ffb65c'), fork.range(0.1, 0.55)))
              context.fillRect(to * x - 0.5, 0.9, 1, 1.7)
            }
        },
        { gain: 1.4, add: true },
      )
      // lanterns under the eaves
      stage.layer(
        distance,
        (context) => {
          for (const to of [-1, 1])
            for (const [x, y] of [[2.1, 2.7], [3.3, 2.75], [4.6, 2.7]] as const) {
              const cx = to * (x + fork.range(-0.1, 0.1))
              context.fillStyle = hex(red)
              context.beginPath()
              context.ellipse(cx, y, 0.3, 0.26, 0, 0, Math.PI * 2)
              context.fill()
              context.fillStyle = hex(rgb('#ffb347'))
              context.beginPath()
              context.ellipse(cx, y - 0.02, 0.17, 0.17, 0, 0, Math.PI * 2)
              context.fill()
              context.fillRect(cx - 0.03, y - 0.62, 0.06, 0.34)
            }
        },
        { gain: 2.1 },
      )
    }
    // strings of lanterns across the lane
    for (const d of [30, 20, 13, 8]) {
      const distance = stage.focus + d
      for (let i = 0; i <= 8; i++) {
        const u = i / 8
        lampAt(stage, -3 + 6 * u, 4.5 - 4 * u * (1 - u) * 0.7, distance, scale(blend(red, rgb('#ff8a2b'), 0.3), 1.1), 0.19)
      }
    }
    mirrored(stage, (z) => 0.3 * smoothstep(0, 4, z), { rough: 0.36, random })
    return {
      key: { side, height: 0.5, colour: asTint(rgb('#ffc79a'), 0.5), strength: 0.55 },
      ambient: asTint(rgb('#d9b0a4'), 0.3),
      rim: { colour: scale(rgb('#ff7a3a'), 0.95), left: side > 0 ? 1 : 0.45, right: side < 0 ? 1 : 0.45 },
      level: day.level * 1.1,
      wrap: 0.32,
      haze: { colour: scale(rgb('#ff9a5a'), 0.2), amount: 0.03 },
      wallShadow: 0,
    }
  },
}

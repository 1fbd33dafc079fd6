/** Sets out of doors: sea, mountains, woods and gardens through the year. */
import { type Rgb, blend, hex, rgb, scale } from '../../paint/colour.ts'
import { fbm2, noise2, ridge2 } from '../../paint/noise.ts'
import { smoothstep } from '../plane.ts'
import type { Stage } from '../stage.ts'
import { corner, days, drifting, foliage, mirrored, rough, skyOver, trunk } from './kit.ts'
import { type Set, type SetDetails, asTint } from './set.ts'
import type { Lighting } from '../light.ts'

/** How open air lights a face: the sun from one side and behind, the sky from everywhere. */
function outdoors({ time, side }: SetDetails, options: { ambient?: Rgb; rim?: number; strength?: number; haze?: Rgb; air?: number; level?: number } = {}): Lighting {
  const day = days[time]
  const rim = (options.rim ?? 0.8) * (time === 'golden' ? 1.25 : time === 'night' ? 0.5 : 0.8)
  return {
    key: { side, height: time === 'day' ? 0.8 : 0.35, colour: day.key, strength: options.strength ?? (time === 'golden' ? 0.6 : 0.48) },
    ambient: blend(day.ambient, options.ambient ?? day.ambient, 0.5),
    rim: { colour: scale(asTint(day.sun, 0.8), 0.62), left: side < 0 ? rim : rim * 0.3, right: side > 0 ? rim : rim * 0.3 },
    level: day.level * (options.level ?? 1),
    wrap: 0.32,
    haze: { colour: options.haze ?? scale(day.horizon, day.shade), amount: options.air ?? 0.02 },
    wallShadow: 0,
  }
}

const lit = (colour: Rgb, details: SetDetails): Rgb => {
  const day = days[details.time]
  return scale([colour[0] * day.key[0], colour[1] * day.key[1], colour[2] * day.key[2]], day.shade)
}

export const beach: Set = { aperture: 0.02, paint: (stage, details) => {
  const { random, side, time } = details
  const day = days[time]
  skyOver(stage, day, random.fork('sky'), { sun: time === 'golden' || time === 'dusk' ? { x: 0.5 + side * random.range(0.24, 0.36), above: random.range(0.03, 0.08) } : null, cloud: 0.55 })
  const far = random.fork('land')
  const at = -side * random.range(60, 180)
  stage.layer(900, (c) => {
    c.fillStyle = hex(blend(lit(rgb('#4b5a52'), details), day.horizon, 0.55))
    c.beginPath()
    c.moveTo(at - 260, -2)
    for (let i = 0; i <= 30; i++) c.lineTo(at - 260 + i * 17.3, 46 * Math.sin((i / 30) * Math.PI) ** 1.3 * (0.5 + far()) * 0.8)
    c.lineTo(at + 260, -2)
    c.fill()
  })
  const deep = lit(rgb('#1d5f7c'), details)
  const shallow = lit(rgb('#4fa7a8'), details)
  const [foamed, sand, sandDark, wetSand] = [lit([0.92, 0.95, 0.96], details), lit(rgb('#d9c3a0'), details), lit(rgb('#b99d76'), details), lit(rgb('#7d6a52'), details)]
  const shore = stage.focus + random.range(7, 10)
  const [ox, oz] = [random.range(0, 50), random.range(0, 50)]
  stage.floor(
    (x, z) => {
      const edge = shore + 1.8 * (fbm2(ox + x * 0.12, 3, 2) - 0.5)
      if (z > edge) {
        const out = z - edge
        const colour = blend(shallow, deep, smoothstep(0, 60, out))
        const swell = fbm2(ox + x * 0.05 + z * 0.01, oz + z * (z > 60 ? 0.05 : 0.24), 3)
        const crest = smoothstep(0.6, 0.72, swell) * smoothstep(120, 4, out)
        const foam = smoothstep(1.2, 0.1, out) + smoothstep(0.62, 0.74, fbm2(ox + x * 0.4, z * 0.9, 3)) * smoothstep(7, 2, out) * 0.6
        return blend(scale(colour, 0.8 + 0.5 * swell), foamed, Math.min(1, crest * 0.45 + foam))
      }
      const wet = smoothstep(edge - 2.4, edge - 0.1, z)
      return blend(rough(sand, sandDark, 0.05, x, z, (2 * stage.blurAt(z)) / stage.perMetre(z)), wetSand, wet * 0.75)
    },
    { haze: (z) => ({ colour: day.horizon, amount: smoothstep(150, 2500, z) * 0.75 }) },
  )
  mirrored(stage, (z) => (z > shore - 1 ? 0.4 * smoothstep(shore - 1, shore + 30, z) + 0.1 : 0), { rough: 0.5, random })
  stage.settle()
  return outdoors(details, { rim: 1 })
} }

export const mountains: Set = { aperture: 0.012, paint: (stage, details) => {
  const { random, side, time } = details
  const day = days[time]
  skyOver(stage, day, random.fork('sky'), { sun: time === 'day' ? null : { x: 0.5 + side * 0.34, above: 0.2 }, cloud: 0.7 })
  const air = blend(day.horizon, day.middle, 0.35)
  const [g0, g1] = [lit(rgb('#6d8f45'), details), lit(rgb('#48662f'), details)]
  stage.floor((x, z, blurred) => rough(g0, g1, 0.09, x, z, blurred), { haze: (z) => ({ colour: air, amount: smoothstep(20, 400, z) * 0.5 }) })
  stage.settle()
  for (const [k, distance] of [16_000, 9_000, 4_500, 2_000].entries()) {
    const height = distance * [0.2, 0.17, 0.13, 0.085][k]!
    const seed = random.range(0, 90)
    const rock = lit(blend(rgb('#56657a'), rgb('#3c5138'), k / 3), details)
    const near = blend(rock, air, [0.74, 0.56, 0.36, 0.16][k]!)
    const snow = blend(lit([0.95, 0.96, 1], details), air, [0.6, 0.35, 0.2, 0][k]!)
    stage.layer(distance, (c) => {
      const span = (stage.width / stage.focal) * distance
      const crest = (u: number) => height * (0.25 + 1.05 * ridge2(seed + u * 2.3, 5 + k, 5))
      const path = (top: (u: number) => number, fill: Rgb) => {
        c.fillStyle = hex(fill)
        c.beginPath()
        c.moveTo(-span, -2)
        for (let i = 0; i <= 240; i++) c.lineTo(-span + (2 * span * i) / 240, top(i / 240))
        c.lineTo(span, -2)
        c.fill()
      }
      path(crest, near)
      c.save()
      c.clip()
      // slopes that face the light are lighter; ribs of rock run down from the crest
      for (let i = 0; i < 240; i++) {
        const u = i / 240
        const slope = (crest(u + 0.006) - crest(u - 0.006)) / height
        const facing = smoothstep(-0.1, 0.1, -slope * side) + (fbm2(seed + u * 60, 3, 2) - 0.5) * 0.8
        c.globalAlpha = Math.min(0.5, Math.max(0, Math.abs(facing - 0.5) * 0.55))
        c.fillStyle = hex(facing > 0.5 ? scale(near, 1.35) : scale(near, 0.68))
        c.fillRect(-span + (2 * span * i) / 240, -2, (2 * span) / 240 + span / 500, height * 2)
      }
      c.restore()
      if (k < 2) {
        // snow lies high, torn along its lower edge; the side away from the light is blue
        c.save()
        c.clip()
        for (let i = 0; i < 240; i++) {
          const u = i / 240
          const top = crest(u)
          const slope = crest(u + 0.004) - top
          const line = height * (0.62 + 0.3 * (fbm2(seed + u * 30, 7, 3) - 0.5))
          if (top < line) continue
          c.fillStyle = hex(slope * side < 0 ? snow : blend(snow, air, 0.45))
          c.fillRect(-span + (2 * span * i) / 240, line, (2 * span) / 240 + span / 600, top - line)
        }
        c.restore()
      }
    })
  }
  const trees = random.fork('trees')
  for (const distance of [190, 120, 80]) {
    const green = blend(lit(rgb('#2c4630'), details), air, distance > 150 ? 0.34 : distance > 100 ? 0.2 : 0.06)
    stage.layer(distance, (c) => {
      const span = (stage.width / stage.focal) * distance * 0.6
      for (let i = 0; i < 26; i++) {
        const x = trees.range(-span, span)
        // the middle stays open
        if (Math.abs(x) < span * 0.36) continue
        conifer(c, x, trees.range(7, 13), scale(green, trees.range(0.7, 1.25)))
      }
    })
  }
  const flowers = random.fork('flowers')
  for (const distance of [stage.focus + 1.2, stage.focus + 3, stage.focus + 7])
    stage.layer(distance, (c) => {
      const span = (stage.width / stage.focal) * distance * 0.7
      for (let i = 0; i < 90; i++) {
        c.fillStyle = hex(lit(flowers.pick([rgb('#f4e7c2'), rgb('#e9c84a'), rgb('#c9a4e0'), rgb('#ffffff')]), details))
        c.beginPath()
        c.ellipse(flowers.range(-span, span), flowers.range(0.05, 0.35), 0.03, 0.025, 0, 0, Math.PI * 2)
        c.fill()
      }
    })
  return outdoors(details, { air: 0.03 })
} }

function conifer(c: Parameters<Parameters<Stage['layer']>[1]>[0], x: number, height: number, colour: Rgb, snow?: Rgb): void {
  const tiers = 13
  for (let k = 0; k < tiers; k++) {
    const y = height * (0.06 + (k * 0.92) / tiers)
    const half = height * 0.19 * (1 - k / (tiers + 0.6)) ** 0.9 * (0.85 + 0.3 * Math.abs(Math.sin(k * 7.3 + x)))
    const rise = height * 0.15
    const bough = (fill: Rgb, shrink: number, dx: number, lift: number) => {
      c.fillStyle = hex(fill)
      c.beginPath()
      c.moveTo(x - half * shrink + dx, y + lift)
      c.quadraticCurveTo(x + dx, y + rise * 0.22 + lift, x + half * shrink + dx, y + lift)
      c.quadraticCurveTo(x + half * 0.3 + dx, y + rise * 0.45 + lift, x + dx * 0.5, y + rise + lift)
      c.quadraticCurveTo(x - half * 0.3 + dx, y + rise * 0.45 + lift, x - half * shrink + dx, y + lift)
      c.fill()
    }
    bough(scale(colour, 0.72), 1, 0, 0)
    bough(colour, 0.8, half * 0.12, height * 0.006)
    if (snow !== undefined) bough(snow, 0.5 + 0.28 * Math.sin(k * 3.1 + x * 2), half * 0.12 * Math.sin(k * 5.7 + x), rise * 0.22)
  }
}

export const snow: Set = { aperture: 0.03, paint: (stage, details) => {
  const { random, side, time } = details
  const day = days[time]
  const pale: typeof day = { ...day, zenith: blend(day.zenith, day.horizon, 0.55), middle: blend(day.middle, day.horizon, 0.6) }
  skyOver(stage, pale, random.fork('sky'), { sun: time === 'golden' || time === 'dusk' ? { x: 0.5 + side * 0.3, above: 0.1 } : null, cloud: 0.2 })
  const white = lit([0.86, 0.9, 0.97], details)
  const air = blend(pale.horizon, white, 0.4)
  const shadow = blend(white, lit(rgb('#9db4dd'), details), 0.7)
  stage.floor((x, z, blurred) => rough(white, shadow, 0.35, x, z, blurred * 0.4), { haze: (z) => ({ colour: air, amount: smoothstep(15, 160, z) * 0.6 }) })
  stage.settle()
  for (const [k, away] of [90, 52, 30, 18].entries()) {
    const distance = away + stage.focus
    const fork = random.fork(`row ${k}`)
    const haze = [0.66, 0.44, 0.22, 0.06][k]!
    const green = blend(lit(rgb('#2b3d3a'), details), air, haze)
    const cover = blend(white, air, haze * 0.6)
    stage.layer(distance, (c) => {
      const span = (stage.width / stage.focal) * distance * 0.62
      const open = k < 2 ? 0.06 : 0.42
      for (let i = 0; i < (k < 2 ? 34 : 12); i++) {
        const x = fork.range(-span, span)
        if (Math.abs(x) < span * open) continue
        conifer(c, x, fork.range(6, 12), scale(green, fork.range(0.75, 1.15)), cover)
      }
    })
  }
  if (time === 'night') for (let i = 0; i < 14; i++) lampAlong(stage, random, 12 + i * 4, 3.2, rgb('#ffcf8a'), 1.3)
  drifting(stage, details, { count: 170, colour: scale([0.95, 0.97, 1], Math.max(0.3, day.shade)), size: 0.016, front: false, near: stage.focus + 0.4, far: 16 })
  drifting(stage, details, { count: 26, colour: scale([0.96, 0.98, 1], Math.max(0.35, day.shade)), size: 0.011, front: true, near: stage.focus * 0.45, far: stage.focus * 0.95 })
  return outdoors(details, { ambient: asTint([0.9, 0.97, 1.1], 1), air: 0.035, haze: air, level: 1.04 })
} }

/** A street or path lamp to one side of the way. */
function lampAlong(stage: Stage, random: SetDetails['random'], distance: number, height: number, colour: Rgb, strength: number): void {
  const x = (random.chance(0.5) ? -1 : 1) * random.range(1.8, 4)
  stage.lamp(stage.centre + x * stage.perMetre(distance), stage.ground(distance) - height * stage.perMetre(distance), stage.blurAt(distance), scale(colour, strength))
}

/** A wood or park: rows of trees to both sides of a way, their leaves against the light. */
function avenue(stage: Stage, details: SetDetails, options: { leaves: readonly Rgb[]; bark: Rgb; ground: [Rgb, Rgb]; sparkle: Rgb; leaf: number; low: number; air: Rgb; litter?: readonly Rgb[] }): void {
  const { random, side, time } = details
  const day = days[time]
  stage.settle()
  const sparkle = random.fork('sparkle')
  for (const [k, distance] of [70, 38, 22, 13, 8].entries()) {
    const d = stage.focus + distance * 0.8
    const fork = random.fork(`row ${k}`)
    const haze = [0.55, 0.36, 0.2, 0.1, 0.04][k]!
    const tone = (colour: Rgb) => blend(lit(colour, details), options.air, haze)
    const span = (stage.width / stage.focal) * d * 0.62
    stage.layer(d, (c) => {
      const open = Math.min(span * 0.55, 2.2 + k * 0.2)
      const count = [16, 11, 7, 5, 3][k]!
      for (let i = 0; i < count; i++) {
        const x = (fork.chance(0.5) ? -1 : 1) * fork.range(open, span * 1.15)
        trunk(c, fork, x, { width: fork.range(0.16, 0.34), height: fork.range(7, 10), colour: tone(options.bark), side, boughs: 4 })
      }
      for (let i = 0; i < count + 2; i++) {
        const x = fork.range(-span * 1.2, span * 1.2)
        const y = options.low + fork.range(0, 2.6) + (Math.abs(x) < open ? 1.4 : 0)
        const half = fork.range(1.6, 3.2)
        foliage(c, fork, { x0: x - half, x1: x + half, y0: y, y1: y + fork.range(2.5, 5) }, { count: 320, size: options.leaf, colours: options.leaves.map(tone), shade: 0.5, light: 1.5 })
      }
      // shrubs and grass close the lower edge
      foliage(c, fork, { x0: -span * 1.2, x1: -open, y0: -0.1, y1: 1.1 }, { count: 220, size: options.leaf * 0.8, colours: options.leaves.map((leaf) => scale(tone(leaf), 0.7)), clumps: 12 })
      foliage(c, fork, { x0: open, x1: span * 1.2, y0: -0.1, y1: 1.1 }, { count: 220, size: options.leaf * 0.8, colours: options.leaves.map((leaf) => scale(tone(leaf), 0.7)), clumps: 12 })
    })
    // the sky, and the sun most of all, through gaps in the leaves
    for (let i = 0; i < 26; i++) {
      const x = sparkle.range(0, stage.width)
      const y = stage.horizon - sparkle.range(0.12, 1) * stage.height * 0.7
      const towards = Math.max(0, 1 - Math.abs(x / stage.width - (0.5 + side * 0.3)) * 1.6)
      if (sparkle() > 0.25 + towards * 0.6) continue
      stage.lamp(x, y, stage.blurAt(d) * sparkle.range(0.55, 1), scale(options.sparkle, (0.06 + 0.3 * towards * sparkle()) * day.glow))
    }
  }
}

export const autumn: Set = { aperture: 0.034, paint: (stage, details) => {
  const { random, side, time } = details
  const day = days[time]
  skyOver(stage, day, random.fork('sky'), { sun: { x: 0.5 + side * 0.3, above: 0.22 }, cloud: 0 })
  const [g0, g1, p0, p1] = [lit(rgb('#b4793a'), details), lit(rgb('#7a4a22'), details), lit(rgb('#a58d72'), details), lit(rgb('#8c6f50'), details)]
  stage.floor((x, z, blurred) => {
    const path = smoothstep(1.6, 1, Math.abs(x + 0.5 * Math.sin(z * 0.12)))
    return blend(rough(g0, g1, 0.12, x, z, blurred), rough(p0, p1, 0.06, x, z, blurred), path * 0.75)
  }, { haze: (z) => ({ colour: day.horizon, amount: smoothstep(10, 120, z) * 0.5 }) })
  avenue(stage, details, { leaves: [rgb('#d9822b'), rgb('#e8a93a'), rgb('#c4532a'), rgb('#b98a35'), rgb('#9b3d24')], bark: rgb('#4a392e'), ground: [g0, g1], sparkle: rgb('#ffd89a'), leaf: 0.16, low: 2.6, air: blend(day.horizon, rgb('#e9b46a'), 0.5) })
  drifting(stage, details, { count: 26, colour: lit(rgb('#d98a2e'), details), size: 0.05, front: false, near: stage.focus + 0.6, far: 9 })
  drifting(stage, details, { count: 7, colour: lit(rgb('#d97a2b'), details), size: 0.045, front: true, near: stage.focus * 0.5, far: stage.focus * 0.9 })
  return outdoors(details, { ambient: asTint([1.05, 0.98, 0.88]), rim: 1.1 })
} }

export const cherry: Set = { aperture: 0.034, paint: (stage, details) => {
  const { random, side, time } = details
  const day = days[time]
  skyOver(stage, { ...day, zenith: blend(day.zenith, day.horizon, 0.25) }, random.fork('sky'), { sun: time === 'golden' ? { x: 0.5 + side * 0.3, above: 0.25 } : null, cloud: 0.3 })
  const [g0, g1, p0, p1, petal] = [rgb('#93a860'), rgb('#6f8a4a'), rgb('#cdbfb4'), rgb('#b3a498'), rgb('#f0c9d0')].map((colour) => lit(colour, details)) as [Rgb, Rgb, Rgb, Rgb, Rgb]
  stage.floor((x, z, blurred) => {
    const path = smoothstep(1.9, 1.2, Math.abs(x))
    const fallen = smoothstep(0.5, 0.7, noise2(x * 2.3, z * 1.2)) * 0.5
    return blend(blend(rough(g0, g1, 0.1, x, z, blurred), petal, fallen), rough(p0, p1, 0.06, x, z, blurred), path * 0.8)
  }, { haze: (z) => ({ colour: day.horizon, amount: smoothstep(10, 120, z) * 0.5 }) })
  avenue(stage, details, { leaves: [rgb('#f7c3d0'), rgb('#f3a9bf'), rgb('#fbdde3'), rgb('#ee94b0'), rgb('#f9e8ea')], bark: rgb('#5b463f'), ground: [g0, g1], sparkle: rgb('#fff3f2'), leaf: 0.13, low: 2, air: blend(day.horizon, scale(rgb('#f5cdd8'), day.shade), 0.5) })
  const petals = [rgb('#f9ccd7'), rgb('#f4b0c4'), rgb('#fce6ea')].map((petal) => lit(petal, details))
  const bough = random.fork('bough')
  corner(stage, details, {
    left: side > 0, top: true, distance: stage.focus * 0.5,
    draw: (c, reach) => foliage(c, bough, { x0: -reach * 0.1, x1: reach * 0.34, y0: -reach * 0.1, y1: reach * 0.16 }, { count: 150, size: reach * 0.03, colours: petals, shade: 0.75, light: 1.2, clumps: 7 }),
  })
  drifting(stage, details, { count: 50, colour: petals[0]!, size: 0.024, front: false, near: stage.focus + 0.4, far: 9 })
  drifting(stage, details, { count: 12, colour: petals[1]!, size: 0.018, front: true, near: stage.focus * 0.45, far: stage.focus * 0.9 })
  return outdoors(details, { ambient: asTint([1.06, 0.98, 1]), rim: 0.9, level: 1.02 })
} }

export const garden: Set = { aperture: 0.036, paint: (stage, details) => {
  const { random, side, time } = details
  const day = days[time]
  skyOver(stage, day, random.fork('sky'), { sun: { x: 0.5 + side * 0.34, above: 0.3 }, cloud: 0.2 })
  const [g0, g1] = [lit(rgb('#6f9a45'), details), lit(rgb('#4b7434'), details)]
  stage.floor((x, z, blurred) => rough(g0, g1, 0.08, x, z, blurred), { haze: (z) => ({ colour: day.horizon, amount: smoothstep(10, 80, z) * 0.35 }) })
  avenue(stage, details, { leaves: [rgb('#5d8f3c'), rgb('#84b04c'), rgb('#3f6d33'), rgb('#a3c25e'), rgb('#2f5a30')], bark: rgb('#54463a'), ground: [g0, g1], sparkle: rgb('#fffbd6'), leaf: 0.17, low: 1.6, air: blend(day.horizon, scale(rgb('#b9d59a'), day.shade), 0.5) })
  const bloom = random.fork('bloom')
  for (const distance of [stage.focus + 5, stage.focus + 2.6, stage.focus + 1.5])
    stage.layer(distance, (c) => {
      const span = (stage.width / stage.focal) * distance * 0.65
      for (const to of [-1, 1]) {
        const area = { x0: to < 0 ? -span : span * 0.35, x1: to < 0 ? -span * 0.35 : span, y0: 0, y1: 1.25 }
        foliage(c, bloom, area, { count: 190, size: 0.08, colours: [lit(rgb('#4f7f39'), details), lit(rgb('#6f9a45'), details)], clumps: 10 })
        foliage(c, bloom, { ...area, y0: 0.3 }, { count: 46, size: 0.07, colours: [rgb('#f2607d'), rgb('#f7d3d9'), rgb('#f2b63c'), rgb('#ffffff'), rgb('#c86bd0')].map((petal) => lit(petal, details)), shade: 0.8, light: 1.3, clumps: 12 })
      }
    })
  const leaf = random.fork('leaf')
  corner(stage, details, {
    left: side > 0, top: false, distance: stage.focus * 0.5,
    draw: (c, reach) => foliage(c, leaf, { x0: -reach * 0.1, x1: reach * 0.22, y0: -reach * 0.1, y1: reach * 0.2 }, { count: 60, size: reach * 0.035, colours: [lit(rgb('#5d8f3c'), details), lit(rgb('#f2607d'), details), lit(rgb('#84b04c'), details)], shade: 0.7, light: 1.2, clumps: 5 }),
  })
  return outdoors(details, { ambient: asTint([1, 1.03, 0.94]), rim: 1 })
} }

import type { Place } from '../prompt/scene.ts'
import { type Rgb, blend, rgb, scale, shift } from './colour.ts'
import { blossom, broadleaf, grass, leaves, pine, reef, rock, saguaro } from './flora.ts'
import type { Mesh } from './mesh.ts'
import { noise2 } from './noise.ts'
import type { Random } from './random.ts'
import { ball, box, face, lathe } from './shapes.ts'
import { type Ground, alpine, craters, dunes, patches, rolling, spread } from './terrain.ts'

export type Setting = {
  mesh: Mesh
  random: Random
  place: Place
  /** 0-1: how much of the land lies under snow */
  snow: number
  night: boolean
  /** the eye's distance from the subject */
  distance: number
  /** how much room the subject takes on the ground */
  radius: number
  /** fewer, larger triangles */
  coarse: boolean
  accent: Rgb
  /** the land itself is the subject */
  grand: boolean
  /** the subject floats: there must be water under it */
  afloat: boolean
  /** the leaves have turned */
  autumn: boolean
}

/** Half the width seen per unit of distance, with a margin. */
const SPREAD = 0.62

/** Builds the land around the subject, and returns its height there. */
export function landscape(s: Setting): (x: number, z: number) => number {
  const draw = PLACES[s.place]
  return draw(s)
}

type Draw = (s: Setting) => (x: number, z: number) => number

const lay = (s: Setting, ground: Ground, far = -130) => {
  spread(s.mesh, s.snow > 0.5 && ground.material === 'ground' ? { ...ground, material: 'snow' } : ground, s.distance - 0.4, far, s.coarse ? 44 : 150, s.coarse ? 60 : 170, SPREAD)
  return ground.height
}

/** Places things at random around the subject, never on it nor right before the eye. */
function scatter(s: Setting, count: number, near: number, far: number, draw: (x: number, z: number, depth: number) => void): void {
  for (let i = 0; i < count; i++) {
    const z = near + (far - near) * s.random() ** 1.3, half = (s.distance - z) * 0.5
    const x = s.random.range(-half, half)
    const clear = s.radius + 0.9 + (z > -1 ? 0.6 : 0)
    if (Math.hypot(x, z * 0.8) < clear) continue
    // nothing may stand between the eye and the subject
    if (z > 0 && Math.abs(x) < s.radius + 0.8 + z * 0.12) continue
    draw(x, z, s.distance - z)
  }
}

const greens = ['#4d7a34', '#5f8a35', '#3f6d3a', '#74923a']
const autumn = ['#c2622a', '#d18a2c', '#a8462c', '#c9a13b']

const meadow: Draw = (s) => {
  const { random, mesh } = s
  const offset = random.range(0, 90), season = s.autumn || random.chance(0.15) ? autumn : greens
  const ground: Ground = { material: 'ground', height: rolling(offset, 1.7, { height: random.range(5, 9), from: 22, sharp: random.chance(0.35), valley: 0.45 }), colour: alpine(rgb('#5b7f35'), rgb('#7c7466'), 9, s.snow) }
  const y = lay(s, ground)
  scatter(s, 34, -7, -40, (x, z, d) => broadleaf(mesh, random, [x, y(x, z) - 0.05, z], random.range(1.6, 3.2), rgb(random.pick(season)), Math.min(0.5, 4 / d), s.snow))
  undergrowth(s, y, '#6b9440')
  scatter(s, 16, s.distance - 2, -8, (x, z) => rock(mesh, random, [x, y(x, z), z], random.range(0.06, 0.24), rgb('#8a857c'), 10))
  return y
}

function undergrowth(s: Setting, y: (x: number, z: number) => number, colour: string, amount = 1): void {
  const { random, mesh } = s
  const c = s.snow > 0.5 ? blend(rgb(colour), rgb('#b9a878'), 0.6) : rgb(colour)
  const count = (s.coarse ? 900 : 6500) * amount * (1 - 0.82 * s.snow)
  grass(mesh, random, count, { x: 3.2, near: s.distance - 1.2, far: -9 }, y, c, 0.17, (x, z) => noise2(x * 0.8 + 5, z * 0.8) > 0.28 && Math.hypot(x, z) > s.radius * 0.35)
  if (s.snow < 0.5 && !s.coarse) {
    const hues = [s.accent, rgb('#f2f0e6'), shift(s.accent, 40), rgb('#f0c94a')]
    scatter(s, 130, s.distance - 1.4, -6, (x, z) => noise2(x * 0.6, z * 0.6 + 20) > 0.45 && blossom(mesh, random, [x, y(x, z), z], random.range(0.025, 0.05), random.range(0.1, 0.24), random.pick(hues)))
  }
}

const forest: Draw = (s) => {
  const { random, mesh } = s
  const pines = (random.chance(0.55) && !s.autumn) || s.snow > 0.3, season = s.autumn || random.chance(0.2) ? autumn : greens
  const ground: Ground = { material: 'ground', height: rolling(random.range(0, 90), 1.1, { height: 6, from: 20, sharp: false, valley: 0.2 }), colour: patches('#4b5a2c', '#5a4630', 0.5, s.snow) }
  const y = lay(s, ground)
  scatter(s, 95, -2.2, -34, (x, z, d) => {
    const h = random.range(3.2, 6)
    if (pines && random.chance(0.85)) pine(mesh, random, [x, y(x, z), z], h, shift(rgb('#33583f'), random.range(-14, 10)), Math.min(1, 5 / d), s.snow)
    else broadleaf(mesh, random, [x, y(x, z), z], h * 0.95, rgb(random.pick(season)), Math.min(0.62, 5 / d), s.snow)
  })
  undergrowth(s, y, '#55762f', 0.8)
  scatter(s, 22, s.distance - 2, -8, (x, z) => rock(mesh, random, [x, y(x, z), z], random.range(0.07, 0.32), rgb('#6f6d66'), 10))
  return y
}

const mountains: Draw = (s) => {
  const { random, mesh } = s
  const ground: Ground = { material: 'ground', height: rolling(random.range(0, 90), 1.5, { height: random.range(17, 26) * (s.grand ? 1.55 : 1), from: 15, sharp: true, valley: s.grand ? random.range(-0.3, 0.2) : random.range(0.35, 0.7) }), colour: alpine(rgb('#5f7a3c'), rgb('#6c6864'), random.range(7, 11), s.snow) }
  const y = lay(s, ground)
  scatter(s, 70, -6, -30, (x, z, d) => pine(mesh, random, [x, y(x, z), z], random.range(1.3, 2.6), rgb('#3a5c43'), Math.min(0.8, 4 / d), s.snow))
  undergrowth(s, y, '#7a9646', 0.7)
  scatter(s, 30, s.distance - 2, -12, (x, z) => rock(mesh, random, [x, y(x, z), z], random.range(0.08, 0.5), rgb('#87827c'), 12))
  return y
}

const snowfield: Draw = (s) => mountainsOrForest({ ...s, snow: 1 })
const mountainsOrForest: Draw = (s) => (s.random.chance(0.5) ? forest(s) : mountains(s))

const desert: Draw = (s) => {
  const { random, mesh } = s
  const y = lay(s, { material: 'ground', height: dunes(random.range(0, 90), random.range(0.9, 1.5)), colour: patches('#d9a566', '#c98a4c', 0.08, s.snow) })
  scatter(s, 12, -3, -26, (x, z) => saguaro(mesh, random, [x, y(x, z), z], random.range(1, 2.2), rgb('#5c7d4a')))
  scatter(s, 26, s.distance - 2, -14, (x, z) => rock(mesh, random, [x, y(x, z), z], random.range(0.05, 0.3), rgb('#a8754c'), 10))
  const mesa = random.range(-16, 16)
  mesh.part('stone')
  lathe(mesh, [mesa, -1, -52], [[13, 0], [9, 5], [8.2, 5.4], [7.8, 9], [7.5, 9.4], [0, 9.6]], (h) => blend(rgb('#b4663c'), rgb('#d19a64'), noise2(h * 2.6, 3)), 26)
  return y
}

const sea: Draw = (s) => {
  const { random, mesh } = s
  spreadWater(s, random.pick(['#0f4f66', '#125a72', '#0c4258']))
  if (random.chance(0.7)) for (let i = 0; i < 3; i++) {
    const x = random.pick([-1, 1]) * random.range(9, 34)
    mesh.part('stone')
    ball(mesh, [x, -1, random.range(-62, -40)], [random.range(5, 13), random.range(2.5, 7), 5], blend(rgb('#4d5f4a'), rgb('#6e6a66'), random()), 30, 0.5, 2.2)
  }
  return () => 0
}

/** Open water to the horizon, as a net: one huge face would meet the near plane and vanish. */
function spreadWater(s: Setting, colour: string, from = s.distance - 0.4): void {
  const c = rgb(colour)
  spread(s.mesh, { material: 'water', height: () => 0, colour: () => c }, from, -320, 6, 24, SPREAD + 0.1)
}

const beach: Draw = (s) => {
  const { random, mesh } = s
  const edge = -s.radius - random.range(1.2, 2)
  const y = lay(s, { material: 'ground', height: (x, z) => 0.05 + 0.09 * (noise2(x * 0.5, z * 0.5) - 0.4) + (z + 0.25 * Math.sin(x * 0.7) - edge < 0 ? (z + 0.25 * Math.sin(x * 0.7) - edge) * 0.22 : 0), colour: patches('#e2c391', '#cfa873', 0.35, s.snow) }, -16)
  spreadWater(s, '#1d7f8c')
  scatter(s, 20, s.distance - 2, -3, (x, z) => rock(mesh, random, [x, y(x, z), z], random.range(0.05, 0.2), rgb('#9c8f80'), 10))
  return y
}

const lake: Draw = (s) => {
  const { random, mesh } = s
  const far = rolling(random.range(0, 90), 0.5, { height: random.range(14, 22), from: 22, sharp: true, valley: 0.5 })
  const shore = (x: number, z: number) => {
    const d = z + 0.5 * Math.sin(x * 0.4 + 1) + s.radius + 1.3
    if (s.afloat && z > -22) return -1
    return far(x, z) + 0.12 + (d < 0 ? Math.max(-1.2, d * 0.3) * (z > -24 ? 1 : Math.max(0, 1 - (-24 - z) / 8)) : 0)
  }
  const y = lay(s, { material: 'ground', height: shore, colour: alpine(rgb('#5d7d3a'), rgb('#6e6b66'), 8, s.snow) })
  spreadWater(s, '#1a5468')
  scatter(s, 60, -26, -40, (x, z, d) => pine(mesh, random, [x, y(x, z), z], random.range(1.6, 3), rgb('#365a44'), Math.min(0.8, 4 / d), s.snow))
  if (s.afloat) return () => 0
  undergrowth(s, (x, z) => Math.max(-0.3, y(x, z)), '#6f9440', 0.7)
  scatter(s, 18, s.distance - 2, -4, (x, z) => rock(mesh, random, [x, Math.max(-0.1, y(x, z)), z], random.range(0.06, 0.34), rgb('#837f78'), 12))
  return y
}

const city: Draw = (s) => {
  const { random, mesh } = s
  const y = lay(s, { material: 'road', height: () => 0, colour: (x) => (Math.abs(x) > 3.1 ? rgb('#7d7a78') : rgb('#3d3e44')) })
  mesh.part('matte')
  for (let z = s.distance; z > -60; z -= 2.2) face(mesh, [[-0.07, 0.012, z], [0.07, 0.012, z], [0.07, 0.012, z - 1.1], [-0.07, 0.012, z - 1.1]], rgb('#d8d2c0'))
  const hue = random.range(-30, 30)
  for (const side of [-1, 1]) {
    for (let z = -0.5; z > -64; z -= 2.7) {
      const w = random.range(2, 3), h = random.range(2.4, 7) * (1 + -z * 0.03), x = side * (4.9 + w / 2 - 1 + random.range(0, 0.7))
      mesh.part('windows')
      const c = shift(rgb(random.pick(['#7d8798', '#9a8478', '#6d7486', '#a39a8c', '#5b6478'])), hue)
      box(mesh, [x, 0, z], [w, h, 2.5], c)
      mesh.part('matte')
      box(mesh, [x, h, z], [w * 1.03, 0.1, 2.6], scale(c, 0.7))
      if (random.chance(0.5)) box(mesh, [x, h + 0.1, z], [w * 0.4, random.range(0.2, 1), 1], scale(c, 0.8))
      if (s.night && random.chance(0.55)) {
        mesh.part('glow')
        box(mesh, [side * 3.86, random.range(0.7, 1.8), z], [0.05, random.range(0.3, 0.9), random.range(0.3, 1)], scale(random.pick([s.accent, rgb('#ff3d81'), rgb('#2de2e6'), rgb('#ffb347')]), 1.1))
      }
    }
  }
  for (let i = 0; i < 26; i++) {
    mesh.part('windows')
    box(mesh, [random.range(-46, 46), 0, random.range(-95, -66)], [random.range(3, 6), random.range(9, 30), 4], shift(rgb('#6f7c92'), hue))
  }
  return y
}

const village: Draw = (s) => meadow(s)

const space: Draw = (s) => {
  const { random, mesh } = s
  const a = random.pick([-1, 1]), r = random.range(9, 15)
  const c = shift(rgb(random.pick(['#c98d5a', '#5a86c9', '#b06a86', '#6aa394'])), random.range(-25, 25))
  mesh.part('stone')
  planet(mesh, [a * random.range(11, 16), random.range(-7, 9), -40], r, c, random)
  return () => 0
}

/** A banded globe, sometimes with rings. */
export function planet(mesh: Mesh, at: readonly [number, number, number], radius: number, colour: Rgb, random: Random): void {
  const other = shift(colour, random.range(-30, 30), 1, 0.72), offset = random.range(0, 50)
  mesh.part('skin')
  const profile = Array.from({ length: 49 }, (_, i) => [Math.max(1e-3, Math.sin((i / 48) * Math.PI)) * radius, -Math.cos((i / 48) * Math.PI) * radius] as const)
  lathe(mesh, at, profile, (h, a) => blend(colour, other, Math.min(1, Math.max(0, 2.4 * (noise2((h / radius) * 6 + offset + 0.5 * noise2(Math.cos(a) * 3 + 5, h / radius * 4 + Math.sin(a) * 2), 3) - 0.3)))), 72)
  if (random.chance(0.5)) return
  for (let i = 0; i < 4; i++) {
    mesh.part('cloth')
    const r = radius * (1.35 + i * 0.17)
    mesh.within([1, 0.34, 0, at[0], -0.3, 0.94, 0.2, at[1], 0, -0.2, 0.97, at[2]], () => lathe(mesh, [0, 0, 0], [[r, 0], [r + radius * 0.13, 0.01]], scale(blend(colour, [0.9, 0.85, 0.75], 0.5), 0.6 + 0.15 * i), 80))
  }
}

const moon: Draw = (s) => {
  const { random, mesh } = s
  const y = lay(s, { material: 'ground', height: craters(random.range(0, 90)), colour: patches('#9a9690', '#7b7873', 0.3) })
  scatter(s, 40, s.distance - 2, -16, (x, z) => rock(mesh, random, [x, y(x, z), z], random.range(0.04, 0.32), rgb('#8b8782'), 12))
  planet(mesh, [random.pick([-1, 1]) * random.range(10, 17), random.range(13, 19), -60], random.range(5, 9), rgb(random.pick(['#4a7fc4', '#c48a5a', '#7a6bc4'])), random)
  return y
}

const underwater: Draw = (s) => {
  const { random, mesh } = s
  const y = lay(s, { material: 'ground', height: rolling(random.range(0, 90), 1.6, { height: 7, from: 9, sharp: true, valley: 0.6 }), colour: patches('#c9b98e', '#8f9a80', 0.4) }, -60)
  scatter(s, 70, s.distance - 1.6, -14, (x, z) => reef(mesh, random, [x, y(x, z), z], random.range(0.22, 0.6)))
  scatter(s, 26, s.distance - 2, -12, (x, z) => rock(mesh, random, [x, y(x, z), z], random.range(0.12, 0.7), rgb('#6c7a78'), 14))
  mesh.part('glass')
  for (let i = 0; i < 46; i++) ball(mesh, [random.range(-3, 3), random.range(0.2, 5), random.range(-3, 2)], random.range(0.012, 0.05), [0.5, 0.8, 0.9], 8)
  return y
}

const studio: Draw = (s) => {
  const c = shift(s.accent, s.random.range(-20, 20), 0.42, 1)
  const wall = blend(c, [0.62, 0.6, 0.58], 0.45)
  const y = (_: number, z: number) => (z < -2.4 ? ((-2.4 - z) ** 2) * 0.24 : 0)
  spread(s.mesh, { material: 'matte', height: (x, z) => Math.min(y(x, z), 26), colour: () => wall }, s.distance - 0.4, -13, 10, 60, SPREAD)
  const plinth = s.radius * 1.35
  s.mesh.part('matte')
  lathe(s.mesh, [0, -0.002, 0], [[plinth, 0], [plinth, 0.14], [plinth, 0.14], [plinth * 0.985, 0.16], [0, 0.16]], shift(wall, 0, 1.2, 0.9), 64)
  for (let i = 0; i < 3; i++) {
    const x = s.random.pick([-1, 1]) * s.random.range(1.7, 3), z = s.random.range(-2.2, -0.9), h = s.random.range(0.3, 1.3), r = s.random.range(0.25, 0.5)
    s.mesh.part('matte')
    if (s.random.chance(0.5)) lathe(s.mesh, [x, 0, z], [[r, 0], [r, h], [r, h], [r * 0.96, h + 0.02], [0, h + 0.02]], shift(wall, s.random.range(-25, 25), 1.3, 0.85), 40)
    else ball(s.mesh, [x, r, z], r, shift(wall, s.random.range(-30, 30), 1.5, 0.9), 32)
  }
  return (x, z) => (Math.hypot(x, z) < plinth ? 0.16 : y(x, z))
}

const room: Draw = (s) => {
  const { mesh, random } = s
  const wall = shift(blend(s.accent, [0.75, 0.68, 0.6], 0.72), random.range(-15, 15)), floor = rgb(random.pick(['#8a5f3f', '#a57a52', '#6f4b35']))
  for (let i = -16; i < 16; i++) {
    mesh.part('wood')
    face(mesh, [[i * 0.42, 0, s.distance - 0.5], [i * 0.42 + 0.41, 0, s.distance - 0.5], [i * 0.42 + 0.41, 0, -3.2], [i * 0.42, 0, -3.2]], scale(floor, random.range(0.8, 1.15)))
  }
  mesh.part('matte')
  face(mesh, [[-9, 0, -3.2], [9, 0, -3.2], [9, 7, -3.2], [-9, 7, -3.2]], wall)
  box(mesh, [0, 0, -3.16], [18, 0.26, 0.08], scale(wall, 1.35))
  const wx = random.pick([-1, 1]) * random.range(1.5, 2)
  mesh.part('glow')
  face(mesh, [[wx - 0.8, 1.3, -3.17], [wx + 0.8, 1.3, -3.17], [wx + 0.8, 3.3, -3.17], [wx - 0.8, 3.3, -3.17]], s.night ? rgb('#31488a') : rgb('#dff0fb'))
  mesh.part('wood')
  for (const [x, y, w, h] of [[0, 1.22, 1.8, 0.1], [0, 3.3, 1.8, 0.1], [-0.85, 1.3, 0.1, 2], [0.85, 1.3, 0.1, 2], [0, 1.3, 0.06, 2], [0, 2.3, 1.7, 0.06]] as const) box(mesh, [wx + x, y, -3.12], [w, h, 0.12], rgb('#e9e2d6'))
  mesh.part('cloth')
  lathe(mesh, [0, 0.012, 0], [[s.radius * 1.7, 0], [0.001, 0.008]], shift(s.accent, 0, 0.7, 0.8), 60)
  lathe(mesh, [0, 0.016, 0], [[s.radius * 1.5, 0], [0.001, 0.008]], shift(s.accent, 20, 0.6, 1.05), 60)
  const px = -wx * 1.25
  mesh.part('matte')
  lathe(mesh, [px, 0, -2.5], [[0.2, 0], [0.3, 0.5], [0.32, 0.5], [0.28, 0.5]], rgb('#b5654a'), 24)
  for (let i = 0; i < 5; i++) leaves(mesh, random, [px + random.range(-0.2, 0.2), 0.8 + 0.16 * i, -2.5], [0.3, 0.26, 0.3], 60, 0.09, rgb('#3f7a4a'))
  return () => 0.02
}

const clouds: Draw = (s) => {
  const { random, mesh } = s
  for (let i = 0; i < 130; i++) {
    const z = random.range(s.distance - 1.5, -34), half = (s.distance - z) * 0.55, r = random.range(0.7, 1.6) * (1 + (s.distance - z) * 0.03)
    mesh.part('snow')
    ball(mesh, [random.range(-half, half), -3 - random.range(0, 0.7), z], [r * 1.5, r * 0.75, r], [0.9, 0.9, 0.93], 20, 0.35, 2.4)
  }
  return () => 0
}

const volcano: Draw = (s) => {
  const { random, mesh } = s
  const y = lay(s, { material: 'ground', height: rolling(random.range(0, 90), 1.8, { height: 6, from: 14, sharp: true, valley: 0.7 }), colour: patches('#3b3431', '#54453c', 0.4, s.snow) })
  const x = random.range(-9, 9)
  mesh.part('stone')
  lathe(mesh, [x, -1, -46], [[26, 0], [15, 7], [8, 14], [4.2, 19], [3, 20.5], [2.2, 19.6]], rgb('#473b39'), 40)
  mesh.part('glow')
  ball(mesh, [x, 18.8, -46], [2.4, 0.8, 2.4], [2.2, 0.5, 0.08], 18)
  for (let i = 0; i < 3; i++) {
    const a = random.range(0.7, 2.4)
    for (let t = 0; t < 9; t++) ball(mesh, [x + Math.cos(a + 0.06 * Math.sin(t)) * (3.2 + t * 1.25), 19.1 - t * 1.75, -46 + Math.sin(a) * (3.2 + t * 1.25)], [0.5, 0.7, 0.5], [2 - t * 0.12, 0.42, 0.05], 8)
  }
  scatter(s, 46, s.distance - 2, -16, (px, z) => rock(mesh, random, [px, y(px, z), z], random.range(0.08, 0.5), rgb('#4b4340'), 12))
  return y
}

const garden: Draw = (s) => {
  const y = meadow(s)
  const { random, mesh } = s
  const hues = [s.accent, rgb('#e85d75'), rgb('#f2b84b'), rgb('#b782d8'), rgb('#f4f0e8')]
  scatter(s, s.coarse ? 40 : 210, s.distance - 1.3, -5, (x, z) => blossom(mesh, random, [x, y(x, z), z], random.range(0.05, 0.11), random.range(0.16, 0.42), random.pick(hues)))
  return y
}

const PLACES: Record<Place, Draw> = { meadow, forest, desert, sea, beach, lake, mountains, city, space, moon, underwater, room, studio, snowfield, village, sky: clouds, volcano, garden }

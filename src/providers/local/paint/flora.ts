import { type Rgb, blend, rgb, scale, shift } from './colour.ts'
import { type Mesh, type Vec, place } from './mesh.ts'
import type { Random } from './random.ts'
import { ball, lathe, tube } from './shapes.ts'

const SNOW: Rgb = [0.86, 0.9, 0.97]

/** Leaves strewn over a ball; their normals point outwards from its middle, so that the crown is lit as one soft volume. */
export function leaves(mesh: Mesh, random: Random, at: Vec, radius: Vec, count: number, size: number, colour: Rgb, snow = 0): void {
  for (let i = 0; i < count; i++) {
    const u = random.range(-1, 1), a = random.range(0, 6.283), q = Math.sqrt(1 - u * u)
    const n: Vec = [q * Math.cos(a), u, q * Math.sin(a)]
    const depth = 0.72 + 0.34 * random()
    const x = at[0] + n[0] * radius[0] * depth, y = at[1] + n[1] * radius[1] * depth, z = at[2] + n[2] * radius[2] * depth
    let c = scale(shift(colour, random.range(-14, 14)), 0.7 + 0.5 * random() + 0.25 * n[1])
    if (snow && n[1] > 0.25 - snow * 0.3 && random.chance(0.75)) c = SNOW
    const s = size * random.range(0.6, 1.3), t = random.range(0, 6.283), dx = Math.cos(t) * s, dy = Math.sin(t) * s * 0.8, dz = Math.sin(t + 1) * s
    mesh.part(c === SNOW ? 'snow' : 'leaf')
    const p = mesh.vertex(x - dx, y - dy, z - dz, n[0], n[1], n[2], c), r = mesh.vertex(x + dz, y + dx * 0.5, z - dx, n[0], n[1], n[2], c)
    const o = mesh.vertex(x + dx, y + dy, z + dz, n[0], n[1], n[2], c), w = mesh.vertex(x - dz, y - dx * 0.5, z + dx, n[0], n[1], n[2], c)
    mesh.triangle(p, r, o)
    mesh.triangle(p, o, w)
  }
}

/** A tree with a round crown. `detail` 0-1: how many leaves. */
export function broadleaf(mesh: Mesh, random: Random, at: Vec, height: number, colour: Rgb, detail: number, snow = 0): void {
  const bark = shift(rgb('#5b4030'), random.range(-10, 10))
  const lean = random.range(-0.12, 0.12) * height, top: Vec = [at[0] + lean, at[1] + height * 0.62, at[2]]
  mesh.part('wood')
  tube(mesh, [[at[0], at[1] - 0.1, at[2], height * 0.07], [at[0] + lean * 0.2, at[1] + height * 0.2, at[2], height * 0.045], [top[0], top[1], top[2], height * 0.02]], bark, 9, 5)
  const clumps = detail > 0.4 ? 9 : 5
  for (let i = 0; i < clumps; i++) {
    const a = (i / clumps) * 6.283 + random.range(-0.4, 0.4), out = i === 0 ? 0 : height * random.range(0.14, 0.26)
    const c: Vec = [top[0] + Math.cos(a) * out, top[1] + height * random.range(-0.12, 0.2) + (i === 0 ? height * 0.16 : 0), top[2] + Math.sin(a) * out]
    const r = height * random.range(0.15, 0.21)
    if (detail > 0.4 && i) {
      mesh.part('wood')
      tube(mesh, [[at[0] + lean * 0.4, at[1] + height * 0.36, at[2], height * 0.024], [(c[0] + top[0]) / 2, c[1] - r * 0.9, (c[2] + top[2]) / 2, height * 0.014], [c[0], c[1], c[2], height * 0.006]], bark, 6, 3)
    }
    mesh.part('leaf')
    ball(mesh, c, [r * 0.9, r * 0.8, r * 0.9], scale(colour, 0.55), detail > 0.4 ? 14 : 9, 0.3, 3)
    leaves(mesh, random, c, [r * 1.08, r, r * 1.08], Math.round(30 + 330 * detail), height * (0.02 + 0.022 * (1 - detail)), colour, snow)
  }
}

/** A conifer: skirts of jagged branches, each a little narrower. */
export function pine(mesh: Mesh, random: Random, at: Vec, height: number, colour: Rgb, detail: number, snow = 0): void {
  mesh.part('wood')
  lathe(mesh, at, [[height * 0.035, -0.1], [height * 0.022, height * 0.3]], rgb('#4a3628'), 7)
  const tiers = Math.round(5 + 5 * detail), points = Math.round(14 + 18 * detail)
  mesh.part('leaf')
  for (let i = 0; i < tiers; i++) {
    const t = i / tiers, y = at[1] + height * (0.14 + 0.78 * t), r = height * 0.24 * (1 - t) ** 0.85 + height * 0.025
    const drop = height * (0.075 + 0.05 * (1 - t)), tint = scale(shift(colour, random.range(-6, 6)), 0.72 + 0.5 * t)
    const apex = mesh.vertex(at[0], y + drop * 1.5, at[2], 0, 1, 0, snow ? blend(tint, SNOW, snow * 0.8) : tint)
    const turn = random.range(0, 6)
    let first = -1, last = -1
    for (let j = 0; j <= points; j++) {
      const a = turn + (6.283 * (j % points)) / points, k = (j % 2 ? 0.62 : 1) * random.range(0.86, 1.12)
      const nx = Math.cos(a), nz = Math.sin(a)
      const c = snow && j % 2 === 0 ? blend(tint, SNOW, snow * 0.85) : scale(tint, 0.72)
      const v = j === points ? first : mesh.vertex(at[0] + nx * r * k, y - (j % 2 ? 0 : drop * 0.8), at[2] + nz * r * k, nx, 0.55, nz, c)
      if (j === 0) first = v
      else mesh.triangle(apex, v, last)
      last = v
    }
  }
}

/** Blades of grass over a strip of ground. `ground` gives the height; `keep` thins the blades out. */
export function grass(mesh: Mesh, random: Random, count: number, area: { x: number; near: number; far: number }, ground: (x: number, z: number) => number, colour: Rgb, height: number, keep: (x: number, z: number) => boolean): void {
  for (let i = 0; i < count; i++) {
    const t = random() ** 1.5
    const z = area.near + (area.far - area.near) * t, x = random.range(-1, 1) * area.x * (0.5 + t)
    if (!keep(x, z)) continue
    const y = ground(x, z), h = height * random.range(0.5, 1.3), w = 0.012 + 0.012 * random() + 0.01 * t, a = random.range(0, 3.14), bend = random.range(-0.4, 0.4) * h
    const c = scale(shift(colour, random.range(-16, 16)), random.range(0.75, 1.35))
    mesh.part('leaf')
    const nx = random.range(-0.35, 0.35), p = mesh.vertex(x - w * Math.cos(a), y - 0.02, z - w * Math.sin(a), nx, 1, 0.4, scale(c, 0.5)), q = mesh.vertex(x + w * Math.cos(a), y - 0.02, z + w * Math.sin(a), nx, 1, 0.4, scale(c, 0.5))
    mesh.triangle(p, q, mesh.vertex(x + bend, y + h, z + bend * 0.4, nx, 1, 0.4, c))
  }
}

/** A small flower on its stalk: five petals around a heart. */
export function blossom(mesh: Mesh, random: Random, at: Vec, size: number, stalk: number, petal: Rgb): void {
  mesh.part('leaf')
  tube(mesh, [[at[0], at[1], at[2], size * 0.09], [at[0] + random.range(-0.1, 0.1) * stalk, at[1] + stalk, at[2], size * 0.06]], rgb('#47702f'), 5, 2)
  const head: Vec = [at[0], at[1] + stalk, at[2]]
  mesh.within(place(head, { x: random.range(0.3, 1.1), y: random.range(-0.6, 0.6) }), () => {
    mesh.part('leaf')
    for (let i = 0; i < 5; i++) {
      const a = (i / 5) * 6.283
      ball(mesh, [Math.cos(a) * size * 0.55, 0, Math.sin(a) * size * 0.55], [size * 0.42, size * 0.1, size * 0.42], scale(petal, random.range(0.85, 1.15)), 7)
    }
    ball(mesh, [0, size * 0.1, 0], size * 0.26, rgb('#f0b429'), 7)
  })
}

export function rock(mesh: Mesh, random: Random, at: Vec, size: number, colour: Rgb, segments = 14): void {
  mesh.part('stone')
  ball(mesh, at, [size * random.range(0.9, 1.5), size * random.range(0.55, 0.95), size * random.range(0.8, 1.3)], colour, segments, 0.42, 1.4)
}

export function saguaro(mesh: Mesh, random: Random, at: Vec, height: number, colour: Rgb): void {
  mesh.part('skin')
  const r = height * 0.1
  const stem = (points: [number, number, number, number][]) => tube(mesh, points, (t) => scale(colour, 0.85 + 0.3 * t), 14, 6)
  stem([[at[0], at[1] - 0.1, at[2], r], [at[0], at[1] + height * 0.5, at[2], r * 1.08], [at[0], at[1] + height * 0.93, at[2], r * 0.9], [at[0], at[1] + height, at[2], r * 0.1]])
  for (const side of [-1, 1]) {
    const y = at[1] + height * random.range(0.3, 0.5), out = side * height * random.range(0.22, 0.3), up = height * random.range(0.25, 0.4)
    stem([[at[0], y, at[2], r * 0.6], [at[0] + out * 0.8, y + 0.02, at[2], r * 0.66], [at[0] + out, y + up * 0.4, at[2], r * 0.68], [at[0] + out, y + up, at[2], r * 0.6], [at[0] + out, y + up + r * 0.5, at[2], r * 0.08]])
  }
}

/** Weeds and corals of the sea floor. */
export function reef(mesh: Mesh, random: Random, at: Vec, size: number): void {
  const colour = shift(rgb(random.pick(['#e8617a', '#f2994a', '#b266c9', '#f2c14e', '#4fb9a5'])), random.range(-15, 15))
  if (random.chance(0.5)) {
    mesh.part('skin')
    for (let i = 0; i < 7; i++) {
      const a = random.range(0, 6.28), h = size * random.range(0.5, 1), d = size * random.range(0.15, 0.45)
      tube(mesh, [[at[0], at[1] - 0.05, at[2], size * 0.09], [at[0] + Math.cos(a) * d * 0.5, at[1] + h * 0.5, at[2] + Math.sin(a) * d * 0.5, size * 0.065], [at[0] + Math.cos(a) * d, at[1] + h, at[2] + Math.sin(a) * d, size * 0.05]], (t) => scale(colour, 0.7 + 0.5 * t), 8, 4)
    }
    return
  }
  for (let i = 0; i < 6; i++) {
    const h = size * random.range(1, 2.4), x = at[0] + random.range(-0.3, 0.3) * size, z = at[2] + random.range(-0.3, 0.3) * size, wave = random.range(-0.2, 0.2)
    mesh.part('leaf')
    tube(mesh, [[x, at[1] - 0.05, z, size * 0.05], [x + wave, at[1] + h * 0.35, z, size * 0.07], [x - wave, at[1] + h * 0.7, z + wave, size * 0.055], [x + wave * 0.6, at[1] + h, z, 0.004]], (t) => scale(rgb('#3f8f5a'), 0.5 + 0.8 * t), 6, 5)
  }
}

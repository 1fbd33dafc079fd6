import { type Rgb, blend, rgb, scale } from '../paint/colour.ts'
import type { Vec } from '../paint/mesh.ts'
import { type Clay, both, chain, sculpt } from '../paint/sculpt.ts'
import { ball, face, lathe, tube } from '../paint/shapes.ts'
import type { Kit, Subject } from './kit.ts'

/** Two round eyes with a glint, mirrored across z = 0. */
export function eyes(kit: Kit, at: Vec, radius: number, colour: Rgb = rgb('#120d0b')): void {
  for (const side of [-1, 1]) {
    kit.mesh.part('eye')
    ball(kit.mesh, [at[0], at[1], side * at[2]], radius, colour, 14)
    kit.mesh.part('glow')
    ball(kit.mesh, [at[0] + radius * 0.62, at[1] + radius * 0.5, side * (at[2] + radius * 0.35)], radius * 0.28, [0.95, 0.95, 0.95], 8)
  }
}

/** A thin curved sheet through rows of points: wings, fins, sails. */
export function sheet(kit: Kit, rows: readonly (readonly Vec[])[], colour: Rgb | ((u: number, v: number) => Rgb)): void {
  const paint = typeof colour === 'function' ? colour : () => colour
  const ids = rows.map((row, i) => row.map((p, j) => {
    const a = row[Math.max(0, j - 1)]!, b = row[Math.min(row.length - 1, j + 1)]!, c = rows[Math.max(0, i - 1)]![j]!, d = rows[Math.min(rows.length - 1, i + 1)]![j]!
    const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const, v = [d[0] - c[0], d[1] - c[1], d[2] - c[2]] as const
    return kit.mesh.vertex(p[0], p[1], p[2], u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0], paint(i / (rows.length - 1), j / (row.length - 1)))
  }))
  for (let i = 0; i + 1 < ids.length; i++) for (let j = 0; j + 1 < ids[i]!.length; j++) {
    const [a, b, c, d] = [ids[i]![j]!, ids[i]![j + 1]!, ids[i + 1]![j]!, ids[i + 1]![j + 1]!]
    kit.mesh.triangle(a, b, c)
    kit.mesh.triangle(b, d, c)
  }
}

/** A feathered or leathery wing spread from the shoulder; `lift` is the angle above the horizon. */
function wing(kit: Kit, root: Vec, length: number, chord: number, lift: number, side: number, colour: Rgb, tip: Rgb, scallops: number): void {
  const rows: Vec[][] = []
  for (let i = 0; i <= 20; i++) {
    const t = i / 20, bend = lift + 0.5 * Math.sin(t * Math.PI) - 0.35 * t
    const out = t * length, y = root[1] + Math.sin(bend) * out, z = root[2] + side * Math.cos(bend) * out
    const c = chord * (1 - 0.55 * t * t) * (0.82 + 0.18 * Math.abs(Math.cos(t * scallops * Math.PI)))
    const sweep = root[0] - 0.35 * t * t * length
    rows.push(Array.from({ length: 9 }, (_, j) => [sweep + 0.08 - (c * j) / 8, y + 0.06 * chord * Math.sin((j / 8) * Math.PI), z] as Vec))
  }
  sheet(kit, rows, (u, v) => blend(colour, tip, Math.min(1, u * 0.6 + v * 0.7)))
}

const perched = (coat: string, belly: string, o: { fat: number; tall: number; head: number; beak: number; beakColour: string; tufts?: boolean; disc?: boolean; crest?: boolean; neck?: number; upright: number; crown?: string }) => (kit: Kit) => {
  const c = kit.coat(coat), pale = rgb(belly), dark = scale(c, 0.55)
  const { fat, tall, head, upright } = o
  const flying = kit.pose === 'flying'
  const hx = 0.1 + (1 - upright) * tall * 0.62 + (o.neck ?? 0) * 0.25, hy = 0.34 + tall * (0.35 + 0.65 * upright) + (o.neck ?? 0)
  const clay: Clay[] = [
    { a: [-tall * 0.4 * (1 - upright) - 0.05, 0.3 + fat * 0.5, 0], b: [hx * 0.7, hy - head * 0.75 - (o.neck ?? 0), 0], ra: fat, rb: fat * 0.78, colour: c },
    { a: [hx * 0.7, hy - head - (o.neck ?? 0), 0], b: [hx, hy - head * 0.3, 0], ra: fat * 0.5, rb: head * 0.6, colour: c },
    { at: [hx, hy, 0], radii: [head, head * 0.94, head * (o.disc ? 1.15 : 0.98)], colour: o.crown ? rgb(o.crown) : c },
    { at: [hx * 0.7 + fat * 0.62, (hy - head) * 0.72, 0], radii: [fat * 0.75, tall * 0.5, fat * 0.72], colour: pale, paint: true },
    { a: [-0.1 - tall * 0.35 * (1 - upright), 0.34 + fat * 0.2, 0], b: [-0.3 - tall * (0.35 + 0.5 * (1 - upright)), 0.2 + 0.25 * (1 - upright), 0], ra: fat * 0.4, rb: 0.05, colour: dark },
  ]
  if (o.disc) clay.push(...both({ at: [hx + head * 0.85, hy + head * 0.06, head * 0.45], radii: [head * 0.4, head * 0.5, head * 0.46], colour: pale, paint: true }))
  if (o.tufts) clay.push(...both({ a: [hx, hy + head * 0.6, head * 0.55], b: [hx - 0.02, hy + head * 1.4, head * 0.85], ra: head * 0.22, rb: 0.015, colour: dark }))
  if (o.crest) clay.push(...chain([[hx + 0.02, hy + head * 0.8, 0, head * 0.2], [hx - 0.08, hy + head * 1.3, 0, head * 0.12], [hx - 0.2, hy + head * 1.45, 0, 0.02]], kit.accent))
  if (!flying) clay.push(...both({ at: [hx * 0.25 - 0.06, 0.34 + tall * 0.36, fat * 0.88], radii: [fat * 0.62 + tall * 0.28 * (1 - upright), tall * 0.36 * (0.5 + 0.5 * upright) + 0.08, fat * 0.24], lean: 0.9 * (1 - upright) * -0.35, colour: dark }))
  kit.mesh.part('feather')
  sculpt(kit.mesh, clay, 0.07, kit.cells)
  if (flying) for (const side of [-1, 1]) {
    kit.mesh.part('feather')
    wing(kit, [hx * 0.5, 0.4 + tall * 0.5, side * fat * 0.5], tall * 1.35 + 0.3, tall * 0.8, 0.5, side, c, dark, 6)
  }
  const flat = o.disc ? 0.55 : 1
  kit.mesh.part('skin')
  tube(kit.mesh, [[hx + head * 0.8, hy + head * 0.02, 0, head * 0.26 * flat + 0.01], [hx + head * 0.95 + o.beak * 0.5, hy - head * 0.05, 0, head * 0.18 * flat], [hx + head * 0.95 + o.beak, hy - head * (o.disc ? 0.35 : 0.16), 0, 0.006]], rgb(o.beakColour), 10, 5)
  eyes(kit, [hx + head * (o.disc ? 0.83 : 0.6), hy + head * 0.2, head * (o.disc ? 0.42 : 0.66)], head * (o.disc ? 0.26 : 0.15), o.disc ? rgb('#2a1608') : undefined)
  if (o.disc) for (const side of [-1, 1]) {
    kit.mesh.part('eye')
    ball(kit.mesh, [hx + head * 0.78, hy + head * 0.2, side * head * 0.42], [head * 0.26, head * 0.34, head * 0.34], rgb('#f0a526'), 16)
  }
  for (const side of [-1, 1]) {
    kit.mesh.part('skin')
    tube(kit.mesh, [[0, 0.3, side * fat * 0.42, 0.04], [0.03, 0.04, side * fat * 0.45, 0.03]], rgb(o.beakColour), 8, 2)
    for (const toe of [-0.5, 0, 0.5]) tube(kit.mesh, [[0.03, 0.03, side * fat * 0.45, 0.03], [0.17, 0.02, side * fat * 0.45 + toe * 0.15, 0.016]], rgb(o.beakColour), 6, 2)
  }
}

/** A body along x with fins: fish and everything that swims like one. */
const swimmer = (coat: string, belly: string, o: { long: number; deep: number; wide: number; flat: boolean; dorsal: number; snout: number; stripes?: boolean; spots?: boolean; blow?: boolean }) => (kit: Kit) => {
  const c = kit.coat(coat), pale = rgb(belly), { long: l, deep, wide } = o
  const bendZ = kit.random.range(0.1, 0.3) * l, y = deep + 0.25
  const at = (t: number): [number, number, number] => [l * (1 - 2 * t), y + (o.flat ? 0.12 * Math.sin(t * 3) : 0), bendZ * (t - 0.35) ** 2 * 2]
  const girth = (t: number) => Math.max(0.05, deep * Math.min(1, Math.sin(Math.min(1, t * 1.15 + 0.1) * Math.PI) ** 0.62 * (1 - 0.55 * t)) * 1.25)
  const points = Array.from({ length: 10 }, (_, i) => [...at(i / 9), girth(i / 9)] as [number, number, number, number])
  const clay: Clay[] = chain(points, c)
  if (o.snout > 0) clay.push({ a: [l * 0.92, y - deep * 0.12, at(0)[2]], b: [l + o.snout, y - deep * 0.2, at(0)[2]], ra: deep * 0.34, rb: deep * 0.16, colour: c })
  clay.push({ at: [l * 0.25, y - deep * 0.95, 0], radii: [l * 1.1, deep * 0.62, wide * 1.6], colour: pale, paint: true })
  if (o.stripes) for (const t of [0.2, 0.47, 0.74]) clay.push({ at: [l * (1 - 2 * t), y, at(t)[2]], radii: [l * 0.075, deep * 1.6, deep * 1.5], colour: rgb('#fdfaf3'), paint: true })
  if (o.spots) clay.push(...both({ at: [l * 0.62, y + deep * 0.28, deep * 0.8], radii: [l * 0.13, deep * 0.18, 0.2], colour: pale, paint: true }))
  kit.mesh.within([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, wide / deep, 0], () => {
    kit.mesh.part(o.stripes || o.long < 1 ? 'scales' : 'skin')
    sculpt(kit.mesh, clay, deep * 0.3, kit.cells)
    const tailAt = at(1), fin = o.stripes ? blend(c, rgb('#1d1a18'), 0.15) : scale(c, 0.82)
    for (const side of [-1, 1]) {
      kit.mesh.part('cloth')
      const span = deep * 1.25
      sheet(kit, Array.from({ length: 8 }, (_, i) => Array.from({ length: 5 }, (_, j): Vec => {
        const t = i / 7, u = j / 4, x = tailAt[0] + 0.05 - t * deep * 1.15 - u * deep * (0.3 - 0.25 * t) , s = side * t * span
        return o.flat ? [x, tailAt[1] - 0.04 * t, tailAt[2] + s * (deep / wide)] : [x, tailAt[1] + s, tailAt[2] + 0.05 * Math.sin(u * 3)]
      })), fin)
      // side fins, swept back and down
      sheet(kit, Array.from({ length: 7 }, (_, i) => Array.from({ length: 5 }, (_, j): Vec => {
        const t = i / 6, u = j / 4
        return [l * 0.38 - t * deep * 0.9 - u * deep * 0.62 * (1 - 0.65 * t), y - deep * (0.42 + 0.65 * t), side * (deep * 0.75 + t * deep * 1.1)]
      })), fin)
    }
    kit.mesh.part('cloth')
    if (o.dorsal > 0) sheet(kit, Array.from({ length: 8 }, (_, i) => Array.from({ length: 5 }, (_, j): Vec => {
      const t = i / 7, u = j / 4
      return [l * 0.12 - t * o.dorsal * 0.75 - u * o.dorsal * (1.15 - 0.8 * t), y + girth(0.45) * 0.85 + t * o.dorsal, at(0.45)[2]]
    })), fin)
    eyes(kit, [l * 0.76, y + deep * 0.12, deep * 0.52], deep * (o.long > 0.9 ? 0.075 : 0.17))
  })
  if (o.blow) {
    kit.mesh.part('glass')
    for (let i = 0; i < 40; i++) {
      const t = kit.random(), a = kit.random.range(0, 6.28), r = 0.05 + 0.32 * t * t
      ball(kit.mesh, [l * 0.5 + Math.cos(a) * r, y + deep + t * 0.75 - 0.4 * t * t * kit.random(), Math.sin(a) * r], 0.02 + 0.025 * kit.random(), [0.75, 0.88, 0.95], 6)
    }
  }
}

function turtle(kit: Kit): void {
  const skin = kit.coat('#6d8f4e'), shell = blend(scale(skin, 0.55), rgb('#6b4a2a'), 0.6)
  kit.mesh.part('skin')
  sculpt(kit.mesh, [...chain([[0.4, 0.34, 0, 0.16], [0.75, 0.46, 0, 0.12]], skin), { at: [0.9, 0.5, 0], radii: [0.19, 0.15, 0.15], colour: skin }, ...both({ a: [0.4, 0.26, 0.35], b: [0.62, 0.06, 0.75], ra: 0.13, rb: 0.08, colour: skin }, { a: [-0.45, 0.24, 0.35], b: [-0.72, 0.06, 0.6], ra: 0.12, rb: 0.07, colour: skin }), { at: [0, 0.26, 0], radii: [0.6, 0.13, 0.48], colour: blend(skin, [0.9, 0.8, 0.5], 0.4) }], 0.08, kit.cells)
  kit.mesh.part('scales')
  kit.mesh.within([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.82, 0], () => lathe(kit.mesh, [0, 0.28, 0], [[0.74, 0], [0.72, 0.08], [0.6, 0.25], [0.36, 0.38], [0.001, 0.43]], (h, a) => scale(shell, 0.75 + 0.5 * Math.abs(Math.sin(a * 4) * Math.sin(h * 22))), 40))
  eyes(kit, [1.0, 0.56, 0.1], 0.032)
}

function jellyfish(kit: Kit): void {
  const c = kit.coat('#e58ad0')
  kit.mesh.part('glass')
  lathe(kit.mesh, [0, 1.2, 0], [[0.62, -0.06], [0.72, 0], [0.7, 0.18], [0.56, 0.42], [0.3, 0.58], [0.001, 0.63]], (_h, a) => scale(c, 0.8 + 0.35 * Math.abs(Math.cos(a * 6))), 48)
  for (let i = 0; i < 18; i++) {
    const a = (i / 18) * 6.283, r = i % 2 ? 0.58 : 0.28, long = kit.random.range(0.7, 1.25), w = kit.random.range(-0.2, 0.2)
    kit.mesh.part('cloth')
    tube(kit.mesh, [[Math.cos(a) * r, 1.18, Math.sin(a) * r, i % 2 ? 0.016 : 0.05], [Math.cos(a) * r * 0.8 + w, 1.18 - long * 0.35, Math.sin(a) * r * 0.8, i % 2 ? 0.014 : 0.045], [Math.cos(a) * r - w, 1.18 - long * 0.7, Math.sin(a) * r, i % 2 ? 0.012 : 0.03], [Math.cos(a) * r * 0.7 + w * 0.4, 1.18 - long, Math.sin(a) * r * 0.7, 0.004]], (t) => scale(blend(c, [1, 0.9, 1], 0.3), 1.1 - 0.5 * t), 7, 6)
  }
}

function octopus(kit: Kit): void {
  const c = kit.coat('#d8624a'), clay: Clay[] = [{ at: [-0.1, 1.0, 0], radii: [0.42, 0.5, 0.4], colour: c }, { at: [0.05, 0.55, 0], radii: [0.36, 0.28, 0.36], colour: c }]
  for (let i = 0; i < 8; i++) {
    const a = (i / 8) * 6.283 + 0.2, k = kit.random.range(0.85, 1.15), curl = kit.random.range(-0.5, 0.5)
    clay.push(...chain([[Math.cos(a) * 0.2, 0.45, Math.sin(a) * 0.2, 0.17], [Math.cos(a) * 0.55, 0.2, Math.sin(a) * 0.55, 0.13], [Math.cos(a + curl * 0.4) * 0.9 * k, 0.1, Math.sin(a + curl * 0.4) * 0.9 * k, 0.085], [Math.cos(a + curl) * 1.15 * k, 0.2, Math.sin(a + curl) * 1.15 * k, 0.05], [Math.cos(a + curl * 1.5) * 1.1 * k, 0.36, Math.sin(a + curl * 1.5) * 1.1 * k, 0.025]], c))
  }
  kit.mesh.part('skin')
  sculpt(kit.mesh, clay, 0.1, kit.cells)
  eyes(kit, [0.3, 0.72, 0.2], 0.085)
}

function butterfly(kit: Kit): void {
  const c = kit.coat('#e8862f'), dark = rgb('#1d1512')
  kit.mesh.part('fur')
  tube(kit.mesh, [[-0.42, 0.75, 0, 0.03], [-0.1, 0.85, 0, 0.07], [0.12, 0.95, 0, 0.085], [0.3, 1.02, 0, 0.06], [0.36, 1.04, 0, 0.01]], dark, 12, 5)
  for (const side of [-1, 1]) {
    for (const [length, angle, wide] of [[1.05, 0.75, 0.62], [0.72, -0.55, 0.5]] as const) {
      const rows: Vec[][] = []
      for (let i = 0; i <= 26; i++) {
        const t = i / 26, w = wide * Math.sin(Math.min(1, t * 0.93 + 0.07) * Math.PI) ** 0.62
        rows.push(Array.from({ length: 15 }, (_, j) => {
          const u = j / 14 - 0.5, along = t * length, across = u * w
          const x = Math.sin(angle) * along + Math.cos(angle) * across, z = Math.cos(angle) * along - Math.sin(angle) * across
          return [x + 0.06, 0.92 + z * 0.62, side * (0.05 + z * 0.8)] as Vec
        }))
      }
      kit.mesh.part('cloth')
      sheet(kit, rows, (u, v) => {
        const edge = Math.max(u, Math.abs(v - 0.5) * 2), vein = Math.abs(Math.sin((v - 0.5) * 22)) < 0.16
        const spot = edge > 0.86 && Math.sin(v * 34) * Math.sin(u * 30) > 0.3
        return spot ? [0.95, 0.92, 0.85] : edge > 0.83 || vein ? dark : blend(blend(c, [1, 0.85, 0.4], 0.45), c, u)
      })
    }
    kit.mesh.part('matte')
    tube(kit.mesh, [[0.36, 1.04, side * 0.03, 0.012], [0.6, 1.2, side * 0.12, 0.008], [0.74, 1.26, side * 0.2, 0.02]], dark, 6, 4)
  }
}

/** Dragons and dinosaurs share their build; only one of them has wings and breathes smoke. */
const reptile = (coat: string, wings: boolean) => (kit: Kit) => {
  const c = kit.coat(coat), belly = blend(c, rgb('#f0dca8'), 0.65), dark = scale(c, 0.45)
  const clay: Clay[] = chain([[-1.75, 0.34, 0.3, 0.03], [-1.45, 0.28, 0.24, 0.08], [-1.0, 0.42, 0.1, 0.16], [-0.5, 0.7, 0, 0.29], [0.0, 0.92, 0, 0.36], [0.34, 1.2, 0, 0.28], [0.52, 1.56, 0, 0.18], [0.62, 1.82, 0, 0.17]], c)
  clay.push({ at: [0.72, 1.95, 0], radii: [0.28, 0.21, 0.21], colour: c }, { a: [0.86, 1.9, 0], b: [1.16, 1.82, 0], ra: 0.17, rb: 0.11, colour: c }, { a: [0.8, 1.78, 0], b: [1.08, 1.69, 0], ra: 0.1, rb: 0.07, colour: belly })
  clay.push(...both({ a: [-0.35, 0.62, 0.28], b: [-0.12, 0.34, 0.36], ra: 0.25, rb: 0.15, colour: c }, { a: [-0.12, 0.34, 0.36], b: [-0.2, 0.09, 0.36], ra: 0.13, rb: 0.1, colour: c }, { a: [-0.2, 0.08, 0.36], b: [0.06, 0.06, 0.38], ra: 0.1, rb: 0.08, colour: c }, { a: [0.3, 1.0, 0.24], b: [0.5, 0.74, 0.34], ra: 0.1, rb: 0.07, colour: c }, { a: [0.5, 0.74, 0.34], b: [0.68, 0.72, 0.28], ra: 0.07, rb: 0.05, colour: c }))
  clay.push({ at: [0.3, 0.8, 0], radii: [0.2, 0.55, 0.26], lean: -0.5, colour: belly, paint: true }, { at: [0.76, 1.5, 0], radii: [0.14, 0.5, 0.16], colour: belly, paint: true })
  kit.mesh.part('scales')
  sculpt(kit.mesh, clay, 0.1, Math.round(kit.cells * 1.15))
  // a crest of plates from the brow to the tail
  const spine: Vec[] = [[0.56, 2.1, 0], [0.42, 1.84, 0], [0.3, 1.56, 0], [0.1, 1.32, 0], [-0.18, 1.16, 0], [-0.5, 0.98, 0], [-0.82, 0.74, 0.05], [-1.1, 0.56, 0.13], [-1.38, 0.4, 0.22]]
  spine.forEach(([x, y, z], i) => {
    kit.mesh.part('matte')
    const s = 0.2 - 0.014 * i
    face(kit.mesh, [[x + s * 0.5, y - 0.06, z], [x - s * 0.35, y + s * 0.85, z + 0.02], [x - s * 0.6, y - 0.1, z]], wings ? kit.accent : dark)
    face(kit.mesh, [[x + s * 0.5, y - 0.06, z - 0.03], [x - s * 0.6, y - 0.1, z - 0.03], [x - s * 0.35, y + s * 0.85, z - 0.01]], wings ? kit.accent : dark)
  })
  eyes(kit, [0.9, 2.03, 0.165], 0.052, wings ? rgb('#f0b020') : undefined)
  for (const side of [-1, 1]) {
    kit.mesh.part('matte')
    if (wings) tube(kit.mesh, [[0.6, 2.08, side * 0.12, 0.055], [0.36, 2.3, side * 0.2, 0.04], [0.2, 2.36, side * 0.22, 0.006]], rgb('#e9dfc6'), 8, 4)
    ball(kit.mesh, [1.2, 1.88, side * 0.06], 0.022, dark, 8)
    if (!wings) continue
    const lift = kit.pose === 'flying' ? 0.35 : kit.random.range(0.75, 0.95)
    kit.mesh.part('cloth')
    wing(kit, [0.18, 1.18, side * 0.22], 1.75, 1.05, lift, side, blend(c, kit.accent, 0.45), dark, 4)
    for (let k = 0; k < 3; k++) {
      kit.mesh.part('scales')
      const bend = (t: number) => lift + 0.5 * Math.sin(t * Math.PI) - 0.35 * t
      tube(kit.mesh, [0, 0.25, 0.5, 0.75, 1].map((t) => [0.18 - 0.35 * t * t * 1.75 + 0.08 - k * 0.42 * t, 1.18 + Math.sin(bend(t)) * t * 1.75, side * (0.22 + Math.cos(bend(t)) * t * 1.75), 0.05 * (1 - t) + 0.01] as const), c, 7, 4)
    }
  }
}

const swims = (draw: (kit: Kit) => void, scale: number, turn: readonly [number, number] = [-0.6, -0.1]): Subject => ({ draw, habitat: 'underwater', places: ['underwater'], turn, scale })
const lives = (draw: (kit: Kit) => void, scale: number, places: Subject['places'], turn: readonly [number, number] = [-0.95, -0.35]): Subject => ({ draw, habitat: 'land', places, turn, scale })

export const CREATURES = {
  bird: lives(perched('#4f83c4', '#f0b078', { fat: 0.26, tall: 0.5, head: 0.2, beak: 0.12, beakColour: '#e0a03a', crest: true, upright: 0.35 }), 0.45, ['meadow', 'garden', 'forest']),
  owl: lives(perched('#8a6442', '#e6cfa6', { fat: 0.34, tall: 0.62, head: 0.34, beak: 0.1, beakColour: '#d9a441', tufts: true, disc: true, upright: 0.95 }), 0.6, ['forest'], [-1.25, -0.7]),
  penguin: lives(perched('#23262e', '#f6f3ec', { fat: 0.34, tall: 0.72, head: 0.25, beak: 0.16, beakColour: '#ee9a2e', upright: 1 }), 0.7, ['snowfield'], [-1.2, -0.6]),
  duck: lives(perched('#f0c93f', '#f8e28a', { fat: 0.3, tall: 0.5, head: 0.22, beak: 0.18, beakColour: '#ee8a2a', neck: 0.16, upright: 0.2 }), 0.5, ['lake', 'meadow']),
  eagle: lives(perched('#5a3d28', '#7a563a', { fat: 0.3, tall: 0.62, head: 0.2, beak: 0.16, beakColour: '#f0b632', crown: '#f4efe6', upright: 0.6 }), 0.7, ['mountains', 'desert']),
  fish: swims(swimmer('#ee7a2c', '#f7d9a8', { long: 0.72, deep: 0.36, wide: 0.24, flat: false, dorsal: 0.3, snout: 0, stripes: true }), 0.5),
  whale: { ...swims(swimmer('#3f5f86', '#dfe6ea', { long: 1.5, deep: 0.56, wide: 0.5, flat: true, dorsal: 0.16, snout: 0.02, blow: true }), 2.2), places: ['underwater', 'sea'] as const },
  shark: swims(swimmer('#66788a', '#e6ebee', { long: 1.25, deep: 0.36, wide: 0.3, flat: false, dorsal: 0.42, snout: 0.2 }), 1.7),
  dolphin: { ...swims(swimmer('#6f8fae', '#e4ebf0', { long: 1.0, deep: 0.32, wide: 0.28, flat: true, dorsal: 0.3, snout: 0.22 }), 1.2), places: ['underwater', 'sea'] as const },
  turtle: swims(turtle, 0.7, [-0.9, -0.3]),
  jellyfish: swims(jellyfish, 0.8),
  octopus: swims(octopus, 0.9, [-1.3, -0.7]),
  butterfly: { draw: butterfly, habitat: 'air', places: ['garden', 'meadow'], turn: [-1.35, -0.8], scale: 0.35 },
  dragon: lives(reptile('#3f8a5a', true), 2, ['mountains', 'volcano'], [-0.85, -0.3]),
  dinosaur: lives(reptile('#7a9a4a', false), 1.8, ['forest', 'meadow', 'volcano'], [-0.8, -0.25]),
} satisfies Record<string, Subject>

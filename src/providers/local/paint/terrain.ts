import { type Rgb, blend, rgb, scale } from './colour.ts'
import type { Material, Mesh } from './mesh.ts'
import { fbm2, noise2, ridge2 } from './noise.ts'

export type Ground = {
  height(x: number, z: number): number
  colour(x: number, z: number, y: number, steep: number): Rgb
  material: Material
}

const smooth = (low: number, high: number, v: number) => {
  const t = Math.min(1, Math.max(0, (v - low) / (high - low)))
  return t * t * (3 - 2 * t)
}

/** Level where the subject stands, rolling further out, with ranges of hills or mountains behind. */
export function rolling(offset: number, roll: number, range: { height: number; from: number; sharp: boolean; valley: number }): (x: number, z: number) => number {
  return (x, z) => {
    const r = Math.hypot(x, z)
    const near = roll * smooth(1.2, 9, r) * (fbm2(x * 0.16 + offset, z * 0.16, 4) - 0.42) * Math.min(1, 2.2 / (1 + Math.max(0, z) * 0.8))
    const grain = 0.03 * (noise2(x * 2.1, z * 2.1) - 0.5)
    const back = smooth(range.from, range.from + 32, -z)
    if (back <= 0 || range.height <= 0) return near + grain
    // an opening in the middle keeps the view open and leads the eye in
    const sides = 1 - range.valley * Math.exp(-((x / 16) ** 2))
    const body = range.sharp ? ridge2(x * 0.034 + offset, z * 0.034, 6) * 1.15 + 0.25 * fbm2(x * 0.02 + offset, z * 0.02 + 3, 3) : fbm2(x * 0.045 + offset, z * 0.045, 4)
    return near + grain + range.height * back * body * sides
  }
}

/** Dunes: long ridges with one soft and one sharp side. */
export function dunes(offset: number, height: number): (x: number, z: number) => number {
  return (x, z) => {
    const r = Math.hypot(x, z)
    const u = x * 0.13 + z * 0.2 + 1.6 * fbm2(x * 0.05 + offset, z * 0.05, 3)
    const f = u - Math.floor(u)
    const crest = f < 0.72 ? smooth(0, 0.72, f) : 1 - smooth(0.72, 1, f)
    const far = smooth(1, 10, r) * Math.min(1, 1.6 / (1 + Math.max(0, z)))
    return far * height * crest * (0.5 + fbm2(x * 0.08 + offset, z * 0.08, 2)) * (1 + smooth(8, 40, -z) * 1.4) + 0.012 * Math.sin(u * 90 + 2 * noise2(x * 2, z * 2))
  }
}

/** Craters on grey dust. */
export function craters(offset: number): (x: number, z: number) => number {
  return (x, z) => {
    let y = smooth(1, 8, Math.hypot(x, z)) * 1.3 * (fbm2(x * 0.12 + offset, z * 0.12, 5) - 0.45) + smooth(25, 60, -z) * 7 * fbm2(x * 0.06 + offset, z * 0.06, 4)
    for (const [cell, depth] of [[3.1, 0.16], [7.7, 0.4]] as const) {
      const cx = Math.floor(x / cell), cz = Math.floor(z / cell)
      for (let i = -1; i <= 1; i++) for (let j = -1; j <= 1; j++) {
        const px = (cx + i + 0.2 + 0.6 * noise2((cx + i) * 3.3 + offset, (cz + j) * 5.1)) * cell, pz = (cz + j + 0.2 + 0.6 * noise2((cx + i) * 7.7, (cz + j) * 2.3 + offset)) * cell
        const size = cell * (0.12 + 0.26 * noise2((cx + i) * 1.7, (cz + j) * 9.1))
        const d = Math.hypot(x - px, z - pz) / size
        if (d < 1.6 && Math.hypot(px, pz) > 1.6) y += depth * (d < 1 ? (d * d - 1) * 0.9 + 0.22 * d : 0.22 * (1.6 - d) / 0.6)
      }
    }
    return y
  }
}

/** The ground as one net of triangles that spreads with the view: as many in the distance as at our feet. */
export function spread(mesh: Mesh, ground: Ground, near: number, far: number, columns: number, rows: number, spreadPerUnit: number): void {
  mesh.part(ground.material)
  const ids: number[][] = []
  for (let i = 0; i <= rows; i++) {
    const t = i / rows, z = near - (near - far) * (0.1 * t + 0.9 * t ** 3.1)
    const half = 2.4 + (near - z) * spreadPerUnit, e = 0.02 + (near - z) * 0.006
    const row: number[] = []
    for (let j = 0; j <= columns; j++) {
      const x = half * (2 * (j / columns) - 1)
      const y = ground.height(x, z), dx = (ground.height(x + e, z) - y) / e, dz = (ground.height(x, z + e) - y) / e
      row.push(mesh.vertex(x, y, z, -dx, 1, -dz, ground.colour(x, z, y, Math.hypot(dx, dz))))
    }
    ids.push(row)
  }
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) {
    const [a, b, c, d] = [ids[i]![j]!, ids[i]![j + 1]!, ids[i + 1]![j]!, ids[i + 1]![j + 1]!]
    mesh.triangle(a, b, c)
    mesh.triangle(b, d, c)
  }
}

/** Grass below, rock where it is steep, snow high up. */
export function alpine(grass: Rgb, rock: Rgb, snowLine: number, snow: number): Ground['colour'] {
  const white: Rgb = [0.84, 0.88, 0.95]
  return (x, z, y, steep) => {
    const patch = fbm2(x * 0.3, z * 0.3, 3)
    let c = blend(scale(grass, 0.72 + 0.6 * patch), rock, smooth(0.55, 1.1, steep + 0.3 * patch - 0.1 + smooth(snowLine * 0.55, snowLine, y) * 0.4))
    c = blend(c, white, smooth(snowLine - 1.5, snowLine + 1.5, y + 3 * (patch - 0.5)) * smooth(1.7, 0.7, steep))
    return snow ? blend(c, white, snow * smooth(1.5, 0.5, steep)) : c
  }
}

/** One colour with lighter and darker fields. */
export function patches(a: string, b: string, size: number, snow = 0): Ground['colour'] {
  const from = rgb(a), to = rgb(b), white: Rgb = [0.84, 0.88, 0.95]
  return (x, z, _y, steep) => {
    const n = fbm2(x * size, z * size, 4)
    const c = blend(from, to, smooth(0.3, 0.7, n))
    return snow ? blend(c, white, snow * smooth(1.6, 0.7, steep) * smooth(0.1, 0.35, n + snow * 0.3)) : c
  }
}

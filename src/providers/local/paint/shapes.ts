import type { Rgb } from './colour.ts'
import type { Mesh, Vec } from './mesh.ts'
import { noise3 } from './noise.ts'

/** A ball, or an ellipsoid. `rough` pushes its surface in and out by that share of its radius (rocks, crowns, clouds). */
export function ball(mesh: Mesh, at: Vec, radius: number | Vec, colour: Rgb, segments = 18, rough = 0, roughness = 2): void {
  const [rx, ry, rz] = typeof radius === 'number' ? [radius, radius, radius] : radius
  const rows = Math.max(3, Math.round(segments / 2))
  const first: number[][] = []
  for (let i = 0; i <= rows; i++) {
    const row: number[] = [], a = (Math.PI * i) / rows
    for (let j = 0; j <= segments; j++) {
      const b = (2 * Math.PI * (j % segments)) / segments
      const x = Math.sin(a) * Math.cos(b), y = Math.cos(a), z = Math.sin(a) * Math.sin(b)
      const k = rough ? 1 + rough * (2 * noise3(x * roughness + at[0] * 7, y * roughness + at[1] * 7, z * roughness + at[2] * 7) - 1) : 1
      row.push(mesh.vertex(at[0] + rx * x * k, at[1] + ry * y * k, at[2] + rz * z * k, x / rx, y / ry, z / rz, colour))
    }
    first.push(row)
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < segments; j++) {
      const [a, b, c, d] = [first[i]![j]!, first[i]![j + 1]!, first[i + 1]![j]!, first[i + 1]![j + 1]!]
      if (i > 0) mesh.triangle(a, b, c)
      if (i < rows - 1) mesh.triangle(b, d, c)
    }
  }
}

/** A surface of revolution about Y through [radius, height] points, bottom to top. A repeated point makes a hard edge. */
export function lathe(mesh: Mesh, at: Vec, profile: readonly (readonly [number, number])[], colour: Rgb | ((height: number, angle: number) => Rgb), segments = 28, arc = 2 * Math.PI): void {
  const paint = typeof colour === 'function' ? colour : () => colour
  let below: number[] | null = null
  const normals = profile.map((_, i) => {
    const p = profile[Math.max(0, i - 1)]!, q = profile[Math.min(profile.length - 1, i + 1)]!
    return [q[1] - p[1], p[0] - q[0]] as const
  })
  for (let i = 0; i < profile.length; i++) {
    const [r, y] = profile[i]!
    const hard = i > 0 && profile[i - 1]![0] === r && profile[i - 1]![1] === y
    const next = profile[i + 1], last = profile[i - 1]
    let [n, ny] = normals[i]!
    if (hard && next) [n, ny] = [next[1] - y, r - next[0]]
    else if (next && next[0] === r && next[1] === y && last) [n, ny] = [y - last[1], last[0] - r]
    const ring: number[] = []
    for (let j = 0; j <= segments; j++) {
      const b = (arc * j) / segments, c = Math.cos(b), s = Math.sin(b)
      ring.push(mesh.vertex(at[0] + r * c, at[1] + y, at[2] + r * s, n * c, ny, n * s, paint(y, b)))
    }
    if (below && !hard) {
      for (let j = 0; j < segments; j++) {
        mesh.triangle(below[j]!, ring[j]!, below[j + 1]!)
        mesh.triangle(below[j + 1]!, ring[j]!, ring[j + 1]!)
      }
    }
    below = ring
  }
}

/** A box with flat faces, its base centre at `at`. `taper` narrows its top. */
export function box(mesh: Mesh, at: Vec, size: Vec, colour: Rgb, taper = 1): void {
  const [w, h, d] = [size[0] / 2, size[1], size[2] / 2]
  const corner = (x: number, y: number, z: number): Vec => [at[0] + x * w * (y ? taper : 1), at[1] + y * h, at[2] + z * d * (y ? taper : 1)]
  face(mesh, [corner(-1, 0, 1), corner(1, 0, 1), corner(1, 1, 1), corner(-1, 1, 1)], colour)
  face(mesh, [corner(1, 0, -1), corner(-1, 0, -1), corner(-1, 1, -1), corner(1, 1, -1)], colour)
  face(mesh, [corner(1, 0, 1), corner(1, 0, -1), corner(1, 1, -1), corner(1, 1, 1)], colour)
  face(mesh, [corner(-1, 0, -1), corner(-1, 0, 1), corner(-1, 1, 1), corner(-1, 1, -1)], colour)
  face(mesh, [corner(-1, 1, 1), corner(1, 1, 1), corner(1, 1, -1), corner(-1, 1, -1)], colour)
  face(mesh, [corner(-1, 0, -1), corner(1, 0, -1), corner(1, 0, 1), corner(-1, 0, 1)], colour)
}

/** A flat convex face, counter-clockwise seen from outside. */
export function face(mesh: Mesh, points: readonly Vec[], colour: Rgb): void {
  const [a, b, c] = points as [Vec, Vec, Vec]
  const u = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const, v = [c[0] - a[0], c[1] - a[1], c[2] - a[2]] as const
  const n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const
  const ids = points.map((p) => mesh.vertex(p[0], p[1], p[2], n[0], n[1], n[2], colour))
  for (let i = 2; i < ids.length; i++) mesh.triangle(ids[0]!, ids[i - 1]!, ids[i]!)
}

/** A flat outline in x and y, given thickness in z; the outline may be concave if it is star-shaped around its middle. */
export function slab(mesh: Mesh, outline: readonly (readonly [number, number])[], z: number, thickness: number, colour: Rgb): void {
  const mx = outline.reduce((s, p) => s + p[0], 0) / outline.length, my = outline.reduce((s, p) => s + p[1], 0) / outline.length
  for (let i = 0; i < outline.length; i++) {
    const [x1, y1] = outline[i]!, [x2, y2] = outline[(i + 1) % outline.length]!
    face(mesh, [[mx, my, z + thickness / 2], [x1, y1, z + thickness / 2], [x2, y2, z + thickness / 2]], colour)
    face(mesh, [[mx, my, z - thickness / 2], [x2, y2, z - thickness / 2], [x1, y1, z - thickness / 2]], colour)
    face(mesh, [[x1, y1, z + thickness / 2], [x1, y1, z - thickness / 2], [x2, y2, z - thickness / 2], [x2, y2, z + thickness / 2]], colour)
  }
}

/** A round tube along a smooth curve through `points` (x, y, z, radius). */
export function tube(mesh: Mesh, points: readonly (readonly [number, number, number, number])[], colour: Rgb | ((t: number) => Rgb), segments = 12, steps = 6): void {
  const paint = typeof colour === 'function' ? colour : () => colour
  const path = curve(points, steps)
  let side: Vec = [0, 0, 1]
  let last: number[] | null = null
  path.forEach((p, i) => {
    const q = path[Math.min(path.length - 1, i + 1)]!, o = path[Math.max(0, i - 1)]!
    const d = unit([q[0] - o[0], q[1] - o[1], q[2] - o[2]])
    let up = cross(side, d)
    if (Math.hypot(...up) < 0.05) up = cross([0.3, 1, 0.2], d)
    up = unit(up)
    side = unit(cross(d, up))
    const ring: number[] = []
    for (let j = 0; j <= segments; j++) {
      const a = (2 * Math.PI * j) / segments, c = Math.cos(a), s = Math.sin(a)
      const n: Vec = [up[0] * c + side[0] * s, up[1] * c + side[1] * s, up[2] * c + side[2] * s]
      ring.push(mesh.vertex(p[0] + n[0] * p[3], p[1] + n[1] * p[3], p[2] + n[2] * p[3], n[0], n[1], n[2], paint(i / (path.length - 1))))
    }
    if (last) {
      for (let j = 0; j < segments; j++) {
        mesh.triangle(last[j]!, last[j + 1]!, ring[j]!)
        mesh.triangle(last[j + 1]!, ring[j + 1]!, ring[j]!)
      }
    }
    last = ring
  })
}

/** Points of a Catmull-Rom curve through all the given ones; every number of a point is carried along. */
export function curve<T extends readonly number[]>(points: readonly T[], steps: number): T[] {
  const out: T[] = []
  for (let i = 0; i < points.length - 1; i++) {
    const [a, b, c, d] = [points[Math.max(0, i - 1)]!, points[i]!, points[i + 1]!, points[Math.min(points.length - 1, i + 2)]!]
    for (let s = 0; s < steps; s++) {
      const t = s / steps
      out.push(b.map((_, k) => 0.5 * (2 * b[k]! + (c[k]! - a[k]!) * t + (2 * a[k]! - 5 * b[k]! + 4 * c[k]! - d[k]!) * t * t + (3 * b[k]! - a[k]! - 3 * c[k]! + d[k]!) * t * t * t)) as unknown as T)
    }
  }
  out.push(points.at(-1)!)
  return out
}

export const cross = (a: Vec, b: Vec): Vec => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
export const unit = (a: Vec): Vec => {
  const l = Math.hypot(a[0], a[1], a[2]) || 1
  return [a[0] / l, a[1] / l, a[2] / l]
}

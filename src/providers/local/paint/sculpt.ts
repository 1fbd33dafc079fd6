import type { Rgb } from './colour.ts'
import type { Mesh, Vec } from './mesh.ts'

/**
 * Soft clay: bones and lumps that flow into one another, turned into one skin by surface nets.
 * A **limb** is a cone with round ends; a **lump** an ellipsoid; **paint** only colours the skin that lies inside it.
 */
export type Clay = { colour: Rgb; paint?: boolean } & ({ a: Vec; b: Vec; ra: number; rb: number } | { at: Vec; radii: Vec; lean?: number })

/** Both sides of an animal that looks along +x: the piece and its mirror image across the plane z = 0. */
export function both(...clay: Clay[]): Clay[] {
  const flip = (v: Vec): Vec => [v[0], v[1], -v[2]]
  return clay.flatMap((c) => [c, 'a' in c ? { ...c, a: flip(c.a), b: flip(c.b) } : { ...c, at: flip(c.at) }])
}

/** A chain of limbs through points of [x, y, z, radius]. */
export function chain(points: readonly (readonly [number, number, number, number])[], colour: Rgb | ((t: number) => Rgb)): Clay[] {
  return points.slice(1).map((q, i) => {
    const p = points[i]!
    return { a: [p[0], p[1], p[2]], b: [q[0], q[1], q[2]], ra: p[3], rb: q[3], colour: typeof colour === 'function' ? colour((i + 0.5) / (points.length - 1)) : colour }
  })
}

function distance(c: Clay, x: number, y: number, z: number): number {
  if ('a' in c) {
    const [ax, ay, az] = c.a, bx = c.b[0] - ax, by = c.b[1] - ay, bz = c.b[2] - az
    const px = x - ax, py = y - ay, pz = z - az
    const t = Math.min(1, Math.max(0, (px * bx + py * by + pz * bz) / (bx * bx + by * by + bz * bz || 1)))
    return Math.sqrt((px - t * bx) ** 2 + (py - t * by) ** 2 + (pz - t * bz) ** 2) - (c.ra + (c.rb - c.ra) * t)
  }
  let px = x - c.at[0], py = y - c.at[1]
  const pz = z - c.at[2]
  if (c.lean) {
    const k = Math.cos(c.lean), s = Math.sin(c.lean), t = px * k + py * s
    py = -px * s + py * k
    px = t
  }
  const [rx, ry, rz] = c.radii
  const k0 = Math.sqrt((px / rx) ** 2 + (py / ry) ** 2 + (pz / rz) ** 2)
  const k1 = Math.sqrt((px / (rx * rx)) ** 2 + (py / (ry * ry)) ** 2 + (pz / (rz * rz)) ** 2)
  return k1 < 1e-9 ? -Math.min(rx, ry, rz) : (k0 * (k0 - 1)) / k1
}

/** Quílez's polynomial smooth minimum. */
function soften(a: number, b: number, k: number): number {
  const h = Math.max(k - Math.abs(a - b), 0) / k
  return Math.min(a, b) - h * h * k * 0.25
}

const BLOCK = 6

/** @param blend how far neighbouring pieces flow into one another; @param cells along the longest side */
export function sculpt(mesh: Mesh, clay: readonly Clay[], blend: number, cells = 84): void {
  const solid = clay.filter((c) => !c.paint), paint = clay.filter((c) => c.paint)
  const low = [Infinity, Infinity, Infinity], high = [-Infinity, -Infinity, -Infinity]
  for (const c of solid) {
    for (let k = 0; k < 3; k++) {
      const reach = 'a' in c ? [Math.min(c.a[k]! - c.ra, c.b[k]! - c.rb), Math.max(c.a[k]! + c.ra, c.b[k]! + c.rb)] : [c.at[k]! - Math.max(...c.radii), c.at[k]! + Math.max(...c.radii)]
      low[k] = Math.min(low[k]!, reach[0]!)
      high[k] = Math.max(high[k]!, reach[1]!)
    }
  }
  // where pieces flow together the skin bulges beyond every one of them
  for (let k = 0; k < 3; k++) {
    low[k]! -= blend * 0.6
    high[k]! += blend * 0.6
  }
  const step = Math.max(high[0]! - low[0]!, high[1]! - low[1]!, high[2]! - low[2]!) / cells
  const [nx, ny, nz] = low.map((l, k) => Math.ceil((high[k]! - l) / step) + 5) as [number, number, number]
  const [ox, oy, oz] = low.map((l) => l - 2 * step) as [number, number, number]

  const grid = new Float32Array(nx * ny * nz)
  const reach = (step * BLOCK * Math.sqrt(3)) / 2
  for (let bz = 0; bz < nz; bz += BLOCK) for (let by = 0; by < ny; by += BLOCK) for (let bx = 0; bx < nx; bx += BLOCK) {
    const cx = ox + (bx + BLOCK / 2) * step, cy = oy + (by + BLOCK / 2) * step, cz = oz + (bz + BLOCK / 2) * step
    const ds = solid.map((c) => distance(c, cx, cy, cz))
    const least = Math.min(...ds)
    const near = solid.filter((_, i) => ds[i]! < least + 2.4 * reach + blend)
    // far outside or deep inside nothing can cross zero: one value will do (the ellipsoid's distance is a bound, hence the margin)
    const skip = least > 2.2 * reach + blend ? 1 : least < -2.2 * reach ? -1 : 0
    for (let z = bz; z < Math.min(nz, bz + BLOCK); z++) for (let y = by; y < Math.min(ny, by + BLOCK); y++) for (let x = bx; x < Math.min(nx, bx + BLOCK); x++) {
      let d = skip
      if (!skip) {
        d = 1e3
        for (const c of near) d = soften(d, distance(c, ox + x * step, oy + y * step, oz + z * step), blend)
      }
      grid[(z * ny + y) * nx + x] = d
    }
  }
  skin(mesh, grid, nx, ny, nz, step, [ox, oy, oz], (p) => colourAt(p, solid, paint, blend))
}

function colourAt(p: Vec, solid: readonly Clay[], paint: readonly Clay[], blend: number): Rgb {
  let r = 0, g = 0, b = 0, total = 0
  const ds = solid.map((c) => distance(c, p[0], p[1], p[2]))
  const least = Math.min(...ds)
  solid.forEach((c, i) => {
    const w = Math.exp((-6 * (ds[i]! - least)) / blend)
    if (w < 0.01) return
    r += w * c.colour[0]
    g += w * c.colour[1]
    b += w * c.colour[2]
    total += w
  })
  r /= total
  g /= total
  b /= total
  for (const c of paint) {
    const t = Math.min(1, Math.max(0, 0.5 - distance(c, p[0], p[1], p[2]) / (0.5 * blend)))
    r += (c.colour[0] - r) * t
    g += (c.colour[1] - g) * t
    b += (c.colour[2] - b) * t
  }
  return [r, g, b]
}

/** Naive surface nets: one vertex per cell that the surface crosses, one quad per crossed edge. */
function skin(mesh: Mesh, grid: Float32Array, nx: number, ny: number, nz: number, step: number, origin: Vec, colour: (p: Vec) => Rgb): void {
  const sy = nx, sz = nx * ny
  const id = new Int32Array(grid.length).fill(-1)
  for (let z = 1; z < nz - 2; z++) for (let y = 1; y < ny - 2; y++) for (let x = 1; x < nx - 2; x++) {
    const i = z * sz + y * sy + x
    let mask = 0
    for (let c = 0; c < 8; c++) if (grid[i + (c & 1) + ((c >> 1) & 1) * sy + (c >> 2) * sz]! < 0) mask |= 1 << c
    if (mask === 0 || mask === 255) continue
    let px = 0, py = 0, pz = 0, n = 0
    for (let axis = 0; axis < 3; axis++) {
      for (let c = 0; c < 8; c++) {
        if (c & (1 << axis)) continue
        const d = c | (1 << axis)
        if (((mask >> c) & 1) === ((mask >> d) & 1)) continue
        const va = grid[i + (c & 1) + ((c >> 1) & 1) * sy + (c >> 2) * sz]!, vb = grid[i + (d & 1) + ((d >> 1) & 1) * sy + (d >> 2) * sz]!
        const t = va / (va - vb)
        px += (c & 1) + (axis === 0 ? t : 0)
        py += ((c >> 1) & 1) + (axis === 1 ? t : 0)
        pz += (c >> 2) + (axis === 2 ? t : 0)
        n++
      }
    }
    const gx = x + px / n, gy = y + py / n, gz = z + pz / n
    const at: Vec = [origin[0] + gx * step, origin[1] + gy * step, origin[2] + gz * step]
    // the gradient over two cells: smoother than the quads' own normals, and free
    const sum = (o: number) => grid[i + o]! + grid[i + o + 1]! + grid[i + o + sy]! + grid[i + o + sz]! + grid[i + o + sy + 1]! + grid[i + o + sz + 1]! + grid[i + o + sy + sz]! + grid[i + o + sy + sz + 1]!
    id[i] = mesh.vertex(at[0], at[1], at[2], sum(1) - sum(-1), sum(sy) - sum(-sy), sum(sz) - sum(-sz), colour(at))
  }
  const quad = (a: number, b: number, c: number, d: number) => {
    if (a < 0 || b < 0 || c < 0 || d < 0) return
    mesh.triangle(a, b, c)
    mesh.triangle(b, d, c)
  }
  for (let z = 2; z < nz - 2; z++) for (let y = 2; y < ny - 2; y++) for (let x = 2; x < nx - 2; x++) {
    const i = z * sz + y * sy + x, here = grid[i]! < 0
    if (here !== grid[i + 1]! < 0) quad(id[i - sy - sz]!, id[i - sz]!, id[i - sy]!, id[i]!)
    if (here !== grid[i + sy]! < 0) quad(id[i - 1 - sz]!, id[i - sz]!, id[i - 1]!, id[i]!)
    if (here !== grid[i + sz]! < 0) quad(id[i - 1 - sy]!, id[i - sy]!, id[i - 1]!, id[i]!)
  }
}

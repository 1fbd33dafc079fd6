import type { HeightField } from './height.ts'

/** One surface of the solid, ready for a GLB primitive. */
export type Surface = { position: Float32Array; normal: Float32Array; uv: Float32Array | null; indices: Uint32Array }
export type Solid = { front: Surface; body: Surface }

const DEPTH = 0.2 // how far the nearest point rises above the slab
const SLAB = 0.07
const BEVEL = 0.02

/**
 * A closed solid, Y up, facing +Z, centred, its longer side one unit: the relief in front, four walls, and a plain back with a
 * bevelled edge. The parts share positions exactly where they meet (normals differ there), so that it is watertight once welded.
 */
export function solid(field: HeightField): Solid {
  const { width: w, height: h, values } = field
  const unit = 1 / Math.max(w - 1, h - 1)
  const position = new Float32Array(w * h * 3), uv = new Float32Array(w * h * 2)
  const back = -(SLAB + DEPTH) / 2
  for (let y = 0, i = 0; y < h; y++) {
    for (let x = 0; x < w; x++, i++) {
      // the last few cells sink to the slab's own level: a frame that is even all around
      const border = Math.min(x, y, w - 1 - x, h - 1 - y) / (Math.max(w, h) * 0.025)
      const t = Math.min(1, border)
      position[3 * i] = (x - (w - 1) / 2) * unit
      position[3 * i + 1] = ((h - 1) / 2 - y) * unit
      position[3 * i + 2] = back + SLAB + DEPTH * values[i]! * t * t * (3 - 2 * t)
      uv[2 * i] = (x + 0.5) / w
      uv[2 * i + 1] = (y + 0.5) / h
    }
  }
  const indices = new Uint32Array((w - 1) * (h - 1) * 6)
  for (let y = 0, n = 0; y < h - 1; y++) {
    for (let x = 0; x < w - 1; x++) {
      const a = y * w + x, b = a + 1, c = a + w, d = c + 1
      // along the flatter diagonal: fewer spikes on steep edges
      if (Math.abs(values[a]! - values[d]!) < Math.abs(values[b]! - values[c]!)) indices.set([a, c, d, a, d, b], n)
      else indices.set([a, c, b, b, c, d], n)
      n += 6
    }
  }
  return { front: { position, normal: gridNormals(position, w, h), uv, indices }, body: body(position, w, h, back) }
}

function gridNormals(position: Float32Array, w: number, h: number): Float32Array {
  const normal = new Float32Array(position.length)
  const z = (x: number, y: number) => position[3 * (y * w + x) + 2]!
  const unit = 1 / Math.max(w - 1, h - 1)
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      const x0 = Math.max(0, x - 1), x1 = Math.min(w - 1, x + 1), y0 = Math.max(0, y - 1), y1 = Math.min(h - 1, y + 1)
      normalTo(normal, 3 * (y * w + x), -(z(x1, y) - z(x0, y)) / ((x1 - x0) * unit), (z(x, y1) - z(x, y0)) / ((y1 - y0) * unit), 1)
    }
  }
  return normal
}

function normalTo(target: Float32Array, at: number, x: number, y: number, z: number): void {
  const length = Math.hypot(x, y, z) || 1
  target[at] = x / length
  target[at + 1] = y / length
  target[at + 2] = z / length
}

/** Walls, bevel and back: rings around the border, each joined to the next, the last to its centre. */
function body(front: Float32Array, w: number, h: number, back: number): Surface {
  const border: number[] = []
  for (let y = 0; y < h - 1; y++) border.push(y * w) // down the left, so that the ring runs counter-clockwise seen from +Z
  for (let x = 0; x < w - 1; x++) border.push((h - 1) * w + x)
  for (let y = h - 1; y > 0; y--) border.push(y * w + w - 1)
  for (let x = w - 1; x > 0; x--) border.push(x)
  const n = border.length
  const halfX = Math.abs(front[0]!), halfY = Math.abs(front[1]!)
  const inset = (v: number, half: number) => Math.fround(v * (1 - BEVEL / half))
  const rings = [
    border.map((i) => [front[3 * i]!, front[3 * i + 1]!, front[3 * i + 2]!]),
    border.map((i) => [front[3 * i]!, front[3 * i + 1]!, back + BEVEL]),
    border.map((i) => [inset(front[3 * i]!, halfX), inset(front[3 * i + 1]!, halfY), back]),
  ]
  const position: number[] = [], normal: number[] = [], indices: number[] = []
  const vertex = (p: number[], nx: number, ny: number, nz: number) => {
    const length = Math.hypot(nx, ny, nz)
    position.push(p[0]!, p[1]!, p[2]!)
    normal.push(nx / length, ny / length, nz / length)
    return position.length / 3 - 1
  }
  for (let band = 0; band < 2; band++) {
    for (let k = 0; k < n; k++) {
      const next = (k + 1) % n
      const a = rings[band]![k]!, b = rings[band]![next]!, c = rings[band + 1]![k]!, d = rings[band + 1]![next]!
      const outX = b[1]! - a[1]!, outY = a[0]! - b[0]!, slant = band === 0 ? 0 : -Math.hypot(outX, outY)
      const [i, j, m, o] = [a, b, c, d].map((p) => vertex(p, outX, outY, slant)) as [number, number, number, number]
      indices.push(i, m, j, j, m, o)
    }
  }
  const centre = vertex([0, 0, back], 0, 0, -1)
  const rim = rings[2]!.map((p) => vertex(p, 0, 0, -1))
  rim.forEach((i, k) => indices.push(centre, rim[(k + 1) % n]!, i))
  return { position: new Float32Array(position), normal: new Float32Array(normal), uv: null, indices: new Uint32Array(indices) }
}

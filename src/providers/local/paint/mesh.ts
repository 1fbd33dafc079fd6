import type { Rgb } from './colour.ts'

/** What a surface is made of; `shade.ts` knows how each of them answers light. */
export const MATERIALS = ['matte', 'fur', 'skin', 'metal', 'glass', 'glow', 'leaf', 'ground', 'water', 'stone', 'wood', 'brick', 'roof', 'cloth', 'feather', 'scales', 'snow', 'windows', 'eye', 'road'] as const
export type Material = (typeof MATERIALS)[number]

export type Vec = readonly [number, number, number]
/** Three rows of four: rotation and scale, then translation. */
export type Transform = readonly number[]

/** Triangles being collected. All coordinates are in the current frame, see `within`. */
export type Mesh = {
  vertex(x: number, y: number, z: number, nx: number, ny: number, nz: number, colour: Rgb): number
  triangle(a: number, b: number, c: number): void
  /** what the next triangles are made of, and a new part (a boundary for outlines and for antialiasing) */
  part(material: Material): void
  /** draws in a frame of its own */
  within(transform: Transform, draw: () => void): void
  /** drops every triangle with a corner that fails the test */
  keep(test: (x: number, y: number, z: number) => boolean): void
  /** copies finished triangles, moved by `transform` */
  append(geometry: Geometry, transform: Transform): void
  finish(): Geometry
}

export type Geometry = {
  position: Float32Array
  normal: Float32Array
  colour: Float32Array
  indices: Uint32Array
  material: Uint8Array
  part: Uint32Array
  triangles: number
}

const IDENTITY: Transform = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0]

export function createMesh(): Mesh {
  let floats = new Float32Array(9 * 4096), vertices = 0
  let indices = new Uint32Array(3 * 4096), material = new Uint8Array(4096), part = new Uint32Array(4096), triangles = 0
  let current = IDENTITY, currentMaterial = 0, currentPart = 0

  const mesh: Mesh = {
    vertex(x, y, z, nx, ny, nz, colour) {
      if ((vertices + 1) * 9 > floats.length) floats = grown(floats, new Float32Array(floats.length * 2))
      const m = current, o = vertices * 9
      floats[o] = m[0]! * x + m[1]! * y + m[2]! * z + m[3]!
      floats[o + 1] = m[4]! * x + m[5]! * y + m[6]! * z + m[7]!
      floats[o + 2] = m[8]! * x + m[9]! * y + m[10]! * z + m[11]!
      const a = m[0]! * nx + m[1]! * ny + m[2]! * nz, b = m[4]! * nx + m[5]! * ny + m[6]! * nz, c = m[8]! * nx + m[9]! * ny + m[10]! * nz
      const l = 1 / (Math.sqrt(a * a + b * b + c * c) || 1)
      floats[o + 3] = a * l
      floats[o + 4] = b * l
      floats[o + 5] = c * l
      floats[o + 6] = colour[0]
      floats[o + 7] = colour[1]
      floats[o + 8] = colour[2]
      return vertices++
    },
    triangle(a, b, c) {
      if (triangles === material.length) {
        indices = grown(indices, new Uint32Array(indices.length * 2))
        material = grown(material, new Uint8Array(material.length * 2))
        part = grown(part, new Uint32Array(part.length * 2))
      }
      indices[3 * triangles] = a
      indices[3 * triangles + 1] = b
      indices[3 * triangles + 2] = c
      material[triangles] = currentMaterial
      part[triangles++] = currentPart
    },
    part(name) {
      currentMaterial = MATERIALS.indexOf(name)
      currentPart++
    },
    within(transform, draw) {
      const outer = current
      current = compose(outer, transform)
      draw()
      current = outer
    },
    append(g, transform) {
      mesh.within(transform, () => {
        const { position: p, normal: n, colour: c } = g
        const first = vertices
        for (let i = 0; i < p.length; i += 3) mesh.vertex(p[i]!, p[i + 1]!, p[i + 2]!, n[i]!, n[i + 1]!, n[i + 2]!, [c[i]!, c[i + 1]!, c[i + 2]!])
        const base = currentPart + 1
        for (let t = 0; t < g.triangles; t++) {
          currentMaterial = g.material[t]!
          currentPart = base + g.part[t]!
          mesh.triangle(first + g.indices[3 * t]!, first + g.indices[3 * t + 1]!, first + g.indices[3 * t + 2]!)
        }
      })
    },
    keep(test) {
      let kept = 0
      for (let t = 0; t < triangles; t++) {
        let inside = true
        for (let k = 0; k < 3; k++) {
          const o = 9 * indices[3 * t + k]!
          inside &&= test(floats[o]!, floats[o + 1]!, floats[o + 2]!)
        }
        if (!inside) continue
        for (let k = 0; k < 3; k++) indices[3 * kept + k] = indices[3 * t + k]!
        material[kept] = material[t]!
        part[kept++] = part[t]!
      }
      triangles = kept
    },
    finish() {
      const position = new Float32Array(3 * vertices), normal = new Float32Array(3 * vertices), colour = new Float32Array(3 * vertices)
      for (let i = 0; i < vertices; i++) {
        for (let k = 0; k < 3; k++) {
          position[3 * i + k] = floats[9 * i + k]!
          normal[3 * i + k] = floats[9 * i + 3 + k]!
          colour[3 * i + k] = floats[9 * i + 6 + k]!
        }
      }
      return { position, normal, colour, indices, material, part, triangles }
    },
  }
  return mesh
}

function grown<T extends Float32Array | Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from)
  return to
}

/** First `inner`, then `outer`. */
export function compose(outer: Transform, inner: Transform): Transform {
  const out: number[] = []
  for (let r = 0; r < 3; r++) {
    for (let c = 0; c < 4; c++) {
      let sum = c === 3 ? outer[4 * r + 3]! : 0
      for (let k = 0; k < 3; k++) sum += outer[4 * r + k]! * inner[4 * k + c]!
      out.push(sum)
    }
  }
  return out
}

/** Placed at `at`, turned (radians; about Y, then X, then Z of the outer frame) and scaled. */
export function place(at: Vec, turn: { x?: number; y?: number; z?: number } = {}, size: number | Vec = 1): Transform {
  const s = typeof size === 'number' ? [size, size, size] : size
  const { x = 0, y = 0, z = 0 } = turn
  const cx = Math.cos(x), sx = Math.sin(x), cy = Math.cos(y), sy = Math.sin(y), cz = Math.cos(z), sz = Math.sin(z)
  const turnY = [cy, 0, sy, 0, 0, 1, 0, 0, -sy, 0, cy, 0], turnX = [1, 0, 0, 0, 0, cx, -sx, 0, 0, sx, cx, 0], turnZ = [cz, -sz, 0, 0, sz, cz, 0, 0, 0, 0, 1, 0]
  const turned = compose(turnZ, compose(turnX, turnY))
  return compose([1, 0, 0, at[0], 0, 1, 0, at[1], 0, 0, 1, at[2]], compose(turned, [s[0]!, 0, 0, 0, 0, s[1]!, 0, 0, 0, 0, s[2]!, 0]))
}

import type { Geometry, Vec } from './mesh.ts'
import { type Visible, blankView, rasterise } from './raster.ts'
import { cross } from './shapes.ts'
import { WATER, material } from './surface.ts'

const SIZE = 1024, HALF = 6.5 // the map covers 13 world units around the subject

export type Shadow = { view: Visible; right: Vec; up: Vec; towards: Vec }

const GROUND = material('ground'), SNOW = material('snow')

/** The scene as the sun sees it: depth only, parallel. */
export function shadowMap(geometry: Geometry, towards: Vec): Shadow {
  const right = unitOf(cross([0.0001, 1, 0], towards)), up = cross(towards, right)
  const corners = new Float32Array(geometry.position.length)
  const { position: p } = geometry
  for (let i = 0; i < p.length; i += 3) {
    corners[i] = SIZE * (0.5 + (0.5 * (p[i]! * right[0] + p[i + 1]! * right[1] + p[i + 2]! * right[2])) / HALF)
    corners[i + 1] = SIZE * (0.5 - (0.5 * (p[i]! * up[0] + p[i + 1]! * up[1] + p[i + 2]! * up[2])) / HALF)
    corners[i + 2] = 1000 + p[i]! * towards[0] + p[i + 1]! * towards[1] + p[i + 2]! * towards[2]
  }
  const view = blankView(SIZE, SIZE)
  // the ground receives shadows; letting it cast any would only speckle it
  rasterise(view, corners, geometry.indices, geometry.triangles, (t) => {
    const m = geometry.material[t]!
    return m === WATER || m === GROUND || m === SNOW
  })
  return { view, right, up, towards }
}

const unitOf = (a: Vec): Vec => {
  const l = Math.hypot(...a)
  return [a[0] / l, a[1] / l, a[2] / l]
}

/** The share of sun that reaches a point, 0-1: eight looks in a turned disc, so that the edge is soft. */
export function shadowAt(shadow: Shadow, s: { x: number; y: number; z: number; nx: number; ny: number; nz: number }, spin: number): number {
  const { view, right, up, towards } = shadow
  // a step off the surface, along its normal and towards the light, against self-shadowing
  const x = s.x + 0.03 * s.nx + 0.02 * towards[0], y = s.y + 0.03 * s.ny + 0.02 * towards[1], z = s.z + 0.03 * s.nz + 0.02 * towards[2]
  const u = SIZE * (0.5 + (0.5 * (x * right[0] + y * right[1] + z * right[2])) / HALF), v = SIZE * (0.5 - (0.5 * (x * up[0] + y * up[1] + z * up[2])) / HALF)
  if (u < 4 || v < 4 || u > SIZE - 5 || v > SIZE - 5) return 1
  const here = 1000 + x * towards[0] + y * towards[1] + z * towards[2]
  let lit = 0
  const angle = spin * 6.28, c = Math.cos(angle), n = Math.sin(angle)
  for (let k = 0; k < 8; k++) {
    const dx = DISC[2 * k]!, dy = DISC[2 * k + 1]!
    const at = Math.round(v + n * dx + c * dy) * SIZE + Math.round(u + c * dx - n * dy)
    if (view.nearness[at]! <= here + 0.01) lit++
  }
  return lit / 8
}
const DISC = Array.from({ length: 8 }, (_, k) => [3.4 * Math.sqrt((k + 0.5) / 8) * Math.cos(k * 2.4), 3.4 * Math.sqrt((k + 0.5) / 8) * Math.sin(k * 2.4)]).flat()

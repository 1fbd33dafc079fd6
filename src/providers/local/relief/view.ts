import sharp from 'sharp'
import { blankView, rasterise } from '../paint/raster.ts'
import type { Solid, Surface } from './solid.ts'

const YAW = -0.55, PITCH = 0.24, DISTANCE = 3.1, FOCAL = 4.5

/** The solid from its front left, lit from above, on a dark ground: a square WebP of `size` px. */
export async function threeQuarterView(shape: Solid, texture: Uint8Array, size: number): Promise<Uint8Array> {
  const { data: pixels, info } = await sharp(texture).resize(640, 640, { fit: 'fill' }).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  const full = size * 2
  const view = blankView(full, full)
  const out = Buffer.alloc(full * full * 3)
  backdrop(out, full)
  for (const surface of [shape.body, shape.front]) {
    const corners = project(surface.position, full)
    const seen = blankView(full, full)
    seen.nearness.set(view.nearness)
    rasterise(seen, corners, surface.indices, surface.indices.length / 3)
    view.nearness.set(seen.nearness)
    shade(out, seen, surface, corners, (u, v) => {
      const x = Math.min(info.width - 1, Math.floor(u * info.width)), y = Math.min(info.height - 1, Math.floor(v * info.height))
      return 3 * (y * info.width + x)
    }, pixels)
  }
  return new Uint8Array(await sharp(out, { raw: { width: full, height: full, channels: 3 } }).resize(size, size).webp({ quality: 84, effort: 3 }).toBuffer())
}

const turn = (x: number, y: number, z: number): [number, number, number] => {
  const x1 = x * Math.cos(YAW) + z * Math.sin(YAW), z1 = -x * Math.sin(YAW) + z * Math.cos(YAW)
  return [x1, y * Math.cos(PITCH) - z1 * Math.sin(PITCH), y * Math.sin(PITCH) + z1 * Math.cos(PITCH)]
}

function project(position: Float32Array, size: number): Float32Array {
  const corners = new Float32Array(position.length)
  for (let i = 0; i < position.length; i += 3) {
    const [x, y, z] = turn(position[i]!, position[i + 1]!, position[i + 2]!)
    const nearness = 1 / (DISTANCE - z)
    corners[i] = size * (0.5 + 0.5 * FOCAL * x * nearness)
    corners[i + 1] = size * (0.5 - 0.5 * FOCAL * y * nearness)
    corners[i + 2] = nearness
  }
  return corners
}

function backdrop(out: Buffer, size: number): void {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const fall = Math.hypot(x / size - 0.5, y / size - 0.45)
      const level = 44 - 48 * fall
      out.set([level, level * 0.97, level * 0.95], 3 * (y * size + x))
    }
  }
}

function shade(out: Buffer, seen: ReturnType<typeof blankView>, surface: Surface, corners: Float32Array, texel: (u: number, v: number) => number, pixels: Buffer): void {
  const light = [-0.45, 0.62, 0.64] as const
  const { width, triangle } = seen
  for (let p = 0; p < triangle.length; p++) {
    const t = triangle[p]! - 1
    if (t < 0) continue
    const [a, b, c] = [surface.indices[3 * t]!, surface.indices[3 * t + 1]!, surface.indices[3 * t + 2]!]
    const px = (p % width) + 0.5, py = Math.floor(p / width) + 0.5
    const ax = corners[3 * a]!, ay = corners[3 * a + 1]!, bx = corners[3 * b]!, by = corners[3 * b + 1]!, cx = corners[3 * c]!, cy = corners[3 * c + 1]!
    const inv = 1 / ((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))
    const u = ((bx - px) * (cy - py) - (by - py) * (cx - px)) * inv, v = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) * inv, w = 1 - u - v
    const of = (array: Float32Array, n: number, o: number) => array[n * a + o]! * u + array[n * b + o]! * v + array[n * c + o]! * w
    const [nx, ny, nz] = turn(of(surface.normal, 3, 0), of(surface.normal, 3, 1), of(surface.normal, 3, 2))
    const lit = 0.42 + 0.75 * Math.max(0, nx * light[0] + ny * light[1] + nz * light[2])
    const from = surface.uv ? texel(of(surface.uv, 2, 0), of(surface.uv, 2, 1)) : -1
    for (let k = 0; k < 3; k++) out[3 * p + k] = Math.min(255, (from < 0 ? 58 : pixels[from + k]!) * lit)
  }
}

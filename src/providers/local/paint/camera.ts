import type { Vec } from './mesh.ts'
import { cross, unit } from './shapes.ts'

export type Camera = {
  eye: Vec
  right: Vec
  up: Vec
  forward: Vec
  /** half the picture's height per unit of distance; for a parallel view: picture heights per unit, halved */
  focal: number
  parallel: boolean
  /** the eye's own shift of the picture, in half heights: puts the subject off the middle without turning the view */
  shiftX: number
  shiftY: number
}

export function lookAt(eye: Vec, target: Vec, focal: number, shift: { x?: number; y?: number } = {}, parallel = false): Camera {
  const forward = unit([target[0] - eye[0], target[1] - eye[1], target[2] - eye[2]])
  const right = unit(cross(forward, [0, 1, 0]))
  return { eye, forward, right, up: cross(right, forward), focal, parallel, shiftX: shift.x ?? 0, shiftY: shift.y ?? 0 }
}

/** Picture coordinates and nearness of every vertex, at `size` samples a side. */
export function project(camera: Camera, position: Float32Array, size: number): Float32Array {
  const out = new Float32Array(position.length)
  const { eye, right, up, forward, focal, parallel } = camera
  for (let i = 0; i < position.length; i += 3) {
    const x = position[i]! - eye[0], y = position[i + 1]! - eye[1], z = position[i + 2]! - eye[2]
    const depth = x * forward[0] + y * forward[1] + z * forward[2]
    const k = parallel ? focal : focal / depth
    out[i] = size * (0.5 + 0.5 * ((x * right[0] + y * right[1] + z * right[2]) * k + camera.shiftX))
    out[i + 1] = size * (0.5 - 0.5 * ((x * up[0] + y * up[1] + z * up[2]) * k + camera.shiftY))
    out[i + 2] = parallel ? 1 / (400 + depth) : depth > 0.05 ? 1 / depth : 0
  }
  return out
}

/** The direction seen at picture coordinates u, v in 0..1 (v down). Not of unit length until normalised by the caller's need: it is. */
export function ray(camera: Camera, u: number, v: number, out: Float32Array): void {
  const { right, up, forward, focal } = camera
  const a = camera.parallel ? 0 : (2 * u - 1 - camera.shiftX) / focal, b = camera.parallel ? 0 : (1 - 2 * v - camera.shiftY) / focal
  const x = forward[0] + right[0] * a + up[0] * b, y = forward[1] + right[1] * a + up[1] * b, z = forward[2] + right[2] * a + up[2] * b
  const l = 1 / Math.sqrt(x * x + y * y + z * z)
  out[0] = x * l
  out[1] = y * l
  out[2] = z * l
}

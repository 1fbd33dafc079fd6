import { type Frame, frameBytes } from './frame.ts'
import { warpKernel } from './warp-kernel.ts'

/** Side of a mesh cell, in px of the frame that is drawn. */
const CELL = 16

/** Where each corner of a mesh over the drawn frame looks in the source: x, y in source px, row by row. */
export type Mesh = { columns: number; rows: number; points: Float32Array }

/** A mesh for frames of this size; `columns` and `rows` count its corners. */
export function createMesh(width: number, height: number): Mesh {
  const columns = Math.ceil(width / CELL) + 1, rows = Math.ceil(height / CELL) + 1
  return { columns, rows, points: new Float32Array(columns * rows * 2) }
}

/** Fills the mesh: `look` writes, for a point of the drawn frame in px, where it looks in the source. */
export function aim(mesh: Mesh, look: (x: number, y: number, out: Float32Array, at: number) => void): void {
  for (let row = 0, at = 0; row < mesh.rows; row++) for (let column = 0; column < mesh.columns; column++, at += 2) look(column * CELL, row * CELL, mesh.points, at)
}

/** A frame made ready to be looked into: its planes, in the kernel's memory. */
export type Texture = { width: number; height: number; y: Uint8Array; u: Uint8Array; v: Uint8Array; /** draws it into a frame of the size it was made for */ draw(into: Frame, mesh: Mesh): void }

/** @param drawn the size of the frames that will be drawn of it */
export function textureOf(frame: Frame, drawn: { width: number; height: number }): Texture {
  const { width, height } = frame
  const bench = workbench(frame, drawn)
  const texture = { width, height, y: bench.bytes(frame.y.length), u: bench.bytes(frame.u.length), v: bench.bytes(frame.v.length) }
  texture.y.set(frame.y)
  texture.u.set(frame.u)
  texture.v.set(frame.v)
  return { ...texture, draw: drawing(texture, drawn, bench) }
}

/** Takes over what has changed in the lightness of a part of `frame`. */
export function retouch(texture: Texture, frame: Frame, left: number, top: number, right: number, bottom: number): void {
  for (let row = top; row < bottom; row++) texture.y.set(frame.y.subarray(row * frame.width + left, row * frame.width + right), row * frame.width + left)
}

/** Draws the texture through the mesh, bilinear and to a 256th of a pixel, so that slow moves do not step. Points outside are held at the edge. */
export function warp(into: Frame, texture: Texture, mesh: Mesh): void {
  texture.draw(into, mesh)
}

type Size = { width: number; height: number }

/** The memory in which a texture, a mesh and the frame drawn from them lie side by side. */
function workbench(seen: Size, drawn: Size) {
  const { points, columns } = createMesh(drawn.width, drawn.height)
  const needed = points.byteLength + frameBytes(seen.width, seen.height) + frameBytes(drawn.width, drawn.height)
  // around each plane a row to spare: what rounding puts a hair outside is still read, and weighs nothing
  const spare = 16 * Math.ceil(seen.width / 16 + 1)
  const memory = new WebAssembly.Memory({ initial: Math.ceil((needed + 8 * spare) / 65_536) })
  let free = spare
  const room = (bytes: number): number => {
    const at = free
    free += 16 * Math.ceil(bytes / 16) + spare
    return at
  }
  return { memory, columns, fixed: new Int32Array(memory.buffer, room(points.byteLength), points.length), bytes: (length: number) => new Uint8Array(memory.buffer, room(length), length) }
}

function drawing({ width, height, y, u, v }: Omit<Texture, 'draw'>, drawn: Size, { memory, fixed, columns, bytes }: ReturnType<typeof workbench>): Texture['draw'] {
  const kernel = warpKernel(memory)
  const luma = drawn.width * drawn.height, made = bytes(1.5 * luma)
  const draw = (at: number, half: 1 | 2, plane: Uint8Array) => kernel(made.byteOffset + at, drawn.width / half, drawn.height / half, Math.log2(CELL / half), plane.byteOffset, width / half, fixed.byteOffset, columns)
  return (into, mesh) => {
    place(fixed, mesh.points, 1, width, height)
    draw(0, 1, y)
    place(fixed, mesh.points, 0.5, width / 2, height / 2)
    draw(luma, 2, u)
    draw(1.25 * luma, 2, v)
    into.bytes.set(made)
  }
}

/** 16.16 fixed point, inside the plane. */
function place(fixed: Int32Array, points: Float32Array, scale: number, width: number, height: number): void {
  const right = (width - 1) * 65_536, bottom = (height - 1) * 65_536
  for (let i = 0; i < fixed.length; i += 2) {
    fixed[i] = Math.min(right, Math.max(0, points[i]! * scale * 65_536))
    fixed[i + 1] = Math.min(bottom, Math.max(0, points[i + 1]! * scale * 65_536))
  }
}

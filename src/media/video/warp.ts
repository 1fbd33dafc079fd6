import type { Frame } from './frame.ts'

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

/** A frame made ready to be looked into: each word holds a point and its neighbours to the right, below, and below right. */
export type Texture = { width: number; height: number; y: Uint32Array; u: Uint32Array; v: Uint32Array }

export function textureOf(frame: Frame): Texture {
  const { width, height } = frame
  const luma = width * height
  const texture = { width, height, y: new Uint32Array(luma), u: new Uint32Array(luma / 4), v: new Uint32Array(luma / 4) }
  gather(texture.y, frame.y, width, height, 0, 0, width, height)
  gather(texture.u, frame.u, width / 2, height / 2, 0, 0, width / 2, height / 2)
  gather(texture.v, frame.v, width / 2, height / 2, 0, 0, width / 2, height / 2)
  return texture
}

/** Takes over what has changed in the lightness of a part of `frame`. */
export function retouch(texture: Texture, frame: Frame, left: number, top: number, right: number, bottom: number): void {
  gather(texture.y, frame.y, frame.width, frame.height, Math.max(0, left - 1), Math.max(0, top - 1), Math.min(frame.width, right), Math.min(frame.height, bottom))
}

function gather(into: Uint32Array, plane: Uint8Array, width: number, height: number, left: number, top: number, right: number, bottom: number): void {
  for (let y = top; y < bottom; y++) {
    const below = y < height - 1 ? width : 0
    for (let x = left, i = y * width + left; x < right; x++, i++) {
      const beside = x < width - 1 ? 1 : 0
      into[i] = plane[i]! | (plane[i + beside]! << 8) | (plane[i + below]! << 16) | (plane[i + below + beside]! << 24)
    }
  }
}

/**
 * Draws the texture through the mesh, bilinear and to a 256th of a pixel, so that slow moves do not step. Points outside are
 * held at the edge. Both neighbours of a row are mixed in one multiplication, each in its half of a word: with four single
 * reads it took twice as long.
 */
export function warp(into: Frame, texture: Texture, mesh: Mesh): void {
  const fixed = new Int32Array(mesh.points.length)
  place(fixed, mesh.points, 1, texture.width, texture.height)
  draw(into.y, into.width, into.height, CELL, texture.y, texture.width, fixed, mesh)
  place(fixed, mesh.points, 0.5, texture.width / 2, texture.height / 2)
  draw(into.u, into.width / 2, into.height / 2, CELL / 2, texture.u, texture.width / 2, fixed, mesh)
  draw(into.v, into.width / 2, into.height / 2, CELL / 2, texture.v, texture.width / 2, fixed, mesh)
}

/** 16.16 fixed point, inside the plane. */
function place(fixed: Int32Array, points: Float32Array, scale: number, width: number, height: number): void {
  const right = (width - 1) * 65_536, bottom = (height - 1) * 65_536
  for (let i = 0; i < fixed.length; i += 2) {
    fixed[i] = Math.min(right, Math.max(0, points[i]! * scale * 65_536))
    fixed[i + 1] = Math.min(bottom, Math.max(0, points[i + 1]! * scale * 65_536))
  }
}

function draw(into: Uint8Array, width: number, height: number, cell: number, source: Uint32Array, stride: number, fixed: Int32Array, mesh: Mesh): void {
  const shift = Math.log2(cell)
  for (let row = 0; row < mesh.rows - 1; row++) {
    const lines = Math.min(cell, height - row * cell)
    for (let column = 0; column < mesh.columns - 1; column++) {
      const a = 2 * (row * mesh.columns + column), c = a + 2 * mesh.columns
      const ax = fixed[a]!, ay = fixed[a + 1]!, bx = fixed[a + 2]!, by = fixed[a + 3]!
      const cx = fixed[c]!, cy = fixed[c + 1]!, dx = fixed[c + 2]!, dy = fixed[c + 3]!
      const left = column * cell, count = Math.min(cell, width - left)
      for (let line = 0; line < lines; line++) {
        let x = ax + (((cx - ax) * line) >> shift), y = ay + (((cy - ay) * line) >> shift)
        const stepX = (bx + (((dx - bx) * line) >> shift) - x) >> shift, stepY = (by + (((dy - by) * line) >> shift) - y) >> shift
        const from = (row * cell + line) * width + left, to = from + count
        for (let o = from; o < to; o++) {
          const four = source[Math.imul(y >> 16, stride) + (x >> 16)]!, fx = (x >> 8) & 255, fy = (y >> 8) & 255
          const mixed = (Math.imul(four & 0xff00ff, 256 - fx) + Math.imul((four >>> 8) & 0xff00ff, fx)) | 0
          into[o] = (Math.imul(mixed & 0xffff, 256 - fy) + Math.imul(mixed >>> 16, fy) + 32_768) >>> 16
          x += stepX
          y += stepY
        }
      }
    }
  }
}

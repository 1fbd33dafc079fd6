import { deflateSync, inflateSync } from 'node:zlib'
import type { Frame } from './paint/render.ts'
import { readChunk, writeChunk } from './png-chunk.ts'

/**
 * A picture painted here knows how far everything in it is. It carries that along as a private chunk of its PNG (a few kB), so
 * that a camera that moves through it later need not guess. Whatever re-encodes the file drops the chunk, and nothing breaks.
 */
export type Depth = { width: number; height: number; /** nearness 0-1, row by row from the top; 0 is the sky */ values: Float32Array }

const TYPE = 'dpTh'
const SIDE = 192
const bytesMax = 1 << 20

/** Nearness of a painted frame, the nearest part of each cell. */
export function depthOf(frame: Pick<Frame, 'size' | 'depth'>): Depth {
  const { size, depth } = frame
  const side = Math.min(SIDE, size)
  const near = new Float32Array(side * side)
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) {
    const z = depth[y * size + x]!, i = Math.floor((y * side) / size) * side + Math.floor((x * side) / size)
    if (z > 0 && z !== Infinity) near[i] = Math.max(near[i]!, 1 / z)
  }
  // one blade of grass before the lens must not flatten everything else
  const order = Float32Array.from(near).sort()
  const nearest = Math.max(1e-6, order[Math.floor(order.length * 0.985)]!)
  return { width: side, height: side, values: near.map((v) => Math.min(1, v / nearest)) }
}

/** The PNG with the depth put before its end. */
export function writeDepth(png: Uint8Array, depth: Depth): Uint8Array {
  const head = Buffer.alloc(5)
  head.writeUInt8(1, 0)
  head.writeUInt16BE(depth.width, 1)
  head.writeUInt16BE(depth.height, 3)
  return writeChunk(png, TYPE, Buffer.concat([head, deflateSync(Uint8Array.from(depth.values, (v) => Math.round(v * 255)), { level: 9 })]))
}

/** The depth a picture carries; null: none, or none that can be read. */
export function readDepth(png: Uint8Array): Depth | null {
  const body = readChunk(png, TYPE, bytesMax)
  return body && body.length > 5 ? unpack(body) : null
}

function unpack(body: Buffer): Depth | null {
  const width = body.readUInt16BE(1), height = body.readUInt16BE(3)
  if (body[0] !== 1 || width === 0 || height === 0 || width * height > bytesMax) return null
  try {
    const values = inflateSync(body.subarray(5), { maxOutputLength: width * height })
    return values.length === width * height ? { width, height, values: Float32Array.from(values, (v) => v / 255) } : null
  } catch {
    return null
  }
}

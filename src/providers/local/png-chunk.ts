import { crc32 } from 'node:zlib'

const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10])

/**
 * The PNG with a chunk of our own put before its end.
 * @param type four letters: ancillary, private, safe to copy ("dpTh"). Whatever re-encodes the file drops it, and nothing breaks.
 */
export function writeChunk(png: Uint8Array, type: string, body: Uint8Array): Uint8Array {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const length = Buffer.alloc(4), sum = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  sum.writeUInt32BE(crc32(named))
  const end = png.length - 12
  return new Uint8Array(Buffer.concat([png.subarray(0, end), length, named, sum, png.subarray(end)]))
}

/** The body of the first chunk of that type; null: there is none, it is longer than `bytesMax`, or this is no PNG. */
export function readChunk(png: Uint8Array, type: string, bytesMax: number): Buffer | null {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength)
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) return null
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    if (bytes.toString('latin1', at + 4, at + 8) === type && length <= bytesMax && at + 8 + length <= bytes.length) return bytes.subarray(at + 8, at + 8 + length)
    at += 12 + length
  }
  return null
}

/** The picture that image-to-3D models are shown, with the simulator's directive inside it, as a comment of the PNG. */
import { crc32 } from 'node:zlib'
import sharp from 'sharp'

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const head = Buffer.alloc(4)
  head.writeUInt32BE(data.length)
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(crc32(body))
  return Buffer.concat([head, body, tail])
}

let plain: Promise<Buffer> | undefined

/** A small PNG that says `words` in a text chunk. */
export async function pictureSaying(words: string): Promise<Buffer> {
  plain ??= sharp({ create: { width: 256, height: 256, channels: 3, background: '#7a5a3a' } }).png().toBuffer()
  const png = await plain
  // behind the header, before the pixels
  const at = 8 + 25
  return Buffer.concat([png.subarray(0, at), chunk('tEXt', Buffer.from(`Comment\0${words}`, 'latin1')), png.subarray(at)])
}

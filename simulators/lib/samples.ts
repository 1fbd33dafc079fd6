/** Real files for simulated results: small, valid, and different for each piece of work. */
import { readFile } from 'node:fs/promises'
import { Document, NodeIO } from '@gltf-transform/core'
import sharp from 'sharp'

export type SampleFile = { bytes: Buffer; mime: string }

const hueOf = (id: string) => Buffer.from(id).reduce((sum, byte) => (sum * 31 + byte) % 360, 7)

/** A picture of two tones that depend on `id`. */
export async function samplePicture(id: string, { width = 512, height = 512, format = 'png' as 'png' | 'jpeg' | 'webp' } = {}): Promise<SampleFile> {
  const hue = hueOf(id)
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl(${hue},70%,30%)"/><stop offset="1" stop-color="hsl(${(hue + 60) % 360},80%,65%)"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/><circle cx="50%" cy="46%" r="28%" fill="hsl(${(hue + 180) % 360},60%,70%)"/>
    <ellipse cx="50%" cy="84%" rx="34%" ry="8%" fill="#0004"/></svg>`
  return { bytes: await sharp(Buffer.from(svg))[format]().toBuffer(), mime: `image/${format}` }
}

/** A box as GLB, its colour by `id`. */
export async function sampleModel(id: string): Promise<SampleFile> {
  const document = new Document()
  const buffer = document.createBuffer()
  const corners = [-1, 1].flatMap((x) => [-1, 1].flatMap((y) => [-1, 1].map((z) => [x / 2, y / 2, z / 2])))
  const position = document.createAccessor().setType('VEC3').setArray(new Float32Array(corners.flat())).setBuffer(buffer)
  const faces = [0, 1, 3, 0, 3, 2, 4, 6, 7, 4, 7, 5, 0, 4, 5, 0, 5, 1, 2, 3, 7, 2, 7, 6, 0, 2, 6, 0, 6, 4, 1, 5, 7, 1, 7, 3]
  const indices = document.createAccessor().setType('SCALAR').setArray(new Uint16Array(faces)).setBuffer(buffer)
  const hue = hueOf(id) / 360
  const material = document.createMaterial('box').setBaseColorFactor([hue, 1 - hue, 0.5, 1])
  const primitive = document.createPrimitive().setAttribute('POSITION', position).setIndices(indices).setMaterial(material)
  document.createScene().addChild(document.createNode().setMesh(document.createMesh().addPrimitive(primitive)))
  return { bytes: Buffer.from(await new NodeIO().writeBinary(document)), mime: 'model/gltf-binary' }
}

/** A second of a tone. */
export function sampleSpeech(id: string, seconds = 1): SampleFile {
  const rate = 16_000
  const samples = Math.round(rate * seconds)
  const bytes = Buffer.alloc(44 + samples * 2)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(36 + samples * 2, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(1, 22)
  bytes.writeUInt32LE(rate, 24)
  bytes.writeUInt32LE(rate * 2, 28)
  bytes.writeUInt16LE(2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(samples * 2, 40)
  const pitch = 180 + hueOf(id)
  for (let i = 0; i < samples; i++) bytes.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * pitch * i) / rate)), 44 + i * 2)
  return { bytes, mime: 'audio/wav' }
}

let speech: Promise<Buffer> | undefined

/** A second of a tone as MP3; the same for all. */
export async function speechMp3(): Promise<SampleFile> {
  speech ??= readFile(new URL('../files/speech.mp3', import.meta.url))
  return { bytes: await speech, mime: 'audio/mpeg' }
}

let clip: Promise<Buffer> | undefined

/** A real two-second H.264 clip; the same for all. */
export async function sampleVideo(): Promise<SampleFile> {
  clip ??= readFile(new URL('../files/clip.mp4', import.meta.url))
  return { bytes: await clip, mime: 'video/mp4' }
}

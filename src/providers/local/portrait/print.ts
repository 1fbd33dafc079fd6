/** The print: person, place and what stands before the lens become one photograph. */
import type { Random } from '../paint/random.ts'
import type { Lighting, Person } from './light.ts'
import { type Plane, blur, byteOf, resize, smoothstep } from './plane.ts'
import type { Light3, Overlay } from './stage.ts'

export type Grade = {
  /** 1: as it is */
  contrast: number
  saturation: number
  /** added to shadows and to highlights, as gains of red, green, blue */
  shadows: [number, number, number]
  highlights: [number, number, number]
  vignette: number
  grain: number
  /** how far bright parts glow */
  bloom: number
  /** blacks lifted, like faded paper */
  fade: number
}

/** -> RGB bytes. Changes `backdrop`. */
export function printed(person: Person, backdrop: Light3, front: Overlay | null, lighting: Lighting, grade: Grade, feet: { y: number; left: number; right: number } | null, random: Random): Uint8Array {
  const { width, height, alpha, light } = person
  const size = width * height
  const unit = person.faces.reduce((most, face) => Math.max(most, face.width), width * 0.05)
  if (lighting.wallShadow > 0) castOnWall(person, backdrop, lighting, unit)
  if (feet !== null) castOnGround(person, backdrop, feet, lighting)
  wrapped(person, backdrop, lighting.wrap, unit)
  const { haze } = lighting
  for (let c = 0; c < 3; c++) {
    const plane = backdrop[c as 0]
    const own = light[c as 0]
    const air = haze.colour[c as 0] * haze.amount
    const frontLight = front?.light[c as 0]
    for (let i = 0; i < size; i++) {
      const a = alpha[i]!
      let v = plane[i]! * (1 - a) + (own[i]! * (1 - haze.amount) + air) * a
      if (front !== null) v = v * (1 - front.alpha[i]!) + frontLight![i]!
      plane[i] = v
    }
  }
  bloomed(backdrop, width, height, grade.bloom)
  return developedPrint(backdrop, width, height, grade, random)
}

/** A soft shadow on the wall behind, away from the light. */
function castOnWall({ width, height, alpha }: Person, backdrop: Light3, { key, wallShadow }: Lighting, unit: number): void {
  const step = 4
  const [w, h] = [Math.ceil(width / step), Math.ceil(height / step)]
  const small = resize(alpha, width, height, w, h)
  const soft = resize(blur(small, w, h, (unit * 0.28) / step), w, h, width, height)
  const [dx, dy] = [Math.round(-key.side * unit * 0.5), Math.round(unit * 0.22 * (0.4 + key.height))]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const sx = Math.min(width - 1, Math.max(0, x - dx))
      const sy = Math.min(height - 1, Math.max(0, y - dy))
      const k = 1 - wallShadow * soft[sy * width + sx]!
      const i = y * width + x
      for (let c = 0; c < 3; c++) backdrop[c as 0][i]! *= k
    }
}

/** Where the feet stand the ground is dark, darkest right beneath, and a shadow lies away from the light. */
function castOnGround({ width, height, alpha }: Person, backdrop: Light3, feet: { y: number; left: number; right: number }, { key }: Lighting): void {
  const reach = (feet.right - feet.left) * 1.1
  const flat = reach * 0.16
  const slab = Math.max(2, reach * 0.12)
  const across = new Float32Array(width)
  for (let x = 0; x < width; x++) for (let y = Math.max(0, Math.floor(feet.y - slab)); y < Math.min(height, feet.y + 2); y++) across[x] = Math.max(across[x]!, alpha[y * width + x]!)
  const close = blurRow(across, Math.max(1, reach * 0.05))
  const far = blurRow(across, Math.max(2, reach * 0.22))
  for (let y = Math.max(0, Math.floor(feet.y - flat)); y < Math.min(height, feet.y + flat * 1.6); y++) {
    const d = (y - (feet.y - flat * 0.25)) / flat
    const fall = Math.exp(-d * d * 1.6)
    const near = Math.exp(-d * d * 14)
    const shift = Math.round(-key.side * (y - feet.y + flat) * 0.9)
    for (let x = 0; x < width; x++) {
      const sx = Math.min(width - 1, Math.max(0, x - shift))
      const k = (1 - 0.5 * fall * far[sx]!) * (1 - 0.62 * near * close[x]!)
      const i = y * width + x
      for (let c = 0; c < 3; c++) backdrop[c as 0][i]! *= k
    }
  }
}

const blurRow = (row: Plane, sigma: number): Plane => blur(row, row.length, 1, sigma)

/** Light from the backdrop that creeps around the edges, as in any lens. */
function wrapped({ width, height, alpha, light }: Person, backdrop: Light3, amount: number, unit: number): void {
  if (amount <= 0) return
  const step = 4
  const [w, h] = [Math.ceil(width / step), Math.ceil(height / step)]
  const sigma = Math.max(1, (unit * 0.07) / step)
  const small = resize(alpha, width, height, w, h)
  const outside = small.map((v) => 1 - v)
  const share = resize(blur(outside, w, h, sigma), w, h, width, height)
  for (let c = 0; c < 3; c++) {
    const plane = resize(backdrop[c as 0], width, height, w, h)
    for (let i = 0; i < plane.length; i++) plane[i] = Math.min(0.7, plane[i]!) * outside[i]!
    const spill = resize(blur(plane, w, h, sigma), w, h, width, height)
    const own = light[c as 0]
    for (let i = 0; i < own.length; i++) {
      if (alpha[i]! === 0) continue
      const k = amount * smoothstep(0, 0.75, share[i]!)
      own[i] = own[i]! * (1 - k * 0.5) + spill[i]! * k
    }
  }
}

/** Bright parts glow into their neighbourhood. */
function bloomed(light: Light3, width: number, height: number, amount: number): void {
  if (amount <= 0) return
  const step = 6
  const [w, h] = [Math.ceil(width / step), Math.ceil(height / step)]
  for (let c = 0; c < 3; c++) {
    const small = resize(light[c as 0], width, height, w, h)
    for (let i = 0; i < small.length; i++) small[i] = Math.min(3, Math.max(0, small[i]! - 0.62))
    const soft = resize(blur(small, w, h, (Math.max(width, height) * 0.018) / step), w, h, width, height)
    const wide = resize(blur(small, w, h, (Math.max(width, height) * 0.06) / step), w, h, width, height)
    const plane = light[c as 0]
    for (let i = 0; i < plane.length; i++) plane[i]! += amount * (soft[i]! * 0.6 + wide[i]! * 0.5)
  }
}

/** From light to paper: highlights roll off, colours are graded, corners fall off, grain. */
function developedPrint(light: Light3, width: number, height: number, grade: Grade, random: Random): Uint8Array {
  const out = new Uint8Array(width * height * 3)
  const { contrast, saturation, shadows, highlights, vignette, fade } = grade
  const grain = grainOf(random, grade.grain)
  const [r, g, b] = light
  const pixel = [0, 0, 0]
  for (let y = 0; y < height; y++) {
    const dy = (y + 0.5) / height - 0.5
    for (let x = 0; x < width; x++) {
      const i = y * width + x
      const dx = (x + 0.5) / width - 0.5
      const corner = 1 - vignette * smoothstep(0.18, 0.62, dx * dx + dy * dy)
      pixel[0] = shoulder(r[i]! * corner)
      pixel[1] = shoulder(g[i]! * corner)
      pixel[2] = shoulder(b[i]! * corner)
      const luminance = 0.2126 * pixel[0] + 0.7152 * pixel[1] + 0.0722 * pixel[2]
      const tone = Math.sqrt(luminance)
      const noise = grain(x, y) * (1 - 0.55 * tone)
      for (let c = 0; c < 3; c++) {
        let v = luminance + (pixel[c]! - luminance) * saturation
        v *= shadows[c as 0] * (1 - tone) + highlights[c as 0] * tone
        // contrast about a middle grey, in perceived steps
        const p = Math.sqrt(Math.max(0, v))
        const curved = contrast === 1 ? p : 0.45 + (p - 0.45) * contrast
        const q = Math.max(0, curved) * (1 - fade) + fade * 0.55 + noise
        out[i * 3 + c] = byteOf(q <= 0 ? 0 : q * q)
      }
    }
  }
  return out
}

/** Straight up to two thirds, then ever slower: nothing burns out. */
const shoulder = (v: number): number => (v <= 0.66 ? Math.max(0, v) : 0.66 + 0.34 * (1 - Math.exp((0.66 - v) / 0.42)))

/** Fine noise from a tile that is drawn once. */
function grainOf(random: Random, amount: number): (x: number, y: number) => number {
  if (amount <= 0) return () => 0
  const side = 256
  const tile = Float32Array.from({ length: side * side }, () => random() + random() + random() - 1.5)
  const soft = tile.map((v, i) => {
    const x = i % side
    const y = (i - x) / side
    return v * 0.6 + 0.2 * (tile[y * side + ((x + 1) % side)]! + tile[((y + 1) % side) * side + x]!)
  })
  return (x, y) => soft[(y & (side - 1)) * side + (x & (side - 1))]! * amount
}

/**
 * The person put into the light of the place: exposure evened out, colour cast taken off and the scene's put on, brighter
 * on the side the light comes from, an edge of light from behind. Skin stays the skin it is: what is judged is the
 * photograph's exposure, never how dark a face is.
 */
import type { Rgb } from '../paint/colour.ts'
import type { Face } from './people.ts'
import { type Plane, blur, linearOf, smoothstep } from './plane.ts'
import type { Light3 } from './stage.ts'

export type Lighting = {
  /** where the main light stands: -1 left, 1 right; 0 low, 1 from above. Colours are about 1 in luminance. */
  key: { side: number; height: number; colour: Rgb; strength: number }
  ambient: Rgb
  /** light on the edges from behind */
  rim: { colour: Rgb; left: number; right: number }
  /** 1 in the middle of the day, about 0.6 at night */
  level: number
  /** how much the bright backdrop eats into the edges, 0-1 */
  wrap: number
  /** air between lens and person */
  haze: { colour: Rgb; amount: number }
  /** 0-1: how dark a shadow falls on a wall close behind */
  wallShadow: number
}

export type Person = { width: number; height: number; /** own colour, linear */ light: Light3; alpha: Plane; faces: readonly Pick<Face, 'x' | 'y' | 'width' | 'height'>[] }

/** Linear light from encoded planes. */
export function linear(planes: readonly Plane[]): Light3 {
  return planes.map((plane) => {
    const out = new Float32Array(plane.length)
    for (let i = 0; i < out.length; i++) {
      const at = Math.min(254.999, Math.max(0, plane[i]! * 255))
      const low = at | 0
      out[i] = linearOf[low]! + (linearOf[low + 1]! - linearOf[low]!) * (at - low)
    }
    return out
  }) as Light3
}

/** Evens out how the upload was exposed and coloured: dark pictures are lifted, tinted light is made half neutral. */
export function developed(person: Person): void {
  const { light, alpha } = person
  const [r, g, b] = light
  const bins = new Float64Array(512)
  const sums: [number, number, number] = [0, 0, 0]
  let total = 0
  for (let i = 0; i < alpha.length; i += 3) {
    const a = alpha[i]!
    if (a < 0.9) continue
    const l = 0.2126 * r[i]! + 0.7152 * g[i]! + 0.0722 * b[i]!
    bins[Math.min(511, Math.floor(Math.sqrt(l) * 512))]! += 1
    total++
    // bright pixels say more about the colour of the light
    sums[0] += r[i]! ** 3
    sums[1] += g[i]! ** 3
    sums[2] += b[i]! ** 3
  }
  if (total === 0) return
  const at = (share: number) => {
    let seen = 0
    for (let k = 0; k < bins.length; k++) if ((seen += bins[k]!) >= total * share) return ((k + 0.5) / 512) ** 2
    return 1
  }
  const high = at(0.97)
  const middle = at(0.5)
  const exposure = Math.min(16, Math.max(0.8, Math.min(0.6 / high, Math.max(1, 0.13 / middle))))
  const white = sums.map((s) => Math.cbrt(s / total))
  const grey = (white[0]! + white[1]! + white[2]!) / 3
  const gains = white.map((w) => exposure * Math.min(1.25, Math.max(0.8, (grey / Math.max(w, 1e-4)) ** 0.22)))
  for (let c = 0; c < 3; c++) {
    const plane = light[c as 0]
    const gain = gains[c]!
    for (let i = 0; i < plane.length; i++) {
      const v = plane[i]! * gain
      // lifted highlights roll off instead of burning out
      plane[i] = v <= 0.7 ? v : 0.7 + 0.3 * (1 - Math.exp(-(v - 0.7) / 0.3))
    }
  }
}

/** Which way the surface looks, guessed from the outline alone: -1 left to 1 right, and up; round heads, rounded shoulders. */
function facing({ width, height, alpha, faces }: Person): { across: Plane; up: Plane } {
  const unit = faces.reduce((most, face) => Math.max(most, face.width), width * 0.05)
  // the outline is smooth: it is found at a quarter of the size
  const step = 4
  const [w, h] = [Math.ceil(width / step), Math.ceil(height / step)]
  const small = new Float32Array(w * h)
  for (let y = 0; y < h; y++) for (let x = 0; x < w; x++) small[y * w + x] = alpha[Math.min(height - 1, y * step) * width + Math.min(width - 1, x * step)]!
  const bump = new Float32Array(w * h)
  for (const [sigma, weight] of [[unit * 0.12, 0.4], [unit * 0.35, 1], [unit * 0.8, 1.3]] as const) {
    const soft = blur(small, w, h, Math.max(1, sigma / step))
    for (let i = 0; i < bump.length; i++) bump[i]! += soft[i]! * weight * sigma
  }
  const across = new Float32Array(w * h)
  const up = new Float32Array(w * h)
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const i = y * w + x
      const dx = (bump[i + (x < w - 1 ? 1 : 0)]! - bump[i - (x > 0 ? 1 : 0)]!) / (2 * step)
      const dy = (bump[i + (y < h - 1 ? w : 0)]! - bump[i - (y > 0 ? w : 0)]!) / (2 * step)
      const k = 1.6 / Math.hypot(1, 1.6 * dx, 1.6 * dy)
      let [nx, ny] = [-dx * k, -dy * k]
      for (const face of faces) {
        // a head is an egg
        const fx = (x * step - (face.x + face.width / 2)) / (face.width * 0.72)
        const fy = (y * step - (face.y + face.height * 0.42)) / (face.height * 0.95)
        const d = fx * fx + fy * fy
        const share = (1 - smoothstep(0.5, 1.3, d)) * 0.8
        nx = nx * (1 - share) + fx * 0.85 * share
        ny = ny * (1 - share) + fy * 0.7 * share
      }
      across[i] = nx
      up[i] = -ny
    }
  const full = (plane: Plane) => {
    const soft = blur(plane, w, h, 1.5)
    const out = new Float32Array(width * height)
    for (let y = 0; y < height; y++) {
      const sy = Math.min(h - 1.001, y / step)
      const y0 = sy | 0
      const fy = sy - y0
      for (let x = 0; x < width; x++) {
        const sx = Math.min(w - 1.001, x / step)
        const x0 = sx | 0
        const fx = sx - x0
        const i = y0 * w + x0
        const below = y0 < h - 1 ? w : 0
        const right = x0 < w - 1 ? 1 : 0
        out[y * width + x] = (soft[i]! * (1 - fx) + soft[i + right]! * fx) * (1 - fy) + (soft[i + below]! * (1 - fx) + soft[i + below + right]! * fx) * fy
      }
    }
    return out
  }
  return { across: full(across), up: full(up) }
}

/** Lights the person as the scene is lit; in place. */
export function relit(person: Person, { key, ambient, rim, level }: Lighting): void {
  const { width, height, light, alpha, faces } = person
  const { across, up } = facing(person)
  const unit = faces.reduce((most, face) => Math.max(most, face.width), width * 0.05)
  const inner = blur(alpha, width, height, Math.max(1.5, unit * 0.028))
  const lx = key.side * 0.85
  const ly = key.height * 0.55
  for (let i = 0; i < alpha.length; i++) {
    const a = alpha[i]!
    if (a === 0) continue
    const turnedTo = across[i]! * lx + up[i]! * ly
    const lit = Math.max(0.15, 0.62 + 0.5 * turnedTo)
    const luminance = 0.2126 * light[0][i]! + 0.7152 * light[1][i]! + 0.0722 * light[2][i]!
    // an edge seen against light from behind: thin, and only where the outline turns to that side
    const edge = Math.min(1, Math.max(0, (1 - inner[i]!) * 2.1)) ** 1.5
    const side = across[i]! < 0 ? rim.left * Math.min(1, -across[i]! * 2.2 + 0.1) : rim.right * Math.min(1, across[i]! * 2.2 + 0.1)
    const glow = edge * Math.max(side, Math.max(0, up[i]!) * 0.5 * Math.max(rim.left, rim.right)) * (0.12 + 0.9 * Math.sqrt(Math.max(0, luminance)))
    for (let c = 0; c < 3; c++) {
      const shade = ambient[c as 0] * (1 - key.strength) + key.colour[c as 0] * key.strength * (lit / 0.66)
      light[c as 0][i] = light[c as 0][i]! * shade * level + rim.colour[c as 0] * glow
    }
  }
}

/** Skin made smoother, its grain and not its features; 0-1. In place, on encoded planes. */
export function retouched(planes: readonly Plane[], width: number, height: number, alpha: Plane, faces: Person['faces'], strength: number): void {
  if (strength <= 0) return
  for (const face of faces) {
    const x0 = Math.max(0, Math.floor(face.x - face.width * 0.5))
    const y0 = Math.max(0, Math.floor(face.y - face.height * 0.6))
    const x1 = Math.min(width, Math.ceil(face.x + face.width * 1.5))
    const y1 = Math.min(height, Math.ceil(face.y + face.height * 2))
    if (x1 - x0 < 8 || y1 - y0 < 8) continue
    smoothed(planes, width, { x0, y0, x1, y1 }, alpha, face, strength)
  }
}

function smoothed(planes: readonly Plane[], width: number, { x0, y0, x1, y1 }: { x0: number; y0: number; x1: number; y1: number }, alpha: Plane, face: Person['faces'][number], strength: number): void {
  const [w, h] = [x1 - x0, y1 - y0]
  const part = planes.map((plane) => {
    const out = new Float32Array(w * h)
    for (let y = 0; y < h; y++) out.set(plane.subarray((y0 + y) * width + x0, (y0 + y) * width + x1), y * w)
    return out
  })
  const [r, g, b] = part as [Plane, Plane, Plane]
  const skin = skinTone(part, w, { x: face.x - x0, y: face.y - y0, width: face.width, height: face.height })
  const fine = Math.max(1, face.width * 0.012)
  const coarse = Math.max(2, face.width * 0.05)
  const luma = r.map((v, i) => 0.299 * v + 0.587 * g[i]! + 0.114 * b[i]!)
  const [smoothFine, smoothCoarse] = [blur(luma, w, h, fine), blur(luma, w, h, coarse)]
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const i = y * w + x
      const at = (y0 + y) * width + x0 + x
      const likeness = skin(r[i]!, g[i]!, b[i]!) * smoothstep(0.9, 1, alpha[at]!)
      if (likeness <= 0.01) continue
      // the band between the two is blemishes and pores; what differs strongly is a feature and stays
      const band = smoothFine[i]! - smoothCoarse[i]!
      const feature = smoothstep(0.035, 0.09, Math.abs(band))
      const fineGrain = luma[i]! - smoothFine[i]!
      const take = likeness * strength * (1 - feature)
      const change = -band * take * 0.75 - fineGrain * take * 0.45
      for (const plane of planes) plane[at] = Math.min(1, Math.max(0, plane[at]! + change))
    }
}

/** How alike a colour is to the skin in the middle of this face. */
function skinTone(part: readonly Plane[], w: number, face: Person['faces'][number]): (r: number, g: number, b: number) => number {
  const chroma = (r: number, g: number, b: number) => {
    const sum = r + g + b + 1e-4
    return [r / sum, g / sum] as const
  }
  let n = 0, cr = 0, cg = 0, l = 0
  for (const [fx, fy] of [[0.3, 0.6], [0.7, 0.6], [0.5, 0.15], [0.5, 0.62], [0.35, 0.68], [0.65, 0.68]] as const) {
    const i = Math.round(face.y + face.height * fy) * w + Math.round(face.x + face.width * fx)
    const [r, g, b] = [part[0]![i], part[1]![i], part[2]![i]]
    if (r === undefined || g === undefined || b === undefined) continue
    const [a, c] = chroma(r, g, b)
    cr += a
    cg += c
    l += (r + g + b) / 3
    n++
  }
  if (n === 0) return () => 0
  ;[cr, cg, l] = [cr / n, cg / n, l / n]
  return (r, g, b) => {
    const [a, c] = chroma(r, g, b)
    const off = Math.hypot((a - cr) * 14, (c - cg) * 20)
    return (1 - smoothstep(0.35, 0.95, off)) * smoothstep(l * 0.3, l * 0.55, (r + g + b) / 3)
  }
}

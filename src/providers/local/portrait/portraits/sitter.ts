/**
 * Portraits of people who do not exist, for tests and for the example pictures of the scenes: a head and shoulders as a
 * distance field, lit and rendered by ray marching. Lifelike enough that the real networks see a face and a person.
 * Slow (a minute for a large one): what needs it often keeps the picture.
 */
import { type Rgb, blend, scale } from '../../paint/colour.ts'
import { fbm2, noise3 } from '../../paint/noise.ts'
import { smoothstep } from '../plane.ts'

export type Sitter = {
  skin: Rgb
  hair: Rgb
  shirt: Rgb
  /** 0: to the ears, 1: over the shoulders */
  hairLength: number
  /** radians to the side the head is turned */
  turn: number
  /** wider or narrower jaw, about 1 */
  jaw: number
  smile: number
}

type V = [number, number, number]
const length = (x: number, y: number, z: number) => Math.sqrt(x * x + y * y + z * z)
const ellipsoid = (x: number, y: number, z: number, rx: number, ry: number, rz: number): number => {
  const k0 = length(x / rx, y / ry, z / rz)
  const k1 = length(x / (rx * rx), y / (ry * ry), z / (rz * rz))
  return k1 < 1e-9 ? -Math.min(rx, ry, rz) : (k0 * (k0 - 1)) / k1
}
const capsule = (x: number, y: number, z: number, a: V, b: V, ra: number, rb: number): number => {
  const [bx, by, bz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]]
  const [px, py, pz] = [x - a[0], y - a[1], z - a[2]]
  const t = Math.min(1, Math.max(0, (px * bx + py * by + pz * bz) / (bx * bx + by * by + bz * bz)))
  return length(px - bx * t, py - by * t, pz - bz * t) - (ra + (rb - ra) * t)
}
const join = (a: number, b: number, k: number): number => {
  const h = Math.min(1, Math.max(0, 0.5 + (0.5 * (b - a)) / k))
  return b + (a - b) * h - k * h * (1 - h)
}
const carve = (a: number, b: number, k: number): number => -join(-a, b, k)

const materials = { skin: 0, eye: 1, hair: 2, shirt: 3 } as const
type Material = (typeof materials)[keyof typeof materials]

/** Distance to the figure, and what it is made of there. Head about one unit tall, eyes at y 0.05, z towards the camera. */
function figure(s: Sitter) {
  const [ct, st] = [Math.cos(s.turn), Math.sin(s.turn)]
  let material: Material = 0
  const skinAt = (X: number, y: number, Z: number, x: number, z: number): number => {
    const ax = Math.abs(x)
    let d = ellipsoid(x, y - 0.17, z + 0.04, 0.318, 0.41, 0.41)
    d = join(d, ellipsoid(x, y + 0.1, z - 0.1, 0.25 * s.jaw, 0.28, 0.27), 0.16)
    d = join(d, ellipsoid(x, y + 0.34, z - 0.22, 0.085 * s.jaw, 0.07, 0.09), 0.13)
    d = join(d, ellipsoid(ax - 0.17, y + 0.075, z - 0.235, 0.095, 0.08, 0.09), 0.11)
    d = join(d, ellipsoid(ax - 0.115, y - 0.145, z - 0.29, 0.085, 0.03, 0.05), 0.08)
    d = carve(d, ellipsoid(ax - 0.135, y - 0.05, z - 0.39, 0.078, 0.05, 0.066), 0.07)
    d = join(d, capsule(x, y, z, [0, 0.09, 0.335], [0, -0.08, 0.428], 0.026, 0.038), 0.055)
    d = join(d, ellipsoid(ax - 0.04, y + 0.095, z - 0.385, 0.03, 0.026, 0.038), 0.035)
    d = carve(d, ellipsoid(ax - 0.026, y + 0.128, z - 0.425, 0.014, 0.008, 0.018), 0.012)
    const curve = s.smile * 1.6 * x * x
    d = join(d, ellipsoid(x, y + 0.205 - curve, z - 0.365, 0.1, 0.015, 0.036), 0.03)
    d = join(d, ellipsoid(x, y + 0.242 - curve, z - 0.36, 0.08, 0.02, 0.037), 0.03)
    d = carve(d, ellipsoid(x, y + 0.222 - curve, z - 0.41, 0.095, 0.005, 0.04), 0.012)
    // lids over the eyes
    const lid = ellipsoid(ax - 0.13, y - 0.05, z - 0.295, 0.08, 0.068, 0.079)
    const open = Math.max(y - 0.05 - (0.025 - 3.6 * (ax - 0.13) ** 2), -(y - 0.05) - (0.016 - 2.2 * (ax - 0.13) ** 2))
    d = join(d, Math.max(lid, -open - 0.0), 0.018)
    d = join(d, ellipsoid(ax - 0.318, y - 0.01, z + 0.03, 0.03, 0.09, 0.055), 0.035)
    d = join(d, capsule(X, y, Z, [0, -0.28, -0.07], [0, -0.75, -0.13], 0.15, 0.19), 0.1)
    return join(d, capsule(X, y, Z, [-0.4, -0.88, -0.16], [0.4, -0.88, -0.16], 0.1, 0.1), 0.2)
  }
  const hairAt = (X: number, y: number, Z: number, x: number, z: number): number => {
    let d = ellipsoid(x, y - 0.24, z + 0.085, 0.375, 0.41, 0.45)
    d = carve(d, ellipsoid(x + 0.05, y + 0.04, z - 0.46, 0.3, 0.43, 0.46), 0.09)
    if (s.hairLength > 0) {
      const drop = 0.25 + 0.75 * s.hairLength
      let fall = capsule(Math.abs(x), y, z, [0.27, 0.2, -0.1], [0.34, 0.15 - drop, -0.04], 0.13, 0.1)
      fall = join(fall, ellipsoid(x, y + drop * 0.4, z + 0.2, 0.36, 0.35 + drop * 0.35, 0.2), 0.1)
      d = join(d, fall, 0.12)
      d = carve(d, ellipsoid(x, y + 0.1, z - 0.42, 0.25, 0.42, 0.38), 0.06)
    }
    if (d > 0.09) return d
    // strands, from the parting outwards
    const angle = Math.atan2(x, z + 0.1)
    return d - 0.016 * (noise3(angle * 14, y * 2.2, 3) - 0.5) - 0.012 * (noise3(angle * 46, y * 3.5, 9) - 0.5)
  }
  const shirtAt = (X: number, y: number, Z: number): number => {
    let d = join(capsule(X, y, Z, [-0.44, -0.9, -0.16], [0.44, -0.9, -0.16], 0.17, 0.17), ellipsoid(X, y + 1.4, Z + 0.13, 0.58, 0.66, 0.34), 0.14)
    // shoulders slope up to the neck
    d = join(d, capsule(Math.abs(X), y, Z, [0.02, -0.62, -0.16], [0.46, -0.86, -0.16], 0.15, 0.15), 0.12)
    d = join(d, capsule(Math.abs(X), y, Z, [0.55, -0.98, -0.16], [0.72, -1.8, -0.12], 0.16, 0.14), 0.12)
    d = join(d, Math.max(Math.abs(capsule(X, y, Z, [0, -0.5, -0.09], [0, -0.75, -0.12], 0.175, 0.23)) - 0.014, y + 0.5), 0.04)
    return d - 0.012 * (fbm2(X * 3 + Z, y * 5, 2) - 0.5)
  }
  return {
    distance(X: number, y: number, Z: number): number {
      const x = X * ct - Z * st
      const z = X * st + Z * ct
      const skin = skinAt(X, y, Z, x, z)
      let d = skin
      material = materials.skin
      const eye = length(Math.abs(x) - 0.13, y - 0.05, z - 0.29) - 0.072
      if (eye < d) [d, material] = [eye, materials.eye]
      const hair = hairAt(X, y, Z, x, z)
      if (hair < d) [d, material] = [hair, materials.hair]
      if (y < -0.3) {
        const shirt = shirtAt(X, y, Z)
        if (shirt < d) [d, material] = [shirt, materials.shirt]
      } else d = Math.min(d, y + 0.35)
      return d
    },
    made: () => material,
    head: (X: number, y: number, Z: number): V => [X * ct - Z * st, y, X * st + Z * ct],
  }
}

function albedo(s: Sitter, material: Material, [x, y, z]: V): { colour: Rgb; gloss: number } {
  const ax = Math.abs(x)
  if (material === materials.eye) {
    const d = Math.hypot(ax - 0.128, y - 0.052) / 0.072
    if (z < 0.29) return { colour: scale(s.skin, 0.7), gloss: 0.1 }
    const white: Rgb = blend([0.56, 0.54, 0.52], [0.36, 0.25, 0.23], smoothstep(0.55, 1, d))
    const iris: Rgb = blend([0.12, 0.062, 0.03], [0.03, 0.018, 0.01], smoothstep(0.4, 0.62, d))
    const colour = d < 0.28 ? ([0.006, 0.006, 0.006] as Rgb) : blend(iris, white, smoothstep(0.6, 0.67, d))
    // the lash line throws its shade on the eye
    return { colour: scale(colour, 1 - 0.65 * smoothstep(0.01, 0.035, y - 0.05 + 1.4 * (ax - 0.13) ** 2)), gloss: 0.9 }
  }
  if (material === materials.hair) {
    const angle = Math.atan2(x, z + 0.1)
    const strand = noise3(angle * 60, y * 4, 5) * 0.6 + noise3(angle * 22, y * 2.5, 8) * 0.6
    return { colour: scale(s.hair, 0.5 + 0.8 * strand), gloss: 0.35 }
  }
  if (material === materials.shirt) return { colour: scale(s.shirt, 0.92 + 0.16 * (fbm2(x * 90, y * 90, 2) - 0.5)), gloss: 0.03 }
  let colour = scale(s.skin, 0.95 + 0.12 * (fbm2(x * 26 + 7, y * 26, 3) - 0.5))
  const rosy: Rgb = [s.skin[0] * 0.98, s.skin[1] * 0.72, s.skin[2] * 0.68]
  const cheeks = Math.exp(-((ax - 0.19) ** 2) / 0.006 - (y + 0.07) ** 2 / 0.006) + 0.5 * Math.exp(-(x ** 2) / 0.002 - (y + 0.09) ** 2 / 0.002)
  colour = blend(colour, rosy, 0.4 * Math.min(1, cheeks))
  if (z > 0.2) {
    const curve = s.smile * 1.6 * x * x
    const lips = smoothstep(0.098, 0.07, ax) * smoothstep(0.03, 0.02, Math.abs(y + 0.223 - curve) * (1 + ax * 3))
    colour = blend(colour, [s.skin[0] * 0.72, s.skin[1] * 0.38, s.skin[2] * 0.38], lips * 0.85)
    const seam = smoothstep(0.095, 0.075, ax) * smoothstep(0.006, 0.002, Math.abs(y + 0.222 - curve))
    colour = blend(colour, scale(s.skin, 0.12), seam * 0.8)
    // brows and lashes
    const arch = 0.142 + 0.026 * Math.sin(Math.min(1, Math.max(0, (ax - 0.045) / 0.17)) * 2.3)
    const brow = smoothstep(0.035, 0.06, ax) * smoothstep(0.22, 0.17, ax) * smoothstep(0.019, 0.008, Math.abs(y - arch) * (1 + ax * 1.2))
    colour = blend(colour, scale(s.hair, 0.5), brow * (0.72 + 0.28 * noise3(x * 130, y * 60, 2)))
    const lidEdge = Math.abs(y - 0.05 - (0.026 - 3.6 * (ax - 0.13) ** 2))
    const lash = smoothstep(0.085, 0.07, Math.abs(ax - 0.13)) * smoothstep(0.009, 0.003, lidEdge)
    colour = blend(colour, [0.02, 0.015, 0.012], lash * 0.9)
  }
  return { colour, gloss: 0.16 }
}

const unit = (v: V): V => {
  const l = length(...v)
  return [v[0] / l, v[1] / l, v[2] / l]
}
const lamp = unit([-0.55, 0.6, 0.75])
const fill = unit([0.8, 0.1, 0.5])

export type SitterPicture = { width: number; height: number; /** linear light */ rgb: Float32Array; alpha: Float32Array }

/** The figure alone. `view`: px of one unit, and where the eyes' middle is. */
export function renderSitter(sitter: Sitter, width: number, height: number, view: { unit: number; x: number; y: number }): SitterPicture {
  const body = figure(sitter)
  const rgb = new Float32Array(width * height * 3)
  const alpha = new Float32Array(width * height)
  const far = 6
  const samples = [[0.25, 0.25], [0.75, 0.75]] as const
  for (let py = 0; py < height; py++)
    for (let px = 0; px < width; px++)
      for (const [ox, oy] of samples) {
        const dx = (px + ox - view.x) / view.unit / far
        const dy = -(py + oy - view.y) / view.unit / far
        const dir = unit([dx, dy, -1])
        let t = far - 1
        let hit = false
        for (let k = 0; k < 90 && t < far + 1.2; k++) {
          const d = body.distance(dir[0] * t, 0.05 + dir[1] * t, far + dir[2] * t)
          if (d < 0.0012) {
            hit = true
            break
          }
          t += d * 0.8
        }
        if (!hit) continue
        const p: V = [dir[0] * t, 0.05 + dir[1] * t, far + dir[2] * t]
        const material = body.made()
        const e = 0.0025
        const n = unit([
          body.distance(p[0] + e, p[1], p[2]) - body.distance(p[0] - e, p[1], p[2]),
          body.distance(p[0], p[1] + e, p[2]) - body.distance(p[0], p[1] - e, p[2]),
          body.distance(p[0], p[1], p[2] + e) - body.distance(p[0], p[1], p[2] - e),
        ])
        const { colour, gloss } = albedo(sitter, material, body.head(...p))
        let shadow = 1
        for (let s = 0.03; s < 0.9; ) {
          const d = body.distance(p[0] + lamp[0] * s, p[1] + lamp[1] * s, p[2] + lamp[2] * s)
          shadow = Math.min(shadow, 0.5 + (0.5 * d) / (0.14 * s))
          if (shadow <= 0) break
          s += Math.max(0.015, d)
        }
        shadow = smoothstep(0, 1, Math.max(0, shadow))
        let open = 0
        for (const s of [0.04, 0.1, 0.2]) open += Math.max(0, s - body.distance(p[0] + n[0] * s, p[1] + n[1] * s, p[2] + n[2] * s)) / s
        const ao = Math.max(0.15, 1 - open * 0.42)
        const nl = n[0] * lamp[0] + n[1] * lamp[1] + n[2] * lamp[2]
        const nf = Math.max(0, n[0] * fill[0] + n[1] * fill[1] + n[2] * fill[2])
        const half = unit([lamp[0] - dir[0], lamp[1] - dir[1], lamp[2] - dir[2]])
        const shine = Math.max(0, n[0] * half[0] + n[1] * half[1] + n[2] * half[2])
        const specular = gloss * (shine ** 22 * (gloss > 0.5 ? 0.04 : 0.35) + (gloss > 0.5 ? shine ** 300 * 3 : 0)) * shadow
        const i = py * width + px
        for (let c = 0; c < 3; c++) {
          // light goes into skin and comes out redder beside the edge of shade
          const soft = material === materials.skin ? [0.3, 0.14, 0.1][c]! : 0.06
          const diffuse = Math.max(0, (nl + soft) / (1 + soft))
          rgb[i * 3 + c]! += (colour[c as 0] * (diffuse * shadow * 1.12 + ao * (0.3 + 0.14 * n[1]) + nf * 0.24 * ao) + specular) / samples.length
        }
        alpha[i]! += 1 / samples.length
      }
  return { width, height, rgb, alpha }
}

export const sitters: readonly Sitter[] = [
  { skin: [0.56, 0.34, 0.235], hair: [0.06, 0.033, 0.02], shirt: [0.055, 0.09, 0.15], hairLength: 0.9, turn: 0.16, jaw: 0.94, smile: 1 },
  { skin: [0.32, 0.17, 0.105], hair: [0.022, 0.017, 0.014], shirt: [0.5, 0.46, 0.4], hairLength: 0, turn: -0.14, jaw: 1.06, smile: 0.6 },
  { skin: [0.62, 0.41, 0.3], hair: [0.3, 0.17, 0.07], shirt: [0.28, 0.06, 0.07], hairLength: 0.5, turn: 0.05, jaw: 0.98, smile: 1 },
]

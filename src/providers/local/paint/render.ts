import { type Camera, project, ray } from './camera.ts'
import type { Geometry } from './mesh.ts'
import { noise2 } from './noise.ts'
import { type Visible, blankView, rasterise } from './raster.ts'
import { type Shadow, shadowMap, shadowAt } from './shadow.ts'
import { type Sky, air, skyAt } from './sky.ts'
import { type Sample, WATER, blankSample, texture } from './surface.ts'

/** A finished view in linear light, with what the styles need to know about it. */
export type Frame = {
  size: number
  /** r, g, b per pixel */
  colour: Float32Array
  /** distance from the eye; Infinity for the sky */
  depth: Float32Array
  normal: Float32Array
  part: Uint32Array
}

export type Look = {
  camera: Camera
  sky: Sky
  /** one normal per triangle, no grain */
  facets: boolean
  /** smooth surfaces without texture */
  plain: boolean
  /** no grain, light in steps */
  flat: boolean
  /** light added from the eye's side, so that a subject against the sun can still be read */
  fill: number
  /** world distance per which haze grows; 0 leaves it out */
  haze: number
  hazeColour: readonly [number, number, number] | null
  caustics: boolean
  /** what stands behind everything instead of the sky */
  backdrop?: (u: number, v: number, out: Float32Array) => void
}

/** How many samples a pixel has, along each side. */
const SAMPLES = 2

export function visibility(geometry: Geometry, camera: Camera, size: number): { view: Visible; corners: Float32Array } {
  const view = blankView(size * SAMPLES, size * SAMPLES)
  const corners = project(camera, geometry.position, size * SAMPLES)
  rasterise(view, corners, geometry.indices, geometry.triangles)
  return { view, corners }
}

/** Paints the sky, then everything that is not water, then water, which mirrors what was painted before it. */
export function render(geometry: Geometry, look: Look, size: number, stage: (name: 'sky' | 'landscape' | 'subject') => void): Frame {
  const { view, corners } = visibility(geometry, look.camera, size)
  const frame: Frame = { size, colour: new Float32Array(size * size * 3), depth: new Float32Array(size * size).fill(Infinity), normal: new Float32Array(size * size * 3), part: new Uint32Array(size * size) }
  paintSky(frame, look, view)
  stage('sky')
  const shadow = shadowMap(geometry, look.sky.light.towards)
  const occlusion = crevices(view, look.camera, size)
  stage('landscape')
  const painter = { geometry, look, view, corners, shadow, occlusion, frame, sample: blankSample() }
  paint(painter, false)
  paint(painter, true)
  stage('subject')
  return frame
}

type Painter = { geometry: Geometry; look: Look; view: Visible; corners: Float32Array; shadow: Shadow; occlusion: Float32Array; frame: Frame; sample: Sample }

function paintSky(frame: Frame, look: Look, view: Visible): void {
  const { size, colour } = frame
  const d = new Float32Array(3), c = new Float32Array(3)
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const s = y * SAMPLES * view.width + x * SAMPLES
      if (view.triangle[s] && view.triangle[s + 1] && view.triangle[s + view.width] && view.triangle[s + view.width + 1]) continue
      if (look.backdrop) look.backdrop((x + 0.5) / size, (y + 0.5) / size, c)
      else {
        ray(look.camera, (x + 0.5) / size, (y + 0.5) / size, d)
        skyAt(look.sky, d[0]!, d[1]!, d[2]!, c)
      }
      colour[3 * i] = c[0]!
      colour[3 * i + 1] = c[1]!
      colour[3 * i + 2] = c[2]!
    }
  }
}

function paint(p: Painter, water: boolean): void {
  const { geometry, view, frame } = p
  const { size } = frame
  const seen = [0, 0, 0, 0], rgbs = new Float32Array(3)
  for (let y = 0, i = 0; y < size; y++) {
    for (let x = 0; x < size; x++, i++) {
      const s = y * SAMPLES * view.width + x * SAMPLES
      seen[0] = view.triangle[s]!
      seen[1] = view.triangle[s + 1]!
      seen[2] = view.triangle[s + view.width]!
      seen[3] = view.triangle[s + view.width + 1]!
      if (!(seen[0] | seen[1] | seen[2] | seen[3])) continue
      // samples of the same part are shaded once; only where parts meet is every part shaded for itself
      let r = 0, g = 0, b = 0, weight = 0, nearest = 0
      for (let k = 0; k < 4; k++) {
        const t = seen[k]! - 1
        if (t < 0) {
          if (water) continue
          r += frame.colour[3 * i]!
          g += frame.colour[3 * i + 1]!
          b += frame.colour[3 * i + 2]!
          weight++
          continue
        }
        if ((geometry.material[t] === WATER) !== water) continue
        let same = 1
        for (let m = k + 1; m < 4; m++) {
          const o = seen[m]! - 1
          if (o >= 0 && geometry.part[o] === geometry.part[t]) {
            same++
            seen[m] = -1
          }
        }
        if (seen[k] === -1) continue
        shadeSample(p, t, x, y, k, rgbs)
        r += rgbs[0]! * same
        g += rgbs[1]! * same
        b += rgbs[2]! * same
        weight += same
        const n = view.nearness[s + (k & 1) + (k >> 1) * view.width]!
        if (n > nearest) {
          nearest = n
          frame.depth[i] = p.look.camera.parallel ? 8 : 1 / n
          frame.part[i] = geometry.part[t]! + 1
          frame.normal[3 * i] = p.sample.nx
          frame.normal[3 * i + 1] = p.sample.ny
          frame.normal[3 * i + 2] = p.sample.nz
        }
      }
      if (!weight) continue
      // water comes second and shares its border pixels with what is there already
      const share = water ? weight / 4 : 1
      const k = share / weight
      frame.colour[3 * i] = r * k + frame.colour[3 * i]! * (1 - share)
      frame.colour[3 * i + 1] = g * k + frame.colour[3 * i + 1]! * (1 - share)
      frame.colour[3 * i + 2] = b * k + frame.colour[3 * i + 2]! * (1 - share)
    }
  }
}
const direction = new Float32Array(3), sky3 = new Float32Array(3)

/** Light leaving triangle `t` towards the eye at sample k of pixel x, y. */
function shadeSample(p: Painter, t: number, x: number, y: number, k: number, out: Float32Array): void {
  const { geometry: g, corners, sample: s, look: l } = p
  const { light } = l.sky
  const a = g.indices[3 * t]!, b = g.indices[3 * t + 1]!, c = g.indices[3 * t + 2]!
  const px = x * SAMPLES + (k & 1) + 0.5, py = y * SAMPLES + (k >> 1) + 0.5
  const ax = corners[3 * a]!, ay = corners[3 * a + 1]!, bx = corners[3 * b]!, by = corners[3 * b + 1]!, cx = corners[3 * c]!, cy = corners[3 * c + 1]!
  const inv = 1 / ((bx - ax) * (cy - ay) - (by - ay) * (cx - ax) || 1e-9)
  let u = ((bx - px) * (cy - py) - (by - py) * (cx - px)) * inv * corners[3 * a + 2]!
  let v = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) * inv * corners[3 * b + 2]!
  let w = (1 - u / corners[3 * a + 2]! - v / corners[3 * b + 2]!) * corners[3 * c + 2]!
  const sum = 1 / (u + v + w)
  u *= sum
  v *= sum
  w *= sum
  const { position: P, normal: N, colour: C } = g
  s.x = P[3 * a]! * u + P[3 * b]! * v + P[3 * c]! * w
  s.y = P[3 * a + 1]! * u + P[3 * b + 1]! * v + P[3 * c + 1]! * w
  s.z = P[3 * a + 2]! * u + P[3 * b + 2]! * v + P[3 * c + 2]! * w
  if (l.facets) {
    const ex = P[3 * b]! - P[3 * a]!, ey = P[3 * b + 1]! - P[3 * a + 1]!, ez = P[3 * b + 2]! - P[3 * a + 2]!
    const fx = P[3 * c]! - P[3 * a]!, fy = P[3 * c + 1]! - P[3 * a + 1]!, fz = P[3 * c + 2]! - P[3 * a + 2]!
    s.nx = ey * fz - ez * fy
    s.ny = ez * fx - ex * fz
    s.nz = ex * fy - ey * fx
    if (s.nx * N[3 * a]! + s.ny * N[3 * a + 1]! + s.nz * N[3 * a + 2]! < 0) {
      s.nx = -s.nx
      s.ny = -s.ny
      s.nz = -s.nz
    }
  } else {
    s.nx = N[3 * a]! * u + N[3 * b]! * v + N[3 * c]! * w
    s.ny = N[3 * a + 1]! * u + N[3 * b + 1]! * v + N[3 * c + 1]! * w
    s.nz = N[3 * a + 2]! * u + N[3 * b + 2]! * v + N[3 * c + 2]! * w
  }
  const nl = 1 / (Math.sqrt(s.nx * s.nx + s.ny * s.ny + s.nz * s.nz) || 1)
  s.nx *= nl
  s.ny *= nl
  s.nz *= nl
  if (l.facets) u = v = w = 1 / 3
  s.r = C[3 * a]! * u + C[3 * b]! * v + C[3 * c]! * w
  s.g = C[3 * a + 1]! * u + C[3 * b + 1]! * v + C[3 * c + 1]! * w
  s.b = C[3 * a + 2]! * u + C[3 * b + 2]! * v + C[3 * c + 2]! * w

  const { camera } = l
  let vx = camera.eye[0] - s.x, vy = camera.eye[1] - s.y, vz = camera.eye[2] - s.z
  s.distance = Math.sqrt(vx * vx + vy * vy + vz * vz)
  if (camera.parallel) {
    vx = -camera.forward[0]
    vy = -camera.forward[1]
    vz = -camera.forward[2]
    s.distance = 7
  } else {
    vx /= s.distance
    vy /= s.distance
    vz /= s.distance
  }
  const kind = g.material[t]!
  if (kind === WATER) {
    shadeWater(p, vx, vy, vz, x, y, out)
    return
  }
  texture(s, kind, light.night, l.facets || l.flat || l.plain)
  // a surface seen from behind (leaves, cloth) is lit as the side we see
  let facing = s.nx * vx + s.ny * vy + s.nz * vz
  if (facing < -0.25) {
    s.nx = -s.nx
    s.ny = -s.ny
    s.nz = -s.nz
    facing = -facing
  }
  const lx = light.towards[0], ly = light.towards[1], lz = light.towards[2]
  const open = p.occlusion[(y >> 1) * (p.frame.size >> 1) + (x >> 1)]!
  const dot = s.nx * lx + s.ny * ly + s.nz * lz
  let lit = dot > 0 || s.through > 0 ? shadowAt(p.shadow, s, noise2(x * 0.73, y * 0.91)) : 0
  if (l.caustics) lit *= 0.65 + 1.1 * (1 - Math.abs(2 * noise2(s.x * 1.7 + s.y, s.z * 1.7 + s.y * 0.5) - 1)) ** 5
  let direct = lit * (Math.max(0, dot) + s.through * 0.6 * Math.max(0, -dot))
  if (l.flat) direct = direct > 0.42 ? 0.85 : direct > 0.08 ? 0.5 : 0.06
  const above = 0.5 + 0.5 * s.ny
  const hx = s.nx * camera.forward[0] + s.nz * camera.forward[2]
  const fill = hx < 0 ? l.fill * (-hx) ** 1.2 : 0
  const turned = 1 - Math.min(1, Math.max(0, facing))
  const rim = turned * turned * turned * (0.3 + 0.7 * above) * open * (l.flat ? 0 : 1)
  const back = Math.max(0, lx * -vx + ly * -vy + lz * -vz)
  // Blinn's highlight
  const hl = 1 / (Math.sqrt((lx + vx) ** 2 + (ly + vy) ** 2 + (lz + vz) ** 2) || 1)
  const half = Math.max(0, (s.nx * (lx + vx) + s.ny * (ly + vy) + s.nz * (lz + vz)) * hl)
  const shine = l.flat || s.gloss === 0 || lit === 0 ? 0 : s.gloss * half ** s.sharp * lit
  if (s.mirror > 0) {
    const m = 2 * facing
    air(light, m * s.nx - vx, Math.abs(m * s.ny - vy), m * s.nz - vz, sky3)
  }
  for (let q = 0; q < 3; q++) {
    const albedo = q === 0 ? s.r : q === 1 ? s.g : s.b
    const around = ((light.zenith[q]! * 0.62 + light.horizon[q]! * 0.38) * above + light.bounce[q]! * (1 - above) * 0.6) * light.ambient
    let value = albedo * (light.sun[q]! * direct + around * open * 0.95 + (0.6 * light.horizon[q]! + 0.4 * light.sun[q]!) * fill * open)
    value += (light.sun[q]! * 0.35 * (0.25 + 1.6 * back * back) * (0.35 + 0.65 * lit) + light.horizon[q]! * 0.3) * rim * (0.25 + 0.75 * albedo)
    value += light.sun[q]! * shine * 0.6
    if (s.mirror > 0) value += (sky3[q]! - value) * s.mirror * (0.35 + 0.65 * turned * turned * turned)
    out[q] = value + albedo * s.glow * 1.6
  }
  hazed(l, s.distance, -vx, -vy, -vz, out)
}

function hazed(l: Look, distance: number, x: number, y: number, z: number, out: Float32Array): void {
  if (!l.haze) return
  const f = 1 - Math.exp(-((distance * l.haze) ** 1.25))
  if (f < 0.004) return
  if (l.hazeColour) direction.set(l.hazeColour)
  else air(l.sky.light, x, Math.max(0.02, y), z, direction)
  for (let q = 0; q < 3; q++) out[q]! += (direction[q]! - out[q]!) * f
}

/** Waves from noise; the mirror image is looked up along the reflected ray in what has been painted already. */
function shadeWater(p: Painter, vx: number, vy: number, vz: number, x: number, y: number, out: Float32Array): void {
  const { sample: s, look: l, frame } = p
  const { light } = l.sky
  const calm = Math.min(1, 9 / s.distance)
  const chop = 0.1 * calm + 0.035
  const w1 = noise2(s.x * 1.3, s.z * 3.4) - 0.5, w2 = noise2(s.x * 4.1 + 9, s.z * 9.5) - 0.5, w3 = noise2(s.x * 1.1 + 40, s.z * 2.9 + 3) - 0.5
  s.nx = chop * (w1 + 0.7 * w2)
  s.nz = chop * (w3 + 0.7 * w2) * 1.6
  s.ny = 1
  const nl = 1 / Math.sqrt(s.nx * s.nx + 1 + s.nz * s.nz)
  s.nx *= nl
  s.ny *= nl
  s.nz *= nl
  const facing = Math.max(0.02, s.nx * vx + s.ny * vy + s.nz * vz)
  const rx = 2 * facing * s.nx - vx, ry = Math.max(0.03, 2 * facing * s.ny - vy), rz = 2 * facing * s.nz - vz
  const hit = l.camera.parallel ? -1 : mirrored(p, s, rx, ry, rz)
  if (hit < 0) skyAt(l.sky, rx, ry, rz, sky3)
  const grazing = (1 - facing) * (1 - facing)
  const fresnel = 0.06 + 0.94 * grazing * grazing
  const sparkle = Math.max(0, rx * light.towards[0] + ry * light.towards[1] + rz * light.towards[2]) ** 260 * 3
  const lit = shadowAt(p.shadow, s, noise2(x * 0.73, y * 0.91))
  const deep = 0.5 + 0.5 * (w1 + w3)
  for (let q = 0; q < 3; q++) {
    const body = (q === 0 ? s.r : q === 1 ? s.g : s.b) * (light.sun[q]! * 0.3 * (0.45 + 0.55 * lit) + light.zenith[q]! * 0.5 + light.horizon[q]! * 0.25) * (0.8 + 0.4 * deep)
    const seen = hit >= 0 ? frame.colour[3 * hit + q]! : sky3[q]!
    out[q] = body * (1 - fresnel) + Math.min(seen, 3) * fresnel + light.sun[q]! * sparkle * lit
  }
  hazed(l, s.distance * 0.8, -vx, -vy, -vz, out)
}

function mirrored(p: Painter, s: Sample, rx: number, ry: number, rz: number): number {
  const { camera } = p.look, { size, depth } = p.frame
  let step = 0.12
  for (let i = 0, d = 0.15; i < 18; i++, d += step, step *= 1.28) {
    const x = s.x + rx * d - camera.eye[0], y = s.y + ry * d - camera.eye[1], z = s.z + rz * d - camera.eye[2]
    const along = x * camera.forward[0] + y * camera.forward[1] + z * camera.forward[2]
    if (along < 0.1) return -1
    const k = camera.focal / along
    const sx = Math.floor(size * (0.5 + 0.5 * ((x * camera.right[0] + z * camera.right[2]) * k + camera.shiftX)))
    const sy = Math.floor(size * (0.5 - 0.5 * ((x * camera.up[0] + y * camera.up[1] + z * camera.up[2]) * k + camera.shiftY)))
    if (sx < 0 || sx >= size || sy < 0 || sy >= size) return -1
    const there = depth[sy * size + sx]!
    if (there < along && along - there < step * 2.5 + 0.4) return sy * size + sx
  }
  return -1
}

/** Sixteen turns of a spiral of six looks, x and y. */
const LOOKS = Float32Array.from({ length: 16 * 6 * 2 }, (_, i) => {
  const k = (i >> 1) % 6, angle = Math.floor(i / 12) * 0.3927 + k * 2.4
  return ((k + 0.7) / 6) * (i & 1 ? Math.sin(angle) : Math.cos(angle))
})

/** Ambient occlusion at half size: how much nearer the surroundings of a point are than the point itself; 1 is open. */
function crevices(view: Visible, camera: Camera, size: number): Float32Array {
  const half = size >> 1, skip = 2 * SAMPLES
  const out = new Float32Array(half * half).fill(1)
  if (camera.parallel) return out
  for (let y = 0; y < half; y++) {
    for (let x = 0; x < half; x++) {
      const at = y * skip * view.width + x * skip
      const n = view.nearness[at]!
      if (n <= 0) continue
      const depth = 1 / n
      const reach = Math.min(60, Math.max(3, 0.16 * camera.focal * n * view.width))
      let dark = 0
      // turned by a step that differs from each neighbour's, so that the few looks blend into one another
      const spin = ((x * 5 + y * 11) & 15) * 6
      for (let k = 0; k < 6; k++) {
        const dx = (reach * LOOKS[2 * (spin + k)]!) | 0, dy = (reach * LOOKS[2 * (spin + k) + 1]!) | 0
        const ax = x * skip + dx, ay = y * skip + dy, bx = x * skip - dx, by = y * skip - dy
        if (ax < 0 || ay < 0 || bx < 0 || by < 0 || ax >= view.width || bx >= view.width || ay >= view.height || by >= view.height) continue
        // nearness is linear across a plane on the screen: only a hollow makes the mean of opposite looks exceed the middle
        const a = view.nearness[ay * view.width + ax]!, b = view.nearness[by * view.width + bx]!
        const hollow = ((a + b) / 2 - n) * depth * depth
        if (hollow > 0.008 && depth - 1 / Math.max(a, b) < 0.9) dark += Math.min(1, hollow / 0.12)
      }
      out[y * half + x] = 1 - Math.min(0.75, dark * 0.17)
    }
  }
  return out
}

import type { Weather } from '../prompt/scene.ts'
import type { Light } from './light.ts'
import { fbm2, noise2, ridge2 } from './noise.ts'
import type { Random } from './random.ts'

export type Sky = {
  light: Light
  /** 0 none - 1 overcast */
  cover: number
  offset: number
  aurora: boolean
  space: boolean
  rainbow: boolean
  discSize: number
  hue: number
}

export function skyOf(light: Light, weather: readonly Weather[], space: boolean, random: Random): Sky {
  const said = (w: Weather) => weather.includes(w)
  const cover = said('storm') ? 0.88 : said('rain') ? 0.8 : said('fog') ? 0.5 : said('snow') ? 0.62 : said('clouds') ? 0.6 : said('clear') || said('stars') || said('aurora') ? 0.12 : random.range(0.28, 0.5)
  return { light, cover, offset: random.range(0, 200), aurora: said('aurora'), space, rainbow: said('rainbow'), discSize: light.night ? random.range(0.032, 0.055) : random.range(0.03, 0.045), hue: random() }
}

/** The clear air in a direction, without discs, stars and clouds: what haze and reflections take their colour from. */
export function air(light: Light, x: number, y: number, z: number, out: Float32Array): void {
  const up = Math.max(0, y)
  const t = 1 - (1 - Math.min(1, up * 1.15)) ** 2.6
  const towards = Math.max(0, x * light.seat[0] + y * light.seat[1] + z * light.seat[2])
  const flat = Math.max(0, (x * light.seat[0] + z * light.seat[2]) / (Math.sqrt(light.seat[0] * light.seat[0] + light.seat[2] * light.seat[2]) || 1))
  // asked for every point of sky, haze and mirror: powers are multiplied out, and what would not show is not raised at all
  const four = towards * towards * towards * towards
  const glow = 0.55 * flat * flat * flat * Math.exp(-up * 5) + 0.5 * four * four * four + (towards > 0.92 ? 0.6 * towards ** 90 : 0)
  for (let k = 0; k < 3; k++) out[k] = light.horizon[k]! + (light.zenith[k]! - light.horizon[k]!) * t + light.glow[k]! * glow * 0.75
}

/** The whole sky in a direction. */
export function skyAt(sky: Sky, x: number, y: number, z: number, out: Float32Array): void {
  const { light } = sky
  if (sky.space) {
    cosmos(sky, x, y, z, out)
    return
  }
  air(light, x, y, z, out)
  const towards = x * light.seat[0] + y * light.seat[1] + z * light.seat[2]
  const shine = disc(sky, x, y, z, towards)
  if (light.stars > 0 && y > 0) {
    const s = star(x, y, z, sky.offset) * light.stars * Math.min(1, y * 5)
    out[0]! += s
    out[1]! += s
    out[2]! += s * 1.1
  }
  if (sky.aurora && y > 0.02) curtains(sky, x, y, z, out)
  if (sky.rainbow && y > -0.05) bow(light, x, y, z, out)
  let clear = 1
  if (y > 0.004 && sky.cover > 0.02) {
    const px = (x / (y + 0.16)) * 1.15 + sky.offset, pz = (z / (y + 0.16)) * 1.15
    const warp = fbm2(px * 0.7 + 9, pz * 0.7, 3) - 0.5
    const body = fbm2(px + warp * 1.3, pz + warp, 5)
    const edge = 0.7 - 0.52 * sky.cover
    const density = Math.min(1, Math.max(0, (body - edge) / 0.2)) * Math.min(1, y * 14)
    if (density > 0) {
      // a second look a step nearer to the sun: thinner there means this side is lit
      const lx = light.seat[0] * 0.35, lz = light.seat[2] * 0.35
      const beyond = fbm2(px + warp * 1.3 + lx, pz + warp + lz, 4)
      const lit = Math.min(1, Math.max(0, 0.52 + (body - beyond) * 3.2 - density * 0.2))
      const silver = Math.max(0, towards) ** 6 * (1 - density)
      const heavy = sky.cover > 0.75 ? 0.5 : 1
      clear = 1 - density * 0.92
      for (let k = 0; k < 3; k++) {
        const shaded = (0.55 * light.horizon[k]! + 0.45 * light.zenith[k]! + 0.05 * light.sun[k]!) * heavy * 0.8
        const bright = (0.32 * light.sun[k]! + 0.4 * light.horizon[k]!) * (heavy * 0.5 + 0.5) + light.glow[k]! * silver * 1.4
        out[k] = out[k]! + (shaded + (bright - shaded) * lit - out[k]!) * density * 0.92
      }
    }
  }
  for (let k = 0; k < 3; k++) out[k]! += light.disc[k]! * shine * clear * (sky.cover > 0.75 ? 0.2 : 1)
}

function disc(sky: Sky, x: number, y: number, z: number, towards: number): number {
  if (towards < 0.99) return 0
  const angle = Math.acos(Math.min(1, towards))
  const inside = Math.min(1, Math.max(0, (sky.discSize - angle) / 0.0025))
  if (!inside || !sky.light.night) return inside
  // the moon's seas
  return inside * (0.62 + 0.45 * fbm2(x * 38 + 5, y * 38 + z * 13, 3)) * (0.75 + 0.25 * Math.sqrt(Math.max(0, 1 - (angle / sky.discSize) ** 2)))
}

/** One star in some of the cells of a fine grid over the sphere; small round points of different brightness. */
function star(x: number, y: number, z: number, offset: number): number {
  const u = (Math.atan2(x, -z) * 70) + offset * 3, v = Math.asin(Math.max(-1, Math.min(1, y))) * 70
  const cu = Math.floor(u), cv = Math.floor(v)
  const r = noise2(cu * 13.7 + 0.5, cv * 17.3 + 0.5)
  if (r < 0.53) return 0
  const du = u - cu - 0.2 - 0.6 * noise2(cu * 3.1, cv * 5.7), dv = v - cv - 0.2 - 0.6 * noise2(cu * 7.3, cv * 2.9)
  const big = (r - 0.53) * 2.1
  const d = (du * du + dv * dv) / (0.0035 + 0.012 * big * big)
  return d > 6 ? 0 : Math.exp(-d) * (0.25 + 2.2 * big * big)
}

function curtains(sky: Sky, x: number, y: number, z: number, out: Float32Array): void {
  const a = Math.atan2(x, -z)
  for (let i = 0; i < 3; i++) {
    const wander = 0.16 + 0.1 * i + 0.26 * (fbm2(a * 1.6 + sky.offset + i * 9, i * 4.1, 3) - 0.3)
    const above = (y - wander) / (0.24 + 0.1 * i)
    if (above < -0.08) continue
    const rise = above < 0 ? Math.max(0, 1 + above / 0.08) : Math.exp(-above * 2.6)
    const folds = 0.35 + 0.9 * fbm2(a * 16 + i * 31 + 2.5 * fbm2(a * 3, y * 2, 2), y * 0.6, 3)
    const k = rise * folds * folds * (0.75 - 0.16 * i)
    const t = Math.min(1, Math.max(0, above * 1.3))
    out[0]! += k * (0.05 + 0.5 * t * sky.hue + 0.1 * t)
    out[1]! += k * (0.95 - 0.75 * t)
    out[2]! += k * (0.4 + 0.45 * t)
  }
}

function bow(light: Light, x: number, y: number, z: number, out: Float32Array): void {
  const angle = Math.acos(Math.max(-1, Math.min(1, x * -0.12 + y * -0.18 + z * -0.976)))
  const t = (angle - 0.42) / 0.075
  if (t < -0.3 || t > 1.3) return
  const hump = (c: number) => Math.exp(-(((t - c) / 0.2) ** 2))
  const k = 0.42 * Math.min(1, light.sun[1] * 0.6)
  out[0]! += k * (hump(0.95) + 0.5 * hump(0.6) + 0.35 * hump(0.02))
  out[1]! += k * (hump(0.5) + 0.35 * hump(0.75))
  out[2]! += k * (hump(0.2) + 0.5 * hump(0))
}

function cosmos(sky: Sky, x: number, y: number, z: number, out: Float32Array): void {
  const px = x * 1.7 + sky.offset, py = y * 1.7 + z * 0.4
  const warp = fbm2(px * 1.4, py * 1.4, 4)
  const cloud = Math.max(0, fbm2(px + warp * 1.6, py + warp * 1.1, 5) - 0.4) * 2.1
  const veins = ridge2(px * 1.1 + warp, py * 1.1 - warp, 4)
  const { zenith, glow, horizon } = sky.light
  const lane = fbm2(px * 2.3 - warp, py * 2.3 + 7, 3)
  for (let k = 0; k < 3; k++) {
    const other = sky.hue < 0.5 ? horizon[k]! : glow[(k + 1) % 3]!
    out[k] = 0.004 + zenith[k]! * 0.35 + cloud * cloud * (0.55 * glow[k]! * (0.4 + lane) + 0.5 * other * veins) + cloud * veins * veins * 0.22 * (k === 2 ? 1 : 0.55)
  }
  const dust = 1 - 0.65 * Math.min(1, Math.max(0, (lane - 0.5) * 4)) * Math.min(1, cloud * 1.5)
  const s = star(x, y, z, sky.offset) * 1.25 + star(z, x, y, sky.offset + 40) * 0.6
  for (let k = 0; k < 3; k++) out[k] = out[k]! * dust + s
}

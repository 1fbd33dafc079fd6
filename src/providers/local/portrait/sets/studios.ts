/** Sets of a photographer's studio: a backdrop two steps behind the person, and lamps. */
import { type Rgb, blend, rgb, scale } from '../../paint/colour.ts'
import { fbm2 } from '../../paint/noise.ts'
import { smoothstep } from '../plane.ts'
import { type Set, asTint } from './set.ts'

const canvases: Record<string, Rgb> = { grey: rgb('#6f7072'), blue: rgb('#4c5f78'), olive: rgb('#6a6b55'), burgundy: rgb('#6d3f45'), sand: rgb('#a08f7a') }

/** A hand-painted canvas with a pool of light on it. */
export const studioCanvas: Set = { aperture: 0.03, paint: (stage, { colour, side, random, heads }) => {
  const base = canvases[colour ?? 'grey'] ?? canvases.grey!
  const { width, height } = stage
  const long = Math.max(width, height)
  const [ox, oy] = [random.range(0, 90), random.range(0, 90)]
  const poolX = (heads.left + heads.right) / 2 - side * width * 0.06
  const poolY = heads.bottom
  const cool = blend(base, [0.1, 0.12, 0.16], 0.35)
  const warm = blend(base, [0.5, 0.46, 0.4], 0.3)
  stage.each((x, y, i, light) => {
    const [u, v] = [x / long, y / long]
    const brush = fbm2(ox + u * 3.2 + 0.35 * fbm2(u * 5, v * 5, 2), oy + v * 4.1, 4) - 0.5
    const cloud = fbm2(oy + u * 1.3, ox + v * 1.1, 3) - 0.5
    const pool = 1 - smoothstep(0, 1, Math.hypot((x - poolX) / (long * 0.52), (y - poolY) / (long * 0.6)))
    const k = (0.34 + 1.25 * pool ** 1.25) * (1 + 0.5 * brush + 0.42 * cloud)
    const paint = blend(cool, warm, smoothstep(-0.22, 0.24, cloud + brush * 0.4))
    for (let c = 0; c < 3; c++) light[c as 0][i] = paint[c as 0] * k
  })
  return {
    key: { side, height: 0.75, colour: [1.03, 1, 0.96], strength: 0.62 },
    ambient: asTint(base, 0.12),
    rim: { colour: [0.5, 0.5, 0.52], left: side > 0 ? 0.55 : 0.12, right: side < 0 ? 0.55 : 0.12 },
    level: 1,
    wrap: 0.1,
    haze: { colour: scale(base, 0.5), amount: 0 },
    wallShadow: 0.3,
  }
} }

/** White all around, light from everywhere. */
export const highKey: Set = { aperture: 0.03, paint: (stage, { side, random, heads }) => {
  const { width, height } = stage
  const tint = random.pick<Rgb>([[0.93, 0.935, 0.945], [0.945, 0.935, 0.92], [0.94, 0.94, 0.94]])
  stage.each((x, y, i, light) => {
    const middle = Math.hypot((x - (heads.left + heads.right) / 2) / width, (y - heads.bottom) / height)
    const k = 0.95 - 0.13 * smoothstep(0.25, 0.95, middle) - 0.05 * smoothstep(0.6, 1, y / height)
    for (let c = 0; c < 3; c++) light[c as 0][i] = tint[c as 0] * k
  })
  return {
    key: { side, height: 0.6, colour: [1, 1, 1], strength: 0.35 },
    ambient: [1.02, 1.02, 1.02],
    rim: { colour: [0.75, 0.76, 0.78], left: 0.35, right: 0.35 },
    level: 1.1,
    wrap: 0.3,
    haze: { colour: [1, 1, 1], amount: 0.025 },
    wallShadow: 0.06,
  }
} }

/** Two lamps with coloured film in a dark room. */
export const colourGels: Set = { aperture: 0.03, paint: (stage, { side, random, heads }) => {
  const { width, height } = stage
  const [a, b] = random.pick<[Rgb, Rgb]>([[rgb('#ff2e7e'), rgb('#1f6bff')], [rgb('#ff5a1f'), rgb('#16b8c9')], [rgb('#b43bff'), rgb('#ff3d4f')], [rgb('#2f6bff'), rgb('#ff8a1f')]])
  const [left, right] = side < 0 ? [a, b] : [b, a]
  const middle = (heads.left + heads.right) / 2
  const ox = random.range(0, 60)
  stage.each((x, y, i, light) => {
    const [u, v] = [(x - middle) / width, (y - heads.bottom) / height]
    const l = Math.exp(-(((u + 0.42) / 0.4) ** 2) - ((v + 0.05) / 0.75) ** 2)
    const r = Math.exp(-(((u - 0.42) / 0.4) ** 2) - ((v - 0.08) / 0.75) ** 2)
    const wall = 0.92 + 0.16 * (fbm2(ox + u * 4, v * 4, 3) - 0.5)
    for (let c = 0; c < 3; c++) light[c as 0][i] = (left[c as 0] * l + right[c as 0] * r + 0.012) * wall * 0.62
  })
  return {
    key: { side, height: 0.5, colour: asTint(blend([1, 0.97, 0.94], side < 0 ? left : right, 0.16), 0.8), strength: 0.7 },
    ambient: asTint(blend(left, right, 0.5), 0.3),
    rim: { colour: scale(side < 0 ? right : left, 1.5), left: side > 0 ? 1.2 : 0.25, right: side < 0 ? 1.2 : 0.25 },
    level: 0.84,
    wrap: 0.28,
    haze: { colour: blend(left, right, 0.5), amount: 0.012 },
    wallShadow: 0.12,
  }
} }

const plain: Record<string, Rgb> = { white: rgb('#f4f5f6'), blue: rgb('#438edb'), red: rgb('#d9001b'), grey: rgb('#c9ccd1') }

/** One even colour and even light, as documents ask for. */
export const idPhoto: Set = { aperture: 0.02, paint: (stage, { colour, side }) => {
  const base = plain[colour ?? 'white'] ?? plain.white!
  stage.sky([[0, base], [1, base]])
  return {
    key: { side, height: 0.5, colour: [1, 1, 1], strength: 0.18 },
    ambient: [1, 1, 1],
    rim: { colour: [0, 0, 0], left: 0, right: 0 },
    level: 1.02,
    wrap: 0,
    haze: { colour: [1, 1, 1], amount: 0 },
    wallShadow: 0,
  }
} }

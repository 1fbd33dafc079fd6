import { type Rgb, blend, rgb, scale } from '../paint/colour.ts'
import type { Vec } from '../paint/mesh.ts'
import { type Clay, both, chain, sculpt } from '../paint/sculpt.ts'
import { ball, tube } from '../paint/shapes.ts'
import type { Kit } from './kit.ts'

/** The measures of a four-legged animal, in units of its shoulder height. */
export type Species = {
  coat: string
  pale?: string
  dark?: string
  /** half length, chest and hip radius, leg length and thickness */
  long: number
  chest: number
  hip: number
  leg: number
  thick: number
  neck: readonly [forward: number, up: number, radius: number]
  head: number
  muzzle: readonly [length: number, radius: number]
  ears: 'pointed' | 'round' | 'long' | 'floppy' | 'leaf' | 'fan'
  tail: 'bushy' | 'thin' | 'tuft' | 'hair' | 'stub' | 'long'
  socks?: boolean
  marks?: 'mask' | 'stripes' | 'panda' | 'spots' | 'patches'
  extra?: 'mane' | 'hairmane' | 'antlers' | 'horn' | 'horns' | 'trunk' | 'wool' | 'ossicones'
  sits?: boolean
  hoofed?: boolean
}

export function quadruped(kit: Kit, s: Species): void {
  const coat = kit.coat(s.coat), pale = s.pale ? rgb(s.pale) : blend(coat, [0.9, 0.85, 0.78], 0.5), dark = s.dark ? rgb(s.dark) : scale(coat, 0.3)
  const sitting = s.sits && (kit.pose === 'sitting' || (kit.pose === null && kit.random.chance(0.45)))
  const { clay, headAt } = sitting ? sittingBody(kit, s, coat, pale, dark) : standingBody(kit, s, coat, pale, dark)
  const yaw = kit.random.range(-0.75, -0.1), nod = kit.random.range(-0.12, 0.12)
  const onHead = (v: Vec): Vec => {
    const x = v[0] * Math.cos(nod) - v[1] * Math.sin(nod), y = v[0] * Math.sin(nod) + v[1] * Math.cos(nod)
    return [headAt[0] + x * Math.cos(yaw) + v[2] * Math.sin(yaw), headAt[1] + y, headAt[2] - x * Math.sin(yaw) + v[2] * Math.cos(yaw)]
  }
  for (const c of head(s, coat, pale, dark)) clay.push('a' in c ? { ...c, a: onHead(c.a), b: onHead(c.b) } : { ...c, at: onHead(c.at), lean: 0 })
  kit.mesh.part(s.extra === 'trunk' ? 'skin' : 'fur')
  sculpt(kit.mesh, clay, 0.1, kit.cells)
  face(kit, s, onHead, coat, dark)
}

type Body = { clay: Clay[]; headAt: Vec }

function standingBody(kit: Kit, s: Species, coat: Rgb, pale: Rgb, dark: Rgb): Body {
  const { random } = kit
  const y = s.leg + s.chest * 0.75, l = s.long
  const stride = kit.pose === 'running' ? 0.42 : random.range(0.05, 0.2)
  const clay: Clay[] = chain([[-l, y + 0.02, 0, s.hip], [-l * 0.3, y, 0, (s.hip + s.chest) * 0.47], [l * 0.35, y + 0.02, 0, s.chest * 0.97], [l * 0.8, y + 0.06, 0, s.chest]], coat)
  clay.push({ at: [0, y - s.chest * 0.95, 0], radii: [l * 1.1, s.chest * 0.5, s.chest * 0.7], colour: pale, paint: true })
  const w = s.chest * 0.58
  const leg = (x: number, z: number, swing: number, radius: number, hind: boolean) => {
    const knee = hind ? -0.09 : 0.02, sock = s.socks ? dark : s.marks === 'panda' ? dark : blend(coat, dark, s.hoofed ? 0.35 : 0.12)
    clay.push(
      { a: [x, y - 0.02, z * 0.8], b: [x + swing * 0.4 + (hind ? 0.06 : 0), s.leg * 0.62, z], ra: radius * 1.9, rb: radius * 1.15, colour: s.marks === 'panda' ? dark : coat },
      { a: [x + swing * 0.4 + (hind ? 0.06 : 0), s.leg * 0.62, z], b: [x + swing * 0.8 + knee, s.leg * 0.3, z], ra: radius * 1.15, rb: radius * 0.9, colour: s.marks === 'panda' ? dark : blend(coat, sock, 0.5) },
      { a: [x + swing * 0.8 + knee, s.leg * 0.3, z], b: [x + swing, radius * 0.8, z], ra: radius * 0.9, rb: radius * 0.85, colour: sock },
      { a: [x + swing, radius * 0.75, z], b: [x + swing + radius * (s.hoofed ? 0.5 : 1.3), radius * 0.7, z], ra: radius, rb: radius * 0.85, colour: s.hoofed ? scale(dark, 0.5) : sock },
    )
  }
  leg(l * 0.78, w, stride, s.thick, false)
  leg(l * 0.78, -w, -stride, s.thick, false)
  leg(-l * 0.95, w, -stride * 0.9, s.thick * 1.1, true)
  leg(-l * 0.95, -w, stride * 0.9, s.thick * 1.1, true)
  const base: Vec = [l * 0.9, y + s.chest * 0.35, 0]
  const headAt: Vec = [base[0] + s.neck[0], base[1] + s.neck[1], 0]
  clay.push(...chain([[base[0] - 0.1, base[1] - 0.05, 0, s.chest * 0.8], [base[0] + s.neck[0] * 0.4, base[1] + s.neck[1] * 0.45, 0, s.neck[2] * 1.1], [headAt[0] - s.head * 0.3, headAt[1] - s.head * 0.2, 0, s.neck[2] * 0.9]], coat))
  if (s.socks || s.marks === 'mask') clay.push({ at: [base[0] + 0.18, base[1] - 0.12, 0], radii: [0.2, 0.3, s.chest * 0.7], colour: pale, paint: true })
  tail(clay, s, [-l - s.hip * 0.75, y + s.hip * 0.3, 0], random.range(-0.1, 0.35), coat, pale, dark)
  body(clay, kit, s, l, y, coat, pale, dark)
  return { clay, headAt }
}

function sittingBody(kit: Kit, s: Species, coat: Rgb, pale: Rgb, dark: Rgb): Body {
  const up = 0.55 + s.leg * 0.55
  const clay: Clay[] = chain([[-0.3, s.hip * 1.15, 0, s.hip * 1.2], [-0.12, up * 0.55, 0, s.hip * 1.12], [0.08, up * 0.92, 0, s.chest * 0.92]], coat)
  const limb = s.marks === 'panda' ? dark : coat, sock = s.socks || s.marks === 'panda' ? dark : coat
  clay.push(...both(
    { at: [-0.2, s.hip * 0.95, s.hip * 0.75], radii: [s.hip * 1.05, s.hip * 0.95, s.hip * 0.62], colour: limb },
    { a: [-0.1, 0.09, s.hip * 1.05], b: [0.14, 0.07, s.hip * 1.1], ra: 0.1, rb: 0.08, colour: sock },
    { a: [0.14, up * 0.8, s.chest * 0.5], b: [0.22, 0.3, s.chest * 0.42], ra: s.thick * 1.5, rb: s.thick, colour: limb },
    { a: [0.22, 0.3, s.chest * 0.42], b: [0.24, 0.07, s.chest * 0.42], ra: s.thick, rb: s.thick * 0.9, colour: sock },
    { a: [0.24, 0.06, s.chest * 0.42], b: [0.33, 0.055, s.chest * 0.44], ra: s.thick, rb: s.thick * 0.85, colour: sock },
  ))
  clay.push({ at: [0.26, up * 0.72, 0], radii: [0.2, 0.36, s.chest * 0.62], colour: pale, paint: true })
  const headAt: Vec = [0.14 + s.neck[0] * 0.35, up + Math.max(0.2, s.neck[1] * 0.6) + s.head * 0.35, 0]
  clay.push({ a: [0.06, up, 0], b: [headAt[0] - 0.04, headAt[1] - s.head * 0.4, 0], ra: s.chest * 0.75, rb: s.neck[2], colour: coat })
  const side = kit.random.chance(0.7) ? 1 : -1
  const r = s.tail === 'bushy' ? 0.16 : s.tail === 'stub' ? 0.12 : 0.06
  if (s.tail === 'stub') clay.push({ at: [-0.6, 0.24, 0], radii: [0.13, 0.13, 0.13], colour: pale })
  else clay.push(...chain([[-0.5, 0.16, 0, r * 0.6], [-0.66, 0.15, side * 0.3, r], [-0.35, 0.14, side * 0.62, r * 1.15], [0.1, 0.12, side * 0.66, r * 0.9], [0.34, 0.09, side * 0.56, r * 0.35]], (t) => (s.tail === 'bushy' && t > 0.7 ? pale : coat)))
  body(clay, kit, s, 0.35, up * 0.5, coat, pale, dark)
  return { clay, headAt }
}

function tail(clay: Clay[], s: Species, [x, y]: Vec, lift: number, coat: Rgb, pale: Rgb, dark: Rgb): void {
  if (s.tail === 'bushy') clay.push(...chain([[x + 0.1, y, 0, 0.08], [x - 0.2, y - 0.1 + lift * 0.5, 0.03, 0.13], [x - 0.5, y - 0.2 + lift, 0.06, 0.155], [x - 0.78, y - 0.2 + lift * 1.6, 0.05, 0.105], [x - 0.98, y - 0.12 + lift * 2, 0.03, 0.03]], (t) => (t > 0.7 ? pale : coat)))
  else if (s.tail === 'stub') clay.push({ at: [x, y + 0.03, 0], radii: [0.12, 0.11, 0.11], colour: pale })
  else if (s.tail === 'hair') clay.push(...chain([[x + 0.08, y + 0.05, 0, 0.06], [x - 0.16, y - 0.1, 0, 0.09], [x - 0.24, y - 0.45, 0.02, 0.1], [x - 0.22, y - 0.78, 0.03, 0.03]], dark))
  else if (s.tail === 'tuft') clay.push(...chain([[x + 0.1, y, 0, 0.05], [x - 0.15, y - 0.2, 0, 0.035], [x - 0.24, y - 0.5, 0.02, 0.035], [x - 0.25, y - 0.62, 0.02, 0.08]], (t) => (t > 0.66 ? dark : coat)))
  else clay.push(...chain([[x + 0.1, y, 0, 0.08], [x - 0.2, y + 0.05, 0.02, 0.06], [x - 0.42, y + 0.3 + lift * 0.4, 0.05, 0.05], [x - 0.4, y + 0.62 + lift * 0.5, 0.1, 0.035]], coat))
}

/** Stripes, spots, patches, wool and manes. */
function body(clay: Clay[], kit: Kit, s: Species, l: number, y: number, coat: Rgb, pale: Rgb, dark: Rgb): void {
  const { random } = kit
  if (s.marks === 'stripes') for (let i = 0; i < 9; i++) clay.push({ at: [-l - 0.1 + ((2 * l + 0.2) * i) / 8, y + 0.24, random.range(-0.06, 0.06)], radii: [0.03, 0.34, 0.5], lean: random.range(-0.25, 0.25), colour: dark, paint: true })
  if (s.marks === 'spots' || s.marks === 'patches') {
    for (let i = 0; i < (s.marks === 'spots' ? 60 : 8); i++) {
      const big = s.marks === 'spots' ? random.range(0.05, 0.1) : random.range(0.16, 0.3)
      clay.push({ at: [random.range(-l - 0.2, l + 0.5), y + random.range(-0.25, s.marks === 'spots' ? 1.6 : 0.3), random.pick([-1, 1]) * s.chest * random.range(0.3, 0.9)], radii: [big, big * 0.9, big * 1.2], colour: dark, paint: true })
    }
  }
  if (s.marks === 'panda') clay.push({ at: [l * 0.75, y + 0.05, 0], radii: [0.2, 0.6, 0.7], colour: dark, paint: true })
  if (s.extra === 'wool') for (let i = 0; i < 46; i++) {
    const a = random.range(0, 6.28), t = random.range(-1, 1)
    clay.push({ at: [t * l * 1.1, y + 0.05 + Math.sin(a) * s.chest * 0.85, Math.cos(a) * s.chest * 0.85], radii: [0.15, 0.15, 0.15], colour: blend(coat, pale, random()) })
  }
}

function head(s: Species, coat: Rgb, pale: Rgb, dark: Rgb): Clay[] {
  const h = s.head, [ml, mr] = s.muzzle
  const wool = s.extra === 'wool' ? dark : coat
  const clay: Clay[] = [
    { at: [0, 0, 0], radii: [h * 1.02, h * 0.93, h * 0.96], colour: wool },
    { a: [h * 0.45, -h * 0.22, 0], b: [h * 0.6 + ml * (s.hoofed ? 0.8 : 1), -h * 0.34 - (s.hoofed ? ml * 0.6 : 0), 0], ra: Math.min(h * 0.75, mr * 1.5), rb: mr, colour: wool },
  ]
  if (s.marks === 'mask' || s.marks === 'stripes') {
    clay.push(...both({ at: [h * 0.55, -h * 0.5, h * 0.5], radii: [h * 0.75, h * 0.42, h * 0.55], colour: pale, paint: true }))
    clay.push({ at: [h * 0.6 + ml * 0.7, -h * 0.6, 0], radii: [ml, h * 0.24, mr * 1.2], colour: pale, paint: true })
  } else if (!s.hoofed && s.extra !== 'trunk') clay.push({ at: [h * 0.6 + ml * 0.8, -h * 0.45, 0], radii: [ml * 0.8 + 0.04, mr * 1.1, mr * 1.6], colour: pale, paint: true })
  if (s.marks === 'stripes') for (const z of [-0.35, 0, 0.35]) clay.push({ at: [h * 0.4, h * 0.8, z * h], radii: [h * 0.5, h * 0.4, h * 0.07], colour: dark, paint: true })
  if (s.marks === 'panda') clay.push(...both({ at: [h * 0.72, h * 0.14, h * 0.46], radii: [h * 0.4, h * 0.3, h * 0.22], colour: dark, paint: true }))
  if (s.marks === 'patches') clay.push({ at: [h * 0.4, h * 0.2, h * 0.6], radii: [h * 0.7, h * 0.7, h * 0.5], colour: dark, paint: true })
  clay.push(...ears(s, wool, pale, dark))
  if (s.extra === 'mane') for (let i = 0; i < 22; i++) {
    const a = (i / 22) * 6.28
    clay.push({ a: [-h * 0.12, Math.cos(a) * h * 0.95, Math.sin(a) * h * 0.95], b: [-h * 0.75, Math.cos(a) * h * 1.85 - h * 0.25, Math.sin(a) * h * 1.8], ra: h * 0.42, rb: h * 0.16, colour: i % 2 ? dark : blend(dark, coat, 0.35) })
  }
  if (s.extra === 'hairmane' || s.extra === 'horn') clay.push(...chain([[h * 0.5, h * 0.9, 0, h * 0.16], [-h * 0.3, h * 1.05, 0, h * 0.28], [-h * 1.2, h * 0.2, h * 0.1, h * 0.34], [-h * 1.9, -h * 1.3, h * 0.12, h * 0.3], [-h * 2.5, -h * 2.6, h * 0.14, h * 0.12]], dark))
  if (s.extra === 'trunk') {
    clay.push(...chain([[h * 0.75, -h * 0.1, 0, h * 0.42], [h * 1.25, -h * 0.6, 0, h * 0.3], [h * 1.42, -h * 1.5, 0, h * 0.22], [h * 1.5, -h * 2.2, 0, h * 0.17], [h * 1.85, -h * 2.5, 0, h * 0.13]], coat))
    clay.push(...both({ a: [h * 0.8, -h * 0.5, h * 0.38], b: [h * 1.6, -h * 1.0, h * 0.5], ra: h * 0.1, rb: h * 0.04, colour: rgb('#f3ead6') }))
  }
  return clay
}

function ears(s: Species, coat: Rgb, pale: Rgb, dark: Rgb): Clay[] {
  const h = s.head
  const inner = blend(pale, rgb('#d99a92'), 0.5)
  if (s.ears === 'pointed') return both({ a: [-h * 0.1, h * 0.55, h * 0.5], b: [-h * 0.12, h * 1.45, h * 0.66], ra: h * 0.36, rb: h * 0.05, colour: coat }, { at: [-h * 0.12, h * 1.4, h * 0.66], radii: [h * 0.2, h * 0.26, h * 0.2], colour: s.socks ? dark : coat, paint: true }, { at: [h * 0.16, h * 0.95, h * 0.6], radii: [h * 0.15, h * 0.36, h * 0.2], colour: inner, paint: true })
  if (s.ears === 'round') return both({ at: [-h * 0.1, h * 0.78, h * 0.68], radii: [h * 0.2, h * 0.34, h * 0.34], colour: s.marks === 'panda' ? dark : coat })
  if (s.ears === 'long') return both(...chain([[-h * 0.1, h * 0.6, h * 0.32, h * 0.22], [-h * 0.3, h * 1.5, h * 0.42, h * 0.27], [-h * 0.55, h * 2.35, h * 0.5, h * 0.1]], coat), { at: [-h * 0.08, h * 1.5, h * 0.44], radii: [h * 0.2, h * 0.75, h * 0.16], colour: inner, paint: true })
  if (s.ears === 'floppy') return both({ a: [-h * 0.1, h * 0.62, h * 0.7], b: [h * 0.05, -h * 0.35, h * 1.06], ra: h * 0.26, rb: h * 0.24, colour: blend(coat, dark, 0.55) })
  if (s.ears === 'fan') return both({ at: [-h * 0.45, h * 0.1, h * 1.25], radii: [h * 0.16, h * 0.95, h * 0.8], colour: coat })
  return both({ a: [-h * 0.3, h * 0.55, h * 0.55], b: [-h * 0.55, h * 1.0, h * 1.15], ra: h * 0.2, rb: h * 0.08, colour: coat })
}

function face(kit: Kit, s: Species, onHead: (v: Vec) => Vec, coat: Rgb, dark: Rgb): void {
  const { mesh } = kit
  const h = s.head, [ml, mr] = s.muzzle
  const shut = kit.pose === 'sleeping'
  for (const side of [-1, 1]) {
    const wide = s.hoofed || s.extra === 'trunk'
    const at = onHead([h * (wide ? 0.62 : 0.8), h * 0.16, side * h * (wide ? 0.74 : 0.46)])
    mesh.part('eye')
    ball(mesh, at, shut ? [h * 0.14, h * 0.03, h * 0.14] : h * 0.15, rgb('#120c0a'), 12)
    if (!shut) {
      mesh.part('glow')
      ball(mesh, onHead([h * (wide ? 0.68 : 0.91), h * 0.24, side * h * (wide ? 0.84 : 0.47) + h * 0.02]), h * 0.042, [0.9, 0.9, 0.9], 8)
    }
  }
  if (!s.hoofed && s.extra !== 'trunk') {
    mesh.part('eye')
    ball(mesh, onHead([h * 0.62 + ml + mr * 0.75, -h * 0.24, 0]), [mr * 0.45, mr * 0.4, mr * 0.55], s.coat === '#f4b6b0' ? rgb('#d98a88') : rgb('#1c1412'), 12)
  }
  const spike = (points: [number, number, number, number][], colour: Rgb) => {
    mesh.part('matte')
    tube(mesh, points.map(([x, y, z, r]) => [...onHead([x, y, z]), r] as const), colour, 8, 4)
  }
  if (s.extra === 'horn') spike([[h * 0.7, h * 0.75, 0, h * 0.13], [h * 1.1, h * 1.6, 0, h * 0.08], [h * 1.45, h * 2.4, 0, 0.004]], rgb('#f6dca0'))
  for (const side of [-1, 1]) {
    if (s.extra === 'horns') spike([[h * 0.1, h * 0.75, side * h * 0.5, h * 0.13], [h * 0.15, h * 1.05, side * h * 1.0, h * 0.1], [h * 0.2, h * 1.6, side * h * 1.1, 0.01]], rgb('#e8dcc0'))
    if (s.extra === 'ossicones') spike([[0, h * 0.7, side * h * 0.35, h * 0.12], [-h * 0.1, h * 1.35, side * h * 0.4, h * 0.14]], dark)
    if (s.extra === 'antlers') {
      const bone = rgb('#8b6a4a')
      spike([[-h * 0.1, h * 0.75, side * h * 0.35, 0.04], [-h * 0.5, h * 1.7, side * h * 1.2, 0.036], [-h * 0.1, h * 2.9, side * h * 1.7, 0.028], [h * 0.5, h * 3.6, side * h * 1.5, 0.01]], bone)
      spike([[-h * 0.3, h * 1.3, side * h * 0.8, 0.03], [h * 0.4, h * 1.8, side * h * 0.9, 0.024], [h * 0.75, h * 2.4, side * h * 0.8, 0.008]], bone)
      spike([[-h * 0.45, h * 2.0, side * h * 1.35, 0.028], [-h * 1.0, h * 2.6, side * h * 1.6, 0.02], [-h * 1.1, h * 3.2, side * h * 1.7, 0.008]], bone)
      spike([[-h * 0.1, h * 2.8, side * h * 1.7, 0.024], [-h * 0.5, h * 3.4, side * h * 2.0, 0.016], [-h * 0.55, h * 3.9, side * h * 2.0, 0.006]], bone)
    }
  }
}

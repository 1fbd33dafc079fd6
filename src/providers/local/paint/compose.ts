import type { Scene } from '../prompt/scene.ts'
import type { Camera } from './camera.ts'
import { lookAt } from './camera.ts'
import { type Rgb, blend, rgb, shift, toOklch } from './colour.ts'
import { type Light, lightOf, toned } from './light.ts'
import { type Geometry, type Mesh, type Vec, createMesh, place } from './mesh.ts'
import { landscape } from './places.ts'
import { type Random, randomFrom } from './random.ts'
import { box } from './shapes.ts'
import type { Look } from './render.ts'
import { skyOf } from './sky.ts'
import { PIGMENT } from './pigment.ts'
import { type Kit, type Subject } from '../subjects/kit.ts'
import { subjectOf } from '../subjects/index.ts'
import type { SubjectName } from '../subjects/names.ts'
import type { Painted } from '../scene-chunk.ts'
import type { ColourName, Place, Style, Time } from '../prompt/scene.ts'

/** Every choice the words left open, made: what `render` needs. */
export type Composition = { geometry: Geometry; look: Look; style: Style; time: Time; place: Place; light: Light; scene: Scene; focus: number; accent: Rgb; /** the land itself is the subject: everything is in focus */ scenery: boolean }

const TIMES_BY_CHANCE: readonly Time[] = ['dawn', 'day', 'golden', 'golden', 'sunset', 'day', 'dusk']
const DISTANCE = 6.2

/** The picture in which somebody or something was seen before and looks the same now; null: nowhere. */
export type Cast = (name: Scene['subject']) => Painted | null

export function compose(scene: Scene, random: Random, cast: Cast = () => null): Composition {
  const style = scene.style ?? 'painted'
  const subject = subjectOf(scene.subject)
  const choice = random.fork('choice')
  const where = watered(subject, outdoors(scene) ?? choice.pick(subject.places))
  const indoors = where === 'studio' || where === 'room'
  const time = scene.time ?? (indoors ? 'day' : scene.weather.includes('stars') || scene.weather.includes('fireflies') ? 'night' : style === 'neon' || scene.palette === 'cyberpunk' ? 'night' : choice.pick(TIMES_BY_CHANCE))
  const accent = accentOf(scene, random.fork('accent'))
  const light = airOf(scene, where, time, random.fork('light'))
  const coarse = style === 'lowpoly'
  const snow = where === 'snowfield' ? 1 : scene.weather.includes('snow') ? 0.9 : 0

  const scenery = (scene.subject === 'mountain' && where !== 'studio') || (scene.subject === 'city' && where === 'city')
  const figures = figuresOf(scene, subject, { random: random.fork('subject'), cast }, coarse, light.night, accent)
  const size = scene.size === 'big' ? 3.3 : scene.size === 'small' ? 1.5 : 2.55
  const mesh = createMesh()
  const radius = figures.radius * (size / figures.extent)
  const parallel = style === 'isometric'
  const ground = landscape({ grand: scenery, autumn: scene.weather.includes('autumn'), mesh, random: random.fork('land'), place: where, snow, night: light.night, distance: DISTANCE, radius, coarse, accent, afloat: subject.habitat === 'water' })
  if (parallel) diorama(mesh, 2.7, where)
  const top = scenery ? 2.2 : standing(mesh, figures, size, subject, where, ground, random.fork('pose'))

  const camera = cameraOf(scene, top, random.fork('camera'), parallel)
  if (snow && light.night) light.ambient *= 1.5
  const sky = skyOf(light, scene.weather, where === 'space' || where === 'moon', random.fork('sky'))
  const look: Look = { camera, sky, facets: coarse, plain: style === 'clay' || style === 'isometric', flat: style === 'flat', fill: light.night ? 0.6 : 0.3, haze: hazeOf(scene, where), hazeColour: where === 'underwater' ? scaleOf(light) : null, caustics: where === 'underwater' }
  if (where === 'underwater') look.backdrop = deep(light)
  if (parallel) look.backdrop = paperFade(accent, light.night)
  return { geometry: mesh.finish(), look, style, time, place: where, light, scene, focus: DISTANCE, accent, scenery }
}

/** "a lighthouse, seen from the window" does not stand in the room. */
const outdoors = ({ subject, place }: Scene): Place | null => (place === 'room' && subject !== null && NEVER_INDOORS.has(subject) ? null : place)
const NEVER_INDOORS: ReadonlySet<SubjectName> = new Set<SubjectName>(['house', 'castle', 'tower', 'lighthouse', 'windmill', 'pagoda', 'city', 'train', 'ship', 'plane', 'balloon', 'rocket', 'mountain', 'island', 'whale', 'shark', 'dolphin'])

/** What floats needs water: among hills that is a lake. */
const watered = (subject: Subject, where: Place): Place =>
  subject.habitat === 'water' && ['mountains', 'forest', 'meadow', 'snowfield', 'garden', 'village'].includes(where) ? 'lake' : where

const scaleOf = (light: Light): Rgb => [light.horizon[0] * 0.3, light.horizon[1] * 0.55, light.horizon[2] * 0.68]

/** The plain ground a miniature stands on. */
function paperFade(accent: Rgb, night: boolean): NonNullable<Look['backdrop']> {
  const c = blend(shift(accent, 12, 0.5, 1), night ? [0.03, 0.035, 0.08] : [0.72, 0.7, 0.66], 0.6)
  return (u, v, out) => {
    const k = 1.12 - 0.5 * Math.hypot(u - 0.5, v - 0.45)
    for (let q = 0; q < 3; q++) out[q] = c[q]! * k
  }
}

/** Cuts a square out of the land and gives it sides of earth. */
function diorama(mesh: Mesh, half: number, where: Place): void {
  mesh.keep((x, y, z) => Math.abs(x) < half && Math.abs(z) < half && y > -1.2)
  mesh.part('stone')
  const inner = half - 0.04
  box(mesh, [0, -0.75, 0], [2 * inner, 0.7, 2 * inner], where === 'snowfield' ? rgb('#b9c9d8') : where === 'sea' || where === 'lake' || where === 'underwater' ? rgb('#1f6a80') : rgb('#7a5a40'))
}

/** Light falling through water: bright above, dark below, with slanting rays. */
function deep(light: Light): NonNullable<Look['backdrop']> {
  const c = scaleOf(light)
  return (u, v, out) => {
    const k = 0.35 + 1.5 * (1 - v) ** 2.2
    const ray = Math.max(0, Math.sin((u * 1.3 + v * 0.32) * 17) * Math.sin((u * 1.3 + v * 0.32) * 41 + 1)) * (1 - v) ** 1.5
    for (let q = 0; q < 3; q++) out[q] = c[q]! * (k + 1.3 * ray)
  }
}

function accentOf(scene: Scene, random: Random): Rgb {
  const named = scene.accents[0] ?? scene.colour
  if (named) return PIGMENT[named]
  return toned(shift(rgb(random.pick(['#e0705a', '#e3a94c', '#5b93c4', '#8f7bc9', '#59a88c', '#d9799b'])), random.range(-18, 18)), scene.palette)
}

function airOf(scene: Scene, where: Place, time: Time, random: Random): Light {
  const low = where !== 'studio' && where !== 'room' && (time === 'sunset' || time === 'dawn' || time === 'night' || time === 'golden')
  const inView = low && random.chance(0.6)
  const side = random.pick([-1, 1])
  const azimuth = side * ((inView ? random.range(7, 19) : random.range(62, 128)) * Math.PI) / 180
  const light = lightOf(time, scene.palette, random, azimuth)
  if (inView) {
    if (light.night) light.seat = polar(azimuth, random.range(0.26, 0.36))
    light.towards = polar(side * random.range(0.75, 1.35), Math.max(0.3, Math.asin(light.seat[1])))
  }
  const said = scene.weather
  if (said.includes('storm') || said.includes('rain') || said.includes('fog')) {
    const k = said.includes('storm') ? 0.5 : 0.75
    const grey = (c: Rgb, amount: number): Rgb => {
      const g = (0.3 * c[0] + 0.55 * c[1] + 0.15 * c[2]) * 0.95
      return [c[0] + (g * 0.95 - c[0]) * amount, c[1] + (g - c[1]) * amount, c[2] + (g * 1.08 - c[2]) * amount]
    }
    light.zenith = mul(grey(light.zenith, 0.6), k)
    light.horizon = mul(grey(light.horizon, 0.55), said.includes('fog') ? 0.95 : k)
    light.sun = mul(grey(light.sun, 0.4), 0.5)
    light.glow = mul(light.glow, 0.4)
  }
  if (where === 'underwater') {
    // water keeps the blue of the light whatever the hour; the hour only dims it
    const sea = shift(rgb(random.pick(['#49b4d8', '#3f9fd0', '#4fc4c4'])), random.range(-12, 12))
    const dim = time === 'night' ? 0.22 : time === 'dusk' ? 0.45 : 1
    light.horizon = mul(toned(sea, scene.palette), dim)
    light.zenith = mul(light.horizon, 0.8)
    light.sun = mul([1.7, 2.1, 2.2], dim)
    light.bounce = mul(light.horizon, 0.35)
    light.towards = [random.range(-0.4, 0.4), 0.85, random.range(0.1, 0.4)]
  }
  if (where === 'space' || where === 'moon') {
    light.zenith = shift(rgb(random.pick(['#121a4a', '#2a1248', '#0c2a40'])), random.range(-20, 20))
    light.glow = shift(rgb(random.pick(['#c2477f', '#4a78d8', '#d8844a', '#3fb0a8'])), random.range(-20, 20))
    light.horizon = shift(rgb(random.pick(['#5a4ac2', '#2f7fb0', '#a0487a'])), random.range(-20, 20))
    light.sun = [2.5, 2.4, 2.25]
    light.bounce = rgb('#2c2c44')
    light.night = true
  }
  if (scene.accents.length) {
    const c = PIGMENT[scene.accents[0]!]
    light.zenith = [light.zenith[0] * 0.35 + c[0] * 0.4, light.zenith[1] * 0.35 + c[1] * 0.4, light.zenith[2] * 0.35 + c[2] * 0.4].map((v) => (light.night ? v * 0.3 : v)) as unknown as Rgb
    light.horizon = [light.horizon[0] * 0.6 + c[0] * 0.4, light.horizon[1] * 0.6 + c[1] * 0.4, light.horizon[2] * 0.6 + c[2] * 0.4].map((v) => (light.night ? v * 0.5 : v)) as unknown as Rgb
  }
  if (where === 'studio' || where === 'room') {
    // a window or a softbox from the front side, whatever stands in the sky
    const a = side * random.range(1.9, 2.5)
    light.towards = [Math.sin(a) * 0.74, 0.67, -Math.cos(a) * 0.74]
    light.bounce = mul(light.horizon, 0.5)
    light.zenith = mul(light.horizon, light.night ? 1 : 0.62)
  }
  return light
}
const polar = (azimuth: number, height: number): Vec => [Math.sin(azimuth) * Math.cos(height), Math.sin(height), -Math.cos(azimuth) * Math.cos(height)]
const mul = (c: Rgb, k: number): Rgb => [c[0] * k, c[1] * k, c[2] * k]

function hazeOf(scene: Scene, where: Place): number {
  if (where === 'underwater') return 0.085
  if (where === 'space' || where === 'moon' || where === 'studio' || where === 'room') return 0
  if (scene.style === 'isometric') return 0
  const air = where === 'forest' ? 0.03 : where === 'city' ? 0.02 : 0.0135
  return scene.weather.includes('fog') ? 0.13 : scene.weather.includes('snow') || scene.weather.includes('rain') || scene.weather.includes('storm') ? air + 0.022 : air
}

type Figures = { main: Geometry[]; companion: Geometry | null; companionScale: number; count: number; flying: boolean; riding: boolean; extent: number; radius: number; subject: Subject }

/** A thing in a named colour; where that is nearly its own ("red fox", "brown bear"), its own is kept in part. */
function dyed(natural: Rgb, colour: ColourName): Rgb {
  const asked = PIGMENT[colour], a = toOklch(natural), b = toOklch(asked)
  const turn = Math.abs(((a.hue - b.hue + 540) % 360) - 180)
  return turn < 45 && a.chroma > 0.05 && b.chroma > 0.05 ? blend(asked, natural, 0.55) : asked
}

/** Draws each figure once, by itself, to learn its size. */
function figuresOf(scene: Scene, subject: Subject, { random, cast }: { random: Random; cast: Cast }, coarse: boolean, night: boolean, accent: Rgb): Figures {
  const draw = (name: Scene['subject'], own: Random, said: ColourName | null, i: number, cells: number) => {
    const s = subjectOf(name), before = cast(name)
    const r = before ? randomFrom(before.root).fork('subject').fork(`figure ${i}`) : own
    const colour = said ?? before?.scene.colour ?? null
    const mesh = createMesh()
    const kit: Kit = { mesh, random: r, coat: (natural) => (colour ? dyed(rgb(natural), colour) : toned(shift(rgb(natural), r.range(-6, 6)), scene.palette === 'monochrome' ? 'monochrome' : null)), accent: before ? accentOf(before.scene, randomFrom(before.root).fork('accent')) : accent, fixed: rgb, pose: scene.pose, cells: coarse ? Math.round(cells * 0.3) : cells, night, autumn: scene.weather.includes('autumn') }
    s.draw(kit)
    return mesh.finish()
  }
  const distinct = Math.min(scene.count, 2)
  const main = Array.from({ length: distinct }, (_, i) => draw(scene.subject, random.fork(`figure ${i}`), scene.colour, i, scene.count > 2 ? 62 : 84))
  const companion = scene.companion ? subjectOf(scene.companion) : null
  const b = bounds(main[0]!)
  const extent = Math.max(b.high[1] - b.low[1], 0.85 * Math.hypot(b.high[0] - b.low[0], b.high[2] - b.low[2]))
  return { main, companion: companion && draw(scene.companion, random.fork('companion'), null, 0, 62), companionScale: companion ? companion.scale / subject.scale : 1, count: scene.count, flying: scene.pose === 'flying', riding: scene.pose === 'riding' && companion !== null, extent, radius: Math.hypot(b.high[0] - b.low[0], b.high[2] - b.low[2]) / 2, subject }
}

function bounds(g: Geometry): { low: [number, number, number]; high: [number, number, number] } {
  const low: [number, number, number] = [Infinity, Infinity, Infinity], high: [number, number, number] = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < g.position.length; i++) {
    low[i % 3] = Math.min(low[i % 3]!, g.position[i]!)
    high[i % 3] = Math.max(high[i % 3]!, g.position[i]!)
  }
  return { low, high }
}

/** Sets the figures into the land; returns how high the main one reaches. */
function standing(mesh: Mesh, f: Figures, size: number, subject: Subject, where: Place, ground: (x: number, z: number) => number, random: Random): number {
  const facing = random.pick([1, -1])
  if (f.riding) return mounted(mesh, f, size * 1.15, ground(0, 0), facing, random)
  const many = f.count > 1
  const k = (size / f.extent) * (many ? (f.count > 3 ? 0.6 : 0.78) : 1)
  const rises = subject.habitat === 'air' || (subject.habitat === 'underwater' && where === 'underwater') || where === 'space' || where === 'sky' || (f.flying && subject.habitat === 'land')
  let top = 0
  for (let i = 0; i < f.count; i++) {
    const g = f.main[i % f.main.length]!, b = bounds(g)
    const row = i - (f.count - 1) / 2
    const wide = f.radius * k * 1.5
    const x = many ? row * wide * (f.count > 3 ? 0.75 : 0.95) + random.range(-0.1, 0.1) : 0
    const z = many ? ((i % 2) - 0.5) * wide * (f.count > 3 ? 1.5 : 0.7) + random.range(-0.2, 0.2) : 0
    const lift = rises ? 0.55 + (many ? random.range(0, 1.2) : random.range(0.1, 0.5)) : 0
    // turned from the profile towards the eye; mirrored, it looks to the other side but still towards us
    const turn = random.range(subject.turn[0], subject.turn[1])
    const sink = subject.habitat === 'water' && (where === 'sea' || where === 'lake' || where === 'beach') ? 0.12 * (b.high[1] - b.low[1]) : 0.015
    mesh.append(g, place([x, ground(x, z) + lift - b.low[1] * k - sink * k, z], { y: facing * turn }, [facing * k, k, k]))
    if (i === 0) top = (b.high[1] - b.low[1]) * k + lift
  }
  if (f.companion) {
    const b = bounds(f.companion), e = Math.max(b.high[1] - b.low[1], 0.85 * Math.hypot(b.high[0]! - b.low[0]!, b.high[2]! - b.low[2]!))
    const ck = (size / e) * Math.min(1.25, Math.max(0.45, f.companionScale)) * 0.85
    const x = facing * (f.radius * k + (e / 2) * ck * 0.8 + 0.1), z = -0.45
    mesh.append(f.companion, place([x, ground(x, z) - b.low[1] * ck, z], { y: facing * 0.5 }, [-facing * ck, ck, ck]))
  }
  return top
}

/** The one astride the other: hips on its back, both turned the same way. */
function mounted(mesh: Mesh, f: Figures, size: number, y: number, facing: number, random: Random): number {
  const mount = bounds(f.companion!), rider = bounds(f.main[0]!), turn = facing * random.range(-0.7, -0.25)
  const k = (size * 0.82) / (mount.high[1] - mount.low[1]), back = (mount.high[1] - mount.low[1]) * k * 0.62
  const rk = (size * 0.68) / (rider.high[1] - rider.low[1]), hips = (rider.high[1] - rider.low[1]) * rk * 0.4
  mesh.append(f.companion!, place([0, y - mount.low[1] * k, 0], { y: turn }, [facing * k, k, k]))
  mesh.append(f.main[0]!, place([0, y + back - hips - rider.low[1] * rk, 0], { y: turn }, [facing * rk, rk, rk]))
  return back + size * 0.4
}

function cameraOf(scene: Scene, top: number, random: Random, parallel: boolean): Camera {
  if (parallel) return lookAt([9, 8.2, 9], [0, Math.min(1.2, top * 0.45), 0], 0.262, {}, true)
  const eyeHeight = scene.size === 'big' ? random.range(0.35, 0.6) : random.range(0.6, 1.5)
  const crowded = scene.count > 1 || scene.companion
  const shiftX = crowded ? random.range(-0.06, 0.06) : random.pick([-1, 1]) * random.range(0.08, 0.3)
  return lookAt([random.range(-0.5, 0.5), eyeHeight, DISTANCE], [0, Math.max(0.8, top * 0.55), 0], random.range(2.35, 2.75) * (crowded ? 0.86 : 1), { x: shiftX, y: random.range(-0.3, -0.16) })
}

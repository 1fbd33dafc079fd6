import { noise2 } from '../paint/noise.ts'
import type { Random } from '../paint/random.ts'
import type { Move, Shot } from './shot.ts'

/** Where the camera is, against the middle of the shot: shares of the frame's longer side, unless said otherwise. */
export type View = {
  /** which way the view has moved */
  x: number
  y: number
  /** 1 shows as much as the picture has */
  zoom: number
  /** radians */
  roll: number
  /** how far the nearest slides against the farthest */
  slideX: number
  slideY: number
  /** how much more the nearest has grown than the farthest, as a share */
  swell: number
}

/** A path through the picture: `at(0)` to `at(1)`. `reach` bounds how far it goes to each side, slides included. */
export type Path = { at(u: number): View; reach: { x: number; y: number; zoomMin: number } }

type Travel = { x: number; y: number; zoom: number; roll: number; slideX: number; slideY: number; swell: number }
const nowhere: Travel = { x: 0, y: 0, zoom: 0, roll: 0, slideX: 0, slideY: 0, swell: 0 }

/** How far each move goes in a usual shot of five seconds. `zoom` is in natural logarithms. */
const TRAVEL: Record<Move, Partial<Travel>> = {
  'push-in': { zoom: 0.17, swell: 0.1 },
  'pull-back': { zoom: -0.17, swell: -0.1 },
  'zoom-in': { zoom: 0.22 },
  'zoom-out': { zoom: -0.22 },
  'pan-left': { x: -0.13, slideX: -0.028 },
  'pan-right': { x: 0.13, slideX: 0.028 },
  'tilt-up': { y: -0.14, slideY: -0.012 },
  'tilt-down': { y: 0.14, slideY: 0.012 },
  'crane-up': { y: -0.12, zoom: -0.07, slideY: -0.026 },
  'crane-down': { y: 0.12, zoom: 0.05, slideY: 0.026 },
  'orbit-left': { slideX: -0.06, x: -0.012, zoom: 0.05, roll: 0.006 },
  'orbit-right': { slideX: 0.06, x: 0.012, zoom: 0.05, roll: -0.006 },
  'dolly-zoom': { zoom: 0.02, swell: -0.36 },
  roll: { roll: 0.07, zoom: 0.06 },
  still: { zoom: 0.012, swell: 0.008 },
}

/** What a text without a word about the camera gets: one of these, by the seed. */
const USUAL: readonly Move[][] = [['push-in'], ['push-in'], ['pull-back'], ['orbit-right'], ['orbit-left'], ['pan-right'], ['pan-left'], ['push-in', 'pan-right'], ['push-in', 'tilt-up']]

/** Room that is left on each side in any case, so that no edge of the picture comes into view. */
const SPARE = 0.012
const ZOOM_LEAST = 1.035

/**
 * @param seconds of the shot: longer ones go farther, but not in proportion
 * @param free how much of the picture lies outside the frame at zoom 1, on both sides together, as shares of the frame's longer side
 */
export function pathOf(shot: Shot, seconds: number, free: { x: number; y: number }, random: Random): Path {
  const groups = shot.moves.length > 0 ? shot.moves : [random.pick(USUAL)]
  const strength = Math.min(1.9, Math.max(0.35, (seconds / 5) ** 0.7)) * shot.speed
  const legs = groups.map((group) => sum(group.map((move) => times(TRAVEL[move], strength))))
  const whole = sum(legs)
  const shake = shot.handheld ? 0.0075 : 0
  // a group's share of the time; neighbours overlap, so that one move flows into the next
  const spans = legs.map((_, i) => ({ from: Math.max(0, (i - 0.2) / legs.length), to: Math.min(1, (i + 1.2) / legs.length) }))

  const zooms = running(legs.map((leg) => leg.zoom))
  const lowest = Math.min(0, ...zooms)
  const room = (extent: number, slide: number) => Math.abs(extent) + Math.abs(slide) + 2 * (shake + SPARE)
  // the zoom that gives a sideways move the margin it needs: the frame then is 1/zoom of what it could show
  const zoomFor = (needed: number, has: number) => Math.max(1, (1 + has) / Math.max(0.4, 1 + has - Math.min(needed, 0.42)))
  const swellRoom = Math.max(...running(legs.map((leg) => leg.swell)).map(Math.abs)) * 0.25
  const base = Math.max(ZOOM_LEAST + swellRoom + Math.abs(whole.roll) * 0.6, zoomFor(room(whole.x, whole.slideX), free.x), zoomFor(room(whole.y, whole.slideY), free.y))
  const start = Math.log(base) - lowest
  const startSwell = -Math.min(0, ...running(legs.map((leg) => leg.swell)))

  const shaken = random.fork('hand')
  const [sx, sy, sr] = [shaken.range(0, 900), shaken.range(0, 900), shaken.range(0, 900)]
  return {
    reach: { x: Math.abs(whole.x) / 2 + Math.abs(whole.slideX) / 2 + shake + SPARE, y: Math.abs(whole.y) / 2 + Math.abs(whole.slideY) / 2 + shake + SPARE, zoomMin: base },
    at(u) {
      const done = sum(legs.map((leg, i) => times(leg, eased((u - spans[i]!.from) / (spans[i]!.to - spans[i]!.from)))))
      const t = u * seconds
      return {
        x: done.x - whole.x / 2 + shake * 2 * (swayed(sx, t) - 0.5),
        y: done.y - whole.y / 2 + shake * 2 * (swayed(sy, t) - 0.5),
        zoom: Math.exp(start + done.zoom),
        roll: done.roll - whole.roll / 2 + (shake > 0 ? 0.012 * (swayed(sr, t) - 0.5) : 0),
        slideX: done.slideX - whole.slideX / 2,
        slideY: done.slideY - whole.slideY / 2,
        swell: startSwell + done.swell,
      }
    },
  }
}

/** Starts and ends softly but never stands: a shot that is cut in while moving feels alive. */
function eased(u: number): number {
  const t = Math.min(1, Math.max(0, u))
  return 0.3 * t + 0.7 * t * t * t * (t * (6 * t - 15) + 10)
}

/** A hand's slow sway with its small corrections, 0-1. */
const swayed = (offset: number, t: number): number => 0.72 * noise2(offset, t * 0.55) + 0.28 * noise2(offset + 37, t * 1.7)

function sum(parts: Travel[]): Travel {
  const out = { ...nowhere }
  for (const part of parts) for (const key of Object.keys(out) as (keyof Travel)[]) out[key] += part[key]
  return out
}

function times(part: Partial<Travel>, k: number): Travel {
  const out = { ...nowhere }
  for (const key of Object.keys(part) as (keyof Travel)[]) out[key] = part[key]! * k
  return out
}

function running(values: number[]): number[] {
  let total = 0
  return values.map((value) => (total += value))
}

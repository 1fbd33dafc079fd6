/**
 * Where the photograph's edges lie in the picture it is made of: framed by the faces, eyes near the upper third, nobody's
 * head or chin cut. Where the upload itself cuts a person off, the photograph ends there too, so that nobody floats.
 * All in pixels of the looked-at picture. Pure.
 */
import type { Face, People } from './people.ts'
import type { Framing } from './choices.ts'

export type Frame = {
  x: number
  y: number
  width: number
  height: number
  /** which the upload shows enough of, after `auto` and what cannot be were decided */
  framing: Exclude<Framing, 'auto'>
  /** sides where the person is cut off inside the frame after all; there it has to fade */
  fade: { left: boolean; right: boolean }
  /** lowest point of the person when the feet are in the picture; null: the person goes on below the frame */
  feetY: number | null
}

/** The people as one group. */
export type Group = {
  /** of all heads, hair included */
  left: number
  right: number
  top: number
  chin: number
  eyesY: number
  eyesX: number
  /** mean height of a face */
  face: number
  /** of everything that is a person */
  body: { left: number; right: number; top: number; bottom: number }
  /** -1 looks to the left of the picture, 1 to the right */
  gaze: number
}

export function groupOf({ width, height, faces, mask }: People): Group {
  const heads = faces.map((face) => ({ face, top: hairTop(face, mask, width, height) }))
  const body = { left: width, right: 0, top: height, bottom: 0 }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (mask[y * width + x]! > 0.5) {
        if (x < body.left) body.left = x
        if (x > body.right) body.right = x
        if (y < body.top) body.top = y
        if (y > body.bottom) body.bottom = y
      }
  const mean = (of: (face: Face) => number) => faces.reduce((sum, face) => sum + of(face), 0) / faces.length
  const left = Math.min(...faces.map((f) => f.x - f.width * 0.2))
  const right = Math.max(...faces.map((f) => f.x + f.width * 1.2))
  return {
    left,
    right,
    top: Math.min(...heads.map((h) => h.top)),
    chin: Math.max(...faces.map((f) => f.y + f.height * 1.03)),
    eyesY: mean((f) => (f.eyes[0][1] + f.eyes[1][1]) / 2),
    eyesX: (left + right) / 2,
    face: mean((f) => f.height),
    body,
    gaze: faces.length > 1 ? 0 : mean((f) => Math.max(-1, Math.min(1, ((f.nose[0] - (f.eyes[0][0] + f.eyes[1][0]) / 2) / f.width) * 5))),
  }
}

/** Up from the brow until nothing there is a person any more, but no further than hair goes. */
function hairTop(face: Face, mask: Float32Array, width: number, height: number): number {
  const from = Math.round(face.y + face.height * 0.2)
  const least = face.y - face.height * 0.9
  for (let y = Math.min(height - 1, from); y >= Math.max(0, least); y--) {
    let inside = 0
    const [x0, x1] = [Math.max(0, Math.round(face.x)), Math.min(width - 1, Math.round(face.x + face.width))]
    for (let x = x0; x <= x1; x++) if (mask[y * width + x]! > 0.5) inside++
    if (inside < (x1 - x0) * 0.08) return y
  }
  return Math.max(0, least)
}

/** Which of the picture's edges cut somebody off; left and right only between these rows. */
export function cutBy({ width, height, mask }: People, fromY: number, toY: number): { left: boolean; right: boolean; top: boolean; bottom: boolean } {
  const inset = Math.max(1, Math.round(Math.min(width, height) * 0.006))
  const share = (count: number, hit: (i: number) => number) => {
    let sum = 0
    for (let i = 0; i < count; i++) if (hit(i) > 0.5) sum++
    return sum
  }
  const rows = [Math.max(0, Math.floor(fromY)), Math.min(height, Math.ceil(toY))] as const
  const count = Math.max(0, rows[1] - rows[0])
  return {
    left: share(count, (i) => mask[(rows[0] + i) * width + inset]!) > height * 0.02,
    right: share(count, (i) => mask[(rows[0] + i) * width + width - 1 - inset]!) > height * 0.02,
    top: share(width, (i) => mask[inset * width + i]!) > width * 0.02,
    bottom: share(width, (i) => mask[(height - 1 - inset) * width + i]!) > width * 0.02,
  }
}

/** Each variant is another crop of the same moment: centred, off to a side, closer, wider. */
const variants = [
  { zoom: 1, side: 0 },
  { zoom: 0.88, side: 1 },
  { zoom: 1.16, side: -1 },
  { zoom: 0.94, side: -0.4 },
] as const

/** @param aspect width / height of the photograph */
export function frameFor(people: People, aspect: number, wanted: Framing, variant: number): Frame {
  const group = groupOf(people)
  const { width: W, height: H } = people
  const head = group.chin - group.top
  const cut = cutBy(people, 0, H)
  const framing = decide(wanted, group, head, cut.bottom)
  const { zoom, side } = variants[variant % variants.length]!

  // how tall, and how far down the eyes
  const eyesAt = framing === 'head' ? 0.42 : framing === 'half' ? 0.33 : (group.eyesY - group.body.top) / (group.body.bottom - group.body.top) * 0.82 + 0.09
  let h = framing === 'full' ? (group.body.bottom - group.body.top) / 0.82 : (framing === 'head' ? head / 0.5 : head / 0.29) * zoom
  const peopleWide = framing === 'full' ? group.body.right - group.body.left : group.right - group.left
  h = Math.max(h, peopleWide / (framing === 'full' ? 0.8 : 0.84) / aspect)
  // least: every head with a little air
  const least = Math.max(head / 0.86, (group.right - group.left) / 0.98 / aspect)

  const eyesLowest = framing === 'full' ? 0.6 : 0.54
  if (cut.bottom) {
    const room = (H - group.eyesY) / (1 - eyesLowest)
    h = Math.max(least, Math.min(h, room))
  }
  let y = group.eyesY - eyesAt * h
  if (cut.bottom && y + h > H) y = H - h
  if (cut.top && y < 0) y = 0
  if (cut.top && cut.bottom && h > H) h = H
  y = Math.min(y, group.top - (cut.top ? 0 : head * 0.06))

  const lateral = (height: number) => {
    const sides = cutBy(people, y, y + height)
    return { sides, both: sides.left && sides.right, width: height * aspect }
  }
  let across = lateral(h)
  const nearer = (height: number) => {
    h = height
    y = Math.max(Math.min(group.eyesY - eyesAt * h, group.top - head * 0.06), cut.top ? 0 : -Infinity)
    if (cut.bottom) y = Math.min(y, H - h)
    across = lateral(h)
  }
  const leading = aspect > 1.2 ? 0.16 : 0.05
  // room in the direction of the look
  const towards = side === 0 ? 0 : Math.abs(group.gaze) > 0.35 ? Math.sign(group.gaze) * Math.abs(side) : side
  // somebody cut off at a side: a little nearer leaves the eyes where they were wanted; else they move with the edge
  const middle = 0.5 - leading * towards
  const room = Math.min(across.sides.left ? group.eyesX / middle : Infinity, across.sides.right ? (W - group.eyesX) / (1 - middle) : Infinity)
  if (framing !== 'full' && room < across.width && room / aspect >= Math.max(least, h * 0.68)) nearer(room / aspect)
  // as wide as the upload is, at the most
  else if (across.both && across.width > W && W / aspect >= least) nearer(W / aspect)
  const w = across.width
  let x = group.eyesX - w * middle
  if (framing === 'full') x = (group.body.left + group.body.right) / 2 - w * middle
  x = Math.min(Math.max(x, group.right - w * 0.99), group.left + w * 0.01)
  if (across.sides.left && x < 0 && (!across.sides.right || w <= W)) x = 0
  if (across.sides.right && x + w > W && (!across.sides.left || w <= W)) x = W - w
  const ends = cutBy(people, y, y + h)
  return {
    x,
    y,
    width: w,
    height: h,
    framing,
    fade: { left: ends.left && x < -1, right: ends.right && x + w > W + 1 },
    feetY: framing === 'full' && !cut.bottom && group.body.bottom < y + h ? group.body.bottom : null,
  }
}

/** What the upload has enough of. A group is shown with its shoulders at least. */
function decide(wanted: Framing, group: Group, head: number, cutBelow: boolean): Frame['framing'] {
  const heads = (group.body.bottom - group.top) / Math.max(1, head)
  const whole = !cutBelow && heads > 4
  if (wanted === 'full') return whole ? 'full' : heads > 2.4 ? 'half' : 'head'
  if (wanted === 'half') return heads > 2 ? 'half' : 'head'
  if (wanted === 'head') return 'head'
  return whole && heads > 5 ? 'full' : heads > 2.6 ? 'half' : 'head'
}

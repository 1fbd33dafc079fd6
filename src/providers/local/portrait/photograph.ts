/** A photograph: the person of an upload, cut out, set into a scene, lit and graded to match. */
import sharp from 'sharp'
import { hashText, mix, randomFrom } from '../paint/random.ts'
import { type Rendered, type Watch, reached } from '../progress.ts'
import { thumbnail } from '../../../media/thumbnail.ts'
import { type Frame, frameFor, groupOf } from './frame.ts'
import { type Grade, printed } from './print.ts'
import { developed, linear, type Person, relit, retouched } from './light.ts'
import { foreground, matte } from './matte.ts'
import { loadNetworks } from './models.ts'
import { findPeople, type People } from './people.ts'
import { type Plane, smoothstep } from './plane.ts'
import type { Mood } from './choices.ts'
import type { PhotographRequest } from './request.ts'
import { sets } from './sets/index.ts'
import { cropped, openSource, turned } from './source.ts'
import { createStage, newOverlay } from './stage.ts'

/** Metres across a face, as BlazeFace draws its box. */
const faceMetres = 0.17

/** @throws NoPersonFound; whatever sharp throws where the bytes are no picture */
export async function photograph(request: PhotographRequest, watch?: Watch): Promise<Rendered[]> {
  const set = sets[request.scene]
  if (set === undefined) throw new Error(`no such scene: ${request.scene}`)
  const random = randomFrom(mix(hashText(request.scene), request.seed))
  const networks = await loadNetworks()
  const opened = await openSource(request.portrait)
  reached(watch, 8, 'opened')
  const people = await findPeople(opened, networks)
  const source = await turned(opened, people.turns)
  reached(watch, 22, 'people')

  const frame = frameFor(people, request.aspect, request.framing, request.variant)
  const { width, height } = sizeOf(request.aspect, request.size ?? 1536)
  const picture = await cropped(source, inSource(frame, people.scale), width, height)
  const toPrint = width / frame.width
  const faces = people.faces.map((f) => ({ x: (f.x - frame.x) * toPrint, y: (f.y - frame.y) * toPrint, width: f.width * toPrint, height: f.height * toPrint }))
  const alpha = matte(picture, maskIn(people, frame, width, height), faces)
  within(alpha, people, frame, width, height)
  reached(watch, 45, 'cut out')
  const own = foreground(picture, alpha)
  retouched(own, width, height, alpha, faces, request.retouch)
  reached(watch, 55, 'retouched')

  const group = groupOf(people)
  const side = request.variant % 2 === 0 ? -1 : 1
  const head = { left: (group.left - frame.x) * toPrint, right: (group.right - frame.x) * toPrint, top: (group.top - frame.y) * toPrint, bottom: (group.chin - frame.y) * toPrint }
  const perMetre = (group.face * toPrint) / faceMetres
  const focal = 1.75 * Math.max(width, height)
  const eye = 1.42
  const eyesY = (group.eyesY - frame.y) * toPrint
  const feetY = frame.feetY === null ? null : (frame.feetY - frame.y) * toPrint
  // where the ground under the feet is seen, it is there that the person stands
  const horizon = feetY === null ? eyesY + (1.56 - eye) * perMetre : feetY - eye * perMetre
  const stage = createStage({ width, height, focal, horizon, centre: width / 2, eye, focus: focal / perMetre, aperture: set.aperture }, random)
  const front = newOverlay(width * height)
  const lighting = set.paint(stage, { time: request.time, colour: request.colour, side, heads: head, random: random.fork('set'), front })
  reached(watch, 75, 'scene')

  const person: Person = { width, height, light: linear(own), alpha, faces }
  developed(person)
  relit(person, lighting)
  const feet = feetY === null ? null : { y: feetY, left: (group.body.left - frame.x) * toPrint, right: (group.body.right - frame.x) * toPrint }
  const bytes = printed(person, stage.light, front, lighting, gradeOf(request.mood), feet, random.fork('print'))
  reached(watch, 92, 'printed')
  const image = new Uint8Array(await sharp(bytes, { raw: { width, height, channels: 3 } }).jpeg({ quality: 93, chromaSubsampling: '4:4:4' }).toBuffer())
  const small = await thumbnail(image)
  reached(watch, 100, 'encoded')
  return [
    { bytes: image, mime: 'image/jpeg', role: 'image', width, height, placeholder: small.placeholder, ...(people.turns === 0 && { facts: frameFacts(frame, people) }) },
    { bytes: small.bytes, mime: small.mime, role: 'preview', width: small.width, height: small.height },
  ]
}

/** Which part of the upload the photograph shows, as fractions of it: what lays one exactly over the other. */
const frameFacts = ({ x, y, width, height }: Frame, people: People) => ({
  frameX: x / people.width,
  frameY: y / people.height,
  frameWidth: width / people.width,
  frameHeight: height / people.height,
})

function sizeOf(aspect: number, long: number): { width: number; height: number } {
  const [w, h] = aspect >= 1 ? [long, long / aspect] : [long * aspect, long]
  // square pictures have the same number of pixels, not the same side
  const k = aspect > 0.9 && aspect < 1.12 ? 0.84 : 1
  return { width: Math.round((w * k) / 2) * 2, height: Math.round((h * k) / 2) * 2 }
}

const inSource = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }, scale: number) => ({ x: x * scale, y: y * scale, width: width * scale, height: height * scale })

/** The rough mask as the frame sees it; nothing beyond the upload's edges. */
function maskIn({ mask, width: w, height: h }: People, frame: { x: number; y: number; width: number; height: number }, width: number, height: number): Plane {
  const out = new Float32Array(width * height)
  const k = frame.width / width
  for (let y = 0; y < height; y++) {
    const sy = Math.min(h - 1.001, Math.max(0, frame.y + (y + 0.5) * k - 0.5))
    const y0 = sy | 0
    const fy = sy - y0
    for (let x = 0; x < width; x++) {
      const sx = Math.min(w - 1.001, Math.max(0, frame.x + (x + 0.5) * k - 0.5))
      const x0 = sx | 0
      const fx = sx - x0
      const i = y0 * w + x0
      const right = x0 < w - 1 ? 1 : 0
      const down = y0 < h - 1 ? w : 0
      out[y * width + x] = (mask[i]! * (1 - fx) + mask[i + right]! * fx) * (1 - fy) + (mask[i + down]! * (1 - fx) + mask[i + down + right]! * fx) * fy
    }
  }
  return out
}

/** The upload's edges repeat beyond them for the matte's sake; the person ends there. Where that is inside the frame, softly. */
function within(alpha: Plane, people: People, frame: { x: number; y: number; width: number; fade: { left: boolean; right: boolean } }, width: number, height: number): void {
  const k = width / frame.width
  const [left, right] = [-frame.x * k, (people.width - frame.x) * k]
  const [top, bottom] = [-frame.y * k, (people.height - frame.y) * k]
  const soft = width * 0.09
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (x >= left && x < right && y >= top && y < bottom && !frame.fade.left && !frame.fade.right) continue
      const i = y * width + x
      if (x < left || x >= right || y < top || y >= bottom) alpha[i] = 0
      else {
        if (frame.fade.left) alpha[i]! *= smoothstep(0, soft, x - left)
        if (frame.fade.right) alpha[i]! *= smoothstep(0, soft, right - x)
      }
    }
}

const grades: Record<Mood, Grade> = {
  natural: { contrast: 1.06, saturation: 1.02, shadows: [0.99, 1, 1.01], highlights: [1.01, 1, 0.99], vignette: 0.22, grain: 0.011, bloom: 0.22, fade: 0 },
  warm: { contrast: 1.05, saturation: 1.06, shadows: [1.04, 0.99, 0.94], highlights: [1.06, 1.01, 0.92], vignette: 0.25, grain: 0.012, bloom: 0.3, fade: 0.02 },
  cool: { contrast: 1.06, saturation: 0.94, shadows: [0.94, 1, 1.09], highlights: [0.98, 1, 1.03], vignette: 0.25, grain: 0.012, bloom: 0.22, fade: 0.01 },
  dramatic: { contrast: 1.24, saturation: 0.9, shadows: [0.96, 1, 1.05], highlights: [1.03, 1, 0.96], vignette: 0.5, grain: 0.016, bloom: 0.18, fade: 0 },
  soft: { contrast: 0.94, saturation: 0.95, shadows: [1.02, 1, 1.02], highlights: [1.02, 1, 0.98], vignette: 0.1, grain: 0.008, bloom: 0.5, fade: 0.05 },
  mono: { contrast: 1.16, saturation: 0, shadows: [1, 1, 1], highlights: [1, 1, 1], vignette: 0.32, grain: 0.02, bloom: 0.2, fade: 0.01 },
}
const gradeOf = (mood: Mood): Grade => grades[mood]

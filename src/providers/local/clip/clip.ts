import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jobError } from '../../../engine/errors.ts'
import type { Ffmpeg } from '../../../media/ffmpeg/find.ts'
import { type Fps, openEncoder } from '../../../media/video/encode.ts'
import { createFrame, mixFrames } from '../../../media/video/frame.ts'
import { inWorkFolder } from '../../../media/work-folder.ts'
import { hashText, mix, type Random, randomFrom } from '../paint/random.ts'
import { paintScene } from '../picture.ts'
import { type Rendered, type Watch, reached } from '../progress.ts'
import { readPainted } from '../scene-chunk.ts'
import { film } from './film.ts'
import { recast } from './recast.ts'
import { type Shot, readShot } from './shot.ts'
import { setStage } from './stage.ts'

export type ClipRequest = {
  /** pictures to film, in this order, at most four */
  pictures: Uint8Array[]
  /** where there are none to film: what the shot shows. If all were painted here, the shot is painted with what they show; others are filmed. None: the text alone is painted */
  references?: Uint8Array[]
  /** what is seen and what the camera does, in any language */
  text: string
  /** any number; its low 32 bits count */
  seed: number
  seconds: number
  /** even, in px */
  width: number
  height: number
  fps: Fps
  quality: 'standard' | 'professional'
  /** an AAC track of silence, for players that want one */
  silentTrack: boolean
}

/** What a clip needs of its surroundings; both cross to a worker thread. */
export type ClipTools = { ffmpeg: Ffmpeg; workFolder: string }

const PICTURES_MAX = 4
/** no picture is shown for less */
const PART_SECONDS_MIN = 1.2
const CROSSFADE_SECONDS = 0.7

/**
 * Films pictures: a camera that moves as the text says, through what is near and far in them, with weather in the air.
 * -> an H.264 MP4 (`video`) of exactly `seconds`, to the nearest frame. The same request gives the same pictures.
 * @throws JobError `invalid_input` if a picture is none; as ffmpeg fails
 */
export async function clip(request: ClipRequest, tools: ClipTools, watch?: Watch): Promise<Rendered[]> {
  const { width, height, fps } = request
  const frames = Math.max(1, Math.round(request.seconds * fps))
  const { pictures, shot } = await shown(request, watch)
  const random = randomFrom(mix(hashText(request.text), request.seed))
  reached(watch, 4, 'painted')
  const parts = await cast(pictures, shot, request, random)
  reached(watch, 8, 'staged')

  return await inWorkFolder(tools.workFolder, async (folder) => {
    const path = join(folder, `${randomUUID()}.mp4`)
    const given = new AbortController()
    let encoded = 0
    const encoder = openEncoder(tools.ffmpeg, { path, width, height, fps, frames, quality: request.quality, sound: request.silentTrack ? 'silent' : null, signal: given.signal, onProgress: (n) => (encoded = n) })
    try {
      const frame = createFrame(width, height), other = createFrame(width, height)
      for (let n = 0; n < frames; n++) {
        const shown = parts.filter((part) => n >= part.from && n < part.to)
        shown[0]!.draw(frame, n - shown[0]!.from)
        if (shown[1]) {
          shown[1].draw(other, n - shown[1].from)
          mixFrames(frame, other, smooth((n + 1 - shown[1].from) / (shown[0]!.to - shown[1].from + 1)))
        }
        await encoder.write(frame.bytes)
        reached(watch, 8 + Math.floor((90 * encoded) / frames), 'filmed')
      }
      await encoder.finish()
    } catch (error) {
      given.abort(error)
      await encoder.finish().catch(() => {}) // it must have let go of its file before the folder goes
      throw error
    }
    const bytes = new Uint8Array(await readFile(path))
    reached(watch, 100, 'encoded')
    return [{ bytes, mime: 'video/mp4', role: 'video', width, height }]
  })
}

/** What is filmed, and how. */
async function shown(request: ClipRequest, watch?: Watch): Promise<{ pictures: Uint8Array[]; shot: Shot }> {
  const { references = [], text } = request
  const asked = readShot(text)
  if (request.pictures.length > 0) return { pictures: request.pictures.slice(0, PICTURES_MAX), shot: asked }
  const seen = references.flatMap((picture) => readPainted(picture) ?? [])
  const { scene, cast, left } = recast(asked.scene, seen)
  // one that is not ours can only be filmed, and so is one of which nothing is known
  if (seen.length < references.length || (references.length > 0 && left.length === references.length)) return { pictures: references.slice(0, PICTURES_MAX), shot: asked }
  const picture = await paintScene({ scene, cast, root: mix(hashText(text), request.seed), size: paintedSize(request) }, { weather: false }, watch?.signal ? { signal: watch.signal } : undefined)
  return { pictures: [picture, ...left.map((i) => references[i]!)].slice(0, PICTURES_MAX), shot: readShot(text, scene) }
}

/** Nearly as wide as the frame, of which the camera shows a part: a fifth more each way took another second and a half. What falls and floats over it is added in motion. */
const paintedSize = ({ width, height }: ClipRequest): number => Math.min(1536, Math.max(256, 4 * Math.round(Math.max(width, height) * 0.225)))

type Part = { from: number; to: number; draw: ReturnType<typeof film> }

/** Each picture gets its share of the time, and a shot of its own; neighbours overlap by a crossfade. */
async function cast(pictures: Uint8Array[], shot: Shot, request: ClipRequest, random: Random): Promise<Part[]> {
  const { fps, width, height } = request
  const frames = Math.max(1, Math.round(request.seconds * fps))
  const count = Math.min(pictures.length, Math.max(1, Math.floor(request.seconds / PART_SECONDS_MIN)))
  const overlap = count > 1 ? Math.min(Math.round(CROSSFADE_SECONDS * fps), Math.floor(frames / count / 3)) : 0
  const parts: Part[] = []
  for (let i = 0; i < count; i++) {
    const from = i === 0 ? 0 : Math.round((i * frames) / count) - Math.floor(overlap / 2)
    const to = i === count - 1 ? frames : Math.round(((i + 1) * frames) / count) + Math.ceil(overlap / 2)
    const stage = await setStage(pictures[i]!, { width, height }).catch((cause: unknown) => {
      throw jobError('invalid_input', { params: { field: 'pictures' }, acceptance: 'surely-not', cause })
    })
    // groups of moves ("pushes in, then pans left") fall to the pictures one by one, where there are several of both
    const own = count > 1 && shot.moves.length > 1 ? { ...shot, moves: [shot.moves[i % shot.moves.length]!] } : shot
    parts.push({ from, to, draw: film(stage, own, { width, height, fps, frames: to - from }, random.fork(`part ${i}`), random.fork('air'), from / fps) })
  }
  return parts
}

const smooth = (t: number): number => t * t * (3 - 2 * t)

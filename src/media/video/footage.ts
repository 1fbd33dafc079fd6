import { jobError } from '../../engine/errors.ts'
import type { Ffmpeg } from '../ffmpeg/find.ts'
import { videoInputOf } from '../ffmpeg/input.ts'
import { readerOf } from '../ffmpeg/reader.ts'
import { startFfmpeg } from '../ffmpeg/run.ts'
import type { Fps } from './encode.ts'
import { createFrame, type Frame } from './frame.ts'
import type { Probe } from './probe.ts'
import { aim, createMesh, textureOf, warp } from './warp.ts'

export type Take = { width: number; height: number; fps: Fps }

/** A video file read frame by frame, in our size and rate. */
export type Footage = {
  /** The next frame, which stays valid until the next call. Past its end the last one is held, and slowly drawn nearer. */
  next(): Promise<Frame>
  /** how many frames it really had, once that is known */
  length(): number | null
  close(): void
}

/** How far a held picture comes nearer in a second: enough not to look broken. */
const HELD_ZOOM = 0.014

/** Up to 1080p one thread decodes as fast as the encoder takes frames; several cost a fifth more together. */
const ONE_THREAD_PX = 1920 * 1088

/**
 * Opens a clip of any size, rate, shape and rotation.
 * @param framesMax no more than these will be asked for
 * @throws JobError `invalid_input`, from `next`, if not one frame can be read
 */
export function openFootage(ffmpeg: Ffmpeg, path: string, video: NonNullable<Probe['video']>, take: Take, framesMax: number, signal: AbortSignal): Footage {
  const { width, height } = take
  const run = startFfmpeg(
    ffmpeg,
    [...(video.width * video.height <= ONE_THREAD_PX ? ['-threads', '1'] : []), ...videoInputOf(path), '-filter_complex', `[0:v:0]${fitted(video, take)}[shown]`, '-map', '[shown]', '-an', '-frames:v', `${framesMax}`, '-f', 'rawvideo', '-pix_fmt', 'yuv420p', 'pipe:1'],
    { signal, blame: 'invalid_input' },
  )
  run.stdin.end()
  const read = readerOf(run.stdout)
  const frame = createFrame(width, height)
  let got = 0
  let held: ((n: number) => Frame) | null = null
  let heldFor = 0
  return {
    async next() {
      if (held) return held(++heldFor)
      const bytes = await read(frame.bytes)
      signal.throwIfAborted()
      if (bytes === frame.bytes.length) {
        got++
        return frame
      }
      if (got === 0) {
        await run.done
        throw jobError('invalid_input', { acceptance: 'surely-not', cause: new Error(`no picture could be read from ${path}`) })
      }
      held = holding(frame, take.fps)
      return held(++heldFor)
    },
    length: () => (held ? got : null),
    close: run.kill,
  }
}

/**
 * The filters that bring a clip into our form; only such as every ffmpeg has. What is nearly of our shape is cropped; else it is
 * shown whole, before a blurred enlargement of itself.
 */
function fitted(video: NonNullable<Probe['video']>, { width, height, fps }: Take): string {
  const matrix = video.matrix ?? (Math.max(video.width, video.height) >= 1280 ? 'bt709' : 'bt601')
  const colours = `in_color_matrix=${matrix}:out_color_matrix=bt709:out_range=tv`
  const shape = video.width / video.height / (width / height)
  const cover = Math.max(width / video.width, height / video.height), inside = Math.min(width / video.width, height / video.height)
  const even = (length: number, most: number, up: boolean) => (up ? Math.max(most, 2 * Math.ceil(length / 2)) : Math.min(most, 2 * Math.round(length / 2)))
  const rate = `setpts=PTS-STARTPTS,fps=${fps}`
  if (shape > 0.87 && shape < 1.15) {
    const w = even(video.width * cover, width, true), h = even(video.height * cover, height, true)
    return `${rate},scale=${w}:${h}:flags=bicubic:${colours},crop=${width}:${height},setsar=1,format=yuv420p`
  }
  const w = even(video.width * inside, width, false), h = even(video.height * inside, height, false)
  const small = { w: 2 * Math.ceil((video.width * cover) / 16), h: 2 * Math.ceil((video.height * cover) / 16), width: 2 * Math.floor(width / 16), height: 2 * Math.floor(height / 16) }
  return (
    `${rate},split[whole][ground];` +
    `[ground]scale=${small.w}:${small.h}:flags=area:${colours},crop=${small.width}:${small.height},boxblur=4:2:3:2,lutyuv=y=val*0.62+6,scale=${width}:${height}:flags=bilinear,setsar=1,format=yuv420p[soft];` +
    `[whole]scale=${w}:${h}:flags=bicubic:${colours},setsar=1,format=yuv420p[sharp];` +
    `[soft][sharp]overlay=${2 * Math.round((width - w) / 4)}:${2 * Math.round((height - h) / 4)}:format=yuv420,format=yuv420p`
  )
}

/** The last frame, drawn nearer: frame `n` after the end. Starts from rest. */
function holding(last: Frame, fps: number): (n: number) => Frame {
  const texture = textureOf(last, last), mesh = createMesh(last.width, last.height), into = createFrame(last.width, last.height)
  return (n) => {
    const t = n / fps
    const scale = 1 / (1 + HELD_ZOOM * (t < 1 ? 0.5 * t * t : t - 0.5))
    aim(mesh, (x, y, out, at) => {
      out[at] = last.width / 2 + (x - last.width / 2) * scale
      out[at + 1] = last.height / 2 + (y - last.height / 2) * scale
    })
    warp(into, texture, mesh)
    return into
  }
}

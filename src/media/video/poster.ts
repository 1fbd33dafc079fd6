import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { jobError } from '../../engine/errors.ts'
import type { Ffmpeg } from '../ffmpeg/find.ts'
import { videoInputOf } from '../ffmpeg/input.ts'
import { readerOf } from '../ffmpeg/reader.ts'
import { runFfmpeg, startFfmpeg } from '../ffmpeg/run.ts'
import { inWorkFolder } from '../work-folder.ts'
import { type Probe, probe } from './probe.ts'

export type Video = Probe & { seconds: number; video: NonNullable<Probe['video']> }

export type Poster = { bytes: Uint8Array; mime: 'image/webp'; width: number; height: number; /** about twenty pixels, as a data: URI, to be shown blurred while the rest loads */ placeholder: string }

const POSTER_SIDE = 960
/** of a decoder that is asked for few frames: several threads would run on past the last one */
const glance = ['-threads', '1']
/** where in the video a poster is looked for: not at the start, which is often black or a title */
const MOMENTS = [0.12, 0.4, 0.7]
/** a still with so much to see is not compared with others */
const RICH = 40

/**
 * A still that stands for the video: the first of three moments with much to see, else the one with most.
 * @throws JobError `invalid_input` if there is no picture in the file
 */
export async function poster(ffmpeg: Ffmpeg, path: string, signal?: AbortSignal): Promise<{ poster: Poster; video: Video }> {
  const video = await probeVideo(ffmpeg, path, signal)
  const shrunk = Math.min(1, POSTER_SIDE / Math.max(video.video.width, video.video.height))
  const width = even(video.video.width * shrunk), height = even(video.video.height * shrunk)
  let best: Uint8Array | null = null, most = -1
  for (const moment of MOMENTS) {
    const rgb = await stillAt(ffmpeg, path, moment * video.seconds, width, height, signal)
    if (!rgb) continue
    const richness = richnessOf(rgb)
    if (richness > most) [best, most] = [rgb, richness]
    if (richness > RICH) break
  }
  // shorter than it says, or broken after its start
  best ??= await stillAt(ffmpeg, path, 0, width, height, signal)
  if (!best) throw jobError('invalid_input', { acceptance: 'surely-not', cause: new Error('not one picture could be read') })
  const picture = sharp(best, { raw: { width, height, channels: 3 } })
  const [bytes, tiny] = await Promise.all([picture.clone().webp({ quality: 82, effort: 3 }).toBuffer(), picture.clone().resize(20, 20, { fit: 'inside' }).blur(0.8).webp({ quality: 55, effort: 2 }).toBuffer()])
  return { video, poster: { bytes: new Uint8Array(bytes), mime: 'image/webp', width, height, placeholder: `data:image/webp;base64,${tiny.toString('base64')}` } }
}

/** `probe`, for what must be a video. A file that does not say how long it is is read to its end. */
export async function probeVideo(ffmpeg: Ffmpeg, path: string, signal?: AbortSignal): Promise<Video> {
  const found = await probe(ffmpeg, path, { signal })
  if (!found.video) throw jobError('invalid_input', { acceptance: 'surely-not', cause: new Error('no picture in it') })
  return { ...found, video: found.video, seconds: found.seconds ?? (await secondsOf(ffmpeg, path, signal)) }
}

async function secondsOf(ffmpeg: Ffmpeg, path: string, signal?: AbortSignal): Promise<number> {
  let seconds = 0
  await runFfmpeg(ffmpeg, [...videoInputOf(path), '-map', '0:v:0', '-c', 'copy', '-f', 'null', '-'], { signal, blame: 'invalid_input', onProgress: (at) => (seconds = Math.max(seconds, at.seconds)) })
  return seconds
}

async function stillAt(ffmpeg: Ffmpeg, path: string, seconds: number, width: number, height: number, signal?: AbortSignal): Promise<Uint8Array | null> {
  const run = startFfmpeg(
    ffmpeg,
    ['-ss', seconds.toFixed(3), ...glance, ...videoInputOf(path), '-map', '0:v:0', '-frames:v', '1', '-vf', `scale=${width}:${height}:flags=area`, '-pix_fmt', 'rgb24', '-f', 'rawvideo', 'pipe:1'],
    { signal, blame: 'invalid_input', lenient: true },
  )
  run.stdin.end()
  const rgb = new Uint8Array(width * height * 3)
  const got = await readerOf(run.stdout)(rgb)
  await run.done
  return got === rgb.length ? rgb : null
}

/** How much there is to see: the spread of lightness, less for what is nearly black or white. */
function richnessOf(rgb: Uint8Array): number {
  let sum = 0, squares = 0, count = 0
  for (let i = 1; i < rgb.length; i += 3 * 17) {
    sum += rgb[i]!
    squares += rgb[i]! * rgb[i]!
    count++
  }
  const mean = sum / count
  return Math.sqrt(Math.max(0, squares / count - mean * mean)) * (mean < 24 || mean > 236 ? 0.4 : 1)
}

export type HoverPreview = { bytes: Uint8Array; mime: 'video/mp4'; width: number; height: number; seconds: number }

const PREVIEW = { side: 480, seconds: 2.8, fps: 15, parts: 4 }

/**
 * A small silent MP4 of under three seconds, to be looped under the pointer: short videos from their start, longer ones as four
 * glimpses from end to end.
 * @param known what has been found out of the video already
 * @throws JobError `invalid_input`
 */
export async function hoverPreview(ffmpeg: Ffmpeg, path: string, workFolder: string, signal?: AbortSignal, known?: Video): Promise<HoverPreview> {
  const { video, seconds } = known ?? (await probeVideo(ffmpeg, path, signal))
  const shrunk = Math.min(1, PREVIEW.side / Math.max(video.width, video.height))
  const width = even(video.width * shrunk), height = even(video.height * shrunk)
  const whole = seconds <= PREVIEW.seconds * 2
  const parts = whole ? 1 : PREVIEW.parts, each = (whole ? Math.min(seconds, PREVIEW.seconds) : PREVIEW.seconds) / parts
  const starts = whole ? [0] : Array.from({ length: parts }, (_, i) => 0.04 * seconds + (i * (0.92 * seconds - each)) / (parts - 1))
  const shown = starts.map((_, i) => `[${i}:v:0]setpts=PTS-STARTPTS,fps=${PREVIEW.fps},scale=${width}:${height}:flags=area,setsar=1,format=yuv420p[p${i}]`)
  const joined = `${starts.map((_, i) => `[p${i}]`).join('')}concat=n=${parts}:v=1:a=0[all]`
  return await inWorkFolder(workFolder, async (folder) => {
    const made = join(folder, 'preview.mp4')
    await runFfmpeg(
      ffmpeg,
      [...starts.flatMap((at) => ['-ss', at.toFixed(3), '-t', each.toFixed(3), ...glance, '-skip_loop_filter', 'all', ...videoInputOf(path)]), '-filter_complex', [...shown, joined].join(';'), '-map', '[all]', '-an', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '29', '-pix_fmt', 'yuv420p', '-map_metadata', '-1', '-movflags', '+faststart', '-f', 'mp4', '-y', `file:${made}`],
      { signal, blame: 'invalid_input' },
    )
    return { bytes: new Uint8Array(await readFile(made)), mime: 'video/mp4', width, height, seconds: each * parts }
  })
}

const even = (length: number): number => Math.max(2, 2 * Math.round(length / 2))

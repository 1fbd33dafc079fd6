import { jobError } from '../../engine/errors.ts'
import type { Ffmpeg } from '../ffmpeg/find.ts'
import { inputOf } from '../ffmpeg/input.ts'
import { runFfmpeg } from '../ffmpeg/run.ts'

/** What a file is, by its content. */
export type Probe = {
  /** the first of ffmpeg's names for the container: `mov` for MP4, `matroska` for WebM, `wav`, `mp3`, `ogg` */
  container: string
  /** to 10 ms; null: it does not say */
  seconds: number | null
  video: {
    codec: string
    pixelFormat: string
    /** as it is shown: turned upright, pixels made square; even */
    width: number
    height: number
    /** frames a second; of a varying rate, the usual one */
    fps: number
    /** which colour matrix it was made with, where it says so */
    matrix: 'bt709' | 'bt601' | null
  } | null
  sound: { codec: string; sampleRate: number } | null
}

/**
 * Reads what a media file holds.
 * @throws JobError `invalid_input` (or `blame`) if it is none, or none that we take
 */
export async function probe(ffmpeg: Ffmpeg, path: string, options: { signal?: AbortSignal | undefined; blame?: 'invalid_input' | 'provider_failed' } = {}): Promise<Probe> {
  const said = await runFfmpeg(ffmpeg, inputOf(path), { signal: options.signal, lenient: true })
  const found = read(said)
  if (!found) throw jobError(options.blame ?? 'invalid_input', { acceptance: 'surely-not', cause: new Error(`not a media file we take: ${said.trim().split('\n').slice(-3).join(' ')}`) })
  return found
}

/** Reads ffmpeg's own description of its input, which has kept its form since 2012. */
export function read(said: string): Probe | null {
  const container = /^Input #0, ([^,\s]+)/m.exec(said)?.[1]
  if (!container) return null
  const time = /Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)/.exec(said)
  const seconds = time ? Number(time[1]) * 3600 + Number(time[2]) * 60 + Number(time[3]) : null
  const streams = said.split(/^\s*Stream #/m).slice(1)
  const video = streams.filter((stream) => !/attached pic/.test(stream)).map(videoOf).find((found) => found !== null) ?? null
  const sound = streams.map(soundOf).find((found) => found !== null) ?? null
  return video || sound ? { container, seconds, video, sound } : null
}

function videoOf(stream: string): Probe['video'] {
  const line = stream.split('\n', 1)[0]!
  const codec = /Video: (\w+)/.exec(line)?.[1]
  const size = /\b(\d{2,5})x(\d{2,5})\b/.exec(line)
  if (!codec || !size) return null
  const [sarX, sarY] = (/SAR (\d+):(\d+)/.exec(line)?.slice(1, 3).map(Number) ?? [1, 1]) as [number, number]
  const format = /Video: [^,]*?(?:\([^)]*\)[^,]*?)*, (\w+)(?:\(([^)]*)\))?/.exec(line)
  const colour = format?.[2] ?? ''
  const turned = /rotat\w*\s*(?:of|:)\s*(-?\d+(?:\.\d+)?)/.exec(stream)
  const quarter = turned !== null && Math.abs(Math.round(Number(turned[1]) / 90)) % 2 === 1
  const wide = sarX > 0 && sarY > 0 ? Number(size[1]) * (sarX / sarY) : Number(size[1])
  const [width, height] = quarter ? [Number(size[2]), wide] : [wide, Number(size[2])]
  return {
    codec,
    pixelFormat: format?.[1] ?? 'unknown',
    width: even(width),
    height: even(height),
    fps: Number(/([\d.]+) fps/.exec(line)?.[1] ?? /([\d.]+)k? tbr/.exec(line)?.[1] ?? 25),
    matrix: /bt709/.test(colour) ? 'bt709' : /smpte170m|bt470bg|bt601/.test(colour) ? 'bt601' : null,
  }
}

function soundOf(stream: string): Probe['sound'] {
  const found = /Audio: (\w+)[^\n]*?(\d+) Hz/.exec(stream)
  return found ? { codec: found[1]!, sampleRate: Number(found[2]) } : null
}

const even = (length: number): number => Math.max(2, 2 * Math.round(length / 2))

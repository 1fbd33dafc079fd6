import type { Ffmpeg } from '../ffmpeg/find.ts'
import { startFfmpeg, write } from '../ffmpeg/run.ts'
import { frameBytes } from './frame.ts'

export type Fps = 24 | 25 | 30

export const SAMPLE_RATE = 48_000

export type EncoderOptions = {
  /** the MP4 that is written */
  path: string
  width: number
  height: number
  fps: Fps
  /** how many frames will come: the video has exactly these, and its sound ends with them. Not told to ffmpeg, which would end the sound with the last frame it reads */
  frames: number
  /** a file with sound; silence, for players that want a track; null: none */
  sound: { path: string } | 'silent' | null
  quality: 'standard' | 'professional'
  signal?: AbortSignal | undefined
  /** frames that ffmpeg has encoded */
  onProgress?: (frames: number) => void
}

export type Encoder = {
  /** Takes a yuv420p frame; `bytes` may be used again when it resolves. */
  write(bytes: Uint8Array): Promise<void>
  /** After the last frame: resolves when the file is whole. @throws JobError as ffmpeg failed */
  finish(): Promise<void>
  kill(): void
}

/**
 * What x264 is asked for. A second of 720p takes 0.2 to 0.25 s of one core at `superfast`, 0.35 to 0.45 at `veryfast`, 0.75 at `medium`.
 * `superfast` at 22 is as near to what was drawn as `veryfast` at 20 (SSIM 0.9954, 0.9977); what it saves in time it takes in bytes.
 */
const effort = { standard: ['-preset', 'superfast', '-crf', '22'], professional: ['-preset', 'medium', '-crf', '18'] }

/** H.264 and AAC in an MP4 that starts playing before it has arrived whole. */
export function openEncoder(ffmpeg: Ffmpeg, options: EncoderOptions): Encoder {
  const { width, height, fps, frames } = options
  const pictures = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${width}x${height}`, '-framerate', `${fps}`, '-i', 'pipe:0']
  const colours = ['-color_range', 'tv', '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709']
  const h264 = ['-map', '0:v:0', '-c:v', 'libx264', ...effort[options.quality], '-profile:v', 'high', '-pix_fmt', 'yuv420p', '-g', `${fps}`, ...colours]
  const aac = options.sound === null ? [] : ['-map', '1:a:0', '-c:a', 'aac', '-b:a', options.sound === 'silent' ? '32k' : '160k']
  const mp4 = ['-map_metadata', '-1', '-movflags', '+faststart', '-f', 'mp4', '-y', `file:${options.path}`]
  const run = startFfmpeg(ffmpeg, [...pictures, ...soundInput(options), ...h264, ...aac, ...mp4], {
    signal: options.signal,
    ...(options.onProgress && { onProgress: (at) => options.onProgress?.(Math.min(frames, at.frames)) }),
  })
  run.stdout.resume()
  return {
    write: (bytes) => write(run, bytes.byteLength === frameBytes(width, height) ? bytes : bytes.subarray(0, frameBytes(width, height))),
    async finish() {
      run.stdin.end()
      await run.done
    },
    kill: run.kill,
  }
}

function soundInput({ sound, frames, fps }: EncoderOptions): string[] {
  if (sound === null) return []
  if (sound === 'silent') return ['-f', 'lavfi', '-t', `${(soundSamples(frames, fps) / SAMPLE_RATE).toFixed(9)}`, '-i', `anullsrc=r=${SAMPLE_RATE}:cl=stereo`]
  return ['-i', `file:${sound.path}`]
}

/**
 * How many samples belong to that many frames. AAC works in blocks of 1024 and puts one of its own before: a track of any other
 * length would outlast the pictures by up to 43 ms, and with it the whole file.
 */
export const soundSamples = (frames: number, fps: Fps): number => Math.max(0, Math.floor((frames * SAMPLE_RATE) / fps / 1024) - 1) * 1024

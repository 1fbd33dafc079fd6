import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ffmpeg } from '../ffmpeg/find.ts'
import { inputOf } from '../ffmpeg/input.ts'
import { readerOf } from '../ffmpeg/reader.ts'
import { runFfmpeg, startFfmpeg } from '../ffmpeg/run.ts'
import { type Fps, SAMPLE_RATE, soundSamples } from './encode.ts'
import { type Span, samplesPerFrame } from './timeline.ts'

/** A narration brought into our form: 48 kHz, two channels, 16 bit, raw. */
export type Voice = { path: string; seconds: number; /** brings it to the usual level */ gain: number }

const BYTES = 4 // two channels of 16 bits

/** How loud narration is made: RMS of what is spoken, against full scale. */
const LEVEL = 10 ** (-19 / 20)
/** The clips' own sound under a voice. */
const DUCKED = 0.2

/** Decodes a narration of any kind and length into `folder`. @throws JobError `invalid_input` if it is no sound */
export async function readVoice(ffmpeg: Ffmpeg, path: string, folder: string, name: string, tempo: number, signal: AbortSignal): Promise<Voice> {
  const raw = join(folder, `${name}.pcm`)
  const faster = tempo > 1.001 ? ['-af', `atempo=${tempo.toFixed(4)}`] : []
  await runFfmpeg(ffmpeg, [...inputOf(path), '-map', '0:a:0', '-vn', ...faster, '-ac', '2', '-ar', `${SAMPLE_RATE}`, '-f', 's16le', '-y', `file:${raw}`], { signal, blame: 'invalid_input' })
  const { size } = await stat(raw)
  return { path: raw, seconds: Math.floor(size / BYTES) / SAMPLE_RATE, gain: await gainOf(raw, signal) }
}

/** Loudness by tenths of a second, silence left out. */
async function gainOf(path: string, signal: AbortSignal): Promise<number> {
  const read = readerOf(createReadStream(path, { highWaterMark: 1 << 18 }))
  const block = new Int16Array(2 * (SAMPLE_RATE / 10)), bytes = new Uint8Array(block.buffer)
  let power = 0, blocks = 0
  for (let got = await read(bytes); got === bytes.length; got = await read(bytes)) {
    signal.throwIfAborted()
    let sum = 0
    for (let i = 0; i < block.length; i++) sum += block[i]! * block[i]!
    const mean = sum / block.length / 32_768 ** 2
    if (mean < 10 ** -4.5) continue
    power += mean
    blocks++
  }
  return blocks === 0 ? 1 : Math.min(5, Math.max(0.35, LEVEL / Math.sqrt(power / blocks)))
}

export type SceneSound = { /** the clip, if its own sound is wanted and it has some */ clip: string | null; voice: Voice | null }

/**
 * Mixes the whole film's sound into a WAV, as long as its pictures: each clip's own sound, crossfaded with its pictures and
 * lower while somebody speaks, and the narrations whole. One frame at a time: two clips are open at most.
 */
export async function mixSound(ffmpeg: Ffmpeg, scenes: readonly SceneSound[], spans: readonly Span[], fps: Fps, path: string, signal: AbortSignal): Promise<void> {
  const frames = spans.at(-1)!.end, perFrame = samplesPerFrame(fps), total = soundSamples(frames, fps)
  const tracks = scenes.flatMap((scene, i) => [...(scene.clip === null ? [] : [ownSound(ffmpeg, scene.clip, spans, i, scenes, fps, signal)]), ...(scene.voice === null ? [] : [narration(scene.voice, spans[i]!)])])
  const mixed = new Float32Array(2 * perFrame), out = new Int16Array(2 * perFrame)
  const file = await open(path, 'w')
  try {
    await file.write(wavHeader(total))
    for (let sample = 0; sample < total; sample += perFrame) {
      signal.throwIfAborted()
      mixed.fill(0)
      for (const track of tracks) await track.add(mixed, sample)
      for (let i = 0; i < mixed.length; i++) out[i] = Math.round(32_767 * limited(mixed[i]!))
      const count = Math.min(perFrame, total - sample)
      await file.write(Buffer.from(out.buffer, 0, count * BYTES))
    }
  } finally {
    for (const track of tracks) track.close()
    await file.close()
  }
}

/** Something that sounds for a while. `add` is asked for block after block, from the film's start on. */
type Track = { add(into: Float32Array, sample: number): Promise<void>; close(): void }

function narration(voice: Voice, span: Span): Track {
  const start = Math.round(span.narration!.startS * SAMPLE_RATE), end = start + Math.round(voice.seconds * SAMPLE_RATE)
  let stream: ReturnType<typeof createReadStream> | undefined
  let read: ReturnType<typeof readerOf> | undefined
  return {
    async add(into, sample) {
      const length = into.length / 2
      if (sample + length <= start || sample >= end) return
      if (!read) read = readerOf((stream = createReadStream(voice.path, { highWaterMark: 1 << 16 })))
      const skip = Math.max(0, start - sample)
      const block = new Int16Array(2 * (length - skip))
      const got = await read(new Uint8Array(block.buffer))
      for (let i = 0; i < got >> 1; i++) into[2 * skip + i]! += (block[i]! / 32_768) * voice.gain
    },
    close: () => stream?.destroy(),
  }
}

function ownSound(ffmpeg: Ffmpeg, clip: string, spans: readonly Span[], at: number, scenes: readonly SceneSound[], fps: Fps, signal: AbortSignal): Track {
  const span = spans[at]!, perFrame = samplesPerFrame(fps)
  const start = span.from * perFrame, end = span.to * perFrame
  const fadeIn = Math.max(fadeFrames(spans, at) * perFrame, SAMPLE_RATE / 100), fadeOut = Math.max(fadeFrames(spans, at + 1) * perFrame, SAMPLE_RATE / 100)
  // who speaks while this clip is heard: its own narration, and under a crossfade the neighbours'
  const spoken = spans.flatMap((other, i) => (Math.abs(i - at) <= 1 && scenes[i]!.voice !== null && other.narration ? [other.narration] : []))
  let run: ReturnType<typeof startFfmpeg> | undefined
  let read: ReturnType<typeof readerOf> | undefined
  return {
    async add(into, sample) {
      const length = into.length / 2
      if (sample + length <= start || sample >= end) {
        if (sample >= end && run) run.kill()
        return
      }
      if (!read) {
        run = startFfmpeg(ffmpeg, [...inputOf(clip), '-map', '0:a:0', '-vn', '-af', `aresample=${SAMPLE_RATE}:async=1:first_pts=0`, '-ac', '2', '-t', `${(end - start) / SAMPLE_RATE}`, '-f', 's16le', 'pipe:1'], { signal })
        run.stdin.end()
        read = readerOf(run.stdout)
      }
      const block = new Int16Array(2 * length)
      const got = await read(new Uint8Array(block.buffer))
      for (let i = 0; i < got >> 2; i++) {
        const t = sample + i
        const gain = Math.sqrt(Math.min(1, Math.max(0, (t - start) / fadeIn)) * Math.min(1, Math.max(0, (end - t) / fadeOut))) * duckedAt(t / SAMPLE_RATE, spoken)
        into[2 * i]! += (block[2 * i]! / 32_768) * gain
        into[2 * i + 1]! += (block[2 * i + 1]! / 32_768) * gain
      }
    },
    close: () => run?.kill(),
  }
}

/** How many frames the sound needs to come in at that scene's start. */
function fadeFrames(spans: readonly Span[], at: number): number {
  const transition = spans[at]?.transition
  if (!transition || at === 0 || transition.type === 'cut') return 0
  return transition.type === 'crossfade' ? transition.frames : transition.frames / 2
}

/** 1, and lower while somebody speaks: down and up within a quarter of a second. */
function duckedAt(seconds: number, spoken: readonly { startS: number; endS: number }[]): number {
  let gain = 1
  for (const { startS, endS } of spoken) {
    const away = Math.max(0, startS - seconds, seconds - endS)
    gain = Math.min(gain, DUCKED + (1 - DUCKED) * Math.min(1, away / 0.25))
  }
  return gain
}

/** Leaves what is below 0.9 alone and bends the rest, so that sums do not clip. */
function limited(value: number): number {
  const size = Math.abs(value)
  return size <= 0.9 ? value : Math.sign(value) * (0.9 + 0.1 * Math.tanh((size - 0.9) / 0.1))
}

function wavHeader(samples: number): Buffer {
  const bytes = samples * BYTES, head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + bytes, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(2, 22)
  head.writeUInt32LE(SAMPLE_RATE, 24)
  head.writeUInt32LE(SAMPLE_RATE * BYTES, 28)
  head.writeUInt16LE(BYTES, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(bytes, 40)
  return head
}

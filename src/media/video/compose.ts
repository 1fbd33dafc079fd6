import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { jobError } from '../../engine/errors.ts'
import type { Ffmpeg } from '../ffmpeg/find.ts'
import { type Cue, timed } from '../subtitles/captions.ts'
import { type SubtitleStyle, captionsFor } from '../subtitles/lettering.ts'
import { webVtt } from '../subtitles/webvtt.ts'
import { type Fps, openEncoder } from './encode.ts'
import { type Reel, playReel } from './reel.ts'
import { type Probe, probe } from './probe.ts'
import { type SceneSound, mixSound, readVoice } from './sound.ts'
import { type Span, type Transition, timelineOf } from './timeline.ts'

export type ComposeScene = {
  /** path of a video: any size, rate, shape, rotation, with sound or without */
  clip: string
  /** its part of the film; null: as long as the clip is */
  seconds: number | null
  transition: Transition
  /** path of what is spoken (WAV, MP3, Opus, M4A ...), of any length */
  narration: string | null
  /** the scene lasts as long as its narration needs, if that is longer. Else it is spoken up to a fifth faster, and only what still does not fit makes the scene longer: words are never cut */
  followNarration: boolean
  /** the clip's own sound, if it has any */
  sound: 'keep' | 'mute'
  /** what is spoken, as text: becomes captions, timed over the narration or the whole scene */
  subtitle: string | null
  /** shown for a few seconds; the first scene's is large */
  title: string | null
}

export type ComposeRequest = {
  scenes: ComposeScene[]
  /** even, in px */
  width: number
  height: number
  fps: Fps
  quality: 'standard' | 'professional'
  /** null: no captions in the picture; the WebVTT is made in any case */
  burnIn: SubtitleStyle | null
  /** a track of silence where nothing sounds, for players that want one */
  silentTrack: boolean
  /** begins out of black and ends in it */
  fadeSeconds: number
}

export type Composed = {
  /** the MP4, in the folder that was given */
  path: string
  vtt: string
  width: number
  height: number
  frames: number
  seconds: number
  sound: boolean
  scenes: {
    startS: number
    seconds: number
    /** longer than asked, because its narration is */
    extended: boolean
    /** its clip was too short: so long its last frame is held */
    heldS: number
  }[]
}

export type ComposeTools = { ffmpeg: Ffmpeg; /** empty, of the caller's; the film and what was needed on the way stay in it */ folder: string }
export type ComposeWatch = { signal: AbortSignal; /** 0-100 */ progress?: (percent: number, stage: 'listened' | 'mixed' | 'encoding') => void }

const SCENES_MAX = 500

/**
 * Cuts clips together into one film: an H.264 MP4 that lasts exactly the sum of its scenes. Frames are read from each clip in
 * turn, mixed and lettered here, and piped on to the encoder, so that it takes no more memory for fifty clips than for two, and
 * needs no filter that one ffmpeg has and another has not.
 * @throws JobError `invalid_input` with `field` if a clip or a narration cannot be read, or there are none; the signal's reason
 */
export async function compose(request: ComposeRequest, tools: ComposeTools, watch: ComposeWatch): Promise<Composed> {
  const { fps, width, height } = request
  if (request.scenes.length === 0 || request.scenes.length > SCENES_MAX) throw jobError('invalid_input', { params: { field: 'scenes' } })
  await mkdir(tools.folder, { recursive: true })
  const clips = await eachScene(request.scenes, 'clip', (scene) => probeClip(tools.ffmpeg, scene.clip, watch.signal))
  let voices = await eachScene(request.scenes, 'narration', (scene, i) => (scene.narration === null ? null : readVoice(tools.ffmpeg, scene.narration, tools.folder, `voice-${i}`, 1, watch.signal)))
  const spans = timelineOf(
    request.scenes.map((scene, i) => ({ ...scene, seconds: scene.seconds ?? clips[i]!.seconds ?? 5, narrationS: voices[i]?.seconds ?? null })),
    fps,
  )
  voices = await eachScene(request.scenes, 'narration', (scene, i) => (faster(spans[i]!) ? readVoice(tools.ffmpeg, scene.narration!, tools.folder, `voice-${i}`, spans[i]!.narration!.tempo, watch.signal) : voices[i]!))
  watch.progress?.(3, 'listened')

  const sounds = request.scenes.map((scene, i): SceneSound => ({ clip: scene.sound === 'keep' && clips[i]!.sound ? scene.clip : null, voice: voices[i]! }))
  const sounding = sounds.some((sound) => sound.clip !== null || sound.voice !== null)
  const mixed = join(tools.folder, 'sound.wav')
  if (sounding) await mixSound(tools.ffmpeg, sounds, spans, fps, mixed, watch.signal)
  watch.progress?.(6, 'mixed')

  const cues = request.scenes.map((scene, i) => (scene.subtitle === null ? [] : cuesOf(scene.subtitle, spans[i]!, request)))
  const reel: Reel = { ...request, spans, cues, clips: request.scenes.map((scene, i) => ({ path: scene.clip, video: clips[i]!.video, title: scene.title })) }
  const path = join(tools.folder, 'film.mp4')
  const heldS = await encode(reel, path, sounding ? { path: mixed } : request.silentTrack ? 'silent' : null, request, tools.ffmpeg, watch)

  const vtt = webVtt(cues.flat())
  await writeFile(join(tools.folder, 'film.vtt'), vtt)
  const frames = spans.at(-1)!.end
  return {
    path, vtt, width, height, frames,
    seconds: frames / fps,
    sound: sounding,
    scenes: spans.map((span, i) => ({ startS: span.start / fps, seconds: (span.end - span.start) / fps, extended: span.extended, heldS: heldS[i]! })),
  }
}

const faster = (span: Span): boolean => span.narration !== null && span.narration.tempo > 1

/** One after the other, so that no more than one decoder runs; a failure says whose file it was. */
async function eachScene<T>(scenes: readonly ComposeScene[], field: string, read: (scene: ComposeScene, i: number) => Promise<T> | T): Promise<T[]> {
  const found: T[] = []
  for (const [i, scene] of scenes.entries()) {
    try {
      found.push(await read(scene, i))
    } catch (error) {
      const failure = (error as { failure?: { code: string } }).failure
      throw failure?.code === 'invalid_input' ? jobError('invalid_input', { params: { field: `scenes.${i}.${field}` }, acceptance: 'surely-not', cause: error }) : error
    }
  }
  return found
}

async function probeClip(ffmpeg: Ffmpeg, path: string, signal: AbortSignal): Promise<Probe & { video: NonNullable<Probe['video']> }> {
  const found = await probe(ffmpeg, path, { signal })
  if (!found.video) throw jobError('invalid_input', { acceptance: 'surely-not' })
  return { ...found, video: found.video }
}

/** Over the narration where there is one, else over the scene without the moments in which it comes and goes. */
function cuesOf(text: string, span: Span, { width, height, fps }: ComposeRequest): Cue[] {
  const around = { startS: span.start / fps + 0.15, endS: span.end / fps - 0.1 }
  const { startS, endS } = span.narration ?? (around.endS > around.startS ? around : { startS: span.start / fps, endS: span.end / fps })
  return timed(captionsFor(text, { width, height }), startS, endS)
}

async function encode(reel: Reel, path: string, sound: { path: string } | 'silent' | null, request: ComposeRequest, ffmpeg: Ffmpeg, watch: ComposeWatch): Promise<number[]> {
  const frames = reel.spans.at(-1)!.end
  // ends the encoder when a clip fails, and the clips' readers when the encoder does
  const ends = new AbortController()
  const signal = AbortSignal.any([watch.signal, ends.signal])
  const encoder = openEncoder(ffmpeg, {
    path, frames, sound, signal,
    width: request.width, height: request.height, fps: request.fps, quality: request.quality,
    onProgress: (done) => watch.progress?.(6 + Math.floor((93 * done) / frames), 'encoding'),
  })
  try {
    const heldS = await playReel(ffmpeg, reel, signal, (frame) => encoder.write(frame.bytes))
    await encoder.finish()
    return heldS
  } catch (error) {
    ends.abort(error)
    await encoder.finish().catch(() => {}) // it lets go of its file before the folder is removed
    watch.signal.throwIfAborted()
    throw error
  }
}


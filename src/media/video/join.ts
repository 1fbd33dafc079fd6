import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Produced } from '../keep-files.ts'
import { composeInThread } from './compose-thread.ts'
import type { MovingPictures } from './moving.ts'
import { type FrameAspect, frameSize, usualFps } from './sizes.ts'
import type { Transition } from './timeline.ts'

/** Clips in their order, as they are: each as long as it is, with its own sound. */
export type JoinRequest = { clips: readonly string[]; transition: 'cut' | 'crossfade' | 'fade'; aspect: FrameAspect; /** what is needed on the way stays in it */ folder: string }

export type Joined = { path: string; seconds: number; width: number; height: number; /** a still that stands for it */ poster: Produced; /** a few silent seconds of it */ hover: Produced }

const transitionSeconds = { crossfade: 0.6, fade: 1 }
/** of the bar: the rest is looking at it */
const composedPercent = 96

/** Joins clips into one MP4. @throws JobError as `compose`; StartupError `ffmpeg_missing` */
export async function joinClips(moving: Pick<MovingPictures, 'ffmpeg' | 'look'>, { clips, transition, aspect, folder }: JoinRequest, watch: { progress(percent: number): void; signal: AbortSignal }): Promise<Joined> {
  const into = join(folder, 'joined')
  await mkdir(into, { recursive: true })
  const between: Transition = transition === 'cut' ? { type: 'cut' } : { type: transition, seconds: transitionSeconds[transition] }
  const scenes = clips.map((clip) => ({ clip, seconds: null, transition: between, narration: null, followNarration: false, sound: 'keep' as const, subtitle: null, title: null }))
  const film = await composeInThread(
    { scenes, ...frameSize(aspect), fps: usualFps, quality: 'standard', burnIn: null, silentTrack: true, fadeSeconds: transition === 'cut' ? 0 : 0.5 },
    { ffmpeg: await moving.ffmpeg(), folder: into },
    { signal: watch.signal, progress: (percent) => watch.progress((composedPercent * percent) / 100) },
  )
  const { poster, hover } = await moving.look(film.path, watch.signal)
  watch.progress(100)
  const { path, seconds, width, height } = film
  return {
    path, seconds, width, height,
    poster: { bytes: poster.bytes, mime: poster.mime, role: 'preview', width: poster.width, height: poster.height, placeholder: poster.placeholder },
    hover: { bytes: hover.bytes, mime: hover.mime, role: 'hover', width: hover.width, height: hover.height },
  }
}

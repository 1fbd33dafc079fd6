/** Putting a video together with the composer of src/media/video: crossfades, voices, subtitles in the picture and as a file. */
import { join } from 'node:path'
import type { VideoAspect } from '../../api/video-contract.ts'
import { composeInThread } from '../../media/video/compose-thread.ts'
import type { MovingPictures } from '../../media/video/moving.ts'
import type { Assemble } from './final-kind.ts'
import { crossfadeSeconds } from './requests.ts'

const frames: Record<VideoAspect, { width: number; height: number }> = {
  '16:9': { width: 1280, height: 720 },
  '9:16': { width: 720, height: 1280 },
  '1:1': { width: 960, height: 960 },
  '4:3': { width: 1104, height: 828 },
  '3:4': { width: 828, height: 1104 },
}

/** Of the bar: the rest is looking at it. */
const composedPercent = 97

export const assembleWith =
  (moving: Pick<MovingPictures, 'ffmpeg' | 'look'>): Assemble =>
  async ({ title, aspect, scenes, folder }, { signal, progress }) => {
    const composed = await composeInThread(
      {
        ...frames[aspect],
        scenes: scenes.map((scene, i) => ({
          clip: scene.clip,
          seconds: scene.seconds,
          transition: { type: 'crossfade', seconds: Math.min(crossfadeSeconds, scene.seconds / 3) },
          narration: scene.voice,
          followNarration: false,
          // a model's own sound would talk over the narrator
          sound: scene.voice === null ? 'keep' : 'mute',
          subtitle: scene.narration.trim() === '' ? null : scene.narration,
          title: i === 0 ? title : scene.title === '' ? null : scene.title,
        })),
        fps: 24,
        quality: 'standard',
        burnIn: 'outline',
        silentTrack: true,
        fadeSeconds: 0.4,
      },
      { ffmpeg: await moving.ffmpeg(), folder: join(folder, 'made') },
      { signal, progress: (percent) => progress((composedPercent * percent) / 100) },
    )
    const { poster, hover } = await moving.look(composed.path, signal)
    progress(100)
    const { path, seconds, width, height, vtt } = composed
    return {
      path, seconds, width, height,
      extras: [
        { bytes: poster.bytes, mime: poster.mime, role: 'preview', width: poster.width, height: poster.height, placeholder: poster.placeholder },
        { bytes: hover.bytes, mime: hover.mime, role: 'hover', width: hover.width, height: hover.height },
        { bytes: new TextEncoder().encode(vtt), mime: 'text/vtt', role: 'subtitles' },
      ],
    }
  }

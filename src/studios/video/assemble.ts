/** Putting a video together with the composer of src/media/video: crossfades, voices, subtitles in the picture and as a file. */
import { join } from 'node:path'
import { composeInThread } from '../../media/video/compose-thread.ts'
import type { MovingPictures } from '../../media/video/moving.ts'
import { frameSize, usualFps } from '../../media/video/sizes.ts'
import type { Assemble } from './final-kind.ts'
import { crossfadeSeconds } from './requests.ts'

/** Of the bar: the rest is looking at it. */
const composedPercent = 97

export const assembleWith =
  (moving: Pick<MovingPictures, 'ffmpeg' | 'look'>): Assemble =>
  async ({ title, aspect, scenes, folder }, { signal, progress }) => {
    const composed = await composeInThread(
      {
        ...frameSize(aspect),
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
        fps: usualFps,
        quality: 'standard',
        burnIn: 'outline',
        silentTrack: true,
        fadeSeconds: 0.4,
      },
      { ffmpeg: await moving.ffmpeg(), folder: join(folder, 'made') },
      { signal, progress: (percent) => progress((composedPercent * percent) / 100) },
    )
    const { path, seconds, width, height, vtt } = composed
    const { poster, hover } = await moving.look(path, signal)
    return {
      path, seconds, width, height,
      extras: [
        { bytes: poster.bytes, mime: poster.mime, role: 'preview', width: poster.width, height: poster.height, placeholder: poster.placeholder },
        { bytes: hover.bytes, mime: hover.mime, role: 'hover', width: hover.width, height: hover.height },
        { bytes: new TextEncoder().encode(vtt), mime: 'text/vtt', role: 'subtitles' },
      ],
    }
  }

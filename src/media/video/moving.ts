/** What a worker can do with moving pictures: the ffmpeg it has, a place to work, and a look at what others made. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { createGate } from '../gate.ts'
import { type Ffmpeg, findFfmpeg } from '../ffmpeg/find.ts'
import { sweepWorkFolders } from '../work-folder.ts'
import { type HoverPreview, hoverPreview, type Poster, poster } from './poster.ts'

/** How a video appears in lists, and the facts that are kept with it. */
export type Look = { width: number; height: number; facts: { seconds: number; fps: number; sound: boolean }; poster: Poster; hover: HoverPreview }

export type MovingPictures = {
  /** Looked for when first needed: whoever makes no videos need not have one. @throws StartupError `ffmpeg_missing` */
  ffmpeg(): Promise<Ffmpeg>
  /** work folders are made in it */
  workFolder: string
  /** @throws JobError `invalid_input` if there is no picture in the file */
  look(path: string, signal?: AbortSignal): Promise<Look>
}

/** @param options.configured FFMPEG_PATH */
export function movingPictures(options: { configured: string | null; dataFolder: string; log: Logger }): MovingPictures {
  const workFolder = join(options.dataFolder, 'work')
  // two hundred clips may arrive at once: they are looked at in turns
  const inTurn = createGate(availableParallelism())
  let found: Promise<Ffmpeg> | undefined
  async function find(): Promise<Ffmpeg> {
    const ffmpeg = await findFfmpeg({ configured: options.configured, folder: join(options.dataFolder, 'bin') })
    options.log.info({ path: ffmpeg.path, version: ffmpeg.version, origin: ffmpeg.origin }, 'ffmpeg found')
    await sweepWorkFolders(workFolder)
    return ffmpeg
  }
  const ffmpeg = () =>
    (found ??= find().catch((error: unknown) => {
      found = undefined // it may be installed meanwhile
      throw error
    }))
  return {
    ffmpeg,
    workFolder,
    look: (path, signal) => inTurn(() => lookAt(path, signal)),
  }

  async function lookAt(path: string, signal?: AbortSignal): Promise<Look> {
    signal?.throwIfAborted()
    const tool = await ffmpeg()
    const { poster: still, video } = await poster(tool, path, signal)
    const hover = await hoverPreview(tool, path, workFolder, signal, video)
    const { width, height, fps } = video.video
    return { width, height, facts: { seconds: video.seconds, fps, sound: video.sound !== null }, poster: still, hover }
  }
}

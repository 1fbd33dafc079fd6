/**
 * Films and sound that somebody brought: taken out of their wrapping and put into a new one, without what they tell of
 * where and by whom they were made. What browsers play is copied as it is; the rest is converted while that is quick.
 */
import { isJobError } from '../engine/errors.ts'
import { runFfmpeg } from './ffmpeg/run.ts'
import { inputOf, videoInputOf } from './ffmpeg/input.ts'
import type { PlainMedia } from './plain.ts'
import type { FileRefusal, Staged } from './staging.ts'
import type { MovingPictures } from './video/moving.ts'
import { probeVideo, type Video } from './video/poster.ts'
import { probe, type Probe } from './video/probe.ts'

/** What is converted is waited for by a person: longer films are not. */
const convertedSecondsMax = 180
const convertingMsMax = 5 * 60_000
const convertedSideMax = 1920
/** a film may end a little before it says; one that was cut off ends long before */
const shortMax = 0.1

const playable = {
  mp4: { video: new Set(['h264', 'av1', 'vp9']), sound: new Set(['aac', 'mp3', 'opus']) },
  webm: { video: new Set(['vp8', 'vp9', 'av1']), sound: new Set(['opus', 'vorbis']) },
}
/** 4:2:0 of 8 bits a sample is what every player reads */
const pixels = new Set(['yuv420p', 'yuvj420p'])
const nothingTold = ['-map_metadata', '-1', '-map_metadata:s:v', '-1', '-map_metadata:s:a', '-1', '-map_chapters', '-1', '-fflags', '+bitexact']

/** @throws JobError `storage_failed` where the disk is full; StartupError where there is no ffmpeg */
export async function plainVideo(moving: MovingPictures, staged: Staged, target: string): Promise<PlainMedia | FileRefusal> {
  const ffmpeg = await moving.ffmpeg()
  return await unlessDamaged(async () => {
    const video = await probeVideo(ffmpeg, staged.path)
    const wrapping = staged.type.mime === 'video/webm' ? 'webm' : 'mp4'
    const copied = isPlayable(video, wrapping)
    if (!copied && video.seconds > convertedSecondsMax) return { code: 'video_not_playable', params: { max: convertedSecondsMax } }
    const mime = copied && wrapping === 'webm' ? 'video/webm' : 'video/mp4'
    const soundCopied = video.sound === null || (copied && playable[wrapping].sound.has(video.sound.codec))
    const args = [
      ...videoInputOf(staged.path), '-map', '0:V:0', '-map', '0:a:0?', ...nothingTold,
      ...(copied ? ['-c:v', 'copy'] : ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p', '-vf', `scale=${sizeOf(video)},setsar=1`]),
      ...(soundCopied ? ['-c:a', 'copy'] : wrapping === 'webm' && copied ? ['-c:a', 'libopus'] : ['-c:a', 'aac', '-b:a', '160k']),
      ...(mime === 'video/mp4' ? ['-movflags', '+faststart', '-f', 'mp4'] : ['-f', 'webm']), '-y', `file:${target}`,
    ]
    try {
      await runFfmpeg(ffmpeg, args, { blame: 'invalid_input', signal: AbortSignal.timeout(convertingMsMax) })
    } catch (error) {
      if ((error as Error).name === 'TimeoutError') return { code: 'video_not_playable', params: { max: convertedSecondsMax } }
      throw error
    }
    const { width, height, facts, poster, hover } = await moving.look(target)
    if (facts.seconds < (1 - shortMax) * video.seconds) return { code: 'file_damaged' }
    return {
      path: target, mime, width, height,
      preview: poster,
      hover,
      meta: { ...facts, placeholder: poster.placeholder },
      changes: mime === staged.type.mime && copied ? [] : ['format_changed'],
    }
  })
}

/** @throws as plainVideo */
export async function plainSound(moving: MovingPictures, staged: Staged, target: string): Promise<PlainMedia | FileRefusal> {
  const ffmpeg = await moving.ffmpeg()
  return await unlessDamaged(async () => {
    const found = await probe(ffmpeg, staged.path)
    if (found.sound === null) return { code: 'file_damaged' }
    const { mime } = staged.type
    const written = mime === 'audio/mpeg' ? ['-c:a', 'copy', '-id3v2_version', '0', '-write_id3v1', '0', '-f', 'mp3'] : [...asPcm(found.sound), '-f', 'wav']
    await runFfmpeg(ffmpeg, [...inputOf(staged.path), '-map', '0:a:0', ...nothingTold, ...written, '-y', `file:${target}`], { blame: 'invalid_input' })
    const { seconds, sound } = await probe(ffmpeg, target)
    if (sound === null || seconds === null || seconds < (1 - shortMax) * (found.seconds ?? 0)) return { code: 'file_damaged' }
    return { path: target, mime, width: null, height: null, preview: null, hover: null, meta: { seconds }, changes: [] }
  })
}

const asPcm = ({ codec }: NonNullable<Probe['sound']>): string[] => ['-c:a', codec.startsWith('pcm_') ? 'copy' : 'pcm_s16le']

const isPlayable = ({ video }: Video, wrapping: 'mp4' | 'webm'): boolean => playable[wrapping].video.has(video.codec) && pixels.has(video.pixelFormat)

function sizeOf({ video: { width, height } }: Video): string {
  const shrunk = Math.min(1, convertedSideMax / Math.max(width, height))
  const even = (length: number) => Math.max(2, 2 * Math.round((length * shrunk) / 2))
  return `${even(width)}:${even(height)}`
}

async function unlessDamaged(work: () => Promise<PlainMedia | FileRefusal>): Promise<PlainMedia | FileRefusal> {
  try {
    return await work()
  } catch (error) {
    if (isJobError(error) && error.failure.code === 'invalid_input') return { code: 'file_damaged' }
    throw error
  }
}

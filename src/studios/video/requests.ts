/** From a scene to what models are asked for. Pure: the same scene always makes the same request, seed aside. */
import type { VideoAspect } from '../../api/video-contract.ts'
import type { Aspect, ImageRequest, Model, SourceImage, SpeechRequest, VideoRequest } from '../../providers/provider.ts'
import { closestAspect } from '../choose.ts'
import type { FileRow, VideoData } from './rows.ts'
import { digest, type ProjectScene, type ProjectScript } from './scenes.ts'

/** What a model says of the lengths of its clips. */
export type ClipLengths = Pick<Model['limits'], 'seconds' | 'secondsMin' | 'secondsMax'>

/** how the scenes follow each other */
export const crossfadeSeconds = 0.5

export const pictureRequest = (scene: ProjectScene, aspect: VideoAspect, model: Model, seed: number): ImageRequest => ({
  kind: 'image',
  prompt: scene.shot,
  seed,
  aspect: closestAspect(aspect, model.limits.aspects),
  references: [],
})

/** A clip that begins with the scene's picture, or follows it where the model cannot begin with one. */
export function clipRequest(scene: ProjectScene, aspect: VideoAspect, picture: FileRow, model: Model, seed: number): VideoRequest {
  const image = sourceOf(picture)
  const refers = model.limits.firstFrame === 'none'
  return {
    kind: 'video',
    prompt: scene.shot,
    seed,
    seconds: clipSeconds(scene.seconds, model.limits),
    aspect: closestAspect(aspect, model.limits.aspects) satisfies Aspect,
    mode: 'standard',
    firstFrame: refers ? null : image,
    references: refers ? [image] : [],
  }
}

export const voiceRequest = ({ narration }: ProjectScene, { language }: Pick<VideoData, 'language'>): SpeechRequest => ({ kind: 'speech', text: narration, language, voice: null })

/**
 * How long a clip is asked for: what the scene needs and half a crossfade, in half seconds, so that a scene may be trimmed a
 * little without another clip; of a model with lengths of its own the shortest that covers the scene, else its longest.
 */
export function clipSeconds(seconds: number, { seconds: lengths, secondsMin = 0, secondsMax = Infinity }: ClipLengths): number {
  if (lengths === undefined || lengths.length === 0) return Math.min(Math.max(Math.ceil((seconds + crossfadeSeconds / 2) * 2) / 2, secondsMin), secondsMax)
  const sorted = lengths.toSorted((a, b) => a - b)
  return sorted.find((length) => length >= seconds) ?? (sorted.at(-1) as number)
}

/** The longest clip a model makes; null: nothing is known of its lengths. */
export const longestClip = ({ seconds, secondsMax }: ClipLengths): number | null => (seconds?.length ? Math.max(...seconds) : (secondsMax ?? null))

const sourceOf = (file: FileRow): SourceImage => ({
  fileId: file.id,
  storageKey: file.storage_key,
  mime: file.mime,
  bytes: file.bytes,
  width: file.width ?? 0,
  height: file.height ?? 0,
})

/** What a scene's picture, clip and voice would be made of now; kept with the job, it tells later whether the words were edited since. */
export const pictureDigest = (scene: ProjectScene, { aspect, models }: VideoData): string => digest(['picture', scene.shot, aspect, models.image])
export const clipDigest = (scene: ProjectScene, { aspect, models }: VideoData, pictureFileId: string, lengths: ClipLengths): string =>
  digest(['clip', scene.shot, aspect, models.video, pictureFileId, clipSeconds(scene.seconds, lengths)])
export const voiceDigest = (scene: ProjectScene, { language, models }: VideoData): string => digest(['voice', scene.narration, language, models.speech])

/** A video of exactly these clips and voices, by file, in this order, with these words. */
export const filmDigest = (script: ProjectScript, { aspect }: Pick<VideoData, 'aspect'>, pieces: readonly { clip: string; voice: string | null }[]): string =>
  digest(['film', script.title, aspect, script.scenes.map(({ title, narration, seconds }, i) => [title, narration, seconds, pieces[i]])])

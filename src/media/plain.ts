/** What is kept of a staged file: nothing but the picture, the film or the sound, with what is shown in its place. */
import { normalisePicture, type Change } from './picture.ts'
import { plainSound, plainVideo } from './plain-moving.ts'
import type { FileRefusal, Staged } from './staging.ts'
import { thumbnail, type Thumbnail } from './thumbnail.ts'
import type { MovingPictures } from './video/moving.ts'
import type { HoverPreview } from './video/poster.ts'

export type PlainMedia = {
  path: string
  mime: string
  width: number | null
  height: number | null
  preview: Thumbnail | null
  /** of a film: the few seconds that play under the pointer */
  hover: HoverPreview | null
  meta: Record<string, unknown>
  changes: Change[]
}

/** Writes the plain form of `staged` to `target`, or says why it cannot be taken. @throws where the disk does not take it */
export async function plainMedia(moving: MovingPictures, staged: Staged, target: string): Promise<PlainMedia | FileRefusal> {
  switch (staged.type.kind) {
    case 'image':
      return await plainPicture(staged, target)
    case 'video':
      return await plainVideo(moving, staged, target)
    case 'speech':
      return await plainSound(moving, staged, target)
  }
}

async function plainPicture(staged: Staged, target: string): Promise<PlainMedia | FileRefusal> {
  const made = await normalisePicture(staged.path, target, staged.type.mime)
  if (made.type === 'refused') return { code: made.code, ...(made.params && { params: made.params }) }
  const preview = await thumbnail(target)
  const { mime, width, height, changes } = made
  return { path: target, mime, width, height, preview, hover: null, meta: { placeholder: preview.placeholder }, changes }
}

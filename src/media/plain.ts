/** What is kept of a staged file: nothing but the picture, the film or the sound, with what is shown in its place. */
import { normalisePicture, type Change } from './picture.ts'
import type { FileRefusal, Staged } from './staging.ts'
import { thumbnail, type Thumbnail } from './thumbnail.ts'

export type PlainMedia = {
  path: string
  mime: string
  width: number | null
  height: number | null
  preview: Thumbnail | null
  meta: Record<string, unknown>
  changes: Change[]
}

/** Writes the plain form of `staged` to `target`, or says why it cannot be taken. @throws where the disk does not take it */
export async function plainMedia(staged: Staged, target: string): Promise<PlainMedia | FileRefusal> {
  switch (staged.type.kind) {
    case 'image':
      return await plainPicture(staged, target)
    case 'video':
    case 'speech':
      return { code: 'file_type' }
  }
}

async function plainPicture(staged: Staged, target: string): Promise<PlainMedia | FileRefusal> {
  const made = await normalisePicture(staged.path, target, staged.type.mime)
  if (made.type === 'refused') return { code: made.code, ...(made.params && { params: made.params }) }
  const preview = await thumbnail(target)
  const { mime, width, height, changes } = made
  return { path: target, mime, width, height, preview, meta: { placeholder: preview.placeholder }, changes }
}

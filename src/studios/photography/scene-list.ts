/** The catalogue as `GET /api/photography/scenes` shows it, with its example pictures. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import sharp from 'sharp'
import type { PhotoScene } from '../../api/contract-photography.ts'
import type { Locale } from '../../messages/locale.ts'
import { photographyApiWords } from '../../messages/studios/photography-api.ts'
import { type SceneId, sceneOf, scenes } from './scenes.ts'
import { usualParameters } from './usual.ts'

export type ScenePicture = { bytes: Buffer; mime: 'image/webp'; etag: string; placeholder: string }

/** Read once each, when first asked for; 20 kB apiece. */
const pictures = new Map<string, Promise<ScenePicture>>()

/** The example picture of a scene; null: there is no such scene. */
export function scenePicture(id: string): Promise<ScenePicture> | null {
  if (sceneOf(id) === null) return null
  const known = pictures.get(id)
  if (known) return known
  const reading = read(id as SceneId)
  pictures.set(id, reading)
  return reading
}

async function read(id: SceneId): Promise<ScenePicture> {
  const bytes = await readFile(new URL(`./pictures/${id}.webp`, import.meta.url))
  const tiny = await sharp(bytes).resize(20, 20, { fit: 'inside' }).webp({ quality: 55, effort: 2 }).toBuffer()
  const placeholder = `data:image/webp;base64,${tiny.toString('base64')}`
  return { bytes, mime: 'image/webp', etag: createHash('sha1').update(bytes).digest('base64url').slice(0, 12), placeholder }
}

/** A portrait of nobody, drawn by this project. */
export const samplePortrait = (): Promise<Buffer> => readFile(new URL('../../providers/local/portrait/portraits/portrait-1.jpg', import.meta.url))

export async function listScenes(locale: Locale): Promise<PhotoScene[]> {
  const words = photographyApiWords[locale]
  return await Promise.all(
    scenes.map(async (scene) => {
      const { etag, placeholder } = await scenePicture(scene.id)!
      return {
        id: scene.id,
        group: scene.group,
        ...words.scenes[scene.id]!,
        // the name changes with the picture, so that it may be kept for ever
        pictureUrl: `/api/photography/scenes/${scene.id}/picture?v=${etag}`,
        placeholder,
        times: [...scene.times],
        colours: scene.colours.map((id) => ({ id, name: words.colours[id] ?? id })),
        defaults: { parameters: usualParameters(scene), aspect: scene.aspect },
      }
    }),
  )
}

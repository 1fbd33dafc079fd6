import sharp from 'sharp'
import { type Rendered, type Watch, reached } from './progress.ts'
import { glb } from './relief/glb.ts'
import { heightField } from './relief/height.ts'
import { solid } from './relief/solid.ts'
import { threeQuarterView } from './relief/view.ts'

const GRID = 232 // cells along the longer side: about 3 MB of geometry, so that the whole stays well under 5 MB
const TEXTURE = 1024
const PREVIEW = 512

/** A bas-relief of a picture: a closed, textured GLB (`model3d`) and a view of it (`preview`). Throws if `picture` is none. */
export async function relief(picture: Uint8Array, watch?: Watch): Promise<Rendered[]> {
  reached(watch, 2, 'reading')
  const field = await heightField(picture, GRID)
  reached(watch, 35, 'depth')
  const shape = solid(field)
  reached(watch, 50, 'mesh')
  const texture = new Uint8Array(
    await sharp(picture).flatten({ background: '#808080' }).resize(TEXTURE, TEXTURE, { fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 86 }).toBuffer(),
  )
  reached(watch, 62, 'texture')
  const bytes = await glb(shape, texture)
  reached(watch, 75, 'encoded')
  const preview = await threeQuarterView(shape, texture, PREVIEW)
  reached(watch, 100, 'preview')
  return [
    { bytes, mime: 'model/gltf-binary', role: 'model3d' },
    { bytes: preview, mime: 'image/webp', role: 'preview', width: PREVIEW, height: PREVIEW },
  ]
}

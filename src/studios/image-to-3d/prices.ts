/** What this studio's work costs, by the models a task uses. */
import type { ImageRequest, Model3dRequest } from '../../providers/provider.ts'
import type { Models, Offer } from '../../providers/registry.ts'

/** Which models a task was asked to use; what is missing is the installation's default. */
export type TaskModels = { image?: string | undefined; model3d?: string | undefined }
/** The version names the figures, so that a change of either is a change of both. */
export type TaskPrices = { image: number; model3d: number; version: string }

export type Priced = { image: Offer; model3d: Offer; prices: TaskPrices }

/** No picture is dearer than another of its model, and no relief; so any request will do. */
const anyPicture: ImageRequest = { kind: 'image', prompt: '', seed: 0, aspect: '1:1', references: [] }
const anyRelief: Model3dRequest = { kind: 'model3d', image: { fileId: '', storageKey: '', mime: 'image/png', bytes: 0, width: 1024, height: 1024 } }

/** The models behind a task, and what they cost now. A model that is no longer there gives way to the default. */
export function pricesFor(models: Models, wanted: TaskModels = {}): Priced {
  const image = offerOf(models, 'image', wanted.image)
  const model3d = offerOf(models, 'model3d', wanted.model3d)
  const credits = { image: image.model.price(anyPicture), model3d: model3d.model.price(anyRelief) }
  return { image, model3d, prices: { ...credits, version: `p-${credits.image}-${credits.model3d}` } }
}

function offerOf(models: Models, kind: 'image' | 'model3d', wanted: string | undefined): Offer {
  const offer = (wanted === undefined ? null : models.find(wanted)) ?? models.defaultFor(kind)
  if (offer === null) throw new Error(`no model makes ${kind} here`)
  return offer
}

/** What a photograph costs, by the model that makes it; and which model that is where nobody says. */
import { localPortrait } from '../../providers/local/provider.ts'
import type { ImageRequest, SourceImage } from '../../providers/provider.ts'
import type { Models, Offer } from '../../providers/registry.ts'

const anyPicture: SourceImage = { fileId: '', storageKey: '', mime: 'image/jpeg', bytes: 0, width: 1024, height: 1024 }
/** No photograph is dearer than another of its model; so any request will do. */
const anyRequest: ImageRequest = { kind: 'image', prompt: '', seed: 0, aspect: '3:4', references: [anyPicture] }

export type PhotoPrice = { photograph: number; version: string }

export const priceOf = ({ model }: Offer): PhotoPrice => ({ photograph: model.price(anyRequest), version: model.priceVersion })

/** The installation's model for pictures if it looks at references; else the local one, which does nothing but photographs. */
export function usualModel(models: Models): string {
  const usual = models.defaultFor('image')
  return usual !== null && (usual.model.limits.referencesMax ?? 0) > 0 ? usual.model.id : localPortrait
}

/** What one photograph of a work costs now; a model that is no longer there gives way to the usual one. */
export function priceNow(models: Models, modelId: string): PhotoPrice {
  const offer = models.find(modelId) ?? models.find(usualModel(models))
  if (offer === null) throw new Error('no model makes photographs here')
  return priceOf(offer)
}

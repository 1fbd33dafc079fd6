import type { ModelOffer } from '../../../api/contract.ts'
import type { FilmAspect, FilmConfig } from '../../../api/film-contract.ts'
import { nearestLength } from '../../../studios/film/lengths.ts'

export const aspects: readonly FilmAspect[] = ['16:9', '9:16', '1:1', '4:3', '3:4']

/** `width / height` for CSS. */
export const ratio = (aspect: FilmAspect): string => aspect.replace(':', ' / ')

/** What a new shot is made with: the default model, as the server would choose it. */
export function defaultConfig(models: readonly ModelOffer[] | undefined, aspect: FilmAspect): FilmConfig | null {
  const model = models?.find(({ isDefault, available }) => isDefault && available)
  if (model === undefined) return null
  const { aspects } = model.limits
  return {
    model: model.id,
    seconds: nearestLength(model.limits),
    aspect: aspects === undefined || aspects.includes(aspect) ? aspect : (aspects[0] as FilmAspect),
    mode: 'standard',
  }
}

/** Credits for one request of a model; null where it is not known. */
export function priceOf(model: ModelOffer | undefined, of?: Pick<FilmConfig, 'seconds' | 'mode'>): number | null {
  if (model === undefined) return null
  const found =
    model.prices.find(({ seconds, mode }) => (seconds === undefined || seconds === of?.seconds) && (mode === undefined || mode === of?.mode)) ?? (of === undefined ? model.prices[0] : undefined)
  return found?.credits ?? null
}

import { useQuery } from '@tanstack/react-query'
import type { ModelOffer } from '../../../api/contract.ts'
import { modelsQuery } from '../../api/queries.ts'

/** What asks only for words (a picture) or only for a picture (a 3D model) can be made by any of these. */
const suits = ({ kind, available, limits }: ModelOffer) =>
  available && (kind === 'image' ? (limits.referencesMin ?? 0) === 0 : kind !== 'model3d' || limits.madeFrom !== 'prompt')

/**
 * The models to choose among for pictures and 3D models, and the one that stands: the wanted one while it can be used,
 * else the usual one. None and `null` while they are being read.
 */
export function useModels(kind: 'image' | 'model3d', wanted: string | null): { offers: ModelOffer[]; chosen: ModelOffer | null } {
  const offers = useQuery(modelsQuery(kind)).data?.filter(suits) ?? []
  const chosen = offers.find(({ id }) => id === wanted) ?? offers.find(({ isDefault }) => isDefault) ?? null
  return { offers, chosen }
}

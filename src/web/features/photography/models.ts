import { queryOptions } from '@tanstack/react-query'
import type { ModelOffer } from '../../../api/contract.ts'
import { api } from '../../api/client.ts'

/** Models that can photograph somebody, the usual one first: they look at pictures, and their provider is on. */
export const modelsQuery = queryOptions({
  queryKey: ['photo-models'],
  queryFn: async ({ signal }): Promise<ModelOffer[]> => {
    const { items } = await api.http<{ items: ModelOffer[] }>('GET', '/api/models?kind=image', { signal })
    const able = items.filter(({ available, limits }) => available && (limits.referencesMax ?? 0) > 0)
    const rank = (offer: ModelOffer) => (offer.isDefault ? 0 : offer.id === 'local:portrait' ? 1 : 2)
    return able.toSorted((a, b) => rank(a) - rank(b))
  },
  staleTime: 5 * 60_000,
})

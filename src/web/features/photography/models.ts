import { queryOptions } from '@tanstack/react-query'
import type { ModelOffer } from '../../../api/contract.ts'
import * as shared from '../../api/queries.ts'

const rank = (offer: ModelOffer) => (offer.isDefault ? 0 : offer.id === 'local:portrait' ? 1 : 2)

/** Models that can photograph somebody, the usual one first: they look at pictures, and their provider is on. */
export const modelsQuery = queryOptions({
  ...shared.modelsQuery('image'),
  select: (items) => items.filter(({ available, limits }) => available && (limits.referencesMax ?? 0) > 0).toSorted((a, b) => rank(a) - rank(b)),
})

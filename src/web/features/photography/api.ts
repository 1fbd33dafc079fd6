import { queryOptions } from '@tanstack/react-query'
import { photographyClient } from '../../../client/photography.ts'
import { api } from '../../api/client.ts'

/** What the start page needs too: no words and no works, so that it stays light. */
export const photography = photographyClient(api.http)

/** The catalogue changes with a release; its words with the language, which empties the cache. */
export const scenesQuery = queryOptions({
  queryKey: ['photo-scenes'],
  queryFn: ({ signal }) => photography.scenes({ signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

export const photoQuoteQuery = (count: number, model: string | null) =>
  queryOptions({
    queryKey: ['photo-quote', count, model],
    queryFn: ({ signal }) => photography.quote({ count, ...(model !== null && { models: { image: model } }) }, { signal }),
    staleTime: 5 * 60_000,
  })

import { infiniteQueryOptions, queryOptions, type InfiniteData } from '@tanstack/react-query'
import type { Work, WorkList } from '../../../api/contract-photography.ts'
import { photographyClient } from '../../../client/photography.ts'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { api } from '../../api/client.ts'
import { pollWithoutLive } from '../../api/queries.ts'
import { currentLocale } from '../../i18n/i18n.tsx'
import { onSubjects } from '../../live/subjects.ts'
import { patchProgress } from './patch.ts'

export const photography = photographyClient(api.http)

/** The catalogue changes with a release; its words with the language, which empties the cache. */
export const scenesQuery = queryOptions({
  queryKey: ['photo-scenes'],
  queryFn: ({ signal }) => photography.scenes({ signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

export const workQuery = (id: string) =>
  queryOptions({
    queryKey: ['photo-work', id],
    queryFn: ({ signal }) => photography.work(id, { signal }),
    refetchInterval: pollWithoutLive,
  })

export const worksQuery = (favourites: boolean) =>
  infiniteQueryOptions({
    queryKey: ['photo-works', favourites],
    queryFn: ({ pageParam, signal }) =>
      photography.works({ cursor: pageParam, limit: 24, ...(favourites && { favourites: 'true' }) }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: pollWithoutLive,
  })

export const photoQuoteQuery = (count: number, model: string | null) =>
  queryOptions({
    queryKey: ['photo-quote', count, model],
    queryFn: ({ signal }) => photography.quote({ count, ...(model !== null && { models: { image: model } }) }, { signal }),
    staleTime: 5 * 60_000,
  })

onSubjects(['photo_work'], {
  changed: (subject) => ({ now: [['photo-work', subject.id]], soon: [['photo-works']] }),
  progress(queryClient, { subject, jobId, percent }) {
    const words = photographyWords[currentLocale()].progress
    const move = (work: Work) => (work.id === subject.id ? patchProgress(work, jobId, percent, words) : work)
    queryClient.setQueryData<Work>(['photo-work', subject.id], (work) => work && move(work))
    queryClient.setQueriesData<InfiniteData<WorkList>>(
      { queryKey: ['photo-works'] },
      (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(move) })) },
    )
  },
})

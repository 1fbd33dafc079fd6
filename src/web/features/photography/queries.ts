import { infiniteQueryOptions, queryOptions, type InfiniteData } from '@tanstack/react-query'
import type { Work, WorkList } from '../../../api/contract-photography.ts'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { pollWithoutLive } from '../../api/queries.ts'
import { currentLocale } from '../../i18n/i18n.tsx'
import { onSubjects } from '../../live/subjects.ts'
import { photography } from './api.ts'
import { patchProgress } from './patch.ts'

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

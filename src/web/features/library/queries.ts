import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query'
import { sleep } from '../../../client/http.ts'
import type { LibraryFilter } from '../../../client/library.ts'
import { api } from '../../api/client.ts'
import { onSubjects } from '../../live/subjects.ts'
import { chunksOf, type Chunk } from './layout.ts'

/** What ends anywhere may have made something. */
onSubjects(['*'], { changed: (_subject, { type }) => (type === 'job.completed' ? { soon: [['library']] } : {}) })

const staleMs = 60_000

export const timelineQuery = (filter: LibraryFilter) =>
  queryOptions({
    queryKey: ['library', 'timeline', filter],
    queryFn: ({ signal }) => api.libraryTimeline({ ...filter, utcOffset: -new Date().getTimezoneOffset() }, { signal }),
    staleTime: staleMs,
    // the old list stays until the new one is there: typing must not flicker
    placeholderData: keepPreviousData,
  })

/** While the timeline is dragged, chunks that only fly past are given up before they are asked for. */
export const scrubbing = { now: false }
const flyPastMs = 150

export const chunkQuery = (filter: LibraryFilter, { mark, count }: Chunk) =>
  queryOptions({
    queryKey: ['library', 'chunk', filter, mark, count],
    queryFn: async ({ signal }) => {
      if (scrubbing.now) await sleep(flyPastMs, signal)
      return await api.library({ ...filter, startAt: mark, limit: count }, { signal })
    },
    staleTime: staleMs,
  })

/** The counts and the first items, ahead of the page that shows them. Whatever goes wrong the page will meet itself. */
export async function readFirst(queryClient: QueryClient, filter: LibraryFilter): Promise<void> {
  const timeline = await queryClient.ensureQueryData(timelineQuery(filter)).catch(() => null)
  const [first] = timeline === null ? [] : chunksOf(timeline)
  if (first) await queryClient.prefetchQuery(chunkQuery(filter, first))
}

export const detailsQuery = (id: string) =>
  queryOptions({ queryKey: ['library', 'item', id], queryFn: ({ signal }) => api.libraryItem(id, { signal }), staleTime: staleMs })

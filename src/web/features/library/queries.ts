import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query'
import type { LibraryList } from '../../../api/contract-media.ts'
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

async function chunkItems(filter: LibraryFilter, { mark, count }: Chunk, { signal }: { signal: AbortSignal }): Promise<LibraryList> {
  if (scrubbing.now) await sleep(flyPastMs, signal)
  return await api.library({ ...filter, startAt: mark, limit: count }, { signal })
}

export const chunkQuery = (filter: LibraryFilter, chunk: Chunk) =>
  queryOptions({
    queryKey: ['library', 'chunk', filter, chunk.mark, chunk.count],
    queryFn: (context) => chunkItems(filter, chunk, context),
    staleTime: staleMs,
  })

/** So many of the newest fill any screen, and the first chunk is never longer. */
const firstLook = 160

/**
 * The counts and the newest items, ahead of the page that shows them. The items are asked for beside the counts and not
 * after them, though only the counts tell which chunks they are. Whatever goes wrong the page will meet itself.
 */
export async function readFirst(queryClient: QueryClient, filter: LibraryFilter): Promise<void> {
  if (queryClient.getQueryData(timelineQuery(filter).queryKey) !== undefined) return
  const newest = api.library({ ...filter, limit: firstLook }).catch(() => null)
  const timeline = await queryClient.ensureQueryData(timelineQuery(filter)).catch(() => null)
  for (const chunk of timeline === null ? [] : chunksOf(timeline)) {
    const end = chunk.from + chunk.count
    if (end > firstLook) break
    const query = chunkQuery(filter, chunk)
    void queryClient.prefetchQuery({
      ...query,
      queryFn: async (context) => {
        const items = (await newest)?.items.slice(chunk.from, end) ?? []
        // something came or went between the two answers: the chunk itself is asked for
        const same = items.length === chunk.count && items[0]?.id === chunk.mark
        return same ? { items, nextCursor: null } : await chunkItems(filter, chunk, context)
      },
    })
  }
}

export const detailsQuery = (id: string) =>
  queryOptions({ queryKey: ['library', 'item', id], queryFn: ({ signal }) => api.libraryItem(id, { signal }), staleTime: staleMs })

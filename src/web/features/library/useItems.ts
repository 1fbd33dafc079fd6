import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import type { LibraryItem, LibraryTimeline } from '../../../api/contract-media.ts'
import type { LibraryFilter } from '../../../client/library.ts'
import { chunkAt, chunkOfId, chunksOf, type Chunk } from './layout.ts'
import { chunkQuery } from './queries.ts'

/** The items from `from` to `to` (both included), fetched in chunks as they come into view; null: not here yet. */
export function useItems(filter: LibraryFilter, chunks: readonly Chunk[], from: number, to: number): (index: number) => LibraryItem | null {
  const first = chunkAt(chunks, from)
  const shown = chunks.slice(first, chunkAt(chunks, to) + 1)
  const results = useQueries({ queries: shown.map((chunk) => chunkQuery(filter, chunk)) })
  return (index) => {
    const n = chunkAt(shown, index)
    const chunk = shown[n]
    return (chunk && results[n]?.data?.items[index - chunk.from]) ?? null
  }
}

/** Where an item stands in the list, by its id alone; null while that is looked up, or where the list has it not. */
export function useIndexOf(filter: LibraryFilter, chunks: readonly Chunk[], id: string | undefined): number | null {
  const chunk = id === undefined ? undefined : chunks[chunkOfId(chunks, id)]
  const { data } = useQuery({ ...chunkQuery(filter, chunk ?? { mark: '', from: 0, count: 0 }), enabled: chunk !== undefined })
  const at = data?.items.findIndex((item) => item.id === id) ?? -1
  return chunk === undefined || at < 0 ? null : chunk.from + at
}

/** Reads the ids of a range, also of what has not been looked at. */
export function useReadIds(filter: LibraryFilter, timeline: LibraryTimeline): (from: number, to: number) => Promise<string[]> {
  const queryClient = useQueryClient()
  return async (from, to) => {
    const chunks = chunksOf(timeline)
    const lists = await Promise.all(
      chunks.slice(chunkAt(chunks, from), chunkAt(chunks, to) + 1).map(async (chunk) => {
        const { items } = await queryClient.ensureQueryData(chunkQuery(filter, chunk))
        return items.flatMap((item, n) => (chunk.from + n >= from && chunk.from + n <= to ? [item.id] : []))
      }),
    )
    return lists.flat()
  }
}

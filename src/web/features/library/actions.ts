import type { QueryClient } from '@tanstack/react-query'
import type { LibraryDetails, LibraryItem, LibraryList } from '../../../api/contract-media.ts'
import { api } from '../../api/client.ts'

/** Marks or unmarks, shown at once; taken back where the server did not take it. */
export async function setFavourite(queryClient: QueryClient, ids: readonly string[], favourite: boolean): Promise<void> {
  const mark = (item: LibraryItem): LibraryItem => (ids.includes(item.id) ? { ...item, favourite } : item)
  queryClient.setQueriesData<LibraryList>({ queryKey: ['library', 'chunk'] }, (list) => list && { ...list, items: list.items.map(mark) })
  for (const id of ids) queryClient.setQueryData<LibraryDetails>(['library', 'item', id], (item) => item && { ...item, favourite })
  try {
    for (const id of ids) await api.setFavourite(id, favourite)
  } finally {
    // lists of favourites have one more or one less now, and a work of photographs is one with any of its photographs
    for (const key of ['library', 'photo-work', 'photo-works']) void queryClient.invalidateQueries({ queryKey: [key] })
  }
}

/** Fetches one file, or several as one ZIP, the way the browser downloads. */
export async function download(items: readonly { id: string; url: string }[]): Promise<void> {
  const [only] = items
  if (only === undefined) return
  const url = items.length === 1 ? `${only.url}?download=1` : (await api.packFiles(items.map((item) => item.id))).url
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  document.body.append(link)
  link.click()
  link.remove()
}

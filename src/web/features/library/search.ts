/** What the library shows, as it stands in the address: to be kept, shared and gone back to. */
import type { LibraryKind, LibraryStudio } from '../../../api/contract-media.ts'
import type { LibraryFilter } from '../../../client/library.ts'

export type LibrarySearch = {
  q?: string
  kind?: LibraryKind
  studio?: LibraryStudio
  fav?: true
  /** days, such as 2026-11-25, both included */
  from?: string
  to?: string
  /** the item that is open */
  item?: string
}

export const kinds = ['image', 'model3d', 'video', 'speech', 'upload'] as const satisfies readonly LibraryKind[]
export const studioIds = ['image-to-3d', 'film', 'video-creation', 'photography'] as const satisfies readonly LibraryStudio[]

const oneOf = <T extends string>(values: readonly T[], value: unknown): T | undefined => values.find((known) => known === value)
const day = (value: unknown): string | undefined => (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined)

/** The address as it may be; anything else is left out. */
export function readSearch(s: Record<string, unknown>): LibrarySearch {
  const q = typeof s.q === 'string' || typeof s.q === 'number' ? String(s.q).slice(0, 200) : ''
  const found: { [K in keyof LibrarySearch]: LibrarySearch[K] | undefined } = {
    q: q === '' ? undefined : q,
    kind: oneOf(kinds, s.kind),
    studio: oneOf(studioIds, s.studio),
    fav: s.fav === true || s.fav === 'true' ? true : undefined,
    from: day(s.from),
    to: day(s.to),
    item: typeof s.item === 'string' && /^[0-9a-f-]{36}$/.test(s.item) ? s.item : undefined,
  }
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as LibrarySearch
}

/** The same for the API. Days are the reader's own, from midnight to midnight. */
export function filterOf({ q, kind, studio, fav, from, to }: LibrarySearch): LibraryFilter {
  const midnight = (text: string, plusDays: number) => {
    const [y = 0, m = 1, d = 1] = text.split('-').map(Number)
    return new Date(y, m - 1, d + plusDays).toISOString()
  }
  return {
    q,
    kind,
    studio,
    favourite: fav && 'true',
    from: from === undefined ? undefined : midnight(from, 0),
    to: to === undefined ? undefined : midnight(to, 1),
  }
}

export const isFiltered = ({ q, kind, studio, fav, from, to }: LibrarySearch): boolean => [q, kind, studio, fav, from, to].some((value) => value !== undefined)

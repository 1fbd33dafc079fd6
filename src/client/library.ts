/** Files and the library, as functions of the client. */
import type { DeletedFiles, LibraryDetails, LibraryKind, LibraryList, LibraryStudio, LibraryTimeline, PackedFiles } from '../api/contract-media.ts'
import type { Http } from './http.ts'
import { query } from './query.ts'

type Signal = { signal?: AbortSignal | undefined }

export type LibraryFilter = {
  kind?: LibraryKind | undefined
  studio?: LibraryStudio | undefined
  favourite?: 'true' | undefined
  from?: string | undefined
  to?: string | undefined
  q?: string | undefined
}

export function libraryClient(http: Http) {
  const id = encodeURIComponent
  return {
    library: (q: LibraryFilter & { cursor?: string | undefined; startAt?: string | undefined; limit?: number } = {}, o?: Signal) =>
      http<LibraryList>('GET', `/api/library${query(q)}`, o),
    libraryTimeline: (q: LibraryFilter & { utcOffset?: number } = {}, o?: Signal) => http<LibraryTimeline>('GET', `/api/library/timeline${query(q)}`, o),
    libraryItem: (fileId: string, o?: Signal) => http<LibraryDetails>('GET', `/api/library/${id(fileId)}`, o),
    setFavourite: (fileId: string, favourite: boolean) => http<void>(favourite ? 'PUT' : 'DELETE', `/api/library/${id(fileId)}/favourite`),
    /** each is judged by itself: the answer tells what was still needed, and by what */
    deleteFiles: (body: { ids: string[]; force?: boolean }) => http<DeletedFiles>('POST', '/api/library/delete', { body }),
    /** an address to fetch them from as one ZIP */
    packFiles: (ids: string[]) => http<PackedFiles>('POST', '/api/library/zip', { body: { ids } }),
  }
}

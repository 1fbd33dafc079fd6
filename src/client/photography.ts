/** Photography's routes as functions. */
import type { Quote } from '../api/contract.ts'
import type {
  CreateWork,
  PatchWork,
  PhotoQuote,
  PhotoSceneList,
  RetryWork,
  Work,
  WorkCreated,
  WorkList,
} from '../api/contract-photography.ts'
import type { Key, Signal } from './client.ts'
import type { Http } from './http.ts'
import { query } from './query.ts'

export function photographyClient(http: Http) {
  const id = encodeURIComponent
  const at = (workId: string, rest = '') => `/api/photography/works/${id(workId)}${rest}`
  return {
    scenes: (o?: Signal) => http<PhotoSceneList>('GET', '/api/photography/scenes', o),
    quote: (body: PhotoQuote, o?: Signal) => http<Quote>('POST', '/api/photography/quotes', { body, ...o }),
    create: (body: CreateWork, o: Key & Signal) => http<WorkCreated>('POST', '/api/photography/works', { body, ...o }),
    works: (q: { cursor?: string | undefined; limit?: number; favourites?: string | undefined } = {}, o?: Signal) =>
      http<WorkList>('GET', `/api/photography/works${query(q)}`, o),
    work: (workId: string, o?: Signal) => http<Work>('GET', at(workId), o),
    favourite: (workId: string, body: PatchWork, o?: Signal) => http<Work>('PATCH', at(workId), { body, ...o }),
    cancel: (workId: string, o: Key & Signal) => http<Work>('POST', at(workId, '/cancel'), { body: {}, ...o }),
    /** the missing photographs again */
    retry: (workId: string, body: RetryWork, o: Key & Signal) => http<Work>('POST', at(workId, '/retry'), { body, ...o }),
    remove: (workId: string, o?: Signal) => http<void>('DELETE', at(workId), o),
  }
}

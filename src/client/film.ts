/** The film studio's part of the typed client. */
import type {
  CreateFilm, CreateFilmAsset, CreateFilmShots, ExportFilm, FilmAsset, FilmProject, FilmQuote, FilmShot, FilmSummaryList, GenerateFilm, GenerateFilmItem, PatchFilm,
  PatchFilmAsset, PatchFilmShot,
} from '../api/film-contract.ts'
import type { Key, Signal } from './client.ts'
import type { Http } from './http.ts'
import { query } from './query.ts'

export function filmClient(http: Http) {
  const film = (id: string) => `/api/film/projects/${encodeURIComponent(id)}`
  const asset = (id: string) => `/api/film/assets/${encodeURIComponent(id)}`
  const shot = (id: string) => `/api/film/shots/${encodeURIComponent(id)}`
  return {
    films: (q: { cursor?: string | undefined; limit?: number } = {}, o?: Signal) => http<FilmSummaryList>('GET', `/api/film/projects${query(q)}`, o),
    film: (id: string, o?: Signal) => http<FilmProject>('GET', film(id), o),
    createFilm: (body: CreateFilm) => http<FilmProject>('POST', '/api/film/projects', { body }),
    patchFilm: (id: string, body: PatchFilm) => http<FilmProject>('PATCH', film(id), { body }),
    deleteFilm: (id: string) => http<void>('DELETE', film(id)),
    /** what generating these would cost now; nothing is created */
    quoteFilm: (id: string, body: Omit<GenerateFilm, 'quotedCredits'>, o?: Signal) => http<FilmQuote>('POST', `${film(id)}/quote`, { body, ...o }),
    generateFilm: (id: string, body: GenerateFilm, o: Key & Signal) => http<FilmProject>('POST', `${film(id)}/generate`, { body, ...o }),
    cancelFilm: (id: string) => http<FilmProject>('POST', `${film(id)}/cancel`, { body: {} }),
    exportFilm: (id: string, body: ExportFilm, o: Key & Signal) => http<FilmProject>('POST', `${film(id)}/export`, { body, ...o }),

    createAsset: (filmId: string, body: CreateFilmAsset) => http<FilmAsset>('POST', `${film(filmId)}/assets`, { body }),
    patchAsset: (id: string, body: PatchFilmAsset) => http<FilmAsset>('PATCH', asset(id), { body }),
    deleteAsset: (id: string, detach = false) => http<void>('DELETE', `${asset(id)}${detach ? '?detach=true' : ''}`),
    /** a picture of one's own instead of a generated one */
    uploadAsset: (id: string, fileId: string) => http<FilmAsset>('POST', `${asset(id)}/upload`, { body: { fileId } }),
    chooseAsset: (id: string, fileId: string) => http<FilmAsset>('POST', `${asset(id)}/choose`, { body: { fileId } }),
    generateAsset: (id: string, body: GenerateFilmItem, o: Key & Signal) => http<FilmAsset>('POST', `${asset(id)}/generate`, { body, ...o }),
    cancelAsset: (id: string) => http<FilmAsset>('POST', `${asset(id)}/cancel`, { body: {} }),

    createShots: (filmId: string, body: CreateFilmShots) => http<{ items: FilmShot[] }>('POST', `${film(filmId)}/shots`, { body }),
    patchShot: (id: string, body: PatchFilmShot) => http<FilmShot>('PATCH', shot(id), { body }),
    deleteShot: (id: string) => http<void>('DELETE', shot(id)),
    /** behind `after`; null: first */
    moveShot: (id: string, after: string | null) => http<FilmShot>('POST', `${shot(id)}/move`, { body: { after } }),
    duplicateShot: (id: string) => http<FilmShot>('POST', `${shot(id)}/duplicate`, { body: {} }),
    chooseShot: (id: string, fileId: string) => http<FilmShot>('POST', `${shot(id)}/choose`, { body: { fileId } }),
    generateShot: (id: string, body: GenerateFilmItem, o: Key & Signal) => http<FilmShot>('POST', `${shot(id)}/generate`, { body, ...o }),
    cancelShot: (id: string) => http<FilmShot>('POST', `${shot(id)}/cancel`, { body: {} }),
  }
}

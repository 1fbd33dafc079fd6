/** The library as it crosses the wire. Pure. */
import type { LibraryDetails as Details } from '../library/library.ts'
import type { LibraryRow } from '../library/query.ts'
import { studioOf } from '../library/studios.ts'
import type { LibraryDetails, LibraryItem } from './contract-media.ts'

export function presentItem(row: LibraryRow): LibraryItem {
  const { id, kind, studio, uploaded, title, name, mime, bytes, width, height, favourite, job_id, made_at } = row
  const meta = row.meta ?? {}
  const preview = row.preview_id ?? (kind === 'image' ? id : null)
  return {
    id,
    kind: kind as LibraryItem['kind'],
    studio: studioOf(studio),
    uploaded,
    title,
    name,
    mime,
    bytes,
    width,
    height,
    seconds: typeof meta.seconds === 'number' ? meta.seconds : null,
    url: `/api/files/${id}`,
    previewUrl: preview === null ? null : `/api/files/${preview}`,
    placeholder: typeof meta.placeholder === 'string' ? meta.placeholder : null,
    favourite,
    jobId: job_id,
    createdAt: made_at.toISOString(),
  }
}

export function presentDetails({ item, made, sources, results }: Details): LibraryDetails {
  const { prompt, text, seed } = made?.request ?? {}
  const words = [prompt, text].find((value) => typeof value === 'string')
  return {
    ...presentItem(item),
    made: made && {
      jobId: made.job.id,
      jobKind: made.job.kind,
      subject: made.subject,
      model: made.model,
      prompt: words ?? (item.title === '' ? null : item.title),
      seed: typeof seed === 'number' ? seed : null,
      paid: made.paid,
      request: made.request,
    },
    sources: sources.map(presentItem),
    results: results.map(presentItem),
  }
}

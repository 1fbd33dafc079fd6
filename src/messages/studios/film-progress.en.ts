import type { FilmStatus } from '../../api/film-contract.ts'

/** What a film says while it works. Shared: the API renders `message`, the page the same between two reads. */
export const filmProgressEn = {
  asset: {
    draft: 'No picture yet',
    pending: 'Waiting to start',
    processing: 'Developing',
    completed: 'Ready',
    failed: 'Failed',
    cancelled: 'Cancelled',
  } satisfies Record<FilmStatus, string> as Record<FilmStatus, string>,
  shot: {
    draft: 'Not shot yet',
    pending: 'Waiting to start',
    processing: 'Shooting',
    completed: 'Ready',
    failed: 'Failed',
    cancelled: 'Cancelled',
  } satisfies Record<FilmStatus, string> as Record<FilmStatus, string>,
  percent: (word: string, percent: number) => `${word} ${percent}%`,
  uploaded: 'Uploaded',
  atProvider: 'At the provider',
  saving: 'Saving the result',
  retrying: 'Waiting to try again',
  cancelRequested: 'Cancelling…',
  outcomeUnknown: 'Checking with the provider; you will not be charged twice',
  exporting: (percent: number) => `Putting the film together ${percent}%`,
  exportWaiting: 'The film waits to be put together',
  exported: 'The film is ready',
  exportFailed: 'The film could not be put together',
  exportCancelled: 'Export cancelled',
}

export type FilmProgressWords = typeof filmProgressEn

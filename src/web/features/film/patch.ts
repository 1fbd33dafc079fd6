import type { EventEnvelope, JobStatus } from '../../../api/contract.ts'
import type { FilmAsset, FilmBatch, FilmExport, FilmProject, FilmRuntime, FilmShot } from '../../../api/film-contract.ts'
import type { FilmProgressWords } from '../../../messages/studios/film-progress.en.ts'
import { eventsOf, isOpen, progressOf, rowOf, workOf, type ItemKind } from '../../../studios/film/statechart.ts'

/** What an event says of one job, as far as a film cares. */
export type Moved = { jobId: string; status: JobStatus; /** absent: it says nothing of how far */ progress: number | null }

/** null: an event that says nothing of a job's state, such as a request to cancel, or only that it was asked for. */
export function movedBy({ type, jobId, data }: EventEnvelope): Moved | null {
  const status = data.status as JobStatus | undefined
  if (jobId === null || status === undefined || type === 'job.cancel_requested') return null
  if (status === 'pending' && data.phase !== 'delayed') return null
  return { jobId, status, progress: typeof data.progress === 'number' ? data.progress : null }
}

/**
 * The film with one job moved on, exactly as the API would present it a moment later but for its files and the words of a
 * failure; the same object when the event is about nothing shown here, or older than what is shown.
 */
export function patchFilm(film: FilmProject, moved: Moved, words: FilmProgressWords): FilmProject {
  const shots = patchOne(film.shots, (shot) => patchItem(shot, 'shot', moved, words))
  const assets = shots === null ? patchOne(film.assets, (asset) => patchItem(asset, 'asset', moved, words)) : null
  if (shots !== null || assets !== null) {
    const next = { ...film, ...(shots && { shots }), ...(assets && { assets }) }
    const before = shots ? film.shots : film.assets
    return patchBatch(next, before, shots ?? assets ?? [])
  }
  const exports = patchOne(film.exports, (one) => patchExport(one, moved, words))
  if (exports !== null) return { ...film, exports }
  const batches = patchOne(film.batches, (batch) =>
    batch.jobId === moved.jobId && isOpen(batch.status) && !isOpen(moved.status) ? { ...batch, status: moved.status, progress: 100 } : batch,
  )
  return batches === null ? film : { ...film, batches }
}

/** The list with the one item that changed; null where none did. */
function patchOne<T>(items: readonly T[], patch: (item: T) => T): T[] | null {
  for (const [i, item] of items.entries()) {
    const next = patch(item)
    if (next !== item) return items.with(i, next)
  }
  return null
}

function patchItem<T extends FilmAsset | FilmShot>(item: T, kind: ItemKind, moved: Moved, words: FilmProgressWords): T {
  const at = item.runtime.jobs.findIndex(({ jobId }) => jobId === moved.jobId)
  const job = item.runtime.jobs[at]
  if (job === undefined || !isOpen(job.status)) return item
  const progress = Math.max(job.progress, isOpen(moved.status) ? (moved.progress ?? 0) : 0)
  // going back to waiting is a new attempt; everything else that says less than is known came late
  if (moved.status === job.status && progress === job.progress) return item
  const jobs = item.runtime.jobs.with(at, { ...job, status: moved.status, progress })
  const work = workOf(jobs.map(({ status }) => status))
  const row = rowOf(work, item.content === null && work !== 'completed' ? 'none' : 'made')
  const quiet = item.runtime.outcomeUnknown || item.runtime.cancelRequested
  const word = words[kind][row.status]
  const percent = isOpen(work) ? progressOf(jobs) : row.status === 'completed' ? 100 : 0
  const runtime: FilmRuntime = {
    ...item.runtime,
    jobs,
    status: row.status,
    progress: percent,
    message: quiet && isOpen(work) ? item.runtime.message : row.status === 'processing' ? words.percent(word, percent) : word,
    cancelRequested: isOpen(work) && item.runtime.cancelRequested,
    outcomeUnknown: isOpen(work) && item.runtime.outcomeUnknown,
    queuePosition: work === 'pending' ? item.runtime.queuePosition : null,
    eta: isOpen(work) ? item.runtime.eta : null,
  }
  return { ...item, runtime, can: eventsOf(row, kind, runtime.cancelRequested) }
}

/** The one bar of a batch, from its parts as they are shown; parts that are not shown any more count as done. */
function patchBatch(film: FilmProject, before: readonly (FilmAsset | FilmShot)[], after: readonly (FilmAsset | FilmShot)[]): FilmProject {
  const at = after.findIndex((item, i) => item !== before[i])
  const [old, item] = [before[at], after[at]]
  const batchId = item?.runtime.batchId ?? null
  if (old === undefined || item === undefined || batchId === null) return film
  const batches = patchOne(film.batches, (batch) => {
    if (batch.jobId !== batchId || !isOpen(batch.status)) return batch
    const next: FilmBatch = { ...batch }
    for (const [i, { status }] of item.runtime.jobs.entries()) {
      const was = old.runtime.jobs[i]?.status ?? status
      if (!isOpen(was) || isOpen(status)) continue
      next.open = Math.max(0, next.open - 1)
      next[status as 'completed' | 'failed' | 'cancelled'] += 1
    }
    const parts = after.filter(({ runtime }) => runtime.batchId === batchId).flatMap(({ runtime }) => runtime.jobs)
    const done = parts.reduce((sum, part) => sum + (isOpen(part.status) ? part.progress : 100), 0)
    next.progress = Math.max(batch.progress, Math.floor((done + 100 * Math.max(0, batch.total - parts.length)) / Math.max(1, batch.total)))
    return next
  })
  return batches === null ? film : { ...film, batches }
}

function patchExport(one: FilmExport, { jobId, status, progress }: Moved, words: FilmProgressWords): FilmExport {
  if (one.jobId !== jobId || !isOpen(one.status)) return one
  const percent = Math.max(one.progress, progress ?? 0)
  if (status === one.status && percent === one.progress) return one
  const message = one.cancelRequested && isOpen(status) ? one.message : status === 'processing' ? words.exporting(percent) : status === 'pending' ? words.exportWaiting : one.message
  return { ...one, status, progress: percent, message }
}

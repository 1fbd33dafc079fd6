import type { Job } from '../../../api/contract.ts'

/** What a list of jobs was asked for. */
export type ListFilter = { status?: string | undefined; studio?: string | undefined; kind?: string | undefined }

export function belongs(job: Job, { status, studio, kind }: ListFilter): boolean {
  if (status === 'open' ? job.closedAt !== null : status !== undefined && status !== job.status) return false
  if (studio !== undefined && !studio.split(',').includes(job.subject.kind)) return false
  return kind === undefined || kind === job.kind
}

/**
 * The list with the job as it is now: in its place, gone where it no longer belongs, or, on the first page, in front where
 * it is newer than all. The same array where nothing changes.
 */
export function place(items: Job[], job: Job, filter: ListFilter, isFirst: boolean): Job[] {
  const at = items.findIndex((known) => known.jobId === job.jobId)
  if (!belongs(job, filter)) return at < 0 ? items : items.toSpliced(at, 1)
  if (at >= 0) return items.with(at, job)
  const newest = items[0]
  return isFirst && (newest === undefined || job.jobId > newest.jobId) ? [job, ...items] : items
}

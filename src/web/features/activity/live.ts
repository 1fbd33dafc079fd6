/**
 * How lists of jobs follow the work. Percentages are painted from the events themselves. For anything else the job that
 * changed is read again, together with the others of that moment, and put into every list it belongs to: a parent of two
 * hundred children, or a list scrolled far down, costs no more requests than one job.
 */
import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { EventEnvelope, Job, JobDetail, JobList } from '../../../api/contract.ts'
import { api } from '../../api/client.ts'
import { onSubjects } from '../../live/subjects.ts'
import { percentOfParent, type Percents } from './percent.ts'
import { place, type ListFilter } from './place.ts'

/** a burst becomes one request */
const gatherMs = 150
const idsMax = 100

/** how far the open children of each parent are, as their events told */
const percents = new Map<string, Percents>()
const changed = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

const ended = new Set<() => void>()
/** Calls back when a piece of work has come to its end, well or badly. */
export function onEnded(listener: () => void): () => void {
  ended.add(listener)
  return () => ended.delete(listener)
}

onSubjects(['*'], {
  changed: () => ({}),
  heard(queryClient, _subject, e) {
    const { jobId } = e
    if (!e.type.startsWith('job.') || jobId === null) return
    const parentId = typeof e.data.parentId === 'string' ? e.data.parentId : null
    if (e.type === 'job.progress') return paint(queryClient, e, jobId, parentId)
    percents.get(parentId ?? '')?.delete(jobId)
    if (parentId === null) {
      percents.delete(jobId)
      if (e.type === 'job.completed' || e.type === 'job.failed') for (const listener of ended) listener()
    }
    // a child is of interest only where its parent lies open
    else if (queryClient.getQueryState(['jobs', 'children', parentId])?.data === undefined) return
    changed.add(jobId)
    timer ??= setTimeout(() => void reread(queryClient), gatherMs)
  },
})

/** Reads what changed, and puts it where it belongs. */
async function reread(queryClient: QueryClient): Promise<void> {
  timer = undefined
  const ids = [...changed].slice(0, idsMax)
  for (const id of ids) changed.delete(id)
  if (changed.size > 0) timer = setTimeout(() => void reread(queryClient), gatherMs)
  void queryClient.invalidateQueries({ queryKey: ['jobs', 'summary'] })
  try {
    for (const job of (await api.jobs({ ids: ids.join() })).items) putJob(queryClient, job)
  } catch {
    // whoever is cut off reads everything again when the stream is back
    void queryClient.invalidateQueries({ queryKey: ['jobs'] })
  }
}

/** Puts one job as it is now into every list that holds it or should. */
export function putJob(queryClient: QueryClient, job: Job): void {
  const into = (list: JobList, filter: ListFilter, isFirst: boolean): JobList => {
    const items = place(list.items, job, filter, isFirst)
    return items === list.items ? list : { ...list, items }
  }
  if (job.parentId === null) {
    queryClient.setQueryData<JobList>(['jobs', 'recent'], (list) => list && into(list, {}, true))
    for (const [key, data] of queryClient.getQueriesData<InfiniteData<JobList>>({ queryKey: ['jobs', 'list'] }))
      if (data) queryClient.setQueryData(key, { ...data, pages: data.pages.map((page, i) => into(page, key[2] as ListFilter, i === 0)) })
  } else queryClient.setQueryData<JobList>(['jobs', 'children', job.parentId], (list) => list && into(list, {}, false))
}

function paint(queryClient: QueryClient, e: EventEnvelope, jobId: string, parentId: string | null): void {
  const percent = typeof e.data.progress === 'number' ? e.data.progress : null
  if (percent === null) return
  const open = typeof e.data.childrenOpen === 'number' ? e.data.childrenOpen : null
  if (parentId !== null) {
    if (!percents.has(parentId)) percents.set(parentId, new Map())
    percents.get(parentId)?.set(jobId, percent)
  }
  const move = <J extends Job>(job: J): J => {
    if (job.closedAt !== null) return job
    if (job.jobId === jobId) {
      if (open === null || job.children === null) return percent > job.progress ? { ...job, progress: percent, waiting: false } : job
      const children = { ...job.children, open }
      return { ...job, children, waiting: false, progress: Math.max(job.progress, percentOfParent(children, percents.get(jobId))) }
    }
    if (job.jobId !== parentId || job.children === null) return job
    const progress = percentOfParent(job.children, percents.get(parentId))
    return progress > job.progress ? { ...job, progress, waiting: false } : job
  }
  const moveList = (list: JobList): JobList => {
    const items = list.items.map(move)
    return items.every((job, i) => job === list.items[i]) ? list : { ...list, items }
  }
  queryClient.setQueryData<JobList>(['jobs', 'recent'], (list) => list && moveList(list))
  if (parentId !== null) queryClient.setQueryData<JobList>(['jobs', 'children', parentId], (list) => list && moveList(list))
  queryClient.setQueriesData<InfiniteData<JobList>>(
    { queryKey: ['jobs', 'list'] },
    (data) => data && { ...data, pages: data.pages.map(moveList) },
  )
  for (const id of [jobId, parentId]) if (id !== null) queryClient.setQueryData<JobDetail>(['job', id], (job) => job && move(job))
}

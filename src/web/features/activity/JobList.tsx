import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Job } from '../../../api/contract.ts'
import { activityWords } from '../../../messages/activity.ts'
import { useWords } from '../../i18n/words.ts'
import { JobRow } from './JobRow.tsx'

type Props = {
  jobs: Job[]
  chosen: ReadonlySet<string>
  onChoose: (job: Job, on: boolean) => void
  onCancel: (job: Job) => void
  onRetry: (job: Job) => void
  busyId: string | null
  hasMore: boolean
  onEnd: () => void
  loading: boolean
}

const rowPx = 84
/** the next page is asked for this far before the end */
const aheadRows = 12

/** Only the rows in view are in the page, however many there are; the window scrolls. */
export function JobList({ jobs, hasMore, onEnd, loading, ...row }: Props) {
  const w = useWords(activityWords)
  const list = useRef<HTMLUListElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    // the filters above may wrap: where the list begins is measured, not known
    const measure = () => setTop(list.current === null ? 0 : list.current.getBoundingClientRect().top + window.scrollY)
    measure()
    window.addEventListener('resize', measure)
    return () => window.removeEventListener('resize', measure)
  }, [])
  // eslint-disable-next-line react/incompatible-library -- read and drawn here alone; nothing memoized gets it
  const rows = useWindowVirtualizer({
    count: jobs.length,
    estimateSize: () => rowPx,
    overscan: 6,
    scrollMargin: top,
    getItemKey: (i) => jobs[i]?.jobId ?? i,
  })
  const items = rows.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= jobs.length - aheadRows) onEnd()
  })
  if (loading)
    return (
      <ul aria-hidden="true" className="divide-y divide-line">
        {[0, 1, 2, 3, 4, 5].map((i) => (
          <li key={i} style={{ height: rowPx }} className="flex items-center gap-4 px-2">
            <span className="film frame-waiting size-14 rounded-md" />
            <span className="h-4 w-1/2 rounded bg-surface" />
          </li>
        ))}
      </ul>
    )
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-redundant-roles -- Safari forgets that a list without bullets is one */}
      <ul ref={list} role="list" className="relative border-t border-line" style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const job = jobs[item.index]
          return (
            job && (
              <li
                key={item.key}
                ref={rows.measureElement}
                data-index={item.index}
                aria-setsize={hasMore ? -1 : jobs.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0 border-b border-line"
                style={{ transform: `translateY(${item.start - top}px)` }}
              >
                <JobRow job={job} {...row} />
              </li>
            )
          )
        })}
      </ul>
      <p className="py-6 text-center text-sm text-faint">{hasMore ? w.more : jobs.length > 20 ? w.end : ''}</p>
    </>
  )
}

import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Job } from '../../../api/contract.ts'
import { activityWords } from '../../../messages/activity.ts'
import { studios } from '../../app/studios.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { buttonClass } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { Filters } from './Filters.tsx'
import { JobList } from './JobList.tsx'
import { activityQuery } from './queries.ts'
import { SelectionBar } from './SelectionBar.tsx'
import { Summary } from './Summary.tsx'
import { useCancelJobs, useJobActions } from './useJobActions.ts'

/** What is to be stopped once somebody has said so twice. */
type Asking = { type: 'one'; job: Job } | { type: 'selected' } | { type: 'all' }

/** Every job of the account, live: parents with their parts folded, by state, studio and kind. */
export function ActivityPage() {
  const m = useMessages()
  const w = useWords(activityWords)
  usePageTitle(w.title)
  const search = useSearch({ from: '/activity' })
  const studio = studios.find((s) => s.id === search.studio)
  const query = useInfiniteQuery(activityQuery({ status: search.status, kind: search.kind, studio: studio?.subjects.join() }))
  const jobs = query.data?.pages.flatMap((page) => page.items) ?? []
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [asking, setAsking] = useState<Asking | null>(null)
  const actions = useJobActions()
  const cancel = useCancelJobs()
  const selected = jobs.filter((job) => chosen.has(job.jobId) && job.can.includes('cancel'))
  const choose = (job: Job, on: boolean) =>
    setChosen((before) => {
      const next = new Set(before)
      if (on) next.add(job.jobId)
      else next.delete(job.jobId)
      return next
    })

  function confirmed() {
    if (asking?.type === 'one') actions.mutate({ type: 'cancel', job: asking.job })
    else if (asking !== null) cancel.mutate(asking.type === 'all' ? {} : { jobIds: selected.map((job) => job.jobId) })
    setChosen(new Set())
    setAsking(null)
  }
  const filtered = search.status !== undefined || search.studio !== undefined || search.kind !== undefined
  return (
    <>
      <div className="flex flex-wrap items-start justify-between gap-x-8 gap-y-4 pt-8 pb-6">
        <div className="min-w-0">
          <h1 tabIndex={-1} className="text-2xl">
            {w.title}
          </h1>
          <p className="mt-2 max-w-xl text-muted">{w.lead}</p>
        </div>
        <Summary onCancelAll={() => setAsking({ type: 'all' })} busy={cancel.isPending} />
      </div>
      <Filters jobs={jobs} search={search} />
      <ProblemNote error={query.data ? null : query.error} className="mb-4" />
      <ProblemNote error={actions.error ?? cancel.error} className="mb-4" />
      <output className="block text-sm text-muted">{cancel.data && w.cancelled(cancel.data.cancelled, cancel.data.tooLate)}</output>
      {query.data && jobs.length === 0 ? (
        <div className="flex flex-col items-start gap-4 rounded-xl border border-dashed border-line-strong p-8 sm:p-10">
          <p className="text-lg">{filtered ? w.emptyFiltered : w.empty}</p>
          {!filtered && <p className="text-muted">{w.emptyLead}</p>}
          <Link to={filtered ? '/activity' : '/'} search={{}} className={buttonClass('primary')}>
            {filtered ? w.clear : w.begin}
          </Link>
        </div>
      ) : (
        <JobList
          jobs={jobs}
          chosen={chosen}
          onChoose={choose}
          onCancel={(job) => setAsking({ type: 'one', job })}
          onRetry={(job) => actions.mutate({ type: 'retry', job })}
          busyId={actions.isPending ? actions.variables.job.jobId : null}
          hasMore={query.hasNextPage}
          onEnd={() => {
            if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
          }}
          loading={query.isPending}
        />
      )}
      {selected.length > 0 && (
        <SelectionBar count={selected.length} onCancel={() => setAsking({ type: 'selected' })} onClear={() => setChosen(new Set())} />
      )}
      <Confirm
        open={asking !== null}
        onOpenChange={(open) => !open && setAsking(null)}
        title={asking?.type === 'all' ? w.cancelAllTitle : w.cancelTitle(asking?.type === 'selected' ? selected.length : 1)}
        body={m.task.cancelBody}
        confirm={m.job.cancelConfirm}
        keep={m.task.cancelKeep}
        onConfirm={confirmed}
      />
    </>
  )
}

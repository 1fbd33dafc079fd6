import type { ReactNode } from 'react'
import type { Job } from '../../../api/contract.ts'
import { activityWords } from '../../../messages/activity.ts'
import { dateTime, span } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Bar } from '../../ui/Bar.tsx'
import { Button, Price } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { Elapsed } from '../../ui/Elapsed.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { JobMark, outlookOf } from '../activity/JobMark.tsx'
import type { useJobActions } from '../activity/useJobActions.ts'

/** What the run is doing, for how long, what it costs, and what may be done about it. */
export function StatusCard({ job, actions }: { job: Job; actions: ReturnType<typeof useJobActions> }) {
  const { m, locale } = useI18n()
  const w = useWords(activityWords)
  const outlook = outlookOf(job, m, locale)
  const open = job.closedAt === null
  const tookSeconds = job.closedAt === null ? null : (Date.parse(job.closedAt) - Date.parse(job.createdAt)) / 1000
  return (
    <section aria-label={m.job.status} className="card p-4 shadow-card sm:p-5">
      <div className="flex items-center justify-between gap-3">
        <JobMark job={job} />
        {open && (
          <span className="text-xs text-muted">
            <Elapsed since={job.startedAt ?? job.createdAt} />
          </span>
        )}
      </div>
      {open && (
        <div className="mt-3">
          <Bar percent={job.progress} label={job.what} waiting={job.waiting} />
          <p className="num mt-2 flex flex-wrap gap-x-3 text-sm text-muted">
            {!job.waiting && <span>{job.progress}%</span>}
            {job.phase !== null && <span>{m.job.phases[job.phase]}</span>}
            {outlook !== null && <span>{outlook}</span>}
          </p>
        </div>
      )}
      {job.outcomeUnknown && (
        <div className="mt-3 rounded-lg bg-amber-dim p-3 text-sm">
          <p className="font-semibold text-amber">{m.task.unknownTitle}</p>
          <p className="mt-1">{m.task.unknownBody}</p>
        </div>
      )}
      {job.cancelRequested && <p className="mt-3 text-sm text-amber">{m.task.cancelRequested}</p>}
      {job.error && (
        <div className="hatch mt-3 rounded-lg border border-line-strong p-3 text-sm">
          <p className="font-medium text-fault">{job.error.message}</p>
          <p className="mt-0.5 text-muted">{job.error.advice}</p>
        </div>
      )}
      {(job.can.includes('cancel') || job.can.includes('retry')) && (
        <div className="mt-4 grid gap-2">
          {job.can.includes('retry') && (
            <Button look="primary" busy={actions.isPending} onClick={() => actions.mutate({ type: 'retry', job })}>
              {w.retry}
              {job.retryCredits !== null && <Price>{m.credits(job.retryCredits)}</Price>}
            </Button>
          )}
          {job.can.includes('cancel') && (
            <Confirm
              trigger={<Button busy={actions.isPending}>{m.task.cancel}</Button>}
              title={w.cancelTitle(1)}
              body={m.task.cancelBody}
              confirm={m.job.cancelConfirm}
              keep={m.task.cancelKeep}
              onConfirm={() => actions.mutate({ type: 'cancel', job })}
            />
          )}
        </div>
      )}
      <ProblemNote error={actions.error} className="mt-3" />
      <dl className="num mt-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm">
        <Fact term={m.job.price}>{m.credits(job.price)}</Fact>
        {job.lane !== null && (
          <Fact term={w.model}>
            <span className="font-mono text-xs leading-5">{job.lane}</span>
          </Fact>
        )}
        {job.children === null && <Fact term={m.job.attempts}>{job.attempts}</Fact>}
        <Fact term={m.task.created}>{dateTime(locale, job.createdAt)}</Fact>
        {job.closedAt !== null && <Fact term={m.job.closed}>{dateTime(locale, job.closedAt)}</Fact>}
        {tookSeconds !== null && <Fact term={w.took}>{span(locale, tookSeconds)}</Fact>}
      </dl>
    </section>
  )
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="truncate text-right">{children}</dd>
    </>
  )
}

import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { JobDetail, Timeline as TimelineData } from '../../../api/contract.ts'
import { ApiError } from '../../../client/problem.ts'
import { activityWords } from '../../../messages/activity.ts'
import { jobQuery, timelineQuery } from '../../api/queries.ts'
import { NotFoundPage } from '../../app/ErrorPage.tsx'
import { pageOf, studios } from '../../app/studios.ts'
import { shorten } from '../../i18n/format.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { toneOf, stateWords } from '../activity/JobMark.tsx'
import { Parts } from '../activity/Parts.tsx'
import { useJobActions } from '../activity/useJobActions.ts'
import { usePageTitle } from '../notify/title.tsx'
import { Attempts } from './Attempts.tsx'
import { Input } from './Input.tsx'
import { LedgerLines } from './LedgerLines.tsx'
import { Output } from './Output.tsx'
import { Snippet } from './Snippet.tsx'
import { StatusCard } from './StatusCard.tsx'
import { Dwell, Timeline } from './Timeline.tsx'

/** One run under its permanent address: input, output, price, everything that happened, and how to ask for it by API. */
export function JobPage() {
  const m = useMessages()
  const { jobId } = useParams({ from: '/jobs/$jobId' })
  const query = useQuery(jobQuery(jobId))
  const timeline = useQuery(timelineQuery(jobId)).data
  if (query.error instanceof ApiError && query.error.status === 404) return <NotFoundPage />
  if (query.data) return <Run key={jobId} job={query.data} timeline={timeline} />
  return (
    <div className="mx-auto max-w-5xl pt-8">
      <h1 tabIndex={-1} className="text-xl">
        {m.job.title} <span className="font-mono text-base font-normal break-all text-muted">{jobId}</span>
      </h1>
      <ProblemNote error={query.error} className="mt-6" />
    </div>
  )
}

function Run({ job, timeline }: { job: JobDetail; timeline: TimelineData | undefined }) {
  const m = useMessages()
  const w = useWords(activityWords)
  const navigate = useNavigate()
  const actions = useJobActions((made) => void navigate({ to: '/jobs/$jobId', params: { jobId: made.jobId } }))
  const name = job.title ?? job.what
  const studio = studios.find((s) => s.subjects.includes(job.subject.kind))
  const page = pageOf(job.subject)
  usePageTitle(`${m.job.title}: ${shorten(name, 50)}`, {
    id: job.subject.id,
    tone: toneOf(job),
    progress: job.progress,
    label: stateWords(job, m),
    name,
  })
  return (
    <div className="mx-auto max-w-5xl pt-8">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
        {studio && (
          <span className="inline-flex items-center gap-2">
            <Icon name={studio.icon} className="size-4" />
            {m.places[studio.id].name}
          </span>
        )}
        <span>{job.what}</span>
        <span className="font-mono text-xs break-all text-faint">{job.jobId}</span>
      </p>
      <h1 tabIndex={-1} className="mt-2 line-clamp-4 max-w-4xl text-xl whitespace-pre-line">
        {name}
      </h1>
      <div className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {page !== null && (
          <Link to={page} className="link inline-flex min-h-6 items-center gap-1.5">
            {w.page}
            <Icon name="arrow" className="size-4" />
          </Link>
        )}
        {job.parentId !== null && (
          <Link to="/jobs/$jobId" params={{ jobId: job.parentId }} className="link inline-flex min-h-6 items-center text-muted">
            {w.ofParent}
          </Link>
        )}
        {job.retryOf !== null && (
          <Link to="/jobs/$jobId" params={{ jobId: job.retryOf }} className="link inline-flex min-h-6 items-center text-muted">
            {m.job.retryOf}
          </Link>
        )}
      </div>
      <div className="mt-6 grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-8">
        {/* before the long story where there is only one column */}
        <div className="grid gap-5 lg:order-2 lg:sticky lg:top-20">
          <StatusCard job={job} actions={actions} />
          {timeline && Object.keys(timeline.dwellMs).length > 0 && (
            <Section title={m.job.dwell}>
              <Dwell dwellMs={timeline.dwellMs} />
            </Section>
          )}
        </div>
        <div className="grid min-w-0 gap-5 lg:order-1">
          <Section title={m.job.output}>
            <Output job={job} />
          </Section>
          {job.children !== null && (
            <Section title={w.partsTitle}>
              <Parts parentId={job.jobId} total={job.children.total} />
            </Section>
          )}
          <Section title={m.job.input}>
            <Input job={job} />
          </Section>
          {timeline && (
            <>
              <Section title={m.job.timeline}>
                <Timeline timeline={timeline} />
              </Section>
              {timeline.attempts.length > 0 && (
                <Section title={m.job.attempts}>
                  <Attempts attempts={timeline.attempts} />
                </Section>
              )}
              <Section title={w.ledger}>
                <LedgerLines lines={timeline.ledger} />
              </Section>
            </>
          )}
          <Snippet job={job} />
        </div>
      </div>
    </div>
  )
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card min-w-0 p-4 sm:p-5">
      <h2 className="label mb-3">{title}</h2>
      {children}
    </section>
  )
}

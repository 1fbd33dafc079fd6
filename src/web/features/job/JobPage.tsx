import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Job } from '../../../api/contract.ts'
import { ApiError } from '../../../client/problem.ts'
import { jobQuery, timelineQuery } from '../../api/queries.ts'
import { taskQuery } from '../tasks/queries.ts'
import { NotFoundPage } from '../../app/ErrorPage.tsx'
import { dateTime } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { CopyButton } from '../../ui/Copy.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { Lamp } from '../../ui/StatusMark.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { Print } from '../tasks/Print.tsx'
import { downloadUrl } from '../workspace/DetailsPanel.tsx'
import { Dwell, Timeline } from './Timeline.tsx'

const lamps = { pending: 'waiting', processing: 'developing', completed: 'done', failed: 'failed', cancelled: 'quiet' } as const

/** One run under its permanent address: input, output, price, everything that happened, and how to ask for it by API. */
export function JobPage() {
  const { m, locale } = useI18n()
  const { jobId } = useParams({ from: '/jobs/$jobId' })
  const query = useQuery(jobQuery(jobId))
  const timeline = useQuery(timelineQuery(jobId)).data
  const job = query.data
  usePageTitle(`${m.job.title} ${jobId.slice(0, 8)}`)
  if (query.error instanceof ApiError && query.error.status === 404) return <NotFoundPage />
  const curl = `curl -H "Authorization: Bearer $SAFELIGHT_API_KEY" \\\n  ${location.origin}/api/jobs/${jobId}`
  return (
    <div className="mx-auto max-w-5xl pt-8">
      <h1 tabIndex={-1} className="flex flex-wrap items-baseline gap-x-3 text-xl">
        {m.job.title} <span className="font-mono text-base font-normal break-all text-muted">{jobId}</span>
      </h1>
      {!job && <ProblemNote error={query.error} className="mt-6" />}
      {job && (
        <div className="mt-6 grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-8">
          <div className="grid min-w-0 gap-5">
            <InAndOut job={job} />
            {timeline && (
              <Section title={m.job.timeline}>
                <Timeline timeline={timeline} />
              </Section>
            )}
            <Section title={m.job.api} aside={<CopyButton text={curl} />}>
              {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
              <section tabIndex={0} aria-label={m.job.api} className="overflow-x-auto rounded-lg bg-bg p-3">
                <pre className="font-mono text-xs leading-5">{curl}</pre>
              </section>
            </Section>
          </div>
          <div className="grid gap-5">
            <section aria-label={m.task.details} className="card p-4">
              <p className="flex items-center gap-2 text-sm font-medium">
                <Lamp tone={lamps[job.status]} />
                {m.job.statuses[job.status]}
                {job.phase !== null && <span className="font-normal text-muted">{m.job.phases[job.phase]}</span>}
              </p>
              {job.outcomeUnknown && <p className="mt-3 rounded-lg bg-amber-dim p-3 text-sm">{m.task.unknownBody}</p>}
              {job.error && (
                <div className="hatch mt-3 rounded-lg border border-line-strong p-3 text-sm">
                  <p className="text-fault">{job.error.message}</p>
                  <p className="text-muted">{job.error.advice}</p>
                </div>
              )}
              <dl className="num mt-4 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm [&>dd]:text-right [&>dt]:text-muted">
                <dt>{m.job.kind}</dt>
                <dd>{kindWords(job.kind, m.job.kinds)}</dd>
                <dt>{m.job.price}</dt>
                <dd>{m.credits(job.price)}</dd>
                <dt>{m.job.attempts}</dt>
                <dd>{job.attempts}</dd>
                {job.lane !== null && (
                  <>
                    <dt>{m.job.lane}</dt>
                    <dd className="font-mono text-xs leading-5">{job.lane}</dd>
                  </>
                )}
                <dt>{m.task.created}</dt>
                <dd>{dateTime(locale, job.createdAt)}</dd>
                {job.closedAt !== null && (
                  <>
                    <dt>{m.job.closed}</dt>
                    <dd>{dateTime(locale, job.closedAt)}</dd>
                  </>
                )}
              </dl>
              {job.retryOf !== null && (
                <Link to="/jobs/$jobId" params={{ jobId: job.retryOf }} className="link mt-3 inline-flex min-h-6 text-sm text-muted">
                  {m.job.retryOf}
                </Link>
              )}
            </section>
            {timeline && Object.keys(timeline.dwellMs).length > 0 && (
              <Section title={m.job.dwell}>
                <Dwell dwellMs={timeline.dwellMs} />
              </Section>
            )}
          </div>
        </div>
      )}
    </div>
  )
}

const kindWords = (kind: string, words: { image: string; model: string }) =>
  kind.includes('model') ? words.model : kind.includes('image') ? words.image : kind

function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="card min-w-0 p-4">
      <div className="mb-3 flex min-h-6 items-center justify-between">
        <h2 className="label">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  )
}

/** The words it was made from and what came of it, read from its task. */
function InAndOut({ job }: { job: Job }) {
  const { m } = useI18n()
  const isTask = job.subject.kind === 'task'
  const task = useQuery({ ...taskQuery(job.subject.id), enabled: isTask }).data
  const image = task?.images.find((i) => i.jobId === job.jobId)
  const model = task?.models.find((x) => x.jobId === job.jobId)
  const source = task?.images.find((i) => i.index === model?.imageIndex)
  const picture = image ?? source
  const url = image?.url ?? model?.url ?? null
  return (
    <section className="card grid gap-5 p-4 sm:grid-cols-2">
      <div className="min-w-0">
        <h2 className="label mb-2">{m.job.input}</h2>
        {task && (
          <Link to="/tasks/$taskId" params={{ taskId: task.id }} className="link">
            {task.prompt}
          </Link>
        )}
        {image && (
          <p className="num mt-2 text-sm text-muted">
            {m.task.seed} {image.seed}
          </p>
        )}
        {model && source && (
          <div className="film mt-3 w-28 rounded-lg p-1.5">
            <Print image={source} small alt={m.task.frame(source.index + 1)} className="rounded-sm" />
          </div>
        )}
      </div>
      <div className="min-w-0">
        <h2 className="label mb-2">{m.job.output}</h2>
        {url === null ? (
          <p className="text-sm text-muted">{m.job.noOutput}</p>
        ) : (
          <>
            {model?.previewUrl && (
              <div className="film mb-3 max-w-60 rounded-lg p-2">
                <img src={model.previewUrl} alt={m.task.runOfModel(model.imageIndex + 1)} className="w-full rounded-sm" />
              </div>
            )}
            {picture && !model?.previewUrl && (
              <div className="film mb-3 max-w-60 rounded-lg p-2">
                <Print image={picture} alt={m.task.frame(picture.index + 1)} className="rounded-sm" />
              </div>
            )}
            <a href={downloadUrl(url)} download className="link inline-flex min-h-6 items-center gap-1.5 text-sm">
              <Icon name="download" className="size-4" />
              {model ? m.task.downloadGlb : m.task.downloadPicture((image?.index ?? 0) + 1)}
            </a>
          </>
        )}
      </div>
    </section>
  )
}

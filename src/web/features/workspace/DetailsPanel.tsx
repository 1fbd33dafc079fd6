import { Link } from '@tanstack/react-router'
import type { Task, TaskModel } from '../../../api/contract.ts'
import { dateTime } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { buttonClass } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Lamp } from '../../ui/StatusMark.tsx'

/** The same file, offered as a download with its own name. */
export const downloadUrl = (url: string): string => `${url}${url.includes('?') ? '&' : '?'}download=1`

/** What can be taken home, the versions, what it cost, and the runs behind it. */
export function DetailsPanel({ task, shown, onVersion }: { task: Task; shown: TaskModel | null; onVersion: (jobId: string) => void }) {
  const { m, locale } = useI18n()
  const pictures = task.images.filter((i) => i.url !== null)
  const model = shown?.url ? shown : task.models.find((x) => x.url !== null)
  const versions = task.models.length
  return (
    <section className="card divide-y divide-line shadow-card">
      {(pictures.length > 0 || model) && (
        <div className="p-4">
          <h2 className="label mb-2">{m.task.download}</h2>
          {model?.url && (
            <a href={downloadUrl(model.url)} download className={`${buttonClass('primary')} mb-2 w-full`}>
              <Icon name="download" className="size-4" />
              {m.task.downloadGlb}
            </a>
          )}
          <div className="flex flex-wrap gap-1.5">
            {pictures.map((i) => (
              <a
                key={i.jobId}
                href={downloadUrl(i.url as string)}
                download
                aria-label={`${m.task.download}: ${m.task.downloadPicture(i.index + 1)}`}
                className="num inline-flex min-h-9 flex-1 items-center justify-center gap-1.5 rounded-lg border border-line px-2.5 text-sm text-muted transition-colors hover:border-control hover:text-text"
              >
                <Icon name="download" className="size-3.5" />
                {i.index + 1}A
              </a>
            ))}
          </div>
        </div>
      )}
      {versions > 1 && (
        <div className="p-4">
          <h2 className="label mb-2">{m.task.versions}</h2>
          <ul className="space-y-1">
            {task.models.map((x, i) => (
              <li key={x.jobId}>
                <button
                  type="button"
                  aria-pressed={shown?.jobId === x.jobId}
                  onClick={() => onVersion(x.jobId)}
                  className="flex min-h-10 w-full items-center gap-2.5 rounded-lg px-2.5 text-left text-sm text-muted transition-colors hover:bg-raised hover:text-text aria-pressed:bg-raised aria-pressed:text-text"
                >
                  <Lamp
                    tone={
                      x.status === 'COMPLETED'
                        ? 'done'
                        : x.status === 'FAILED'
                          ? 'failed'
                          : x.status === 'CANCELLED'
                            ? 'quiet'
                            : x.status === 'PENDING'
                              ? 'waiting'
                              : 'developing'
                    }
                  />
                  {m.task.version(versions - i, x.imageIndex + 1)}
                  <span className="num ml-auto text-xs text-faint">{dateTime(locale, x.createdAt)}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
      <div className="p-4">
        <h2 className="label mb-2">{m.task.details}</h2>
        <dl className="num grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5 text-sm">
          <Fact term={m.task.paid}>{m.credits(task.credits.captured)}</Fact>
          {task.credits.held > 0 && <Fact term={m.task.held}>{m.credits(task.credits.held)}</Fact>}
          {task.credits.released > 0 && <Fact term={m.task.returned}>{m.credits(task.credits.released)}</Fact>}
          <Fact term={m.task.seed}>{task.seed}</Fact>
          <Fact term={m.task.created}>{dateTime(locale, task.createdAt)}</Fact>
        </dl>
      </div>
      <details className="group p-4">
        <summary className="label flex min-h-6 list-none items-center justify-between rounded-sm">
          {m.task.runs}
          <Icon name="chevron" className="size-4 transition-transform group-open:rotate-180" />
        </summary>
        <ul className="mt-2 grid gap-0.5 text-sm">
          {[
            ...task.models.map((x) => ({ jobId: x.jobId, text: m.task.runOfModel(x.imageIndex + 1) })),
            ...task.images.map((x) => ({ jobId: x.jobId, text: m.task.runOfPicture(x.index + 1) })),
          ].map((run) => (
            <li key={run.jobId}>
              <Link
                to="/jobs/$jobId"
                params={{ jobId: run.jobId }}
                className="flex min-h-8 items-center justify-between gap-3 rounded-md text-muted hover:text-text"
              >
                <span>{run.text}</span>
                <span className="font-mono text-xs text-faint">{run.jobId.slice(0, 8)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </details>
    </section>
  )
}

function Fact({ term, children }: { term: string; children: string | number }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="text-right">{children}</dd>
    </>
  )
}

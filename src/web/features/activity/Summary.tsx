import { useQuery } from '@tanstack/react-query'
import { activityWords } from '../../../messages/activity.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Lamp } from '../../ui/StatusMark.tsx'
import { jobSummaryQuery } from './queries.ts'

/** What runs and what waits, apart, with the limits they meet behind a click. */
export function Summary({ onCancelAll, busy }: { onCancelAll: () => void; busy: boolean }) {
  const { locale } = useI18n()
  const w = useWords(activityWords)
  const summary = useQuery(jobSummaryQuery).data
  const figures = [
    { name: w.running, n: summary?.running ?? 0, tone: 'developing' as const },
    { name: w.waiting, n: summary?.waiting ?? 0, tone: 'waiting' as const },
    ...(summary && summary.unknown > 0 ? [{ name: w.checking, n: summary.unknown, tone: 'waiting' as const }] : []),
  ]
  return (
    <div className="w-full max-w-md sm:w-auto sm:min-w-72">
      <div className="card px-4 py-3">
        <dl className="flex gap-8">
          {figures.map(({ name, n, tone }) => (
            <div key={name}>
              <dt className="flex items-center gap-2 text-xs whitespace-nowrap text-muted">
                <Lamp tone={n === 0 ? 'quiet' : tone} />
                {name}
              </dt>
              <dd className={`num mt-0.5 text-xl font-semibold ${n === 0 ? 'text-faint' : ''}`}>{n.toLocaleString(locale)}</dd>
            </div>
          ))}
        </dl>
      </div>
      <div className="mt-1 flex flex-wrap items-start justify-between gap-x-4 px-1">
        {summary && summary.lanes.length > 0 && (
          <details className="group min-w-0 open:w-full">
            <summary className="label flex min-h-8 w-fit list-none items-center gap-1.5 rounded-sm">
              {w.limits}
              <Icon name="chevron" className="size-4 transition-transform group-open:rotate-180" />
            </summary>
            <p className="pb-2 text-xs text-faint">{w.limitsLead}</p>
            <dl className="num grid grid-cols-[1fr_auto] gap-x-6 gap-y-1 text-sm">
              {summary.lanes.map((lane) => (
                <div key={lane.id} className="col-span-2 grid grid-cols-subgrid">
                  <dt className="truncate font-mono text-xs leading-5 text-muted">{lane.id}</dt>
                  <dd className="text-right text-xs leading-5">
                    {[
                      w.places(lane.running, lane.maxInFlight),
                      lane.waiting > 0 ? w.queued(lane.waiting) : null,
                      lane.perMinute === null ? null : w.perMinute(lane.perMinute),
                    ]
                      .filter((x) => x !== null)
                      .join(' · ')}
                    {lane.paused && <span className="ml-2 text-amber">{w.paused}</span>}
                  </dd>
                </div>
              ))}
            </dl>
          </details>
        )}
        {(summary?.running ?? 0) + (summary?.waiting ?? 0) > 1 && (
          <Button look="quiet" className="-mr-2 ml-auto min-h-8! px-2 py-1! text-sm" busy={busy} onClick={onCancelAll}>
            {w.cancelAll}
          </Button>
        )}
      </div>
    </div>
  )
}

import type { JobPhase, Timeline as TimelineData } from '../../../api/contract.ts'
import { precise, timeOfDay } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'

const money = new Set(['hold', 'capture', 'release', 'write_off', 'grant'])

/** The job's durable story; the ledger's lines are marked, each attempt is named. */
export function Timeline({ timeline }: { timeline: TimelineData }) {
  const { m, locale } = useI18n()
  return (
    <ol className="relative space-y-3 before:absolute before:top-2 before:bottom-2 before:left-[0.3125rem] before:w-px before:bg-line-strong">
      {timeline.items.map((item, i) => (
        <li key={`${item.at}-${item.type}-${i}`} className="relative grid grid-cols-[1rem_1fr_auto] items-baseline gap-x-3 text-sm">
          <span
            aria-hidden="true"
            className={`size-[0.6875rem] translate-y-px border-2 border-surface ${money.has(item.type) ? 'bg-amber' : item.type === 'failed' ? 'rotate-45 bg-fault' : 'rounded-full bg-control'}`}
          />
          <span>
            {item.message}
            {item.attempt !== null && item.attempt > 1 && <span className="ml-2 text-xs text-faint">{m.job.attempt(item.attempt)}</span>}
          </span>
          <time dateTime={item.at} className="num text-xs text-faint">
            {timeOfDay(locale, item.at)}
          </time>
        </li>
      ))}
    </ol>
  )
}

/** Where the time went, each phase as its share of the whole. */
export function Dwell({ dwellMs }: { dwellMs: Record<string, number> }) {
  const { m, locale } = useI18n()
  const entries = Object.entries(dwellMs)
  const max = Math.max(1, ...entries.map(([, ms]) => ms))
  return (
    <dl className="num grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-2 text-sm">
      {entries.map(([phase, ms]) => (
        <div key={phase} className="col-span-2 grid grid-cols-subgrid">
          <dt className="text-muted">{Object.hasOwn(m.job.phases, phase) ? m.job.phases[phase as JobPhase] : phase}</dt>
          <dd className="text-right">{precise(locale, ms)}</dd>
          <div aria-hidden="true" className="col-span-2 mt-1 h-1 rounded-full bg-line">
            <div className="h-full rounded-full bg-control" style={{ width: `${Math.max(1, (ms / max) * 100)}%` }} />
          </div>
        </div>
      ))}
    </dl>
  )
}

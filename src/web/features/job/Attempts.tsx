import type { Timeline } from '../../../api/contract.ts'
import { activityWords } from '../../../messages/activity.ts'
import { precise, timeOfDay } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'

type Attempt = Timeline['attempts'][number]

/** Every try, with the model it was sent to and the provider's own name for it. */
export function Attempts({ attempts }: { attempts: Attempt[] }) {
  const { m, locale } = useI18n()
  const w = useWords(activityWords)
  const outcome = ({ outcome: o }: Attempt) =>
    o === null ? w.outcomes.running : Object.hasOwn(w.outcomes, o) ? w.outcomes[o as keyof typeof w.outcomes] : o
  return (
    <ol className="divide-y divide-line text-sm">
      {attempts.map((a) => (
        <li key={a.no} className="grid gap-1 py-2.5 first:pt-0 last:pb-0">
          <p className="flex flex-wrap items-baseline gap-x-3">
            <span className="num font-medium">{m.job.attempt(a.no)}</span>
            <span className={a.error ? 'text-fault' : 'text-muted'}>{outcome(a)}</span>
            <span className="num ml-auto text-xs text-faint">
              {timeOfDay(locale, a.claimedAt)}
              {a.endedAt !== null && ` · ${precise(locale, Date.parse(a.endedAt) - Date.parse(a.claimedAt))}`}
            </span>
          </p>
          {a.error && <p className="text-muted">{a.error.message}</p>}
          <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 text-xs leading-5">
            <dt className="text-faint">{w.model}</dt>
            <dd className="font-mono break-all text-muted">{a.lane}</dd>
            {a.externalId !== null && (
              <>
                <dt className="text-faint">{w.externalId}</dt>
                <dd className="font-mono break-all text-muted">{a.externalId}</dd>
              </>
            )}
          </dl>
        </li>
      ))}
    </ol>
  )
}

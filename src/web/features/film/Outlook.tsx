import type { FilmRuntime } from '../../../api/film-contract.ts'
import { span } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Bar } from '../../ui/Bar.tsx'
import { Elapsed } from '../../ui/Elapsed.tsx'

/** Of what is under way: how far, for how long, how many are ahead, and how long it usually takes. */
export function Outlook({ runtime }: { runtime: FilmRuntime }) {
  const { m, locale } = useI18n()
  const { status, queuePosition, eta } = runtime
  if (status !== 'pending' && status !== 'processing') return null
  const facts = [
    queuePosition === null ? null : m.task.queue(queuePosition),
    eta === null ? null : eta.secondsLow < 1 ? m.task.etaShort(span(locale, eta.secondsHigh)) : m.task.eta(span(locale, eta.secondsLow), span(locale, eta.secondsHigh)),
  ].filter((fact) => fact !== null)
  return (
    <div className="grid gap-1.5">
      <Bar percent={runtime.progress} label={runtime.message} waiting={status === 'pending'} />
      <p className="num flex flex-wrap gap-x-2 text-xs text-muted">
        {runtime.startedAt !== null && <Elapsed since={runtime.startedAt} />}
        {facts.length > 0 && <span>{facts.join(' · ')}</span>}
      </p>
      {runtime.outcomeUnknown && (
        <div className="rounded-lg bg-amber-dim p-3 text-sm">
          <p className="font-semibold text-amber">{m.task.unknownTitle}</p>
          <p className="mt-1 text-text">{m.task.unknownBody}</p>
        </div>
      )}
    </div>
  )
}

import type { LedgerLine } from '../../../api/contract.ts'
import { activityWords } from '../../../messages/activity.ts'
import { signed, timeOfDay } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'

/** The credits it moved, line by line, and what it cost in the end. */
export function LedgerLines({ lines }: { lines: LedgerLine[] }) {
  const { m, locale } = useI18n()
  const w = useWords(activityWords)
  if (lines.length === 0) return <p className="text-sm text-muted">{w.ledgerNone}</p>
  const paid = lines.filter((l) => l.kind === 'capture').reduce((sum, l) => sum - l.heldDelta, 0)
  return (
    <>
      <ul className="num divide-y divide-line text-sm">
        {lines.map((line) => (
          <li key={line.id} className="flex items-baseline gap-4 py-2 first:pt-0">
            <span className="min-w-0 flex-1">{line.message}</span>
            <span className={`whitespace-nowrap ${line.availableDelta === 0 ? 'text-faint' : 'font-medium'}`}>
              {signed(locale, line.availableDelta)}
            </span>
            <span className="text-xs text-faint">{timeOfDay(locale, line.createdAt)}</span>
          </li>
        ))}
      </ul>
      <p className="num mt-2 flex justify-between gap-4 border-t border-line-strong pt-3 text-sm font-medium">
        {w.sum}
        <span>{m.credits(paid)}</span>
      </p>
    </>
  )
}

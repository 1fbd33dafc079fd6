import { useMutation } from '@tanstack/react-query'
import type { AuditAnswer } from '../../../api/contract-operations.ts'
import { operationsWords } from '../../../messages/operations.ts'
import { precise } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { operationsApi } from './queries.ts'

/** The proof of the books, at a click. */
export function Audit() {
  const { locale } = useI18n()
  const w = useWords(operationsWords)
  const audit = useMutation({ mutationFn: () => operationsApi.audit() })
  const answer = audit.data
  return (
    <div className="grid gap-4">
      <div>
        <Button busy={audit.isPending} onClick={() => audit.mutate()}>
          {w.auditRun}
        </Button>
      </div>
      <ProblemNote error={audit.error} />
      <output aria-live="polite" className="block text-sm">
        {answer && (
          <span className={`flex flex-wrap items-center gap-x-3 ${answer.ok ? '' : 'text-fault'}`}>
            <Icon name={answer.ok ? 'check' : 'alert'} className="size-4" />
            {answer.ok
              ? w.auditOk(answer.counts.jobs.toLocaleString(locale), answer.counts.ledgerLines.toLocaleString(locale))
              : w.auditBad(answer.findings.length)}
            <span className="num text-faint">{w.auditTook(answer.checks, precise(locale, answer.tookMs))}</span>
          </span>
        )}
      </output>
      {answer && answer.findings.length > 0 && <Entries entries={answer.findings} />}
      {answer && answer.notices.length > 0 && (
        <div>
          <h3 className="label mb-2">{w.worthKnowing}</h3>
          <Entries entries={answer.notices} />
        </div>
      )}
    </div>
  )
}

function Entries({ entries }: { entries: AuditAnswer['findings'] }) {
  const w = useWords(operationsWords)
  return (
    <ul className="grid gap-2 text-sm">
      {entries.map((entry) => (
        <li key={entry.code}>
          <details className="group">
            <summary className="flex min-h-8 list-none items-baseline gap-3">
              <span className="num font-semibold">{entry.count}</span>
              <span>{w.means[entry.code] ?? entry.means}</span>
              <span className="font-mono text-xs text-faint">{entry.code}</span>
              <Icon name="chevron" className="ml-auto size-4 self-center transition-transform group-open:rotate-180" />
            </summary>
            {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
            <section tabIndex={0} aria-label={entry.code} className="mt-1 overflow-x-auto rounded-lg bg-bg p-3">
              <pre className="font-mono text-xs leading-5">{entry.rows.map((row) => JSON.stringify(row)).join('\n')}</pre>
            </section>
            {entry.count > entry.rows.length && <p className="mt-1 text-xs text-muted">{w.more(entry.count - entry.rows.length)}</p>}
          </details>
        </li>
      ))}
    </ul>
  )
}

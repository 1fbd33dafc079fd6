import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Operations } from '../../../api/contract-operations.ts'
import type { JobPhase } from '../../../api/contract.ts'
import { operationsWords } from '../../../messages/operations.ts'
import { sessionQuery } from '../../api/queries.ts'
import { ago, dateTime, precise, span } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { Lamp } from '../../ui/StatusMark.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { Audit } from './Audit.tsx'
import { Lanes } from './Lanes.tsx'
import { operationsQuery } from './queries.ts'
import { Table } from './Table.tsx'
import { Unknown } from './Unknown.tsx'

/** For whoever runs this installation: what stands, what fails, what nobody knows, and whether the books are right. */
export function OperationsPage() {
  const w = useWords(operationsWords)
  usePageTitle(w.title)
  const isAdmin = useQuery(sessionQuery).data?.me?.role === 'admin'
  const query = useQuery({ ...operationsQuery, enabled: isAdmin })
  const late = query.data?.phases.filter((p) => p.exceeded).length ?? 0
  return (
    <>
      <div className="pt-8 pb-6">
        <h1 tabIndex={-1} className="text-2xl">
          {w.title}
        </h1>
        <p className="mt-2 text-muted">{isAdmin ? w.lead : w.notAdmin}</p>
      </div>
      <ProblemNote error={query.data ? null : query.error} className="mb-5" />
      {isAdmin && (
        <div className="grid gap-5 xl:grid-cols-2">
          <output
            className={`flex items-center gap-2.5 rounded-xl border px-4 py-3 text-sm xl:col-span-2 ${late > 0 ? 'border-line-strong bg-amber-dim' : 'border-line text-muted'}`}
          >
            <Icon name={late > 0 ? 'alert' : 'check'} className={`size-4 ${late > 0 ? 'text-amber' : ''}`} />
            {late > 0 ? w.late(late) : w.fine}
          </output>
          <Section title={w.lanes} lead={w.lanesLead} wide>
            <Lanes />
          </Section>
          <Section title={w.unknown} lead={query.data?.unknown ? w.unknownLead : undefined} wide>
            <Unknown />
          </Section>
          {query.data && <Overview operations={query.data} />}
          <Section title={w.audit} lead={w.auditLead} wide>
            <Audit />
          </Section>
        </div>
      )}
    </>
  )
}

function Section({
  title,
  lead,
  wide = false,
  children,
}: {
  title: string
  lead?: string | undefined
  wide?: boolean
  children: ReactNode
}) {
  return (
    <section className={`card min-w-0 p-4 sm:p-5 ${wide ? 'xl:col-span-2' : ''}`}>
      <h2 className="text-base">{title}</h2>
      {lead && <p className="mt-0.5 max-w-3xl text-sm text-muted">{lead}</p>}
      <div className="mt-3">{children}</div>
    </section>
  )
}

function Overview({ operations }: { operations: Operations }) {
  const { m, locale } = useI18n()
  const w = useWords(operationsWords)
  const { phases, recent, failures, failuresAmong, nodes } = operations
  const phaseName = (phase: string) => (Object.hasOwn(m.job.phases, phase) ? m.job.phases[phase as JobPhase] : phase)
  const order = ['queued', 'delayed', 'preparing', 'submitting', 'submitted', 'unknown', 'collecting']
  const inOrder = <T extends { kind: string; phase: string }>(rows: readonly T[]) =>
    rows.toSorted((a, b) => a.kind.localeCompare(b.kind) || order.indexOf(a.phase) - order.indexOf(b.phase))
  return (
    <>
      <Section title={w.phases}>
        <Table
          empty={w.phasesNone}
          heads={[w.kind, w.phase, w.jobs, w.oldest, w.limit]}
          figures={[2, 3, 4]}
          rows={inOrder(phases).map((p) => ({
            key: `${p.kind} ${p.phase}`,
            cells: [
              p.what,
              <span key="phase" className="inline-flex items-center gap-2">
                <Lamp
                  tone={
                    p.exceeded
                      ? 'failed'
                      : p.phase === 'queued' || p.phase === 'delayed' || p.phase === 'unknown'
                        ? 'waiting'
                        : 'developing'
                  }
                />
                {phaseName(p.phase)}
              </span>,
              p.jobs.toLocaleString(locale),
              <span key="oldest" className={p.exceeded ? 'font-semibold text-fault' : ''}>
                {span(locale, p.oldestSeconds)}
              </span>,
              p.limitSeconds === null ? '' : span(locale, p.limitSeconds),
            ],
          }))}
        />
      </Section>
      <Section title={w.dwell}>
        <Table
          empty={w.dwellNone}
          heads={[w.kind, w.phase, w.median, w.p90, w.p99]}
          figures={[2, 3, 4]}
          rows={inOrder(recent).map((p) => ({
            key: `${p.kind} ${p.phase}`,
            cells: [p.what, phaseName(p.phase), ...[p.p50, p.p90, p.p99].map((s) => precise(locale, s * 1000))],
          }))}
        />
      </Section>
      <Section title={w.failures} lead={w.failuresLead(failuresAmong)}>
        {failures.length === 0 ? (
          <p className="text-sm text-muted">{w.failuresNone}</p>
        ) : (
          <ul className="num divide-y divide-line text-sm">
            {failures.map((f) => (
              <li key={f.code} className="flex items-baseline gap-4 py-2 first:pt-0 last:pb-0">
                <span className="w-12 text-right font-semibold">{f.count.toLocaleString(locale)}</span>
                <span className="min-w-0 flex-1">
                  {f.message} <span className="font-mono text-xs text-faint">{f.code}</span>
                  <span className="block text-muted">{f.kinds.map((k) => `${k.what} ${k.count}`).join(' · ')}</span>
                </span>
                <span className="text-xs whitespace-nowrap text-faint">{ago(locale, f.lastAt)}</span>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title={w.nodes}>
        <Table
          empty=""
          heads={[w.node, w.state, w.started]}
          figures={[2]}
          rows={nodes.map((n) => ({
            key: n.id,
            cells: [
              <span key="name" className="font-mono text-xs whitespace-nowrap">
                {n.name}
              </span>,
              <span key="state" className="inline-flex items-center gap-2">
                <Lamp tone={!n.alive ? 'quiet' : n.stopping ? 'waiting' : 'done'} />
                {!n.alive ? w.gone : n.stopping ? w.stopping : w.alive}
                <span className="text-faint">{n.worker ? w.worker : w.apiOnly}</span>
              </span>,
              dateTime(locale, n.startedAt),
            ],
          }))}
        />
      </Section>
    </>
  )
}

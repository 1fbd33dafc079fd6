import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { LedgerLine } from '../../../api/contract.ts'
import { ledgerQuery, sessionQuery } from '../../api/queries.ts'
import { dateTime, signed } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Button } from '../../ui/Button.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { usePageTitle } from '../notify/title.tsx'

/** The account's ledger: every hold, payment and refund with its reason. */
export function CreditsPage() {
  const { m, locale } = useI18n()
  usePageTitle(m.ledger.title)
  const balance = useQuery(sessionQuery).data?.me?.credits
  const query = useInfiniteQuery(ledgerQuery)
  const lines = query.data?.pages.flatMap((p) => p.items) ?? []
  return (
    <div className="mx-auto max-w-5xl">
      <h1 tabIndex={-1} className="pt-8 text-2xl">
        {m.ledger.title}
      </h1>
      {balance && (
        <dl className="mt-6 flex flex-wrap gap-x-14 gap-y-4">
          <div>
            <dt className="text-sm text-muted">{m.ledger.available}</dt>
            <dd className="text-2xl font-semibold">{balance.available.toLocaleString(locale)}</dd>
          </div>
          <div>
            <dt className="text-sm text-muted">{m.ledger.held}</dt>
            <dd className={`text-2xl font-semibold ${balance.held > 0 ? 'text-amber' : 'text-faint'}`}>
              {balance.held.toLocaleString(locale)}
            </dd>
          </div>
        </dl>
      )}
      <p className="mt-6 mb-4 text-muted">{m.ledger.lead}</p>
      <ProblemNote error={query.data ? null : query.error} />
      {query.data && lines.length === 0 ? (
        <p className="text-muted">{m.ledger.empty}</p>
      ) : (
        <table className="num w-full border-collapse text-sm">
          <thead className="text-left text-xs text-faint max-sm:sr-only">
            <tr className="border-b border-line-strong *:py-2 *:font-medium">
              <th scope="col" className="pr-4">
                {m.ledger.date}
              </th>
              <th scope="col" className="pr-4">
                {m.ledger.what}
              </th>
              <th scope="col" className="pl-4 text-right">
                {m.ledger.change}
              </th>
              <th scope="col" className="pl-4 text-right">
                {m.ledger.heldChange}
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line key={line.id} line={line} />
            ))}
          </tbody>
        </table>
      )}
      {query.hasNextPage && (
        <div className="mt-6 flex justify-center">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {m.app.more}
          </Button>
        </div>
      )}
    </div>
  )
}

function Line({ line }: { line: LedgerLine }) {
  const { m, locale } = useI18n()
  const refund = line.kind === 'release'
  return (
    <tr className="border-b border-line align-top max-sm:grid max-sm:grid-cols-[1fr_auto] max-sm:gap-x-4 max-sm:py-3 sm:*:py-2.5">
      <td className="pr-4 whitespace-nowrap text-muted max-sm:order-3 max-sm:text-xs">{dateTime(locale, line.createdAt)}</td>
      <td className="pr-4 max-sm:order-1">
        {line.kind !== 'hold' && line.kind !== 'capture' && (
          <span className={`mr-2 inline-block rounded px-1.5 text-xs font-medium ${refund ? 'bg-text text-bg' : 'bg-raised text-muted'}`}>
            {m.ledger.kinds[line.kind]}
          </span>
        )}
        {line.jobId === null ? (
          line.message
        ) : (
          <Link to="/jobs/$jobId" params={{ jobId: line.jobId }} className="link">
            {line.message}
          </Link>
        )}
      </td>
      <td className={`text-right font-medium whitespace-nowrap sm:pl-4 max-sm:order-2 ${line.availableDelta === 0 ? 'text-faint' : ''}`}>
        {signed(locale, line.availableDelta)}
        <span className="sr-only sm:hidden"> {m.ledger.change}</span>
      </td>
      <td
        className={`text-right whitespace-nowrap sm:pl-4 max-sm:order-4 max-sm:text-xs ${line.heldDelta === 0 ? 'text-faint' : 'text-amber'}`}
      >
        <span className="mr-1 sm:hidden">{m.ledger.heldChange}</span>
        {signed(locale, line.heldDelta)}
      </td>
    </tr>
  )
}

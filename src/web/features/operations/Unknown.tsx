import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { UnknownList } from '../../../api/contract-operations.ts'
import { operationsWords } from '../../../messages/operations.ts'
import { span } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Button } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { CopyButton } from '../../ui/Copy.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { operationsApi, unknownQuery } from './queries.ts'

type Outcome = UnknownList['items'][number]

/** Outcomes nobody knows, with the name to look for at the provider, and the two answers an operator can give. */
export function Unknown() {
  const w = useWords(operationsWords)
  const query = useQuery(unknownQuery)
  if (query.data?.items.length === 0) return <p className="text-sm text-muted">{w.unknownNone}</p>
  return (
    <>
      <ProblemNote error={query.data ? null : query.error} />
      <ul className="divide-y divide-line">
        {query.data?.items.map((outcome) => (
          <Row key={outcome.jobId} outcome={outcome} nowMs={query.dataUpdatedAt} />
        ))}
      </ul>
    </>
  )
}

function Row({ outcome, nowMs }: { outcome: Outcome; nowMs: number }) {
  const { m, locale } = useI18n()
  const w = useWords(operationsWords)
  const id = useId()
  const queryClient = useQueryClient()
  const [found, setFound] = useState('')
  const resolve = useMutation({
    mutationFn: (answer: { found: string } | { notFound: true }) => operationsApi.resolveUnknown(outcome.jobId, answer),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['operations'] }),
  })
  // the list is read anew every few seconds, and with it the moment
  const since = (iso: string) => span(locale, Math.abs(nowMs - Date.parse(iso)) / 1000)
  return (
    <li className="grid gap-3 py-3 first:pt-0 last:pb-0 lg:grid-cols-[minmax(0,1fr)_auto] lg:items-end lg:gap-8">
      <dl className="num grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-0.5 text-sm">
        <dt className="text-muted">{outcome.what}</dt>
        <dd>
          {w.since(since(outcome.unknownAt))}
          {outcome.until !== null && <span className="text-amber"> · {w.writtenOff(since(outcome.until))}</span>} ·{' '}
          {m.credits(outcome.credits)}
        </dd>
        <dt className="text-muted">{w.sentAs}</dt>
        <dd className="flex min-w-0 items-center gap-1 font-mono text-xs">
          <span className="truncate">{outcome.attemptKey}</span>
          <CopyButton text={outcome.attemptKey} />
        </dd>
        <dt className="text-muted">{w.lane}</dt>
        <dd className="truncate font-mono text-xs leading-5">{outcome.lane}</dd>
        <dt className="text-muted">{w.account}</dt>
        <dd className="truncate">{outcome.account.name}</dd>
      </dl>
      <form
        className="flex flex-wrap items-end gap-2"
        onSubmit={(e) => {
          e.preventDefault()
          if (found.trim() !== '') resolve.mutate({ found: found.trim() })
        }}
      >
        <div className="min-w-40 flex-1">
          <label htmlFor={id} className="text-xs text-muted">
            {w.foundAs}
          </label>
          <input
            id={id}
            value={found}
            autoComplete="off"
            maxLength={500}
            onChange={(e) => setFound(e.target.value)}
            className="mt-1 h-10 w-full rounded-lg border border-control bg-bg px-3 font-mono text-sm"
          />
        </div>
        <Button type="submit" look="primary" disabled={found.trim() === ''} busy={resolve.isPending}>
          {w.found}
        </Button>
        <Confirm
          trigger={<Button busy={resolve.isPending}>{w.notFound}</Button>}
          title={w.notFoundTitle}
          body={w.notFoundBody}
          confirm={w.notFoundConfirm}
          keep={w.check}
          onConfirm={() => resolve.mutate({ notFound: true })}
        />
        <ProblemNote error={resolve.error} className="w-full" />
      </form>
    </li>
  )
}

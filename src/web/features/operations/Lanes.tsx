import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Lane } from '../../../api/contract.ts'
import type { LaneChange } from '../../../client/operations.ts'
import { operationsWords } from '../../../messages/operations.ts'
import { dateTime } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Button } from '../../ui/Button.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { Lamp } from '../../ui/StatusMark.tsx'
import { LaneForm } from './LaneForm.tsx'
import { lanesQuery, operationsApi } from './queries.ts'

/** Every lane with its limits and how full it is; paused, resumed and limited here. */
export function Lanes() {
  const { locale } = useI18n()
  const w = useWords(operationsWords)
  const queryClient = useQueryClient()
  const query = useQuery(lanesQuery)
  const [editing, setEditing] = useState<{ lane: Lane; what: 'limits' | 'pause' } | null>(null)
  const change = useMutation({
    mutationFn: ({ id, body }: { id: string; body: LaneChange }) => operationsApi.patchLane(id, body),
    onSuccess: () => setEditing(null),
    onSettled: () => void queryClient.invalidateQueries({ queryKey: ['operations'] }),
  })
  return (
    <>
      <ProblemNote error={query.data ? null : query.error} />
      <ProblemNote error={editing === null ? change.error : null} className="mb-3" />
      <ul className="divide-y divide-line">
        {query.data?.items.map((lane) => (
          <li key={lane.id} className="flex flex-wrap items-center gap-x-6 gap-y-2 py-2.5 first:pt-0 last:pb-0">
            <div className="min-w-0 flex-1 basis-60">
              <h3 className="truncate font-mono text-sm font-medium tracking-normal">{lane.id}</h3>
              <p className="flex flex-wrap items-center gap-x-2 text-sm text-muted">
                <Lamp tone={lane.paused ? 'failed' : lane.inFlight > 0 ? 'developing' : 'quiet'} />
                {lane.paused === null ? (
                  w.open
                ) : (
                  <span className="text-fault">
                    {w.paused(w.reasons[lane.paused.reason] ?? lane.paused.reason)}{' '}
                    <span className="text-muted">
                      {lane.paused.until === null ? w.untilResumed : w.until(dateTime(locale, lane.paused.until))}
                    </span>
                  </span>
                )}
              </p>
            </div>
            <dl className="num flex gap-6 text-sm">
              <Figure name={w.inFlight} value={`${lane.inFlight} / ${lane.maxInFlight ?? '∞'}`} />
              <Figure name={w.waiting} value={lane.waiting.toLocaleString(locale)} />
              <Figure name={w.perMinute} value={lane.perMinute === null ? '∞' : lane.perMinute.toLocaleString(locale)} />
            </dl>
            <div className="ml-auto flex gap-2">
              <Button className="text-sm" aria-label={w.limitsOf(lane.id)} onClick={() => setEditing({ lane, what: 'limits' })}>
                {w.limits}
              </Button>
              {lane.paused === null ? (
                <Button className="text-sm" aria-label={w.pauseTitle(lane.id)} onClick={() => setEditing({ lane, what: 'pause' })}>
                  {w.pause}
                </Button>
              ) : (
                <Button
                  look="primary"
                  className="text-sm"
                  aria-label={`${w.resume} ${lane.id}`}
                  busy={change.isPending && change.variables.id === lane.id}
                  onClick={() => change.mutate({ id: lane.id, body: { paused: null } })}
                >
                  {w.resume}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
      {editing && (
        <LaneForm
          {...editing}
          busy={change.isPending}
          error={change.error}
          onSave={(body) => change.mutate({ id: editing.lane.id, body })}
          onClose={() => {
            change.reset()
            setEditing(null)
          }}
        />
      )}
    </>
  )
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className="min-w-16">
      <dt className="text-xs text-faint">{name}</dt>
      <dd className="font-medium">{value}</dd>
    </div>
  )
}

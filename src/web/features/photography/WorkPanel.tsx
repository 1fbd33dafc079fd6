import { useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState, useSyncExternalStore } from 'react'
import type { Work } from '../../../api/contract-photography.ts'
import { photographyWords } from '../../../messages/studios/photography.ts'
import { resendStore } from '../../api/client.ts'
import { span } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Bar } from '../../ui/Bar.tsx'
import { Button, buttonClass, Price } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { Elapsed } from '../../ui/Elapsed.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { Lamp } from '../../ui/StatusMark.tsx'
import { draftOf, writeDraft } from './draft.ts'
import { photography } from './api.ts'
import { workTones } from './tones.ts'
import type { WorkActions } from './useWorkActions.ts'

/** Failures that the same picture would meet again: the way on is another picture. */
const anotherPicture = new Set(['no_person_found', 'content_rejected', 'invalid_input'])

/** What the work is doing, why it failed, and what may be done now. */
export function WorkPanel({ work, actions }: { work: Work; actions: WorkActions }) {
  const w = useWords(photographyWords)
  const { m, locale } = useI18n()
  const resending = useSyncExternalStore(resendStore.subscribe, resendStore.get)
  const can = (event: Work['can'][number]) => work.can.includes(event)
  const isRunning = work.status === 'PENDING' || work.status === 'GENERATING'
  const missing = work.photographs.filter(({ status }) => status === 'FAILED' || status === 'CANCELLED')
  const errors = missing.flatMap(({ error }) => error ?? [])
  const hopeless = errors.length > 0 && errors.length === missing.length && errors.every(({ code }) => anotherPicture.has(code))
  const { eta } = work
  const facts = [
    work.queuePosition === null ? null : w.queue(work.queuePosition),
    eta === null
      ? null
      : eta.secondsLow < 1
        ? m.task.etaShort(span(locale, eta.secondsHigh))
        : m.task.eta(span(locale, eta.secondsLow), span(locale, eta.secondsHigh)),
  ].filter((fact) => fact !== null)
  // what every missing one failed of is said once, here
  const reason = work.error ?? (errors.length > 0 && new Set(errors.map(({ code }) => code)).size === 1 ? errors[0] : null)
  return (
    <section aria-label={m.job.status} className="card grid gap-3 p-4 shadow-card">
      <div className="flex items-center justify-between gap-3">
        <span className="inline-flex items-center gap-2 text-sm font-medium">
          <Lamp tone={workTones[work.status]} />
          {w.status[work.status]}
        </span>
        {isRunning && work.stageStartedAt !== null && (
          <span className="text-xs text-muted">
            <Elapsed since={work.stageStartedAt} />
          </span>
        )}
      </div>
      <output className="num block">{work.progressMessage}</output>
      {isRunning && <Bar percent={work.progress} label={w.status[work.status]} waiting={work.status === 'PENDING'} />}
      {facts.length > 0 && <p className="num text-sm text-muted">{facts.join(' · ')}</p>}
      {work.outcomeUnknown && (
        <div className="rounded-lg bg-amber-dim p-3 text-sm">
          <p className="font-semibold text-amber">{m.task.unknownTitle}</p>
          <p className="mt-1 text-text">{m.task.unknownBody}</p>
        </div>
      )}
      {reason !== null && reason !== undefined && !isRunning && (
        <div role="alert" className="hatch flex gap-3 rounded-lg border border-line-strong p-3 text-sm">
          <Icon name="alert" className="mt-0.5 size-4 text-fault" />
          <div>
            <p className="font-semibold text-fault">{reason.message}</p>
            <p className="text-muted">{reason.advice}</p>
          </div>
        </div>
      )}
      {can('retry') && !hopeless && (
        <Button look="primary" className="w-full" busy={actions.isPending} onClick={() => actions.mutate({ type: 'retry' })}>
          {missing.length === work.photographs.length ? w.retryAll : w.retry(missing.length)}
          <Price>{w.price(work.prices.photograph * missing.length)}</Price>
        </Button>
      )}
      {!isRunning && (
        <Link
          to="/photography"
          onClick={() => writeDraft(draftOf(work))}
          className={`${buttonClass(hopeless ? 'primary' : 'secondary')} w-full`}
        >
          {hopeless ? w.another : w.remix}
        </Link>
      )}
      {can('cancel') && (
        <Confirm
          trigger={<Button>{w.cancel}</Button>}
          title={w.cancelTitle}
          body={w.cancelBody}
          confirm={w.cancelConfirm}
          keep={w.keep}
          onConfirm={() => actions.mutate({ type: 'cancel' })}
        />
      )}
      {can('delete') && <Remove work={work} />}
      {actions.isPending && resending && <output className="block text-sm text-muted">{m.errors.resending}</output>}
      <ProblemNote error={actions.error} />
    </section>
  )
}

/** Throws the work away, after a question. */
function Remove({ work }: { work: Work }) {
  const w = useWords(photographyWords)
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [error, setError] = useState<unknown>(null)
  const remove = () => {
    photography
      .remove(work.id)
      .then(() => navigate({ to: '/photography' }))
      .then(() => {
        queryClient.removeQueries({ queryKey: ['photo-work', work.id] })
        void queryClient.invalidateQueries({ queryKey: ['photo-works'] })
      })
      .catch(setError)
  }
  return (
    <>
      <Confirm
        trigger={
          <Button look="quiet">
            <Icon name="bin" className="size-4" />
            {w.remove}
          </Button>
        }
        title={w.removeTitle}
        body={w.removeBody}
        confirm={w.removeConfirm}
        keep={w.removeKeep}
        onConfirm={remove}
      />
      <ProblemNote error={error} />
    </>
  )
}

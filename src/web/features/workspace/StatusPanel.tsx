import { useSyncExternalStore } from 'react'
import type { Task } from '../../../api/contract.ts'
import { CancelOthers } from '../activity/CancelOthers.tsx'
import { span } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Bar } from '../../ui/Bar.tsx'
import { Button } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { Elapsed } from '../../ui/Elapsed.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { StatusMark } from '../../ui/StatusMark.tsx'
import { askToNotify, notifyStore } from '../notify/permission.ts'
import type { TaskActions } from './useTaskActions.ts'

const running = ['IMAGE_PENDING', 'IMAGE_GENERATING', 'MODEL_PENDING', 'MODEL_GENERATING']

/** What the task is doing now, for how long, how long it usually takes, and how to stop it. */
export function StatusPanel({ task, actions }: { task: Task; actions: TaskActions }) {
  const { m, locale } = useI18n()
  const permission = useSyncExternalStore(notifyStore.subscribe, notifyStore.get)
  const isRunning = running.includes(task.status)
  const facts = [
    task.queuePosition === null ? null : m.task.queue(task.queuePosition),
    task.eta === null
      ? null
      : task.eta.secondsLow < 1
        ? m.task.etaShort(span(locale, task.eta.secondsHigh))
        : m.task.eta(span(locale, task.eta.secondsLow), span(locale, task.eta.secondsHigh)),
  ].filter((x) => x !== null)
  return (
    <section aria-label={m.job.status} className="card p-4 shadow-card">
      <div className="flex items-center justify-between gap-3">
        <StatusMark status={task.status} />
        {isRunning && task.stageStartedAt !== null && (
          <span className="text-xs text-muted">
            <Elapsed since={task.stageStartedAt} />
          </span>
        )}
      </div>
      {task.status !== 'FAILED' && <p className="num mt-2 text-base">{task.progressMessage}</p>}
      {isRunning && (
        <div className="mt-3">
          <Bar percent={task.progress} label={m.progress.status[task.status]} waiting={task.status.endsWith('PENDING')} />
        </div>
      )}
      {facts.length > 0 && <p className="num mt-2 text-sm text-muted">{facts.join(' · ')}</p>}
      {task.outcomeUnknown && (
        <div className="mt-3 rounded-lg bg-amber-dim p-3 text-sm">
          <p className="font-semibold text-amber">{m.task.unknownTitle}</p>
          <p className="mt-1 text-text">{m.task.unknownBody}</p>
        </div>
      )}
      {task.cancelRequested && isRunning && <p className="mt-3 text-sm text-amber">{m.task.cancelRequested}</p>}
      {isRunning && (
        <div className="mt-3 flex flex-wrap gap-2">
          {task.can.includes('cancel') && (
            <Confirm
              trigger={<Button className="text-sm">{m.task.cancel}</Button>}
              title={m.task.cancelTitle}
              body={m.task.cancelBody}
              confirm={m.task.cancelConfirm}
              keep={m.task.cancelKeep}
              onConfirm={() => actions.mutate({ type: 'cancel' })}
            />
          )}
          <CancelOthers subjectId={task.id} />
          {permission === 'default' && (
            <Button look="quiet" className="px-3 text-sm" onClick={() => void askToNotify()}>
              <Icon name="bell" className="size-4" />
              {m.task.notifyAsk}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}

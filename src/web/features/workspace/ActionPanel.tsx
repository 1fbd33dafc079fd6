import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState, useSyncExternalStore } from 'react'
import type { Task } from '../../../api/contract.ts'
import { resendStore } from '../../api/client.ts'
import { quoteQuery } from '../../api/queries.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Button, buttonClass, Price } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Usually } from '../../ui/Usually.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { writeDraft } from '../compose/draft.ts'
import { ModelSelect } from '../models/ModelSelect.tsx'
import { useModels } from '../models/useModels.ts'
import type { TaskActions } from './useTaskActions.ts'

type Props = { task: Task; choice: number | null; actions: TaskActions; onMakeModel: (index: number, by?: { model3d: string; priceVersion: string }) => void }

/** The next step and what it costs. Every button here comes from `task.can`, so the page never offers what is refused. */
export function ActionPanel({ task, choice, actions, onMakeModel }: Props) {
  const m = useMessages()
  const [hint, setHint] = useState(false)
  const [wanted, setWanted] = useState<string | null>(null)
  const resending = useSyncExternalStore(resendStore.subscribe, resendStore.get)
  const busy = (type: string, stage?: string) =>
    actions.isPending && actions.variables.type === type && (actions.variables.type !== 'retry' || actions.variables.stage === stage)
  const missing = task.images.filter((i) => i.status === 'FAILED' || i.status === 'CANCELLED').length
  const partial = missing < task.images.length
  const can = (event: Task['can'][number]) => task.can.includes(event)
  const chosen = task.images.find((i) => i.index === choice)
  // a picture whose model exists needs no second one; after a failed one the retry button stands instead
  const modelOfChoice = task.models.find((x) => x.imageIndex === choice && x.status === 'COMPLETED')
  const { offers, chosen: maker } = useModels('model3d', wanted ?? task.madeWith.model3d)
  // another model than the task's own has its own price
  const other = maker !== null && maker.id !== task.madeWith.model3d && wanted !== null ? maker : null
  const quote = useQuery({ ...quoteQuery({ kind: 'model', models: { ...(task.madeWith.image && { image: task.madeWith.image }), ...(other && { model3d: other.id }) } }), enabled: other !== null }).data
  const price = other === null ? task.prices.model : (quote?.credits ?? null)
  const again = can('retryModel') && task.model?.imageIndex === choice && other === null
  const offerModel = can('selectImage') && modelOfChoice === undefined && !again

  function make() {
    if (chosen?.status === 'COMPLETED') return onMakeModel(chosen.index, other && quote ? { model3d: other.id, priceVersion: quote.priceVersion } : undefined)
    setHint(true)
    document.querySelector<HTMLInputElement>('fieldset input[type=radio]')?.focus()
  }
  if (
    !offerModel &&
    !can('retryImages') &&
    !can('retryModel') &&
    task.error === null &&
    actions.error === null &&
    task.status !== 'CANCELLED'
  )
    return null

  return (
    <section className="card space-y-3 p-4 shadow-card">
      {task.error !== null && (
        <div className="hatch rounded-lg border border-line-strong p-3">
          <p className="label">{task.error.stage === 'image' ? m.task.stageImage : m.task.stageModel}</p>
          <h2 className="mt-0.5 flex items-center gap-2 text-base font-semibold text-fault">
            <Icon name="alert" className="size-4" />
            {task.error.stage === 'image' ? m.task.failedImages : m.task.failedModel}
          </h2>
          <p className="mt-1 text-sm">{task.error.message}</p>
          <p className="text-sm text-muted">{task.error.advice}</p>
          {task.credits.released > 0 && <p className="num mt-1 text-sm text-muted">{m.task.refundedNote(task.credits.released)}</p>}
        </div>
      )}
      {(can('selectImage') || can('retryModel')) && modelOfChoice === undefined && (
        <ModelSelect label={m.compose.model} offers={offers} chosen={maker} onChoose={setWanted} />
      )}
      {can('retryModel') && other === null && (
        <Button
          look="primary"
          className="w-full"
          busy={busy('retry', 'model')}
          onClick={() => actions.mutate({ type: 'retry', stage: 'model' })}
        >
          {m.task.retryModel}
          <Price>{m.credits(task.prices.model)}</Price>
        </Button>
      )}
      {offerModel && (
        <>
          {choice !== null && (
            <p className="text-sm text-muted" aria-live="polite">
              {m.task.chosen(choice + 1)}
            </p>
          )}
          <Button look={can('retryModel') && other === null ? 'secondary' : 'primary'} className="w-full" busy={busy('select')} disabled={price === null} onClick={make}>
            <Icon name="cube" className="size-4" />
            {m.task.makeModel}
            <Price>{m.compose.price(price)}</Price>
          </Button>
          {hint && choice === null && (
            <p role="alert" className="text-sm text-fault">
              {m.task.chooseFirst}
            </p>
          )}
        </>
      )}
      {can('retryImages') && (
        <Button
          look={partial ? 'secondary' : 'primary'}
          className="w-full"
          busy={busy('retry', 'image')}
          onClick={() => actions.mutate({ type: 'retry', stage: 'image' })}
        >
          {partial ? m.task.retryMissing(missing) : m.task.retryImages}
          <Price>{m.credits(task.prices.image * missing)}</Price>
        </Button>
      )}
      {(task.status === 'FAILED' || task.status === 'CANCELLED') && (
        <Link
          to="/create"
          onClick={() => writeDraft({ prompt: task.prompt, seed: '', count: task.count, model: task.madeWith.image })}
          className={`${buttonClass('secondary')} w-full`}
        >
          {m.task.edit}
        </Link>
      )}
      {(offerModel || can('retryModel') || can('retryImages')) && (
        <p className="text-sm text-muted">
          {offerModel || can('retryModel') ? m.task.refundModel : m.task.refundImages}{' '}
          <Usually kind={offerModel || can('retryModel') ? 'model3d_generation' : 'image_generation'} />
        </p>
      )}
      {actions.isPending && resending && <output className="block text-sm text-muted">{m.errors.resending}</output>}
      <ProblemNote error={actions.error} />
    </section>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useId, useState, useSyncExternalStore } from 'react'
import type { Draft } from './draft.ts'
import { resendStore } from '../../api/client.ts'
import { quoteQuery, sessionQuery } from '../../api/queries.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Button, Price } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Usually } from '../../ui/Usually.tsx'
import { fieldMessage, ProblemNote } from '../../ui/ProblemNote.tsx'
import { ModelSelect } from '../models/ModelSelect.tsx'
import { useModels } from '../models/useModels.ts'
import { graphemesLeft, parseSeed } from './length.ts'
import { PromptHistory } from './PromptHistory.tsx'
import type { useCreateTask } from './useCreateTask.ts'

type Props = { draft: Draft; onDraft: (draft: Draft) => void; create: ReturnType<typeof useCreateTask> }

/** The prompt box: words, number of pictures, seed, and a button that says what it costs. Never blocked by running work. */
export function Composer({ draft, onDraft, create }: Props) {
  const { m } = useI18n()
  const id = useId()
  const [tried, setTried] = useState(false)
  const { offers, chosen } = useModels('image', draft.model)
  const models = chosen === null || chosen.isDefault ? {} : { models: { image: chosen.id } }
  const quote = useQuery(quoteQuery({ kind: 'task', count: draft.count, ...models })).data
  const available = useQuery(sessionQuery).data?.me?.credits.available
  const resending = useSyncExternalStore(resendStore.subscribe, resendStore.get)
  const left = graphemesLeft(draft.prompt)
  const seed = parseSeed(draft.seed)

  const promptMessage =
    tried && draft.prompt.trim() === '' ? m.compose.empty : left < 0 ? m.compose.over(-left) : fieldMessage(create.error, '/prompt')
  const seedMessage = seed === null ? m.compose.seedInvalid : fieldMessage(create.error, '/seed')
  const short = quote !== undefined && available !== undefined && quote.credits > available

  function submit() {
    setTried(true)
    if (draft.prompt.trim() === '' || left < 0 || seed === null) return document.getElementById(`${id}-prompt`)?.focus()
    create.mutate({
      prompt: draft.prompt,
      count: draft.count,
      ...(seed === undefined ? {} : { seed }),
      ...models,
      ...(quote ? { priceVersion: quote.priceVersion } : {}),
    })
  }

  return (
    <form
      noValidate
      className="rounded-2xl border border-line-strong bg-surface shadow-card transition-colors focus-within:border-control"
      onSubmit={(e) => {
        e.preventDefault()
        if (!create.isPending) submit()
      }}
    >
      <div className="relative">
        <label htmlFor={`${id}-prompt`} className="sr-only">
          {m.compose.label}
        </label>
        <textarea
          id={`${id}-prompt`}
          data-autofocus
          rows={3}
          value={draft.prompt}
          placeholder={m.compose.placeholder}
          aria-invalid={promptMessage !== null}
          aria-describedby={`${id}-prompt-note`}
          className="field-sizing-content block max-h-80 min-h-28 w-full resize-none rounded-t-2xl bg-transparent p-4 pb-2 text-lg outline-offset-0 placeholder:text-faint sm:p-5 sm:pb-2"
          onChange={(e) => onDraft({ ...draft, prompt: e.target.value })}
          onKeyDown={(e) => {
            if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) e.currentTarget.form?.requestSubmit()
          }}
        />
        <p id={`${id}-prompt-note`} className="min-h-5 px-4 text-sm sm:px-5">
          {promptMessage !== null ? (
            <span className="text-fault">{promptMessage}</span>
          ) : (
            left < 200 && <span className="num text-muted">{m.compose.remaining(left)}</span>
          )}
        </p>
      </div>

      <div className="px-4 pt-1 pb-2 empty:hidden sm:w-96 sm:px-5">
        <ModelSelect label={m.compose.model} offers={offers} chosen={chosen} onChoose={(model) => onDraft({ ...draft, model })} />
      </div>
      <div className="flex flex-wrap items-end gap-x-3 gap-y-3 lg:flex-nowrap lg:gap-x-5 px-4 pt-1 pb-4 sm:px-5">
        <fieldset className="min-w-0">
          <legend className="label mb-1 block">{m.compose.count}</legend>
          <div className="flex h-10 rounded-lg border border-line p-0.5">
            {[1, 2, 3, 4].map((n) => (
              <label
                key={n}
                className="num relative grid w-9 place-items-center rounded-md text-sm text-muted transition-colors hover:text-text has-checked:bg-raised has-checked:font-semibold has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-focus"
              >
                <input
                  type="radio"
                  name={`${id}-count`}
                  className="absolute inset-0 cursor-pointer appearance-none outline-none"
                  checked={draft.count === n}
                  onChange={() => onDraft({ ...draft, count: n })}
                />
                <span aria-hidden="true">{n}</span>
                <span className="sr-only">{m.compose.submit(n)}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <div>
          <label htmlFor={`${id}-seed`} className="label mb-1 block">
            {m.compose.seed}
          </label>
          <input
            id={`${id}-seed`}
            inputMode="numeric"
            autoComplete="off"
            value={draft.seed}
            placeholder={m.compose.seedAuto}
            aria-invalid={seedMessage !== null}
            aria-describedby={`${id}-seed-hint`}
            title={m.compose.seedHint}
            onChange={(e) => onDraft({ ...draft, seed: e.target.value })}
            className="num h-10 w-28 rounded-lg border border-line bg-transparent px-3 text-sm placeholder:text-faint hover:border-control aria-invalid:border-fault"
          />
        </div>
        <PromptHistory onPick={(prompt) => onDraft({ ...draft, prompt })} />
        <Button type="submit" look="primary" busy={create.isPending} className="ml-auto w-full whitespace-nowrap sm:w-auto">
          {m.compose.submit(draft.count)}
          <Price>{m.compose.price(quote?.credits ?? null)}</Price>
        </Button>
      </div>
      <div id={`${id}-seed-hint`} className={seedMessage === null ? 'sr-only' : 'px-4 pb-3 text-sm text-fault sm:px-5'}>
        {seedMessage ?? m.compose.seedHint}
      </div>
      <div className="space-y-3 border-t border-line px-4 py-3 text-sm text-muted sm:px-5">
        <p className="flex items-center gap-2">
          <Icon name="check" className="size-4 shrink-0" />
          <span>
            {m.compose.refund} <Usually kind="image_generation" />
          </span>
        </p>
        {short && <p className="text-fault">{m.compose.missing(quote.credits, available)}</p>}
        {create.isPending && resending && <output className="block">{m.errors.resending}</output>}
        {fieldMessage(create.error, '/prompt') === null && fieldMessage(create.error, '/seed') === null && (
          <ProblemNote error={create.error} />
        )}
      </div>
    </form>
  )
}

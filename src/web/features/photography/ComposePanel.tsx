import { useQuery } from '@tanstack/react-query'
import { useState, useSyncExternalStore } from 'react'
import type { CreateWork } from '../../../api/contract-photography.ts'
import { photographyWords, type PhotographyWords } from '../../../messages/studios/photography.ts'
import { resendStore } from '../../api/client.ts'
import { sessionQuery } from '../../api/queries.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Button, Price } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { fieldMessage, ProblemNote } from '../../ui/ProblemNote.tsx'
import { useUploads, type Uploads } from '../uploads/useUploads.ts'
import type { Draft, Settled } from './draft.ts'
import { MarkEditor } from './MarkEditor.tsx'
import { photoQuoteQuery } from './api.ts'
import { Settings } from './Settings.tsx'
import { useTake } from './useTake.ts'

/** Settings, watermark, and a button that says what it costs. Never blocked by running work. */
export function ComposePanel({
  draft,
  onDraft,
  uploads,
  settled,
}: {
  draft: Draft
  onDraft: (draft: Draft) => void
  uploads: Uploads
  settled: Settled | null
}) {
  const w = useWords(photographyWords)
  const m = useMessages()
  const [tried, setTried] = useState(false)
  const markUploads = useUploads('photography-mark', { max: 1 })
  const quote = useQuery(photoQuoteQuery(draft.count, draft.model)).data
  const available = useQuery(sessionQuery).data?.me?.credits.available
  const resending = useSyncExternalStore(resendStore.subscribe, resendStore.get)
  // the uploads stay: another scene of the same person is one click away
  const take = useTake()
  const missing = whatIsMissing(draft, uploads, markUploads, settled, w)
  const short = quote !== undefined && available !== undefined && quote.credits > available
  const markMessage =
    (tried ? missing.mark : null) ?? fieldMessage(take.error, '/watermark/text') ?? fieldMessage(take.error, '/watermark/uploadId')

  function submit() {
    setTried(true)
    if (settled === null || missing.first !== null) return
    take.mutate(bodyOf(draft, settled, uploads, markUploads, quote?.priceVersion))
  }

  const uploadProblem = fieldsBelow(take.error, '/uploadIds')
  return (
    <form
      noValidate
      aria-label={w.settings}
      className="card flex flex-col overflow-hidden shadow-card lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)]"
      onSubmit={(e) => {
        e.preventDefault()
        if (!take.isPending) submit()
      }}
    >
      {/* the settings scroll where they do not fit; the button stays */}
      <div className="grid gap-4 p-4 sm:p-5 lg:min-h-0 lg:flex-1 lg:overflow-y-auto">
        <h2 className="text-lg">{settled?.scene.name ?? w.settings}</h2>
        <Settings draft={draft} settled={settled} onDraft={onDraft} error={take.error} />
        <MarkEditor
          mark={draft.mark}
          onChange={(mark) => onDraft({ ...draft, mark })}
          uploads={markUploads}
          settled={settled}
          message={markMessage}
        />
      </div>
      <div className="grid gap-3 border-t border-line bg-surface px-4 py-4 sm:px-5">
        <Button type="submit" look="primary" busy={take.isPending} className="w-full">
          {w.submit(draft.count)}
          <Price>{w.price(quote?.credits ?? null)}</Price>
        </Button>
        <output className="block text-sm text-fault empty:hidden">{tried ? missing.first : null}</output>
        {short && <p className="text-sm text-fault">{w.missing(quote.credits, available)}</p>}
        {take.isPending && resending && <output className="block text-sm text-muted">{m.errors.resending}</output>}
        {uploadProblem !== null && <p className="text-sm text-fault">{uploadProblem}</p>}
        <ProblemNote error={take.error} />
        <p className="flex gap-2 text-xs text-muted">
          <Icon name="check" className="size-4" />
          {w.refund}
        </p>
      </div>
    </form>
  )
}

/** Why it cannot be sent yet, in people's words; null where nothing is missing. */
function whatIsMissing(
  draft: Draft,
  uploads: Uploads,
  markUploads: Uploads,
  settled: Settled | null,
  w: PhotographyWords,
): { first: string | null; mark: string | null } {
  const { kind, text } = draft.mark
  const mark =
    kind === 'text' && text.trim() === ''
      ? w.mark.wordsEmpty
      : kind === 'image' && markUploads.done.length === 0
        ? w.mark.pictureMissing
        : null
  const portrait = uploads.done.length > 0 && !uploads.busy ? null : uploads.busy ? w.needArrival : w.needPortrait
  return { mark, first: portrait ?? (settled === null ? w.needScene : mark) }
}

function bodyOf(
  draft: Draft,
  { scene, framing, time, colour, aspect }: Settled,
  uploads: Uploads,
  markUploads: Uploads,
  priceVersion: string | undefined,
): CreateWork {
  const { kind, text, colour: tone, ...placed } = draft.mark
  const markId = markUploads.done[0]?.id
  return {
    uploadIds: [...new Set(uploads.done.map(({ id }) => id))],
    sceneId: scene.id,
    parameters: {
      framing,
      time,
      mood: draft.mood,
      retouch: draft.retouch,
      ...(colour !== null && { colour }),
      ...(draft.clothing.trim() !== '' && { clothing: draft.clothing.trim() }),
    },
    count: draft.count,
    aspect,
    ...(kind === 'text' && { watermark: { type: 'text', text: text.trim(), colour: tone, ...placed } }),
    ...(kind === 'image' && markId !== undefined && { watermark: { type: 'image', uploadId: markId, ...placed } }),
    ...(draft.model !== null && { models: { image: draft.model } }),
    ...(priceVersion !== undefined && { priceVersion }),
  }
}

/** The first message for a field or for what it holds. */
function fieldsBelow(error: unknown, pointer: string): string | null {
  const fields = (error as { problem?: { fields?: { pointer: string; message: string }[] } } | null)?.problem?.fields ?? []
  return fields.find((field) => field.pointer === pointer || field.pointer.startsWith(`${pointer}/`))?.message ?? null
}

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useId, useState } from 'react'
import type { VideoAspect, VideoLanguage, VideoModels } from '../../../api/video-contract.ts'
import { videoLimits } from '../../../api/video-limits.ts'
import { paid } from '../../api/paid.ts'
import { modelsQuery } from '../../api/queries.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Button, Price } from '../../ui/Button.tsx'
import { fieldMessage, ProblemNote } from '../../ui/ProblemNote.tsx'
import { Choice, Select } from '../../ui/Field.tsx'
import { quoteQuery, videoApi, videoKey } from './api.ts'
import { useBriefDraft } from './useBriefDraft.ts'
import { useVideoWords } from './queries.ts'

const lengths = [15, 30, 60, 120] as const
const aspects: readonly VideoAspect[] = ['16:9', '9:16', '1:1']
const media = ['text', 'image', 'video', 'speech'] as const
const box = 'w-full rounded-lg border border-line bg-transparent px-3 placeholder:text-faint hover:border-control aria-invalid:border-fault'

/** What the video is about, how long, for whom; and what writing its script costs. The draft outlives a reload. */
export function BriefForm() {
  const w = useVideoWords()
  const { locale } = useI18n()
  const id = useId()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [draft, change, clear] = useBriefDraft(locale === 'zh-CN' ? 'zh' : 'en')
  const [missing, setMissing] = useState(false)
  const models = useQuery(modelsQuery()).data ?? []
  const wanted = { seconds: draft.seconds, aspect: draft.aspect, language: draft.language, ...(draft.narration !== null && { narration: draft.narration }), ...(Object.keys(draft.models).length > 0 && { models: draft.models }) }
  const quote = useQuery(quoteQuery(wanted))
  const create = useMutation({
    mutationFn: () => {
      const body = { ...wanted, topic: draft.topic.trim(), audience: draft.audience.trim(), tone: draft.tone.trim(), generate: true, ...(quote.data?.script != null && { quotedCredits: quote.data.script }) }
      return paid(`video create ${JSON.stringify(body)}`, (idempotencyKey) => videoApi.createVideo(body, { idempotencyKey }))
    },
    onSuccess: (project) => {
      clear()
      queryClient.setQueryData(videoKey(project.id), project)
      void queryClient.invalidateQueries({ queryKey: ['videos'] })
      void navigate({ to: '/video/$projectId', params: { projectId: project.id } })
    },
    // the price may have moved
    onError: () => void queryClient.invalidateQueries({ queryKey: ['video-quote'] }),
  })
  const over = draft.topic.length > videoLimits.topicMax
  const message = missing && draft.topic.trim() === '' ? w.brief.empty : over ? w.brief.tooLong(videoLimits.topicMax) : fieldMessage(create.error, '/topic')
  const submit = () => {
    setMissing(draft.topic.trim() === '')
    if (!create.isPending && draft.topic.trim() !== '' && !over) create.mutate()
  }
  return (
    <form
      noValidate
      className="card grid gap-4 p-4 shadow-card sm:p-5"
      onSubmit={(e) => {
        e.preventDefault()
        submit()
      }}
    >
      <div>
        <label htmlFor={id} className="label mb-1 block">
          {w.brief.topic}
        </label>
        <textarea
          id={id}
          data-autofocus
          rows={2}
          value={draft.topic}
          placeholder={w.brief.topicPlaceholder}
          aria-invalid={message !== null}
          aria-describedby={`${id}-note`}
          onChange={(e) => change({ topic: e.target.value })}
          onKeyDown={(e) => {
            if (e.key === 'Enter' && (e.metaKey || e.ctrlKey) && !e.nativeEvent.isComposing) submit()
          }}
          className={`${box} field-sizing-content max-h-60 min-h-18 resize-none py-2 text-lg leading-7`}
        />
        <p id={`${id}-note`} className="text-sm text-fault empty:hidden">
          {message}
        </p>
        {draft.topic === '' && (
          <p className="mt-1 flex flex-wrap items-center gap-x-4 text-sm text-faint">
            {w.brief.example}
            {w.brief.examples.map((example) => (
              <button key={example} type="button" className="link min-h-8 text-muted hover:text-text" onClick={() => change({ topic: example })}>
                {example}
              </button>
            ))}
          </p>
        )}
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <Choice label={w.brief.length} value={draft.seconds} options={lengths.map((n) => ({ value: n as number, label: w.brief.seconds(n) }))} onChange={(seconds) => change({ seconds })} />
        <Choice label={w.brief.aspect} value={draft.aspect} options={aspects.map((a) => ({ value: a, label: a }))} onChange={(aspect) => change({ aspect })} />
        <Choice label={w.brief.language} value={draft.language} options={(['en', 'zh'] as const).map((l: VideoLanguage) => ({ value: l, label: w.brief.languages[l] }))} onChange={(language) => change({ language })} />
      </div>
      <details className="group">
        <summary className="link min-h-8 w-fit cursor-pointer text-sm text-muted hover:text-text">{w.brief.more}</summary>
        <div className="mt-3 grid gap-3 sm:grid-cols-2">
          {(['audience', 'tone'] as const).map((field) => (
            <div key={field}>
              <label htmlFor={`${id}-${field}`} className="label mb-1 block">
                {w.brief[field]}
              </label>
              <input id={`${id}-${field}`} value={draft[field]} maxLength={field === 'audience' ? videoLimits.audienceMax : videoLimits.toneMax} autoComplete="off" placeholder={w.brief[`${field}Placeholder`]} onChange={(e) => change({ [field]: e.target.value })} className={`${box} h-10`} />
            </div>
          ))}
          {media.map((medium) => {
            const offers = models.filter((offer) => offer.kind === medium && (medium === 'video' || (offer.limits.referencesMin ?? 0) === 0))
            const chosen = draft.models[medium] ?? offers.find(({ isDefault }) => isDefault)?.id ?? ''
            if (offers.filter(({ available }) => available).length < 2) return null
            return (
              <Select
                key={medium}
                label={w.brief.models[medium]}
                value={chosen}
                options={offers.map((offer) => ({ value: offer.id, label: offer.available ? offer.label : `${offer.label} (${offer.unavailable?.message ?? ''})`, disabled: !offer.available }))}
                onChange={(model) => change({ models: { ...draft.models, [medium]: model } as Partial<VideoModels> })}
              />
            )
          })}
          {quote.data?.narrationAvailable ? (
            <label className="flex min-h-10 items-center gap-2 text-sm">
              <input type="checkbox" className="film-check" checked={draft.narration ?? true} onChange={(e) => change({ narration: e.target.checked })} />
              {w.brief.narration} <span className="text-faint">{w.brief.narrationHint}</span>
            </label>
          ) : (
            quote.data && <p className="text-sm text-faint">{w.brief.noNarration}</p>
          )}
        </div>
      </details>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <Button type="submit" look="primary" busy={create.isPending} disabled={quote.data?.script === null}>
          {w.brief.write}
          <Price>{w.price(quote.data?.script ?? null)}</Price>
        </Button>
        <p className="num min-w-0 flex-1 text-sm text-faint">{w.brief.estimate(quote.data?.total ?? null)}</p>
      </div>
      {message === null && <ProblemNote error={create.error ?? (quote.data ? null : quote.error)} />}
    </form>
  )
}

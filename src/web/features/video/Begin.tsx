import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { videoBeginWords } from '../../../messages/studios/video-begin.ts'
import { paid } from '../../api/paid.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Button, Price } from '../../ui/Button.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { quoteQuery, videoApi } from './api.ts'

/** A video of half a minute at one click: its steps follow each other while its page is open. */
export function Begin() {
  const w = useWords(videoBeginWords)
  const { locale } = useI18n()
  const queryClient = useQueryClient()
  const wanted = { seconds: 30, language: locale === 'zh-CN' ? ('zh' as const) : ('en' as const) }
  const quote = useQuery(quoteQuery(wanted)).data
  const [chance] = useState(() => Math.random())
  const topic = w.topics[Math.floor(chance * w.topics.length)] as string
  const navigate = useNavigate()
  const begin = useMutation({
    mutationFn: () => {
      // the script at the price it is part of the sum with; each step after it at the one its page shows
      const body = { ...wanted, topic, generate: true, ...(quote?.script != null && { quotedCredits: quote.script }) }
      return paid(`video begin ${JSON.stringify(body)}`, (idempotencyKey) => videoApi.createVideo(body, { idempotencyKey }))
    },
    // the page reads it itself: until its chunk is there nobody listens, and a script may be written in the meantime
    onSuccess: ({ id }) => navigate({ to: '/video/$projectId', params: { projectId: id }, search: { run: 'all' } }),
    // the price may have moved
    onError: () => void queryClient.invalidateQueries({ queryKey: ['video-quote'] }),
  })
  return (
    <>
      <p className="line-clamp-3 text-sm text-faint">
        {w.lead} {topic}
      </p>
      <ProblemNote error={begin.error} />
      <Button look="primary" className="w-full" disabled={quote === undefined} busy={begin.isPending} onClick={() => begin.mutate()}>
        {w.begin}
        <Price>{w.price(quote?.total ?? null)}</Price>
      </Button>
    </>
  )
}

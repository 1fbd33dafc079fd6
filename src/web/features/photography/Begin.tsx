import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { UploadAnswer } from '../../../api/contract-media.ts'
import { ApiError } from '../../../client/problem.ts'
import { photographyBeginWords } from '../../../messages/studios/photography-begin.ts'
import { useWords } from '../../i18n/words.ts'
import { Button, Price } from '../../ui/Button.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { api } from '../../api/client.ts'
import { photoQuoteQuery, scenesQuery } from './api.ts'
import { useTake } from './useTake.ts'

/** Two photographs of a portrait that this project drew, at one click from the start page. */
export function Begin() {
  const w = useWords(photographyBeginWords)
  const quote = useQuery(photoQuoteQuery(2, null)).data
  const scenes = useQuery(scenesQuery).data?.items ?? []
  // another scene at each visit, the same one while the page is open
  const [chance] = useState(() => Math.random())
  const scene = scenes[Math.floor(chance * scenes.length)]
  const take = useTake()
  const begin = useMutation({
    mutationFn: async (sceneId: string) => {
      const uploadId = await sampleUpload()
      await take.mutateAsync({ uploadIds: [uploadId], sceneId, count: 2, ...(quote && { priceVersion: quote.priceVersion }) })
    },
  })
  return (
    <>
      <p className="line-clamp-2 text-sm text-faint">
        {w.begin} {scene?.name}
      </p>
      <ProblemNote error={begin.error} />
      <Button
        look="primary"
        className="w-full"
        busy={begin.isPending}
        disabled={scene === undefined}
        onClick={() => scene && begin.mutate(scene.id)}
      >
        {w.submit(2)}
        <Price>{w.price(quote?.credits ?? null)}</Price>
      </Button>
    </>
  )
}

/** The drawn portrait as an upload of this account: the same bytes again are the same upload. */
async function sampleUpload(): Promise<string> {
  const response = await fetch('/api/photography/sample-portrait', { credentials: 'same-origin' })
  if (!response.ok) throw new ApiError('unknown', response.status, null, null)
  const data = btoa(Array.from(new Uint8Array(await response.arrayBuffer()), (byte) => String.fromCharCode(byte)).join(''))
  const answer = await api.http<UploadAnswer>('POST', '/api/uploads?accept=image', {
    body: { files: [{ name: 'sample-portrait.jpg', data }] },
  })
  const item = answer.items[0]
  if (item === undefined) throw new ApiError('unknown', 207, null, null)
  return item.id
}

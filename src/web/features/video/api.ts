import { queryOptions } from '@tanstack/react-query'
import type { QuoteVideo } from '../../../api/video-contract.ts'
import { videoClient } from '../../../client/video.ts'
import { api } from '../../api/client.ts'

/** What the start page needs too: no words and no projects, so that it stays light. */
export const videoApi = videoClient(api.http)

export const videoKey = (id: string) => ['video', id] as const

/** What such a video would come to. */
export const quoteQuery = (wanted: QuoteVideo) =>
  queryOptions({ queryKey: ['video-quote', wanted], queryFn: ({ signal }) => videoApi.quoteVideo(wanted, { signal }), staleTime: 5 * 60_000, placeholderData: (before) => before })

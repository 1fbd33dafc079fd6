import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { VideoProject } from '../../../api/video-contract.ts'
import { videoProgress } from '../../../messages/studios/video-progress.ts'
import { videoWords, type VideoWords } from '../../../messages/studios/video.ts'
import { pollWithoutLive } from '../../api/queries.ts'
import { currentLocale } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { onSubjects } from '../../live/subjects.ts'
import { videoApi, videoKey } from './api.ts'
import { patchProgress } from './patch.ts'

export const useVideoWords = (): VideoWords => useWords(videoWords)

export const videoQuery = (id: string) =>
  queryOptions({ queryKey: videoKey(id), queryFn: ({ signal }) => videoApi.video(id, { signal }), refetchInterval: pollWithoutLive })

export const videosQuery = infiniteQueryOptions({
  queryKey: ['videos'],
  queryFn: ({ pageParam, signal }) => videoApi.videos({ ...(pageParam !== undefined && { cursor: pageParam }), limit: 24 }, { signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.nextCursor ?? undefined,
  refetchInterval: pollWithoutLive,
})

/** The newest unfinished project, as long as it was not offered yet. */
export const offerQuery = queryOptions({ queryKey: ['video-offer'], queryFn: ({ signal }) => videoApi.unfinishedVideo({ signal }) })

/** a burst of ends is read once */
const readMs = 60
const due = new Map<string, ReturnType<typeof setTimeout>>()

onSubjects(['video_project'], {
  changed: () => ({}),
  heard(queryClient, { id }, { type, jobId, data }) {
    const percent = data.progress
    if (type === 'job.progress' && jobId !== null && typeof percent === 'number') {
      const words = videoProgress[currentLocale()]
      queryClient.setQueryData<VideoProject>(videoKey(id), (project) => project && patchProgress(project, jobId, percent, words))
      return
    }
    clearTimeout(due.get(id))
    due.set(
      id,
      setTimeout(() => {
        due.delete(id)
        void queryClient.invalidateQueries({ queryKey: videoKey(id) })
        void queryClient.invalidateQueries({ queryKey: ['videos'] })
      }, readMs),
    )
  },
})

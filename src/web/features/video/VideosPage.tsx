import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { VideoSummary } from '../../../api/video-contract.ts'
import { clock, dateTime } from '../../i18n/format.ts'
import { useI18n, useMessages } from '../../i18n/i18n.tsx'
import { Button } from '../../ui/Button.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { ProjectCard } from '../../ui/ProjectCard.tsx'
import { Lamp } from '../../ui/StatusMark.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { videoApi } from './api.ts'
import { BriefForm } from './BriefForm.tsx'
import { toneOf } from './figures.ts'
import { offerQuery, useVideoWords, videosQuery } from './queries.ts'

/** Every video of the account, and the way to begin one. */
export function VideosPage() {
  const m = useMessages()
  const w = useVideoWords()
  usePageTitle(w.list.title)
  const query = useInfiniteQuery(videosQuery)
  const offer = useQuery(offerQuery)
  const videos = query.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <>
      <div className="pt-[5vh] pb-6 sm:pb-8">
        <h1 tabIndex={-1} className="text-2xl">
          {w.list.title}
        </h1>
        <p className="mt-1 text-muted">{w.list.lead}</p>
      </div>
      {/* once it is known whether there is an offer: the form is not pushed down under somebody's fingers */}
      {!offer.isPending && (
        <>
          <Offer />
          <BriefForm />
        </>
      )}
      <ProblemNote error={query.data ? null : query.error} className="mt-6" />
      <ul className={`mt-8 grid gap-4 sm:grid-cols-2 xl:grid-cols-3 ${offer.isPending ? 'hidden' : ''}`}>
        {videos.map((video) => (
          <VideoCard key={video.id} video={video} />
        ))}
      </ul>
      {query.hasNextPage && (
        <div className="mt-6 flex justify-center">
          <Button busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {m.app.more}
          </Button>
        </div>
      )}
    </>
  )
}

/** What was begun and not finished is offered once. */
function Offer() {
  const w = useVideoWords()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const offer = useQuery(offerQuery).data
  const answer = useMutation({
    mutationFn: ({ id, answer }: { id: string; answer: 'continue' | 'new' }) => videoApi.answerOffer(id, answer),
    onSuccess: (project, { answer }) => {
      queryClient.setQueryData(offerQuery.queryKey, { project: null, message: null })
      if (answer === 'continue') void navigate({ to: '/video/$projectId', params: { projectId: project.id } })
    },
  })
  const project = offer?.project
  if (!project) return null
  return (
    <section aria-label={offer.message ?? ''} className="card mb-4 flex flex-wrap items-center gap-3 border-amber p-4" data-offer>
      <Lamp tone={toneOf(project.status)} />
      <div className="min-w-48 flex-1">
        <p className="text-sm">{offer.message}</p>
        <p className="truncate font-medium">{project.title}</p>
        <p className="num text-sm text-muted">{project.progressMessage}</p>
      </div>
      <div className="ml-auto flex gap-2">
        <Button look="quiet" onClick={() => answer.mutate({ id: project.id, answer: 'new' })}>
          {w.offer.fresh}
        </Button>
        <Button busy={answer.isPending} onClick={() => answer.mutate({ id: project.id, answer: 'continue' })}>
          {w.offer.go}
        </Button>
      </div>
      <ProblemNote error={answer.error} />
    </section>
  )
}

function VideoCard({ video }: { video: VideoSummary }) {
  const w = useVideoWords()
  const { locale } = useI18n()
  return (
    <ProjectCard
      link={{ to: '/video/$projectId', params: { projectId: video.id } }}
      name={video.title}
      pictures={video.pictures}
      developing={video.status.startsWith('GENERATING_')}
      facts={w.list.facts(video.scenes, clock(video.seconds))}
      words={w.list}
      remove={() => videoApi.deleteVideo(video.id)}
      listKey={videosQuery.queryKey}
    >
      <Lamp tone={toneOf(video.status)} />
      <span className="truncate">{video.status === 'COMPLETED' ? dateTime(locale, video.updatedAt) : video.progressMessage}</span>
    </ProjectCard>
  )
}

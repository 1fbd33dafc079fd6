import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { VideoSummary } from '../../../api/video-contract.ts'
import { clock, dateTime } from '../../i18n/format.ts'
import { useI18n, useMessages } from '../../i18n/i18n.tsx'
import { Button } from '../../ui/Button.tsx'
import { Confirm } from '../../ui/Confirm.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
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
  const queryClient = useQueryClient()
  const remove = useMutation({ mutationFn: () => videoApi.deleteVideo(video.id), onSuccess: () => queryClient.invalidateQueries({ queryKey: ['videos'] }) })
  const open = video.status.startsWith('GENERATING_')
  return (
    <li className="card group relative flex flex-col overflow-hidden transition-[border-color] hover:border-control">
      <Link to="/video/$projectId" params={{ projectId: video.id }} aria-label={w.list.open(video.title)} className="block outline-offset-[-3px]">
        <div className="film film-holes grid grid-cols-4 gap-1 py-2">
          {Array.from({ length: 4 }, (_, i) => {
            const picture = video.pictures[i]
            return (
              <div key={i} className={`frame aspect-video! rounded-sm ${picture ? '' : open ? 'frame-developing' : 'frame-empty'}`}>
                {picture && <img src={picture.url} alt="" loading="lazy" className="print" />}
              </div>
            )
          })}
        </div>
        <div className="grid gap-1 p-3.5 pr-14">
          <span className="truncate font-medium">{video.title}</span>
          <span className="num text-sm text-muted">{w.list.facts(video.scenes, clock(video.seconds))}</span>
          <span className="num flex items-center gap-2 text-xs text-faint">
            <Lamp tone={toneOf(video.status)} />
            <span className="truncate">{video.status === 'COMPLETED' ? dateTime(locale, video.updatedAt) : video.progressMessage}</span>
          </span>
        </div>
      </Link>
      <div className="absolute right-2 bottom-2">
        <Confirm
          trigger={
            <Button look="quiet" className="px-2.5" aria-label={`${w.list.delete}: ${video.title}`} title={w.list.delete}>
              <Icon name="bin" className="size-4" />
            </Button>
          }
          title={w.list.deleteTitle(video.title)}
          body={w.list.deleteBody}
          confirm={w.list.deleteConfirm}
          keep={w.list.keep}
          onConfirm={() => remove.mutate()}
        />
      </div>
      <ProblemNote error={remove.error} className="m-2" />
    </li>
  )
}

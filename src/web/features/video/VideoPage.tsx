import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { VideoProject } from '../../../api/video-contract.ts'
import { videoProgress } from '../../../messages/studios/video-progress.ts'
import { QueryPage } from '../../app/QueryPage.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { useBuy, type Buying } from './act.ts'
import { videoApi } from './api.ts'
import { toneOf } from './figures.ts'
import { Films } from './Films.tsx'
import { useVideoWords, videoQuery } from './queries.ts'
import { ScriptEditor } from './ScriptEditor.tsx'
import { StatusPanel } from './StatusPanel.tsx'
import { Steps } from './Steps.tsx'

/** One video from its topic to the MP4. Everything shown comes from the server, so it is the same after a refresh or elsewhere. */
export function VideoPage() {
  const { projectId } = useParams({ from: '/video/$projectId' })
  return (
    <QueryPage query={useQuery(videoQuery(projectId))} waiting={<div aria-hidden="true" className="film mt-8 h-[60vh] rounded-xl" />}>
      {(project) => <Video key={project.id} project={project} />}
    </QueryPage>
  )
}

function Video({ project }: { project: VideoProject }) {
  const w = useVideoWords()
  const { locale } = useI18n()
  const label = videoProgress[locale].status[project.status]
  usePageTitle(project.title, { id: project.id, tone: toneOf(project.status), progress: project.progress, label, name: project.title })
  const buying = useBuy(project)
  useRunAll(project, buying)
  useNotified(project)
  return (
    <article className="pt-6 sm:pt-8">
      <Link to="/video" className="link inline-flex min-h-8 items-center gap-1.5 text-sm text-muted hover:text-text">
        <Icon name="arrow" className="size-4 rotate-180" />
        {w.list.title}
      </Link>
      <h1 tabIndex={-1} className="mt-1 text-2xl text-balance">
        {project.title}
      </h1>
      {project.title !== project.topic && <p className="mt-1 line-clamp-2 text-muted">{project.topic}</p>}
      <Steps project={project} />
      <div className="mt-5 grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_22rem] lg:gap-8">
        <div className="order-last grid min-w-0 gap-6 lg:order-none">
          <Films project={project} />
          <ScriptEditor project={project} />
        </div>
        <div className="min-w-0 lg:sticky lg:top-20">
          <StatusPanel project={project} buying={buying} />
        </div>
      </div>
    </article>
  )
}

/**
 * Goes on by itself as the one click on the start page said: the pictures, then the clips and the video. If the page is
 * closed meanwhile, or something fails, the next step waits as a button.
 */
function useRunAll(project: VideoProject, { act, buy }: Buying): void {
  const { run } = useSearch({ from: '/video/$projectId' })
  const navigate = useNavigate({ from: '/video/$projectId' })
  const begun = useRef<'nothing' | 'storyboard' | 'video'>('nothing')
  useEffect(() => {
    if (run !== 'all') return
    const { id, status, can, prices } = project
    if (begun.current === 'nothing' && status === 'DRAFT' && can.includes('storyboard')) {
      begun.current = 'storyboard'
      buy('storyboard', prices.storyboard.credits, (paid, options) => videoApi.makeStoryboard(id, paid, options))
    } else if (begun.current !== 'video' && status === 'STORYBOARD_READY' && can.includes('video')) {
      begun.current = 'video'
      buy('video', prices.video.credits, (paid, options) => videoApi.makeVideo(id, paid, options))
    }
    // begun, refused or failed: the rest is the person's
    if (act.isError || status === 'GENERATING_VIDEO' || status === 'FAILED' || status === 'CANCELLED' || status === 'COMPLETED') void navigate({ search: {}, replace: true })
  }, [run, project, act.isError, buy, navigate])
}

/** Seen here, a finished video is no news elsewhere. A page that nobody looks at says so when it is looked at again. */
function useNotified({ id, status, notified, videos }: VideoProject): void {
  const news = status === 'COMPLETED' && !notified ? (videos[0]?.jobId ?? null) : null
  const told = useRef<string | null>(null)
  useEffect(() => {
    if (news === null) return
    const tell = () => {
      if (document.hidden || told.current === news) return
      told.current = news
      videoApi.videoNotified(id).catch(() => {
        told.current = null
      })
    }
    tell()
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [id, news])
}

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import type { VideoEvent, VideoProject } from '../../../api/video-contract.ts'
import { videoProgress } from '../../../messages/studios/video-progress.ts'
import { sessionQuery } from '../../api/queries.ts'
import { span } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Bar } from '../../ui/Bar.tsx'
import { Button, Price } from '../../ui/Button.tsx'
import { Elapsed } from '../../ui/Elapsed.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { Lamp } from '../../ui/StatusMark.tsx'
import type { Buying } from './act.ts'
import { videoApi, videoKey } from './api.ts'
import { toneOf } from './figures.ts'
import { useVideoWords } from './queries.ts'

/** What the project is doing, why it failed, and the one thing to do next with its price. */
export function StatusPanel({ project, buying }: { project: VideoProject; buying: Buying }) {
  const { m, locale } = useI18n()
  const words = videoProgress[locale]
  const { status, eta, error } = project
  const working = status.startsWith('GENERATING_')
  const facts = [
    project.queuePosition === null ? null : m.task.queue(project.queuePosition),
    eta === null ? null : eta.secondsLow < 1 ? m.task.etaShort(span(locale, eta.secondsHigh)) : m.task.eta(span(locale, eta.secondsLow), span(locale, eta.secondsHigh)),
  ].filter((fact) => fact !== null)
  return (
    <section aria-label={m.job.status} className="card grid gap-3 p-4 shadow-card" data-video={status}>
      <div className="flex items-center justify-between gap-3">
        <span className="inline-flex items-center gap-2 text-sm font-medium">
          <Lamp tone={toneOf(status)} />
          {words.status[status]}
        </span>
        {working && project.stageStartedAt !== null && (
          <span className="text-xs text-muted">
            <Elapsed since={project.stageStartedAt} />
          </span>
        )}
      </div>
      {(working || status === 'CANCELLED' || (status === 'COMPLETED' && project.outdated)) && <output className="num block">{project.progressMessage}</output>}
      {working && <Bar percent={project.progress} label={words.status[status]} waiting={project.queuePosition !== null} />}
      {facts.length > 0 && <p className="num text-sm text-muted">{facts.join(' · ')}</p>}
      {project.outcomeUnknown && (
        <div className="rounded-lg bg-amber-dim p-3 text-sm">
          <p className="font-semibold text-amber">{m.task.unknownTitle}</p>
          <p className="mt-1 text-text">{m.task.unknownBody}</p>
        </div>
      )}
      {error && (
        <div role="alert" className="hatch rounded-lg border border-line-strong p-3 text-sm">
          <p className="font-semibold text-fault">{error.message}</p>
          <p className="text-muted">{error.advice}</p>
        </div>
      )}
      <Next project={project} buying={buying} working={working} />
    </section>
  )
}

function Next({ project, buying: { act, buy }, working }: { project: VideoProject; buying: Buying; working: boolean }) {
  const w = useVideoWords()
  const { run } = useSearch({ from: '/video/$projectId' })
  const available = useQuery(sessionQuery).data?.me?.credits.available
  const queryClient = useQueryClient()
  const { id, prices, stage } = project
  const can = (event: VideoEvent) => project.can.includes(event)
  const sum = {
    script: prices.script,
    storyboard: prices.storyboard.credits,
    video: prices.video.credits,
    retry: stage === 'script' || stage === null ? prices.script : stage === 'storyboard' ? prices.storyboard.credits : prices.video.credits,
  }
  const send = {
    script: () => buy('script', sum.script, (paid, options) => videoApi.writeScript(id, paid, options)),
    storyboard: () =>
      buy('storyboard', sum.storyboard, (paid, options) => {
        // with what was typed just before: its saving comes first
        const { scriptVersion } = queryClient.getQueryData<VideoProject>(videoKey(id)) ?? project
        return videoApi.makeStoryboard(id, { ...paid, ...(scriptVersion !== null && { scriptVersion }) }, options)
      }),
    video: () => buy('video', sum.video, (paid, options) => videoApi.makeVideo(id, paid, options)),
    retry: () => buy('retry', sum.retry, (paid, options) => videoApi.retryVideo(id, paid, options)),
  }
  const label = { script: w.next.script, storyboard: w.next.storyboard(prices.storyboard.pictures), video: w.next.video, retry: w.next.retry }
  // the way on that costs is one button; another script is never the first thing
  const main = can('retry') ? ('retry' as const) : can('storyboard') ? ('storyboard' as const) : can('video') ? ('video' as const) : project.scenes.length === 0 && can('script') ? ('script' as const) : null
  const needed = main === null ? null : sum[main]
  const { clipSecondsMax } = project
  const long = clipSecondsMax === null ? [] : project.scenes.filter(({ seconds }) => seconds > clipSecondsMax).map(({ number }) => number)
  const short = needed !== null && available !== undefined && needed > available
  return (
    <>
      {main !== null && (
        <>
          <Button look="primary" busy={act.isPending} disabled={needed === null} onClick={send[main]}>
            {label[main]}
            <Price>{w.price(needed)}</Price>
          </Button>
          <p className="text-xs text-faint">{needed === null && long.length === 0 ? w.next.unavailable : run === 'all' ? w.next.auto : w.next.refund}</p>
          {long.length > 0 && <p className="text-sm text-amber">{w.next.tooLong(clipSecondsMax ?? 0, long.join(', '))}</p>}
          {short && <p className="num text-sm text-fault">{w.next.short(needed, available)}</p>}
        </>
      )}
      {working && (
        <>
          {can('cancel') && (
            <Button busy={act.isPending} onClick={() => act.mutate(() => videoApi.cancelVideo(id))}>
              {w.next.cancel}
            </Button>
          )}
          <p className="text-xs text-faint">
            {run === 'all' ? w.next.auto : w.next.leave} {w.next.refund}
          </p>
        </>
      )}
      {can('script') && main !== 'script' && (
        <Button look="quiet" className="text-sm" busy={act.isPending} disabled={prices.script === null} onClick={send.script}>
          {w.next.scriptAgain}
          <Price>{w.price(prices.script)}</Price>
        </Button>
      )}
      <ProblemNote error={act.error} />
    </>
  )
}

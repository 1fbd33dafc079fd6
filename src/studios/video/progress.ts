/** How far a project is, and in which words. Pure. */
import type { VideoError, VideoStage, VideoStep } from '../../api/video-contract.ts'
import { renderFailure } from '../../messages/failures.ts'
import type { Locale } from '../../messages/locale.ts'
import { videoProgress } from '../../messages/studios/video-progress.ts'
import { videoFinal } from './names.ts'
import type { JobRow } from './rows.ts'
import type { Piece, ProjectView } from './state.ts'
import { progressOf, type Have } from './statechart.ts'

/** of the bar: the clips, before all is put together */
const clipsPercent = 80

/** The first job of what is under way, while none of it has begun. */
export const waitingJob = ({ parts }: ProjectView): JobRow | null => (parts.length > 0 && parts.every((job) => job.phase === 'queued') ? (parts.at(-1) ?? null) : null)

/** 0-100 of what is under way; clips and putting together share one bar. */
export function progressOfProject({ chart, doing, parts, root }: ProjectView): number {
  if (chart.status === 'COMPLETED') return 100
  if (!isWorking(chart.status)) return 0
  if (doing === 'video') return Math.floor((progressOf(parts) * clipsPercent) / 100)
  // its first moments are those in which it has no job yet
  if (doing === 'final') return clipsPercent + (root?.kind === videoFinal ? Math.floor((root.progress * (100 - clipsPercent)) / 100) : 0)
  return progressOf(parts)
}
const isWorking = (status: string): boolean => status.startsWith('GENERATING_')

export function messageOf(view: ProjectView, error: VideoError | null, locale: Locale): string {
  const words = videoProgress[locale]
  const { chart, doing, parts, missed, root } = view
  if (error !== null) return error.message
  if (chart.status === 'CANCELLED' && missed.length > 0) return words.stopped(missed.length, parts.length)
  if (chart.status === 'COMPLETED' && view.have !== 'film') return words.outdated
  if (!isWorking(chart.status)) return words.status[chart.status]
  if (view.outcomeUnknown) return words.outcomeUnknown
  if (view.cancelRequested) return words.cancelRequested
  if (waitingJob(view) !== null) return words.waiting
  const done = parts.filter((job) => job.status === 'completed').length
  switch (doing) {
    case 'script':
      return words.script(root?.progress ?? 0)
    case 'rewrite':
      return words.rewriting
    case 'picture':
      return words.redoing
    case 'storyboard':
      return words.storyboard(done, parts.length)
    case 'video':
      return words.video(done, parts.length)
    default:
      return words.final(root?.kind === videoFinal ? root.progress : 0)
  }
}

export function errorOf({ chart, parts, missed, root }: ProjectView, locale: Locale): VideoError | null {
  if (chart.status !== 'FAILED' || chart.stage === null) return null
  const failed = missed.length > 0 ? missed.filter((job) => job.status === 'failed') : parts.filter((job) => job.status === 'failed')
  const first = failed.find((job) => job.error_code !== null) ?? root
  const { code, message, advice } = failureWords(locale, first)
  return { code, advice, stage: chart.stage, message: videoProgress[locale].failed(chart.stage, Math.max(1, failed.length), Math.max(1, parts.length), message) }
}

export const failureWords = (locale: Locale, job: JobRow | null) => renderFailure(locale, { code: job?.error_code ?? 'internal', params: job?.error_params ?? {} })

const ladder: readonly Have[] = ['nothing', 'script', 'pictures', 'clips', 'film']

/** The visible timeline: what is done, where it stands, what is still open. */
export function stepsOf({ have, chart, scenes, doing, root, parts }: ProjectView): VideoStep[] {
  const working = isWorking(chart.status)
  const stuck = chart.status === 'FAILED' ? 'failed' : chart.status === 'CANCELLED' ? 'cancelled' : null
  const fresh = (pieces: readonly (Piece | null)[]) => {
    const needed = pieces.filter((piece) => piece !== null)
    return { completed: needed.filter((piece) => piece.fresh).length, total: needed.length }
  }
  const step = (name: VideoStep['step'], stages: readonly VideoStage[], reached: Have, counts: { completed: number; total: number } | null): VideoStep => {
    const current = chart.stage !== null && stages.includes(chart.stage)
    const done = ladder.indexOf(have) >= ladder.indexOf(reached)
    const state = working && current ? 'current' : stuck !== null && current ? stuck : done ? 'done' : 'open'
    const percent = !working || !current ? (done ? 100 : 0) : name === 'final' ? (root?.kind === videoFinal ? root.progress : 0) : progressOf(parts)
    return { step: name, state, progress: percent, completed: counts?.completed ?? null, total: counts?.total ?? null }
  }
  const steps: VideoStep[] = [
    { step: 'brief', state: 'done', progress: 100, completed: null, total: null },
    step('script', ['script'], 'script', null),
    step('storyboard', ['storyboard'], 'pictures', fresh(scenes.map(({ picture }) => picture))),
    step('video', doing === 'final' ? [] : ['video'], 'clips', fresh(scenes.flatMap(({ clip, voice }) => [clip, voice]))),
    step('final', ['final'], 'film', null),
  ]
  // while nothing is under way, the next thing to do is where the project stands
  if (!working && stuck === null) {
    const next = steps.find(({ state }) => state === 'open')
    if (next !== undefined) next.state = 'current'
  }
  return steps
}

/** A project as it crosses the wire, in the reader's language. Pure. */
import type { UnfinishedVideo, VideoProject, VideoProjectStatus, VideoSummary } from '../../api/video-contract.ts'
import type { Locale } from '../../messages/locale.ts'
import { videoProgress } from '../../messages/studios/video-progress.ts'
import type { Models } from '../../providers/registry.ts'
import { etaFrom, type Durations } from '../outlook.ts'
import { videoFinal } from './names.ts'
import { fileUrl, presentFilm, presentScene } from './pieces.ts'
import { clipSecondsMax, pricesOf } from './prices.ts'
import { errorOf, messageOf, progressOfProject, stepsOf, waitingJob } from './progress.ts'
import { secondsOf } from './scenes.ts'
import type { ProjectView } from './state.ts'
import { eventsOf, isOpen } from './statechart.ts'

export type PresentOptions = {
  locale: Locale
  models: Models
  finalCredits: number
  durations: ReadonlyMap<string, Durations>
  /** jobs ahead, by job id */
  positions: ReadonlyMap<string, number>
  nowMs: number
}

const iso = (time: string | Date): string => new Date(time).toISOString()

export function presentProject(view: ProjectView, options: PresentOptions): VideoProject {
  const { rows, script, chart, films } = view
  const { data } = rows
  const stageStartedAt = startOf(view)
  const first = waitingJob(view)
  return {
    ...presentHead(view, options),
    topic: data.topic,
    audience: data.audience,
    tone: data.tone,
    seconds: data.seconds,
    narration: data.narration,
    models: data.models,
    aspect: data.aspect,
    language: data.language,
    scriptVersion: script?.version ?? null,
    scenes: view.scenes.map((scene) => presentScene(scene, options.locale)),
    scriptSeconds: script === null ? 0 : secondsOf(script.script),
    steps: stepsOf(view),
    videos: films.map((film, i) => presentFilm(film, i === 0 && view.have === 'film')),
    outdated: films.length > 0 && view.have !== 'film',
    prices: pricesOf(view, options.models, options.finalCredits),
    clipSecondsMax: clipSecondsMax(view, options.models),
    credits: rows.credits,
    outcomeUnknown: view.outcomeUnknown,
    cancelRequested: view.cancelRequested,
    queuePosition: first === null ? null : (options.positions.get(first.id) ?? null),
    eta: stageStartedAt === null || view.root === null ? null : etaFrom(options.durations.get(view.root.kind), Math.max(0, (options.nowMs - Date.parse(stageStartedAt)) / 1000)),
    stageStartedAt: stageStartedAt === null ? null : iso(stageStartedAt),
    completedAt: completedAt(view),
    notified: isNotified(view),
    can: eventsOf(chart, view.cancelRequested),
    createdAt: iso(rows.created_at),
    updatedAt: updatedAt(view),
  }
}

/** What every answer about a project begins with. */
function presentHead(view: ProjectView, { locale }: PresentOptions) {
  const error = errorOf(view, locale)
  return {
    id: view.rows.id,
    status: view.chart.status,
    progress: progressOfProject(view),
    progressMessage: messageOf(view, error, locale),
    stage: view.chart.stage,
    title: titleOf(view),
    error,
  }
}

export function presentStatus(view: ProjectView, options: PresentOptions): VideoProjectStatus {
  const { title: _title, ...head } = presentHead(view, options)
  const { script } = view
  const newest = view.films[0]
  return {
    ...head,
    scriptData: script && { title: script.script.title, version: script.version, scenes: script.script.scenes.map(({ id, title, narration, shot, seconds }) => ({ id, title, narration, shot, seconds })) },
    videoUrl: newest === undefined ? null : fileUrl(newest.file.id),
    subtitlesUrl: newest?.subtitles ? fileUrl(newest.subtitles.id) : null,
    can: eventsOf(view.chart, view.cancelRequested),
    completedAt: completedAt(view),
    notified: isNotified(view),
  }
}

export function presentSummary(view: ProjectView, options: PresentOptions): VideoSummary {
  const { rows, scenes, script } = view
  const { id, status, progress, progressMessage, title } = presentHead(view, options)
  return {
    id,
    status,
    progress,
    progressMessage,
    title,
    aspect: rows.data.aspect,
    language: rows.data.language,
    scenes: scenes.length,
    seconds: view.films[0]?.file.seconds ?? (script === null ? rows.data.seconds : secondsOf(script.script)),
    pictures: scenes.flatMap(({ picture }) => (picture.made === null ? [] : [{ url: fileUrl((picture.made.preview ?? picture.made.file).id), placeholder: picture.made.file.placeholder }])).slice(0, 4),
    completedAt: completedAt(view),
    createdAt: iso(rows.created_at),
    updatedAt: updatedAt(view),
  }
}

export const presentUnfinished = (view: ProjectView | undefined, options: PresentOptions): UnfinishedVideo =>
  view === undefined ? { project: null, message: null } : { project: presentSummary(view, options), message: videoProgress[options.locale].offer }

export const titleOf = ({ script, rows: { data } }: ProjectView): string => script?.script.title || data.topic

/** When a person last did something about it; what is put together by itself is nobody's doing. */
export function lastTouched({ rows: { data, created_at, jobs } }: ProjectView): number {
  const asked = jobs.find((job) => job.parent_id === null && job.kind !== videoFinal)
  return Math.max(created_at.getTime(), Date.parse(data.updatedAt ?? '') || 0, asked === undefined ? 0 : Date.parse(asked.created_at))
}

const updatedAt = (view: ProjectView): string => new Date(Math.max(lastTouched(view), Date.parse(view.rows.jobs[0]?.closed_at ?? '') || 0)).toISOString()
const completedAt = ({ films }: ProjectView): string | null => (films[0]?.job.closed_at ? iso(films[0].job.closed_at) : null)
const isNotified = ({ films, rows: { data, seen } }: ProjectView): boolean => films[0] !== undefined && (data.notified === films[0].job.id || seen.includes(films[0].job.id))
const startOf = ({ root, parts }: ProjectView): string | null => (root !== null && parts.some((job) => isOpen(job.status)) ? root.created_at : null)

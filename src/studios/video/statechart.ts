/**
 * The life of a video project, in one table. The API refuses by it, the page draws its buttons from it, and
 * docs/video-statechart.md prints it. Nothing here is stored: the state is read off the jobs, every time.
 *
 * Types only are imported, so the browser can load this file.
 */
import type { JobStatus } from '../../api/contract.ts'
import type { VideoEvent, VideoStage, VideoStatus } from '../../api/video-contract.ts'

/**
 * What the newest piece of work is for. `rewrite` and `picture` touch up one scene: while they are open they are what the
 * project does; closed, they leave behind what they made, or nothing.
 */
export type Doing = 'none' | VideoStage | 'rewrite' | 'picture'

/** How it stands. Of a storyboard or a production that ended with pieces missing: `failed` if one failed, else `cancelled`. */
export type Work = 'none' | 'open' | 'completed' | 'failed' | 'cancelled'

/** How much of the script as it stands is there; each includes the ones before it. */
export type Have = 'nothing' | 'script' | 'pictures' | 'clips' | 'film'

export type Row = { doing: Doing; work: Work; have: Have; status: VideoStatus; /** in a failure, and what `retry` repeats */ stage: VideoStage | null; can: readonly VideoEvent[] }

export const doingMeaning: Record<Doing, string> = {
  none: 'nobody asked for anything yet',
  script: 'the script is written',
  storyboard: 'the pictures that were missing are made',
  video: 'the clips and spoken texts that were missing are made',
  final: 'all of it is put together; also between the last clip and that, where it begins by itself',
  rewrite: 'one scene is written anew',
  picture: 'one picture is made anew',
}
export const haveMeaning: Record<Have, string> = {
  nothing: 'no script',
  script: 'a script, and not every scene has the picture of what it says now',
  pictures: 'every scene has its picture, and some clip or spoken text is missing or of an earlier picture or text',
  clips: 'every scene has its picture, clip and spoken text, and they are not put together yet',
  film: 'the newest video is made of exactly these',
}

const haves: readonly Have[] = ['nothing', 'script', 'pictures', 'clips', 'film']
const closedWorks = ['completed', 'failed', 'cancelled'] as const

/** What the content alone amounts to. */
const restingStatus: Record<Have, VideoStatus> = { nothing: 'CREATED', script: 'DRAFT', pictures: 'STORYBOARD_READY', clips: 'STORYBOARD_READY', film: 'COMPLETED' }

/** What may be done while nothing is under way. */
const resting: Record<Have, readonly VideoEvent[]> = {
  nothing: ['script', 'edit', 'change'],
  script: ['script', 'edit', 'rewrite', 'picture', 'storyboard', 'change'],
  pictures: ['script', 'edit', 'rewrite', 'picture', 'video', 'change'],
  clips: ['script', 'edit', 'rewrite', 'picture', 'video', 'change'],
  film: ['script', 'edit', 'rewrite', 'picture', 'change'],
}

/** Where an end without success still stands in the way: afterwards edits or touch-ups may have led past it. */
const stuckWith: Record<VideoStage, readonly Have[]> = {
  script: ['nothing', 'script', 'pictures', 'clips'],
  storyboard: ['script'],
  video: ['pictures'],
  final: ['clips'],
}

/** What stands to be done again, by stage. */
const retries: Record<VideoStage, VideoEvent> = { script: 'script', storyboard: 'storyboard', video: 'video', final: 'video' }

/** The event that `retry` stands for. */
export const retryOf = (stage: VideoStage): VideoEvent => retries[stage]

const open: Record<Exclude<Doing, 'none'>, { status: VideoStatus; stage: VideoStage; can: readonly VideoEvent[] }> = {
  // a new script replaces whatever were edited meanwhile
  script: { status: 'GENERATING_SCRIPT', stage: 'script', can: ['cancel'] },
  rewrite: { status: 'GENERATING_SCRIPT', stage: 'script', can: ['edit', 'rewrite', 'picture', 'cancel'] },
  storyboard: { status: 'GENERATING_STORYBOARD', stage: 'storyboard', can: ['edit', 'rewrite', 'picture', 'cancel'] },
  picture: { status: 'GENERATING_STORYBOARD', stage: 'storyboard', can: ['edit', 'rewrite', 'picture', 'cancel'] },
  // what is made now is put together as soon as it is there
  video: { status: 'GENERATING_VIDEO', stage: 'video', can: ['cancel'] },
  final: { status: 'GENERATING_VIDEO', stage: 'final', can: ['cancel'] },
}

function closedRow(doing: VideoStage, work: (typeof closedWorks)[number], have: Have): Row {
  const rest = { doing, work, have, status: restingStatus[have], stage: have === 'nothing' ? null : doing, can: resting[have] }
  if (work === 'completed') return doing === 'final' ? { ...rest, status: 'COMPLETED' } : rest
  if (!stuckWith[doing].includes(have)) return rest
  return { ...rest, status: work === 'failed' ? 'FAILED' : 'CANCELLED', stage: doing, can: resting[have].includes(retries[doing]) ? [...resting[have], 'retry'] : resting[have] }
}

/** Every combination, once. */
export const table: readonly Row[] = [
  ...haves.map((have): Row => ({ doing: 'none', work: 'none', have, status: restingStatus[have], stage: have === 'nothing' ? null : 'script', can: resting[have] })),
  ...(['script', 'storyboard', 'video', 'final'] as const).flatMap((doing) =>
    haves.flatMap((have): Row[] => [{ doing, work: 'open', have, ...open[doing] }, ...closedWorks.map((work) => closedRow(doing, work, have))]),
  ),
  ...(['rewrite', 'picture'] as const).flatMap((doing) => haves.map((have): Row => ({ doing, work: 'open', have, ...open[doing] }))),
]

const rows = new Map(table.map((row) => [`${row.doing} ${row.work} ${row.have}`, row]))

/** The row for one combination. */
export const rowOf = (doing: Doing, work: Work, have: Have): Row => rows.get(`${doing} ${work} ${have}`) as Row

/** What may be done now. Asking twice to cancel changes nothing, so it is not offered again. */
export const eventsOf = (row: Row, cancelRequested = false): VideoEvent[] => row.can.filter((event) => !(event === 'cancel' && cancelRequested))

export const isOpen = (status: JobStatus): boolean => status === 'pending' || status === 'processing'

/** 0-100 of several pieces: one that ended counts as done however it ended, so the bar never runs backwards. */
export function progressOf(jobs: readonly { status: JobStatus; progress: number }[]): number {
  const sum = jobs.reduce((total, job) => total + (isOpen(job.status) ? job.progress : 100), 0)
  return jobs.length === 0 ? 0 : Math.floor(sum / jobs.length)
}

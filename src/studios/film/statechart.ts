/**
 * The life of a film's assets, shots and exports, in tables. The API refuses by them, the page draws its buttons from
 * them, and docs/film-statechart.md prints them. Nothing here is stored: a status is read off the jobs, every time.
 *
 * Types only are imported, so the browser can load this file.
 */
import type { FilmExportEvent, FilmItemEvent, FilmStatus } from '../../api/film-contract.ts'
import type { JobStatus } from '../../api/contract.ts'

export type ItemKind = 'asset' | 'shot'

/** What was made for an item: the jobs of its newest generation, taken together. */
export type Work =
  /** nobody ever asked */
  | 'never'
  /** somebody asked, and there is no job */
  | 'none'
  | JobStatus

/** What an item can show: nothing, a picture or clip, or the very version its owner chose (an upload is chosen too). */
export type Content = 'none' | 'made' | 'chosen'

export type Row = {
  work: Work
  content: Content
  status: FilmStatus
  can: readonly FilmItemEvent[]
  /** there should be content, and there is none */
  orphan?: true
  /** while work is under way nothing is chosen, so these cannot come about; the row is there so that the table is total */
  unreachable?: true
}

export const workMeaning: Record<Work, string> = {
  never: 'nobody asked for anything yet',
  none: 'asked for, but there is no job',
  pending: 'every job of the newest generation waits',
  processing: 'some are open, and at least one has started or is closed',
  completed: 'all closed, at least one completed',
  failed: 'none completed, all failed',
  cancelled: 'none completed, at least one cancelled',
}
export const contentMeaning: Record<Content, string> = {
  none: 'no file',
  made: 'a file of the newest generation that completed, or an earlier choice',
  chosen: 'uploaded, or chosen among the versions since the newest job was asked for',
}

const empty: readonly FilmItemEvent[] = ['generate', 'upload', 'edit', 'delete']
const filled: readonly FilmItemEvent[] = ['generate', 'upload', 'choose', 'edit', 'delete']
const busy: readonly FilmItemEvent[] = ['cancel', 'edit']

/** Every combination, once. An asset takes every event; a shot is never uploaded. */
export const table: readonly Row[] = [
  { work: 'never', content: 'none', status: 'draft', can: empty },
  { work: 'never', content: 'made', status: 'completed', can: filled },
  { work: 'never', content: 'chosen', status: 'completed', can: filled },
  { work: 'none', content: 'none', status: 'failed', can: empty, orphan: true },
  { work: 'none', content: 'made', status: 'completed', can: filled },
  { work: 'none', content: 'chosen', status: 'completed', can: filled },
  { work: 'pending', content: 'none', status: 'pending', can: busy },
  { work: 'pending', content: 'made', status: 'pending', can: busy },
  { work: 'pending', content: 'chosen', status: 'pending', can: busy, unreachable: true },
  { work: 'processing', content: 'none', status: 'processing', can: busy },
  { work: 'processing', content: 'made', status: 'processing', can: busy },
  { work: 'processing', content: 'chosen', status: 'processing', can: busy, unreachable: true },
  // completed once, and its file is gone
  { work: 'completed', content: 'none', status: 'failed', can: empty, orphan: true },
  { work: 'completed', content: 'made', status: 'completed', can: filled },
  { work: 'completed', content: 'chosen', status: 'completed', can: filled },
  { work: 'failed', content: 'none', status: 'failed', can: empty },
  // an earlier version is still there, and still shown
  { work: 'failed', content: 'made', status: 'failed', can: filled },
  { work: 'failed', content: 'chosen', status: 'completed', can: filled },
  { work: 'cancelled', content: 'none', status: 'cancelled', can: empty },
  { work: 'cancelled', content: 'made', status: 'cancelled', can: filled },
  { work: 'cancelled', content: 'chosen', status: 'completed', can: filled },
]

const rows = new Map(table.map((row) => [`${row.work} ${row.content}`, row]))

/** The row for one combination. */
export const rowOf = (work: Work, content: Content): Row => rows.get(`${work} ${content}`) as Row

/** What a person may do to an item now. Asking twice to cancel changes nothing, so it is not offered again. */
export const eventsOf = (row: Row, kind: ItemKind, cancelRequested = false): FilmItemEvent[] =>
  row.can.filter((event) => !(event === 'upload' && kind === 'shot') && !(event === 'cancel' && cancelRequested))

/** Takes the jobs of one generation together; at least one. */
export function workOf(statuses: readonly JobStatus[]): JobStatus {
  const has = (status: JobStatus) => statuses.includes(status)
  if (statuses.every((status) => status === 'pending')) return 'pending'
  if (has('pending') || has('processing')) return 'processing'
  if (has('completed')) return 'completed'
  return has('cancelled') ? 'cancelled' : 'failed'
}

/** 0-100 of one generation: a job that ended counts as done however it ended, so the bar never runs backwards. */
export function progressOf(jobs: readonly { status: JobStatus; progress: number }[]): number {
  const sum = jobs.reduce((total, job) => total + (isOpen(job.status) ? job.progress : 100), 0)
  return Math.floor(sum / Math.max(1, jobs.length))
}

export const isOpen = (status: JobStatus): boolean => status === 'pending' || status === 'processing'

/** What there is to put together: no shot at all, some without a clip, or all with one. */
export type Cut = 'empty' | 'missing' | 'ready'
export type ExportWork = 'none' | JobStatus
export type ExportRow = { cut: Cut; work: ExportWork; can: readonly FilmExportEvent[] }

export const cutMeaning: Record<Cut, string> = {
  empty: 'the film has no shots',
  missing: 'some shots have no clip yet',
  ready: 'every shot has a clip',
}

const works = ['none', 'pending', 'processing', 'completed', 'failed', 'cancelled'] as const

/** Every combination of the cut and the newest export. One export at a time; what it puts together was fixed when it began. */
export const exportTable: readonly ExportRow[] = (['empty', 'missing', 'ready'] as const).flatMap((cut) =>
  works.map((work): ExportRow => ({ cut, work, can: work === 'pending' || work === 'processing' ? ['cancel'] : cut === 'ready' ? ['export'] : [] })),
)

const exportRows = new Map(exportTable.map((row) => [`${row.cut} ${row.work}`, row]))

/** What may be done about the export of a film now. */
export const exportEventsOf = (cut: Cut, work: ExportWork, cancelRequested = false): FilmExportEvent[] =>
  (exportRows.get(`${cut} ${work}`) as ExportRow).can.filter((event) => !(event === 'cancel' && cancelRequested))

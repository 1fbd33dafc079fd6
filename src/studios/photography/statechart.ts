/**
 * The life of a work of photography, in one table. The API refuses by it, the page draws its buttons from it, and
 * docs/statechart-photography.md prints it. Nothing here is stored: a work's status is read off its jobs, every time.
 *
 * Input is what the jobs say now: for each photograph its latest job. Types only are imported, so the browser can load it.
 */
import type { JobStatus } from '../../api/contract.ts'
import type { WorkEvent, WorkStatus } from '../../api/contract-photography.ts'

/** All photographs of a work taken together (the latest job of each). */
export type Photographs = 'waiting' | 'working' | 'all' | 'some' | 'stopped' | 'failed' | 'cancelled'

export type Row = { photographs: Photographs; status: WorkStatus; can: readonly WorkEvent[] }

/** What each class means, in words for the docs. */
export const meaning: Record<Photographs, string> = {
  waiting: 'every photograph waits',
  working: 'some are open, and at least one has started or is closed',
  all: 'all completed',
  some: 'some completed, the others failed',
  stopped: 'some completed, some cancelled (others may have failed)',
  failed: 'none completed, all failed',
  cancelled: 'none completed, at least one cancelled',
}

/** Every class, once. What is made is paid for and stays; what is missing may be made again. */
export const table: readonly Row[] = [
  { photographs: 'waiting', status: 'PENDING', can: ['cancel'] },
  { photographs: 'working', status: 'GENERATING', can: ['cancel'] },
  { photographs: 'all', status: 'COMPLETED', can: ['delete'] },
  { photographs: 'some', status: 'COMPLETED', can: ['retry', 'delete'] },
  { photographs: 'stopped', status: 'CANCELLED', can: ['retry', 'delete'] },
  { photographs: 'failed', status: 'FAILED', can: ['retry', 'delete'] },
  { photographs: 'cancelled', status: 'CANCELLED', can: ['retry', 'delete'] },
]

const rows = new Map(table.map((row) => [row.photographs, row]))
export const rowOf = (photographs: Photographs): Row => rows.get(photographs)!

export function photographsOf(statuses: readonly JobStatus[]): Photographs {
  const has = (status: JobStatus) => statuses.includes(status)
  if (statuses.every((status) => status === 'pending')) return 'waiting'
  if (has('pending') || has('processing')) return 'working'
  if (!has('completed')) return has('cancelled') ? 'cancelled' : 'failed'
  if (has('cancelled')) return 'stopped'
  return has('failed') ? 'some' : 'all'
}

/** What a job says of itself, as far as the chart cares. */
export type JobFacts = { status: JobStatus; progress: number }
export type WorkState = { status: WorkStatus; /** 0-100 */ progress: number; can: WorkEvent[] }

/** The work's state. Total: every combination of jobs has exactly one answer. */
export function stateOf(photographs: readonly JobFacts[], cancelRequested: boolean): WorkState {
  const row = rowOf(photographsOf(photographs.map(({ status }) => status)))
  return {
    status: row.status,
    progress: row.status === 'COMPLETED' ? 100 : progressOf(photographs, row.can.includes('cancel')),
    // asking twice changes nothing, so it is not offered
    can: row.can.filter((event) => !(event === 'cancel' && cancelRequested)),
  }
}

/** While photographs are made, one that ended counts as done however it ended: the bar never runs backwards. */
function progressOf(photographs: readonly JobFacts[], open: boolean): number {
  const each = photographs.map(({ status, progress }) => (status === 'completed' ? 100 : status === 'pending' || status === 'processing' ? progress : open ? 100 : 0))
  return Math.floor(each.reduce((sum, percent) => sum + percent, 0) / Math.max(1, each.length))
}

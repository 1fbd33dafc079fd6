/**
 * The life of an image-to-3D task, in one table. The API refuses by it, the page draws its buttons from it, and
 * docs/statechart.md prints it. Nothing here is stored: a task's status is read off its jobs, every time.
 *
 * Input is what the jobs say now: for each picture its latest job, and the current model's job. Types only are
 * imported, so the browser can load this file.
 */
import type { TaskEvent, TaskStatus } from '../../api/contract.ts'
import type { JobStatus } from '../../api/contract.ts'

/** The stage a task is in: its name stands in a failure, and `retry` repeats it. */
export type Stage = 'image' | 'model'

/** All pictures of a task taken together (the latest job of each). */
export type Pictures = 'waiting' | 'working' | 'all' | 'some' | 'stopped' | 'failed' | 'cancelled'

/** The current model's job, if a picture was ever chosen. */
export type Model = 'none' | JobStatus

export type Row = {
  pictures: Pictures
  model: Model
  status: TaskStatus
  stage: Stage
  can: readonly TaskEvent[]
  /** a picture that was made stays made, so these cannot come about; the row is there so that the table is total */
  unreachable?: true
}

/** What each class of pictures means, in words for the docs. */
export const picturesMeaning: Record<Pictures, string> = {
  waiting: 'every picture waits',
  working: 'some are open, and at least one has started or is closed',
  all: 'all completed',
  some: 'some completed, the others failed',
  stopped: 'some completed, some cancelled (others may have failed)',
  failed: 'none completed, all failed',
  cancelled: 'none completed, at least one cancelled',
}

const none: readonly TaskEvent[] = []
const cancel: readonly TaskEvent[] = ['cancel']

/** Every combination, once. `selectImage` is for a picture that is completed; the API checks that besides. */
export const table: readonly Row[] = [
  // first the pictures
  { pictures: 'waiting', model: 'none', status: 'IMAGE_PENDING', stage: 'image', can: cancel },
  { pictures: 'working', model: 'none', status: 'IMAGE_GENERATING', stage: 'image', can: cancel },
  { pictures: 'all', model: 'none', status: 'IMAGE_COMPLETED', stage: 'image', can: ['selectImage'] },
  { pictures: 'some', model: 'none', status: 'IMAGE_COMPLETED', stage: 'image', can: ['selectImage', 'retryImages'] },
  // cancelled while some were done: those were paid for and may be used
  { pictures: 'stopped', model: 'none', status: 'CANCELLED', stage: 'image', can: ['selectImage', 'retryImages'] },
  { pictures: 'failed', model: 'none', status: 'FAILED', stage: 'image', can: ['retryImages'] },
  { pictures: 'cancelled', model: 'none', status: 'CANCELLED', stage: 'image', can: ['retryImages'] },

  // then the model: open work is what the task is doing
  ...(['all', 'some', 'stopped', 'working'] as const).flatMap((pictures): Row[] => [
    { pictures, model: 'pending', status: 'MODEL_PENDING', stage: 'model', can: cancel },
    { pictures, model: 'processing', status: 'MODEL_GENERATING', stage: 'model', can: cancel },
  ]),

  { pictures: 'all', model: 'completed', status: 'MODEL_COMPLETED', stage: 'model', can: ['selectImage'] },
  { pictures: 'some', model: 'completed', status: 'MODEL_COMPLETED', stage: 'model', can: ['selectImage', 'retryImages'] },
  { pictures: 'stopped', model: 'completed', status: 'MODEL_COMPLETED', stage: 'model', can: ['selectImage', 'retryImages'] },
  // also where an earlier model was made: it stays in `models`, and choosing its picture brings it back
  { pictures: 'all', model: 'failed', status: 'FAILED', stage: 'model', can: ['selectImage', 'retryModel'] },
  { pictures: 'some', model: 'failed', status: 'FAILED', stage: 'model', can: ['selectImage', 'retryImages', 'retryModel'] },
  { pictures: 'stopped', model: 'failed', status: 'FAILED', stage: 'model', can: ['selectImage', 'retryImages', 'retryModel'] },
  { pictures: 'all', model: 'cancelled', status: 'CANCELLED', stage: 'model', can: ['selectImage', 'retryModel'] },
  { pictures: 'some', model: 'cancelled', status: 'CANCELLED', stage: 'model', can: ['selectImage', 'retryImages', 'retryModel'] },
  { pictures: 'stopped', model: 'cancelled', status: 'CANCELLED', stage: 'model', can: ['selectImage', 'retryImages', 'retryModel'] },

  // missing pictures made again while a closed model stands
  ...(['completed', 'failed', 'cancelled'] as const).map(
    (model): Row => ({ pictures: 'working', model, status: 'IMAGE_GENERATING', stage: 'image', can: cancel }),
  ),

  // a model was made of a completed picture, so there is one
  ...(['waiting', 'failed', 'cancelled'] as const).flatMap((pictures) =>
    (['pending', 'processing', 'completed', 'failed', 'cancelled'] as const).map(
      (model): Row => ({ pictures, model, status: 'FAILED', stage: 'model', can: none, unreachable: true }),
    ),
  ),
]

const rows = new Map(table.map((row) => [`${row.pictures} ${row.model}`, row]))

/** The row for one combination. */
export const rowOf = (pictures: Pictures, model: Model): Row => rows.get(`${pictures} ${model}`) as Row

/** Takes the latest job of each picture together; at least one picture. */
export function picturesOf(statuses: readonly JobStatus[]): Pictures {
  const has = (status: JobStatus) => statuses.includes(status)
  if (statuses.every((status) => status === 'pending')) return 'waiting'
  if (has('pending') || has('processing')) return 'working'
  if (!has('completed')) return has('cancelled') ? 'cancelled' : 'failed'
  if (has('cancelled')) return 'stopped'
  return has('failed') ? 'some' : 'all'
}

/** What a job says of itself, as far as the chart cares. */
export type JobFacts = { status: JobStatus; progress: number }

/** The jobs of a task: the latest one of each picture by index, and the current model's. */
export type TaskFacts = {
  pictures: readonly JobFacts[]
  model: JobFacts | null
  /** somebody asked to cancel and a provider has yet to answer */
  cancelRequested: boolean
}

export type TaskState = {
  status: TaskStatus
  stage: Stage
  /** 0-100 within the stage */
  progress: number
  can: TaskEvent[]
}

/** The task's state. Total: every combination of jobs has exactly one answer. */
export function stateOf(facts: TaskFacts): TaskState {
  const row = rowOf(picturesOf(facts.pictures.map((p) => p.status)), facts.model?.status ?? 'none')
  return {
    status: row.status,
    stage: row.stage,
    progress: progressOf(row, facts),
    // asking twice changes nothing, so it is not offered
    can: row.can.filter((event) => !(event === 'cancel' && facts.cancelRequested)),
  }
}

/** While pictures are made, one that ended counts as done however it ended: the bar never runs backwards. */
function progressOf(row: Row, facts: TaskFacts): number {
  if (row.stage === 'model') return row.status === 'MODEL_COMPLETED' ? 100 : (facts.model?.progress ?? 0)
  const open = row.pictures === 'waiting' || row.pictures === 'working'
  const each = facts.pictures.map((p) => {
    if (p.status === 'completed') return 100
    if (p.status === 'pending' || p.status === 'processing') return p.progress
    return open ? 100 : 0
  })
  if (row.status === 'IMAGE_COMPLETED') return 100
  return Math.floor(each.reduce((sum, percent) => sum + percent, 0) / Math.max(1, each.length))
}

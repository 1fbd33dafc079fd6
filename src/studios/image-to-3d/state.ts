/** From rows to the task as the statechart sees it. Pure. */
import { imageGeneration, imageSet, model3dGeneration } from './names.ts'
import type { JobRow, TaskRows } from './rows.ts'
import type { TaskModels } from './prices.ts'
import { currentModel, type ModelJob } from './selection.ts'
import { stateOf, type TaskState } from './statechart.ts'

export type ModelRow = ModelJob & { row: JobRow }

export type TaskView = {
  subject: TaskRows['subject']
  /** the latest job of each picture, by index */
  pictures: JobRow[]
  /** newest first */
  models: ModelRow[]
  /** newest first: the sets those pictures were asked for in */
  sets: JobRow[]
  model: ModelRow | null
  /** the AI models of what comes next: those last asked for, a 3D model's by its newest job */
  madeWith: TaskModels
  state: TaskState
  outcomeUnknown: boolean
  cancelRequested: boolean
  jobs: JobRow[]
}

/** The seed of a task's picture: neighbours differ, and picture 0 has the task's own, so a task of one can repeat it. */
export const pictureSeed = (taskSeed: number, index: number): number => (taskSeed + index) % 2 ** 31

export const isOpen = (job: { status: string }): boolean => job.status === 'pending' || job.status === 'processing'

export function viewOf({ subject, jobs }: TaskRows): TaskView {
  const pictures: JobRow[] = []
  const models: ModelRow[] = []
  const sets: JobRow[] = []
  for (const row of jobs) {
    if (row.kind === imageSet) sets.push(row)
    else if (row.kind === imageGeneration) pictures[row.input?.index as number] ??= row
    else if (row.kind === model3dGeneration)
      models.push({ jobId: row.id, imageIndex: row.input?.imageIndex as number, status: row.status, row })
  }
  const model = currentModel(models, subject.data.choice ?? null)
  const asked = models[0]?.row.input?.model
  const open = jobs.filter(isOpen)
  // of a set only the pictures count: they are what a provider may still have to answer for
  const working = open.filter((job) => job.kind !== imageSet)
  const cancelRequested = working.some((job) => job.cancel_requested)
  return {
    subject,
    pictures,
    models,
    sets,
    model,
    madeWith: { ...subject.data.models, ...(typeof asked === 'string' && { model3d: asked }) },
    jobs,
    cancelRequested,
    outcomeUnknown: working.some((job) => job.phase === 'unknown'),
    state: stateOf({ pictures, model: model?.row ?? null, cancelRequested }),
  }
}

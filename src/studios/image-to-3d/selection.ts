/** Which of a task's models is the current one. Pure, and shared with the browser. */
import type { JobStatus } from '../../api/contract.ts'

export type ModelJob = { jobId: string; imageIndex: number; status: JobStatus }

/**
 * The person chose a picture whose model exists already. Kept with the task as what he asked for; `after` is the
 * newest model at that moment, so that any model made later is the current one again without anybody writing so.
 */
export type Choice = { jobId: string; after: string }

const isOpen = (status: JobStatus) => status === 'pending' || status === 'processing'

/** @param models newest first */
export function currentModel<M extends ModelJob>(models: readonly M[], choice: Choice | null): M | null {
  const newest = models[0]
  if (newest === undefined) return null
  const open = models.find((model) => isOpen(model.status))
  if (open !== undefined) return open
  if (choice !== null && choice.after === newest.jobId) return models.find((model) => model.jobId === choice.jobId) ?? newest
  return newest
}

/** The model of that picture which asking again would return: open or completed, newest first. */
export const modelOf = <M extends ModelJob>(models: readonly M[], imageIndex: number): M | null =>
  models.find((model) => model.imageIndex === imageIndex && (isOpen(model.status) || model.status === 'completed')) ?? null

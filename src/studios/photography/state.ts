/** From rows to the work as the statechart sees it. Pure. */
import { photographGeneration, photographSet } from './names.ts'
import type { JobRow, WorkRows } from './rows.ts'
import { stateOf, type WorkState } from './statechart.ts'

export type WorkView = {
  subject: WorkRows['subject']
  /** the latest job of each photograph, by index */
  photographs: JobRow[]
  /** newest first: the sets they were asked for in */
  sets: JobRow[]
  jobs: JobRow[]
  state: WorkState
  outcomeUnknown: boolean
  cancelRequested: boolean
}

/** The seed of a work's photograph: neighbours differ, and photograph 0 has the work's own. */
export const photographSeed = (workSeed: number, index: number): number => (workSeed + index) % 2 ** 31

export const isOpen = (job: { status: string }): boolean => job.status === 'pending' || job.status === 'processing'

export function viewOf({ subject, jobs }: WorkRows): WorkView {
  const photographs: JobRow[] = []
  const sets: JobRow[] = []
  for (const row of jobs) {
    if (row.kind === photographSet) sets.push(row)
    else if (row.kind === photographGeneration) photographs[row.input?.index ?? 0] ??= row
  }
  const open = photographs.filter(isOpen)
  const cancelRequested = open.some((job) => job.cancel_requested)
  return { subject, photographs, sets, jobs, cancelRequested, outcomeUnknown: open.some((job) => job.phase === 'unknown'), state: stateOf(photographs, cancelRequested) }
}

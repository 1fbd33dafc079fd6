/**
 * The boundaries of a job's life, by name. The chaos harness dies, freezes or delays a process at each of them; in
 * production nothing listens. `reach` returns undefined there, so the hot path awaits nothing.
 */
export const faultPoints = [
  'submit.sending',
  'submit.committed',
  'claim.committed',
  'prepare.done',
  'arm.sending',
  'arm.committed',
  'post.leaving',
  'post.answered',
  'park.sending',
  'park.committed',
  'poll.taken',
  'poll.answered',
  'cancel.noted',
  'cancel.answered',
  'collect.committed',
  'collect.stored',
  'close.sending',
  'close.committed',
  'retry.sending',
  'retry.committed',
  'progress.sending',
  'recover.answered',
  'rescue.adopted',
] as const

export type FaultPoint = (typeof faultPoints)[number]
export type ReachFault = (point: FaultPoint, jobId: string) => Promise<void> | undefined

export const noFaults: ReachFault = () => undefined

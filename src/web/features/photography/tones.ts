import type { WorkStatus } from '../../../api/contract-photography.ts'

/** The lamp beside a work's status. */
export const workTones = {
  PENDING: 'waiting',
  GENERATING: 'developing',
  COMPLETED: 'done',
  FAILED: 'failed',
  CANCELLED: 'quiet',
} as const satisfies Record<WorkStatus, string>

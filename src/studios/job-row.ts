import type { JobPhase, JobStatus } from '../engine/types.ts'

/** What every studio reads of a job to tell how it stands. */
export type JobStanding = {
  id: string
  parent_id: string | null
  retry_of: string | null
  kind: string
  status: JobStatus
  phase: JobPhase | null
  progress: number
  cancel_requested: boolean
  error_code: string | null
  error_params: Record<string, string | number> | null
}

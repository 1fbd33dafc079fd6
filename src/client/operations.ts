/** The operators' part of the typed client. */
import type { AuditAnswer, Operations, UnknownList } from '../api/contract-operations.ts'
import type { Job, Lane } from '../api/contract.ts'
import type { Signal } from './client.ts'
import type { Http } from './http.ts'

export type LaneChange = {
  maxInFlight?: number | null
  perMinute?: number | null
  /** null resumes */
  paused?: { reason: string; seconds?: number } | null
}

export function operationsClient(http: Http) {
  const id = encodeURIComponent
  return {
    operations: (o?: Signal) => http<Operations>('GET', '/api/admin/operations', o),
    lanes: (o?: Signal) => http<{ items: Lane[] }>('GET', '/api/admin/lanes', o),
    patchLane: (lane: string, body: LaneChange) => http<Lane>('PATCH', `/api/admin/lanes/${id(lane)}`, { body }),
    unknownOutcomes: (o?: Signal) => http<UnknownList>('GET', '/api/admin/unknown', o),
    /** the provider has it under this id, or surely never took it */
    resolveUnknown: (jobId: string, body: { found: string } | { notFound: true }) => http<Job>('POST', `/api/admin/jobs/${id(jobId)}/resolve`, { body }),
    audit: () => http<AuditAnswer>('POST', '/api/admin/audit', { body: {} }),
  }
}

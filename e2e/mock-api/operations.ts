/** The pretend API's answers for the operator's page: something of everything it can show. */
import type { AuditAnswer, Operations, UnknownList } from '../../src/api/contract-operations.ts'
import type { Lane } from '../../src/api/contract.ts'

const now = () => new Date().toISOString()
const lane = (id: string, more: Partial<Lane> = {}): Lane => ({
  id,
  maxInFlight: 16,
  perMinute: null,
  paused: null,
  waiting: 0,
  inFlight: 0,
  ...more,
})

export const lanes = (): { items: Lane[] } => ({
  items: [
    lane('local:picture', { waiting: 6, inFlight: 3 }),
    lane('kling:kling-video-o1', { paused: { reason: 'provider_quota', until: null }, maxInFlight: 4, perMinute: 60, waiting: 12 }),
  ],
})

export const operations = (): Operations => ({
  phases: [
    { kind: 'image_generation', what: 'a picture', phase: 'queued', jobs: 6, oldestSeconds: 42, limitSeconds: 900, exceeded: false },
    { kind: 'shot_video_generation', what: 'a shot', phase: 'unknown', jobs: 1, oldestSeconds: 2_400, limitSeconds: 1_800, exceeded: true },
  ],
  recent: [{ kind: 'image_generation', what: 'a picture', phase: 'submitting', p50: 1.9, p90: 2.8, p99: 3.7 }],
  failures: [
    {
      code: 'content_rejected',
      message: 'The provider declined this prompt or picture by its content rules.',
      count: 7,
      kinds: [{ kind: 'image_generation', what: 'a picture', count: 7 }],
      lastAt: now(),
    },
  ],
  failuresAmong: 5_000,
  nodes: [{ id: 'n', name: 'studio-1:4711', startedAt: now(), alive: true, stopping: false, worker: true }],
  unknown: 1,
})

export const unknown = (): UnknownList => ({
  items: [
    {
      jobId: '0190aaaa-0000-7000-8000-000000000001',
      account: { id: 'a', name: 'Demo' },
      kind: 'shot_video_generation',
      what: 'a shot',
      attempt: 1,
      lane: 'kling:kling-video-o1',
      attemptKey: '0190aaaa-0000-7000-8000-000000000001-1',
      postedAt: now(),
      unknownAt: new Date(Date.now() - 2_400_000).toISOString(),
      until: new Date(Date.now() + 600_000).toISOString(),
      credits: 80,
    },
  ],
  nextCursor: null,
})

export const audit = (): AuditAnswer => ({
  ok: true,
  findings: [],
  notices: [{ code: 'lane_paused', means: 'lanes that are paused', count: 1, rows: [{ lane: 'kling:kling-video-o1' }] }],
  checks: 9,
  tookMs: 42,
  counts: { accounts: 1, jobs: 60, openJobs: 4, ledgerLines: 120, credits: 872 },
})

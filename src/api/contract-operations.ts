/** The shapes of the operator's page as they cross the wire. See contract.ts, whose rules hold here too. */
import { z } from 'zod'

/** Work that stands in a phase now, and how long the oldest of it has. */
export const openPhase = z.object({
  kind: z.string(),
  /** the kind in words */
  what: z.string(),
  phase: z.string(),
  jobs: z.number().int(),
  oldestSeconds: z.number(),
  /** how long it may before somebody should look; null: its job's own deadline decides */
  limitSeconds: z.number().nullable(),
  exceeded: z.boolean(),
})

/** How long recent work stood in a phase, in seconds. */
export const recentPhase = z.object({ kind: z.string(), what: z.string(), phase: z.string(), p50: z.number(), p90: z.number(), p99: z.number() })

/** Failures of one class among the newest jobs. */
export const failureClass = z.object({
  code: z.string(),
  message: z.string(),
  count: z.number().int(),
  /** what it befell, most often first */
  kinds: z.array(z.object({ kind: z.string(), what: z.string(), count: z.number().int() })),
  lastAt: z.string(),
})

export const operations = z.object({
  phases: z.array(openPhase),
  recent: z.array(recentPhase),
  failures: z.array(failureClass),
  /** among so many of the newest jobs */
  failuresAmong: z.number().int(),
  nodes: z.array(z.object({ id: z.string(), name: z.string(), startedAt: z.string(), alive: z.boolean(), stopping: z.boolean(), worker: z.boolean() })),
  /** open outcomes that are being checked, over all accounts */
  unknown: z.number().int(),
})
export type Operations = z.infer<typeof operations>

/** A job whose provider may or may not have taken it: what is known, for the operator who asks there. */
export const unknownOutcome = z.object({
  jobId: z.string(),
  account: z.object({ id: z.string(), name: z.string() }),
  kind: z.string(),
  what: z.string(),
  attempt: z.number().int(),
  /** the model it was sent to */
  lane: z.string(),
  /** the id it was sent under, to be looked for at the provider */
  attemptKey: z.string(),
  postedAt: z.string().nullable(),
  unknownAt: z.string(),
  /** then it is written off and given back */
  until: z.string().nullable(),
  credits: z.number().int(),
})
export const unknownList = z.object({ items: z.array(unknownOutcome), nextCursor: z.null() })
export type UnknownList = z.infer<typeof unknownList>

const auditEntry = z.object({ code: z.string(), means: z.string(), count: z.number().int(), rows: z.array(z.record(z.string(), z.unknown())) })
/** What `safelight doctor` proves, asked for from the page. */
export const auditAnswer = z.object({
  ok: z.boolean(),
  findings: z.array(auditEntry),
  notices: z.array(auditEntry),
  checks: z.number().int(),
  tookMs: z.number().int(),
  counts: z.object({ accounts: z.number(), jobs: z.number(), openJobs: z.number(), ledgerLines: z.number(), credits: z.number() }),
})
export type AuditAnswer = z.infer<typeof auditAnswer>

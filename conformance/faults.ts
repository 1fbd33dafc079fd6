/** What goes wrong in a cell: how the provider behaves, and where our own process dies. */
import type { Directive } from '../simulators/lib/directive.ts'
import type { FaultPoint } from '../src/engine/faults.ts'

export type Fault = {
  name: string
  directive: Partial<Directive>
  /** a person cancels once the provider has it */
  cancel?: true
  /** says something only where webhooks can come in */
  webhooks?: true
  /** the result is a file at an address, or nothing of this can happen */
  byAddress?: true
  /** work that is asked about, or nothing of this can happen */
  polled?: true
}

const ms = 300

/** Every way a provider may behave that its adapter must stand. */
export const faults: readonly Fault[] = [
  { name: 'ok', directive: { ms } },
  { name: 'slow', directive: { post: 'slow', slow: 800, ms } },
  { name: 'reset before', directive: { post: 'reset-before', ms, times: 1 } },
  { name: '503 before', directive: { post: '503-before', ms, times: 1 } },
  { name: 'answer lost', directive: { post: 'lost', ms, times: 1 } },
  { name: 'answer cut', directive: { post: 'half', ms, times: 1 } },
  { name: '502 after', directive: { post: '502-after', ms, times: 1 } },
  { name: 'answer lost, callback dropped', directive: { post: 'lost', hook: 'dropped', ms, times: 1 }, webhooks: true },
  { name: '429', directive: { post: '429', ms, times: 1 } },
  { name: '401', directive: { post: '401', ms, times: 1 } },
  { name: '402', directive: { post: '402', ms, times: 1 } },
  { name: 'declined', directive: { post: 'rejected', ms } },
  { name: 'fails', directive: { run: 'fails', ms } },
  { name: 'stuck', directive: { run: 'stuck', ms } },
  { name: 'poll 503', directive: { run: 'poll-503', ms }, polled: true },
  { name: 'poll reset', directive: { run: 'poll-reset', ms }, polled: true },
  { name: 'cancelled', directive: { ms: 150_000 }, cancel: true },
  { name: 'done after cancel', directive: { run: 'done-after-cancel', ms: 30_000 }, cancel: true },
  { name: 'expired', directive: { run: 'expired', ms }, byAddress: true },
  { name: 'wrong content', directive: { run: 'wrong-content', ms }, byAddress: true },
  { name: 'truncated', directive: { run: 'truncated', ms }, byAddress: true },
  { name: 'callback dropped', directive: { hook: 'dropped', ms }, webhooks: true },
  { name: 'callback twice', directive: { hook: 'doubled', ms }, webhooks: true },
  { name: 'callback early', directive: { hook: 'early', ms }, webhooks: true },
  { name: 'callback late', directive: { hook: 'late', ms }, webhooks: true },
  { name: 'callback forged', directive: { hook: 'forged', ms }, webhooks: true },
]

/**
 * Where a worker dies. Left out: `submit.*` and `cancel.noted`, which lie on the API's side before any provider knows of
 * the work, and `progress.sending`, which changes nothing at the provider or in the ledger; `npm run chaos` dies there.
 */
export const crashPoints = [
  'none',
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
  'recover.answered',
  'cancel.answered',
  'collect.committed',
  'collect.stored',
  'close.sending',
  'close.committed',
  'retry.sending',
  'retry.committed',
] as const satisfies readonly (FaultPoint | 'none')[]
export type CrashPoint = (typeof crashPoints)[number]

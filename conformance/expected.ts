/**
 * What must come of each cell, from what the adapter says it can do. Written down before anything runs: expected.json holds
 * every cell, and a test keeps it equal to these rules.
 */
import { applies, type Subject } from './subjects.ts'
import { crashPoints, faults, type CrashPoint, type Fault } from './faults.ts'

/** `status`, with the code of a failure, and whether the provider's price was written off. */
export type Outcome = string

export const completed: Outcome = 'completed'
const failed = (code: string, writeOff = false): Outcome => `failed ${code}${writeOff ? ', written off' : ''}`
const unknown = failed('outcome_unknown', true)

/** armed, and not sent: which nobody can know afterwards */
const beforePost: readonly CrashPoint[] = ['arm.committed', 'post.leaving']

export function expectedOf(subject: Subject, fault: Fault, point: CrashPoint, webhooks: boolean): Outcome[] {
  const { recovery } = subject.abilities[webhooks ? 'webhooks' : 'polling']
  if (recovery === 'repeatable') return [completed]
  // never taken: no means can find it
  if (beforePost.includes(point)) return [unknown]
  const usual = withoutCrash(subject, fault, webhooks)
  switch (diesKnowing(subject, fault, point)) {
    case 'nothing new':
      return usual
    case 'it was refused':
      return [unknown]
    case 'it was taken':
      return findable(subject, fault, webhooks) ? withoutCrash(subject, taken(fault), webhooks) : [unknown]
  }
}

/** The same fault, where the POST itself met none; what a provider declines it declines all the same. */
const taken = (fault: Fault): Fault => (fault.directive.post === 'rejected' ? fault : { ...fault, directive: { ...fault.directive, post: 'ok' } })

/** What the process that dies has learned of its POST and not yet told the database. */
function diesKnowing(subject: Subject, { directive }: Fault, point: CrashPoint): 'nothing new' | 'it was taken' | 'it was refused' {
  const post = directive.post ?? 'ok'
  // a synchronous provider says with its answer that it failed, or never answers
  const failsAtOnce = subject.sync && directive.run === 'fails'
  const ambiguous =
    ['reset-before', '503-before', 'lost', 'half', '502-after'].includes(post) || (failsAtOnce && subject.failsAs === 'ambiguous') || (subject.sync && directive.run === 'stuck')
  const refused = ['401', '402'].includes(post) || (post === 'rejected' && !subject.declinesLater) || (failsAtOnce && subject.failsAs === 'refusal')
  switch (point) {
    case 'post.answered':
    case 'park.sending':
      // a result needs no parking, and a refusal neither; after a 429 the next attempt is answered
      if (subject.sync && point === 'park.sending') return 'nothing new'
      return ambiguous || refused ? 'nothing new' : 'it was taken'
    case 'collect.stored':
    case 'close.sending':
      if (refused) return point === 'close.sending' ? 'it was refused' : 'nothing new'
      // a synchronous result is nowhere but in the process that got it
      return subject.sync && !ambiguous ? 'it was taken' : 'nothing new'
    case 'retry.sending':
      return post === '429' ? 'it was refused' : 'nothing new'
    default:
      return 'nothing new'
  }
}

/** Whether work that was taken can be found without the answer to its POST. */
export function findable(subject: Subject, { directive }: Pick<Fault, 'directive'>, webhooks: boolean): boolean {
  switch (subject.abilities[webhooks ? 'webhooks' : 'polling'].recovery) {
    case 'client-id':
    case 'idempotency-key':
    case 'list-scan':
      return true
    case 'webhook':
      if (subject.scans) return true
      // what is not over before the window closes was not heard of
      return directive.hook !== 'dropped' && !(subject.callsBackLate && directive.run === 'stuck')
    default:
      return false
  }
}

function withoutCrash(subject: Subject, fault: Fault, webhooks: boolean): Outcome[] {
  const { directive } = fault
  switch (directive.post) {
    case 'reset-before':
    case '503-before':
      return [unknown]
    case 'lost':
    case 'half':
    case '502-after':
      return [findable(subject, fault, webhooks) ? completed : unknown]
    case '401':
      return [failed('provider_auth')]
    case '402':
      return [failed('provider_quota')]
    case 'rejected':
      return [failed(subject.declinesAs)]
    case '429':
    case 'slow':
    case 'ok':
    case undefined:
  }
  const { cancelRule } = subject.abilities[webhooks ? 'webhooks' : 'polling']
  switch (directive.run) {
    case 'fails':
      return subject.sync && subject.failsAs === 'ambiguous' ? [unknown] : [failed('provider_failed')]
    case 'stuck':
      if (subject.sync) return [unknown]
      return cancelRule === 'free-until-done' ? [failed('deadline_exceeded')] : cancelRule === 'not-cancellable' ? [failed('deadline_exceeded', true)] : [failed('deadline_exceeded'), failed('deadline_exceeded', true)]
    case 'done-after-cancel':
      return [completed]
    case 'expired':
      return [failed('result_expired', true)]
    case 'wrong-content':
      return [failed('provider_failed', true)]
    default:
  }
  if (!fault.cancel || subject.sync || cancelRule === 'not-cancellable') return [completed]
  // whether it was still queued there when it was asked to stop is the provider's matter
  return cancelRule === 'free-until-done' ? ['cancelled'] : ['cancelled', completed]
}

export type Cell = { provider: string; fault: string; point: CrashPoint; expected: Outcome[] }

/** Every cell of a run. Without webhooks only what they could change is run again. */
export function cellsOf(all: readonly Subject[], webhooks: boolean, points: readonly CrashPoint[] = crashPoints): Cell[] {
  return all.flatMap((subject) =>
    faults
      .filter((fault) => applies(subject, fault, webhooks))
      .flatMap((fault) => points.map((point) => ({ provider: subject.id, fault: fault.name, point, expected: expectedOf(subject, fault, point, webhooks) }))),
  )
}

/** Where a public URL makes a difference: how work is found again. */
export const pollingPoints: readonly CrashPoint[] = ['none', 'arm.committed', 'post.answered', 'close.sending']

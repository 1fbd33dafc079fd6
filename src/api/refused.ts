import type { CommonRefusal } from '../studios/refusals.ts'
import { problems, type ProblemError } from './problems.ts'

/** What a studio refused, as HTTP. */
export function refused(refusal: CommonRefusal): ProblemError {
  switch (refusal.type) {
    case 'not_found':
      return problems.notFound()
    case 'invalid':
      return problems.invalidInput(refusal.fields)
    case 'illegal':
      return problems.illegalEvent(refusal.event, refusal.status, refusal.can)
    case 'price_changed':
      return problems.priceChanged(refusal.credits, { credits: refusal.credits })
    case 'insufficient_credits':
      return problems.insufficientCredits(refusal)
    case 'idempotency_conflict':
      return problems.idempotencyConflict()
    case 'conflict':
      return problems.conflict()
  }
}

/** @throws ProblemError `not_found` where there is none */
export function found<T>(value: T | null): T {
  if (value === null) throw problems.notFound()
  return value
}

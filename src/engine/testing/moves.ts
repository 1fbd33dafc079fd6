/** The state machine of docs/state-machine.md, as a table for the tests: where a job may go, and by which verb. */
import type { Verb } from '../statements.ts'

/** An open job is named by its phase, a closed one by its status. */
export type State =
  | 'queued' | 'delayed' | 'preparing' | 'submitting' | 'submitted' | 'unknown' | 'collecting' | 'children'
  | 'completed' | 'failed' | 'cancelled'

/** `via` are the verbs whose statement makes the move. Staying in a state is not a move. */
export type Move = { from: State | 'nothing'; to: State; via: Verb[] }

const all = (from: Move['from'], moves: Partial<Record<State, Verb[]>>): Move[] =>
  Object.entries(moves).map(([to, via]) => ({ from, to: to as State, via }))

export const moves: readonly Move[] = [
  ...all('nothing', { queued: ['submit'], children: ['submit'], failed: ['submit'] }),
  ...all('queued', { preparing: ['claim'], failed: ['close'], cancelled: ['close'] }),
  ...all('delayed', { queued: ['promote'], failed: ['close'], cancelled: ['close'] }),
  ...all('preparing', { submitting: ['arm'], delayed: ['retry'], failed: ['close'], cancelled: ['close'] }),
  ...all('submitting', {
    submitted: ['park'], unknown: ['park'], collecting: ['collect'], delayed: ['retry'],
    completed: ['close'], failed: ['close'], cancelled: ['close'],
  }),
  ...all('submitted', { collecting: ['collect'], unknown: ['park'], delayed: ['retry'], failed: ['close'], cancelled: ['close'] }),
  ...all('unknown', { submitted: ['park'], delayed: ['retry'], failed: ['close'], cancelled: ['close'] }),
  ...all('collecting', {
    submitted: ['park'], unknown: ['park'], delayed: ['retry'], completed: ['close'], failed: ['close'], cancelled: ['close'],
  }),
  // by the close of its last child, or of the first that failed where the policy is `all`
  ...all('children', { completed: ['close'], failed: ['close'], cancelled: ['close'] }),
]

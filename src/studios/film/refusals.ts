/** Why nothing happened to a film: nothing was created, nothing was charged. */
import type { CommonRefusal, Done } from '../refusals.ts'

/** An asset or shot that stands in the way, as people know it. */
export type Named = { kind: 'asset' | 'shot'; id: string; name: string }

export type Refusal =
  | CommonRefusal
  /** something else must be there, or gone, first; `items` names it */
  | { type: 'blocked'; code: 'film_empty' | 'film_incomplete' | 'asset_in_use' | 'asset_without_picture' | 'too_many_items'; items: Named[]; max?: number }

/** `done`: it is as it was asked to be, by this request or by an earlier one. */
export type CommandResult = Done | Refusal

import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { EventEnvelope } from '../../api/contract.ts'
import type { ProgressWords } from '../../messages/progress.en.ts'

export type Subject = NonNullable<EventEnvelope['subject']>

/** What a studio's pages do when a job of one of its subjects changes. */
export type SubjectEvents = {
  /** what to read again: `now` is what stands open before somebody's eyes, `soon` lists that hold it too */
  changed(subject: Subject, event: EventEnvelope): { now?: QueryKey[]; soon?: QueryKey[] }
  /**
   * Takes every event of the subject over, also those that are no job's: paints what it says and sees to what must be read
   * again. `changed` and `progress` are then not asked.
   */
  heard?(queryClient: QueryClient, subject: Subject, event: EventEnvelope): void
  /** paints a percentage from the event itself, without asking the server; where it is missing, progress is read anew */
  progress?(queryClient: QueryClient, moved: { subject: Subject; jobId: string; percent: number; words: ProgressWords }): void
}

const table = new Map<string, SubjectEvents[]>()

/**
 * Registers subject kinds; `*` hears every kind. Called at the top of a studio's own chunk: while that has not been
 * loaded nothing of its kinds is in the cache, so nothing is missed.
 */
export function onSubjects(kinds: readonly string[], events: SubjectEvents): void {
  for (const kind of kinds) table.set(kind, [...(table.get(kind) ?? []), events])
}

/** The entries that hear of a subject: its own, and those that hear all. */
export function listeners(kind: string): SubjectEvents[] {
  return [...(table.get(kind) ?? []), ...(table.get('*') ?? [])]
}

import type { TaskStatus } from '../../api/contract.ts'
import { useMessages } from '../i18n/i18n.tsx'

/** What something is doing, as the lamp, the tab's title and its picture tell it. */
export type Tone = 'waiting' | 'developing' | 'choose' | 'done' | 'failed' | 'quiet'

export const tones: Record<TaskStatus, Tone> = {
  IMAGE_PENDING: 'waiting',
  IMAGE_GENERATING: 'developing',
  IMAGE_COMPLETED: 'choose',
  MODEL_PENDING: 'waiting',
  MODEL_GENERATING: 'developing',
  MODEL_COMPLETED: 'done',
  FAILED: 'failed',
  CANCELLED: 'quiet',
}

/** The lamp: a shape and a colour for what something is doing. Never alone: the word stands beside it. */
export function Lamp({ tone }: { tone: Tone }) {
  const shape: Record<Tone, string> = {
    waiting: 'rounded-full border-2 border-amber',
    developing: 'rounded-full bg-red shadow-[0_0_0_3px_var(--red-dim)] animate-pulse',
    choose: 'rounded-full border-2 border-text',
    done: 'rounded-full bg-text',
    failed: 'rotate-45 border-2 border-fault',
    quiet: 'rounded-full border-2 border-line-strong',
  }
  return <span aria-hidden="true" className={`inline-block size-2.5 shrink-0 ${shape[tone]}`} />
}

export function StatusMark({ status, className = '' }: { status: TaskStatus; className?: string }) {
  const m = useMessages()
  return (
    <span className={`inline-flex items-center gap-2 text-sm font-medium ${className}`}>
      <Lamp tone={tones[status]} />
      {m.progress.status[status]}
    </span>
  )
}

import type { Job } from '../../../api/contract.ts'
import type { Messages } from '../../../messages/en.ts'
import type { Locale } from '../../../messages/locale.ts'
import { span } from '../../i18n/format.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Lamp, type Tone } from '../../ui/StatusMark.tsx'

export const toneOf = (job: Job): Tone => {
  switch (job.status) {
    case 'pending':
    case 'processing':
      return job.waiting ? 'waiting' : 'developing'
    case 'completed':
      return 'done'
    case 'failed':
      return 'failed'
    case 'cancelled':
      return 'quiet'
  }
}

/** What a job is doing, in a word or two; of a parent also how many of its parts are there. */
export function stateWords(job: Job, m: Messages): string {
  if (job.closedAt === null) {
    if (job.cancelRequested) return m.job.cancelling
    if (job.outcomeUnknown) return m.job.phases.unknown
    if (job.waiting) return m.job.statuses.pending
    return job.children === null ? m.job.statuses.processing : m.job.partsOf(job.children.total - job.children.open, job.children.total)
  }
  if (job.status === 'completed' && job.children !== null && job.children.completed < job.children.total)
    return m.job.partsDone(job.children.completed, job.children.total)
  return m.job.statuses[job.status]
}

/** Its place in the queue, or how long it usually still takes; nothing where nobody knows. */
export function outlookOf(job: Job, m: Messages, locale: Locale): string | null {
  if (job.closedAt !== null) return null
  if (job.queuePosition !== null) return m.task.queue(job.queuePosition)
  if (job.eta === null) return null
  const { secondsLow, secondsHigh } = job.eta
  return secondsLow < 1 ? m.task.etaShort(span(locale, secondsHigh)) : m.task.eta(span(locale, secondsLow), span(locale, secondsHigh))
}

export function JobMark({ job, className = '' }: { job: Job; className?: string }) {
  const m = useMessages()
  return (
    <span className={`inline-flex items-center gap-2 text-sm font-medium ${className}`}>
      <Lamp tone={toneOf(job)} />
      {stateWords(job, m)}
    </span>
  )
}

import type { Work } from '../../../api/contract-photography.ts'
import type { PhotographyWords } from '../../../messages/studios/photography.ts'

/**
 * The work with one photograph's progress moved on, exactly as the API would present it a moment later; the same object
 * when the event is about nothing shown here or is older than what is shown. Progress never runs backwards.
 */
export function patchProgress(work: Work, jobId: string, progress: number, words: PhotographyWords['progress']): Work {
  const percent = Math.max(0, Math.min(100, Math.round(progress)))
  const isOpen = (status: string) => status === 'PENDING' || status === 'GENERATING'
  const moved = work.photographs.find((photograph) => photograph.jobId === jobId)
  if (moved === undefined || !isOpen(moved.status) || percent <= moved.progress || !isOpen(work.status)) return work
  const photographs = work.photographs.map((photograph) =>
    photograph === moved ? { ...photograph, status: 'GENERATING' as const, progress: percent } : photograph,
  )
  const done = photographs.filter(({ status }) => status === 'COMPLETED').length
  const sum = photographs.reduce((total, { status, progress: own }) => total + (isOpen(status) ? own : 100), 0)
  return {
    ...work,
    photographs,
    status: 'GENERATING',
    queuePosition: null,
    progress: Math.max(work.progress, Math.floor(sum / photographs.length)),
    progressMessage: work.outcomeUnknown || work.cancelRequested ? work.progressMessage : words.generating(done, photographs.length),
  }
}

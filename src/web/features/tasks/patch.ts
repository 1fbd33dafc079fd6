import type { PartStatus, Task } from '../../../api/contract.ts'
import type { ProgressWords } from '../../../messages/progress.en.ts'

const isOpen = (status: PartStatus) => status === 'PENDING' || status === 'GENERATING'

/**
 * The task with one part's progress moved on, exactly as the API would present it a moment later; the same object
 * when the event is about nothing shown here or is older than what is shown. Progress never runs backwards.
 */
export function patchProgress(task: Task, jobId: string, progress: number, words: ProgressWords): Task {
  const percent = Math.max(0, Math.min(100, Math.round(progress)))
  const model = task.models.find((m) => m.jobId === jobId)
  if (model) {
    if (!isOpen(model.status) || percent <= model.progress) return task
    const moved = { ...model, status: 'GENERATING' as const, progress: percent }
    const models = task.models.map((m) => (m.jobId === jobId ? moved : m))
    if (task.model?.jobId !== jobId) return { ...task, models }
    const quiet = task.outcomeUnknown || task.cancelRequested
    return {
      ...task,
      models,
      model: moved,
      status: 'MODEL_GENERATING',
      progress: percent,
      queuePosition: null,
      progressMessage: quiet ? task.progressMessage : words.modelGenerating(percent),
    }
  }
  const image = task.images.find((i) => i.jobId === jobId)
  if (!image || !isOpen(image.status) || percent <= image.progress) return task
  const images = task.images.map((i) => (i.jobId === jobId ? { ...i, status: 'GENERATING' as const, progress: percent } : i))
  if (task.status !== 'IMAGE_PENDING' && task.status !== 'IMAGE_GENERATING') return { ...task, images }
  const done = images.filter((i) => i.status === 'COMPLETED').length
  const quiet = task.outcomeUnknown || task.cancelRequested
  return {
    ...task,
    images,
    status: 'IMAGE_GENERATING',
    queuePosition: null,
    progress: Math.max(
      task.progress,
      Math.round(images.reduce((sum, i) => sum + (isOpen(i.status) ? i.progress : 100), 0) / images.length),
    ),
    progressMessage: quiet ? task.progressMessage : words.imageGenerating(done, images.length),
  }
}

import type { VideoPiece, VideoProject, VideoScene } from '../../../api/video-contract.ts'
import type { VideoProgressWords } from '../../../messages/studios/video-progress.en.ts'

/** of the bar: the clips, before all is put together; as the API reckons */
const clipsPercent = 80
const kinds = ['picture', 'clip', 'voice', 'rewrite'] as const

/**
 * The project with one job's progress moved on, as the API would present it a moment later; the same object when the event
 * is about nothing shown here or is older than what is shown. Progress never runs backwards.
 */
export function patchProgress(project: VideoProject, jobId: string, progress: number, words: VideoProgressWords): VideoProject {
  const percent = Math.max(0, Math.min(100, Math.round(progress)))
  let found = false
  const scenes = project.scenes.map((scene) => {
    const kind = kinds.find((one) => scene[one]?.jobId === jobId)
    const piece = kind === undefined ? null : scene[kind]
    if (kind === undefined || piece === null || piece === undefined) return scene
    found = true
    return percent > piece.progress && isOpen(piece) ? { ...scene, [kind]: { ...piece, status: 'processing' as const, progress: percent, message: words.piece.percent(words.piece.processing[kind], percent) } } : scene
  })
  // the parent of the clips speaks too, whenever one of them ends
  const overall = found ? ofPieces(project, scenes) : project.status === 'GENERATING_SCRIPT' ? percent : project.stage === 'final' ? clipsPercent + Math.floor((percent * (100 - clipsPercent)) / 100) : project.progress
  if (overall <= project.progress) return found ? { ...project, scenes } : project
  const message = found || project.outcomeUnknown || project.cancelRequested ? project.progressMessage : project.status === 'GENERATING_SCRIPT' ? words.script(percent) : words.final(percent)
  return { ...project, scenes, progress: overall, progressMessage: message, steps: project.steps.map((step) => (step.state === 'current' ? { ...step, progress: found || step.step === 'script' ? overall : percent } : step)) }
}

const isOpen = ({ status }: VideoPiece): boolean => status === 'pending' || status === 'processing'

/** Over the pieces that are made now; of those that are done already nobody knows here which batch they came with. */
function ofPieces({ status, progress }: VideoProject, scenes: readonly VideoScene[]): number {
  if (status !== 'GENERATING_STORYBOARD' && status !== 'GENERATING_VIDEO') return progress
  const pieces = scenes.flatMap((scene) => (status === 'GENERATING_STORYBOARD' ? [scene.picture] : [scene.clip, ...(scene.voice === null ? [] : [scene.voice])]))
  const sum = pieces.reduce((total, piece) => total + (isOpen(piece) ? piece.progress : 100), 0)
  const part = pieces.length === 0 ? 0 : sum / pieces.length
  return Math.floor(status === 'GENERATING_VIDEO' ? (part * clipsPercent) / 100 : part)
}

import type { VideoStatus } from '../../../api/video-contract.ts'
import type { Tone } from '../../ui/StatusMark.tsx'

const tones: Record<VideoStatus, Tone> = {
  CREATED: 'quiet',
  GENERATING_SCRIPT: 'developing',
  DRAFT: 'choose',
  GENERATING_STORYBOARD: 'developing',
  STORYBOARD_READY: 'choose',
  GENERATING_VIDEO: 'developing',
  COMPLETED: 'done',
  FAILED: 'failed',
  CANCELLED: 'quiet',
}
export const toneOf = (status: VideoStatus): Tone => tones[status]

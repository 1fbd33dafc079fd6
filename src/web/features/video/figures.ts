import type { VideoStatus } from '../../../api/video-contract.ts'
import type { Tone } from '../../ui/StatusMark.tsx'

/** `1:05`; of less than a minute `0:07`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

export function size(locale: string, bytes: number): string {
  const megabytes = bytes / 1024 / 1024
  return `${megabytes.toLocaleString(locale, { maximumFractionDigits: megabytes < 10 ? 1 : 0 })} MB`
}

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

import type { Fps } from './encode.ts'

/** The shapes we make, in px: about a million pixels each, and half as much again to each side for finer work. */
const standard = {
  '16:9': { width: 1280, height: 720 },
  '9:16': { width: 720, height: 1280 },
  '1:1': { width: 960, height: 960 },
  '4:3': { width: 1104, height: 828 },
  '3:4': { width: 828, height: 1104 },
} as const

export type FrameAspect = keyof typeof standard

/** One rate for all that we make ourselves: a film of such clips drops and repeats no frame. */
export const usualFps: Fps = 24

export function frameSize(aspect: FrameAspect, quality: 'standard' | 'professional' = 'standard'): { width: number; height: number } {
  const { width, height } = standard[aspect]
  return quality === 'standard' ? { width, height } : { width: width * 1.5, height: height * 1.5 }
}

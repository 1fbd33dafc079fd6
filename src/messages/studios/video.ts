import type { Locale } from '../locale.ts'
import { videoEn, type VideoWords } from './video.en.ts'
import { videoZhCN } from './video.zh-CN.ts'

export type { VideoWords } from './video.en.ts'
export const videoWords: Record<Locale, VideoWords> = { en: videoEn, 'zh-CN': videoZhCN }

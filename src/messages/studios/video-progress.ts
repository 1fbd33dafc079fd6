/** A video project's progress words by language, for the API. The page imports only the language it shows. */
import type { Locale } from '../locale.ts'
import { videoProgressEn, type VideoProgressWords } from './video-progress.en.ts'
import { videoProgressZhCN } from './video-progress.zh-CN.ts'

export const videoProgress: Record<Locale, VideoProgressWords> = { en: videoProgressEn, 'zh-CN': videoProgressZhCN }

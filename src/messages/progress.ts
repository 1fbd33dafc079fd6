/** Progress words by language, for the API. The page imports only the language it shows. */
import type { Locale } from './locale.ts'
import { progressEn, type ProgressWords } from './progress.en.ts'
import { progressZhCN } from './progress.zh-CN.ts'

export const progressWords: Record<Locale, ProgressWords> = { en: progressEn, 'zh-CN': progressZhCN }

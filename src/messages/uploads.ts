import type { Locale } from './locale.ts'
import { uploadsEn, type UploadWords } from './uploads.en.ts'
import { uploadsZhCN } from './uploads.zh-CN.ts'

export type { UploadWords } from './uploads.en.ts'
export const uploadWords: Record<Locale, UploadWords> = { en: uploadsEn, 'zh-CN': uploadsZhCN }

/** Photography's words by language, for the API. The page imports only the language it shows. */
import type { Locale } from '../locale.ts'
import { photographyApiEn, type PhotographyApiWords } from './photography-api.en.ts'
import { photographyApiZhCN } from './photography-api.zh-CN.ts'

export const photographyApiWords: Record<Locale, PhotographyApiWords> = { en: photographyApiEn, 'zh-CN': photographyApiZhCN }

/** The photography pages' words by language; they come with the chunk that shows them. */
import type { Locale } from '../locale.ts'
import { photographyEn, type PhotographyWords } from './photography.en.ts'
import { photographyZhCN } from './photography.zh-CN.ts'

export type { PhotographyWords } from './photography.en.ts'
export const photographyWords: Record<Locale, PhotographyWords> = { en: photographyEn, 'zh-CN': photographyZhCN }

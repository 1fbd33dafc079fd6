import type { Locale } from '../locale.ts'
import { filmEn, type FilmWords } from './film.en.ts'
import { filmZhCN } from './film.zh-CN.ts'

export type { FilmWords } from './film.en.ts'
export const filmWords: Record<Locale, FilmWords> = { en: filmEn, 'zh-CN': filmZhCN }

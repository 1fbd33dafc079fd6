/** A film's progress words by language, for the API. The page imports only the language it shows. */
import type { Locale } from '../locale.ts'
import { filmProgressEn, type FilmProgressWords } from './film-progress.en.ts'
import { filmProgressZhCN } from './film-progress.zh-CN.ts'

export const filmProgress: Record<Locale, FilmProgressWords> = { en: filmProgressEn, 'zh-CN': filmProgressZhCN }

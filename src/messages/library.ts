import type { Locale } from './locale.ts'
import { libraryEn, type LibraryWords } from './library.en.ts'
import { libraryZhCN } from './library.zh-CN.ts'

export type { LibraryWords } from './library.en.ts'
export const libraryWords: Record<Locale, LibraryWords> = { en: libraryEn, 'zh-CN': libraryZhCN }

import type { Locale } from '../../messages/locale.ts'
import { useI18n } from './i18n.tsx'

/** Words that come with the chunk that shows them, in the language of the page. */
export const useWords = <W>(words: Record<Locale, W>): W => words[useI18n().locale]

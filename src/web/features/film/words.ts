import { filmWords, type FilmWords } from '../../../messages/studios/film.ts'
import { currentLocale } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'

export const useFilmWords = (): FilmWords => useWords(filmWords)

/** The words of the language that is shown, outside of a component. */
export const filmWordsNow = (): FilmWords => filmWords[currentLocale()]

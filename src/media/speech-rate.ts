/** How long a text takes to say, where nobody has said it yet. */
export type SpokenLanguage = 'en' | 'zh'

/** Words a second in English, characters in Chinese: an easy narrator's pace. */
export const SPOKEN_PER_SECOND: Record<SpokenLanguage, number> = { en: 2.3, zh: 4.2 }

/** Words, or characters; in Chinese a Latin word or a number is said in about two characters' time. */
export function spokenUnits(text: string, language: SpokenLanguage): number {
  if (language === 'en') return text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length
  return (text.match(/\p{Script=Han}/gu)?.length ?? 0) + 2 * (text.match(/[\p{Script=Latin}\p{N}]+/gu)?.length ?? 0)
}

export const spokenSeconds = (text: string, language: SpokenLanguage): number => spokenUnits(text, language) / SPOKEN_PER_SECOND[language]

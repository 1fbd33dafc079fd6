import type { Locale } from '../messages/locale.ts'
import { wordsEn, type Words } from './words.en.ts'
import { wordsZhCN } from './words.zh-CN.ts'

export type { Words } from './words.en.ts'
export const words: Record<Locale, Words> = { en: wordsEn, 'zh-CN': wordsZhCN }

/** The language of the terminal, as POSIX orders its variables; English where it is neither. */
export function localeOf(env: Record<string, string | undefined>): Locale {
  const tag = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  return /^zh/i.test(tag) ? 'zh-CN' : 'en'
}

/** Something to tell the person at the terminal, with what to do about it. Not a defect of ours: no stack trace. */
export class Complaint extends Error {
  readonly code: string
  readonly advice: string | null

  constructor(code: string, message: string, advice: string | null = null) {
    super(message)
    this.name = 'Complaint'
    this.code = code
    this.advice = advice
  }
}

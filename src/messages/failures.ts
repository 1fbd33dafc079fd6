/** Words for failures and refusals. Server side: the page shows what the API rendered and does not load these. */
import { failuresEn, fieldsEn, type FailureCode, type FailureWords, type FieldCode } from './failures.en.ts'
import { failuresZhCN, fieldsZhCN } from './failures.zh-CN.ts'
import type { Locale, Params } from './locale.ts'

export type { FailureCode, FieldCode } from './failures.en.ts'
export type RenderedFailure = { code: string; title: string; message: string; advice: string }

const failures: Record<Locale, Record<FailureCode, FailureWords>> = { en: failuresEn, 'zh-CN': failuresZhCN }
const fields: Record<Locale, Record<FieldCode, (p: Params) => string>> = { en: fieldsEn, 'zh-CN': fieldsZhCN }

/** Every code that has words; a code outside it is read as `internal`. */
export const failureCodes = Object.keys(failuresEn) as FailureCode[]

/**
 * A stored failure or a refusal in people's words. An unknown code (written by a newer release) keeps its code and
 * gets the words of `internal`, so that nothing ever shows a bare identifier or a stack trace.
 */
export function renderFailure(locale: Locale, failure: { code: string; params?: Params | undefined }): RenderedFailure {
  const table = failures[locale]
  const words = Object.hasOwn(table, failure.code) ? table[failure.code as FailureCode] : table.internal
  return { code: failure.code, title: words.title, message: words.message(failure.params ?? {}), advice: words.advice }
}

/** What is wrong with one field of a request. */
export function renderField(locale: Locale, field: { code: string; params?: Params | undefined }): string {
  const table = fields[locale]
  const words = Object.hasOwn(table, field.code) ? table[field.code as FieldCode] : table.invalid
  return words(field.params ?? {})
}

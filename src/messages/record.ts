/** Sentences of the durable record: ledger lines and timelines. Server side only. */
import type { Locale, Params } from './locale.ts'
import { grantReasonsEn, kindsEn, ledgerEn, timelineEn, type LedgerWords, type TimelineWords } from './record.en.ts'
import { grantReasonsZhCN, kindsZhCN, ledgerZhCN, timelineZhCN } from './record.zh-CN.ts'

const kinds: Record<Locale, Record<string, string>> = { en: kindsEn, 'zh-CN': kindsZhCN }
const grantReasons: Record<Locale, Record<string, string>> = { en: grantReasonsEn, 'zh-CN': grantReasonsZhCN }
const ledger: Record<Locale, LedgerWords> = { en: ledgerEn, 'zh-CN': ledgerZhCN }
const timeline: Record<Locale, TimelineWords> = { en: timelineEn, 'zh-CN': timelineZhCN }

export type LedgerKind = keyof LedgerWords
export type TimelineType = keyof TimelineWords

/** What a job kind makes, as a phrase inside a sentence; undefined for a kind without words. */
export const kindName = (locale: Locale, kind: string): string | undefined =>
  Object.hasOwn(kinds[locale], kind) ? kinds[locale][kind] : undefined

/** Words for a grant's reason: a known code is translated, an admin's own words are kept. */
export const grantReason = (locale: Locale, reason: string): string =>
  Object.hasOwn(grantReasons[locale], reason) ? (grantReasons[locale][reason] as string) : reason

/** A ledger line's sentence. Render a failure code with `renderFailure` first and pass its message as `reason`. */
export const renderLedger = (locale: Locale, kind: LedgerKind, params: Params): string => ledger[locale][kind](params)

/** A timeline item's sentence; a type this release does not know is shown as it is. */
export function renderTimeline(locale: Locale, type: string, params: Params): string {
  const table = timeline[locale]
  return Object.hasOwn(table, type) ? table[type as TimelineType](params) : type
}

/** The languages Safelight speaks. Words are rendered when read, from codes and parameters; only codes are stored. */
export type Locale = 'en' | 'zh-CN'

export const locales = ['en', 'zh-CN'] as const satisfies readonly Locale[]
export const defaultLocale: Locale = 'en'

/** A value that fills a gap in a sentence. Values come from stored JSON, so every sentence must survive their absence. */
export type Params = Record<string, string | number | undefined>

/**
 * The language for an `Accept-Language` header (RFC 9110 §12.5.4), by its weights; English when it names neither.
 * Every Chinese tag is answered in Simplified Chinese, the nearest we have.
 */
export function pickLocale(acceptLanguage: string | null | undefined): Locale {
  let best: { locale: Locale; weight: number } | null = null
  for (const part of (acceptLanguage ?? '').slice(0, 1000).split(',')) {
    const [tag = '', ...rest] = part.trim().toLowerCase().split(';')
    const q = rest.map((r) => r.trim()).find((r) => r.startsWith('q='))
    const weight = q === undefined ? 1 : Number(q.slice(2))
    if (!(weight > 0)) continue
    const primary = tag.trim().split('-')[0]
    const locale: Locale | null = primary === 'zh' ? 'zh-CN' : primary === 'en' ? 'en' : tag.trim() === '*' ? defaultLocale : null
    if (locale !== null && (best === null || weight > best.weight)) best = { locale, weight }
  }
  return best?.locale ?? defaultLocale
}

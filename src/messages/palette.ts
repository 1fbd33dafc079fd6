import type { Locale } from './locale.ts'
import { paletteEn, type PaletteWords } from './palette.en.ts'
import { paletteZhCN } from './palette.zh-CN.ts'

export const paletteWords: Record<Locale, PaletteWords> = { en: paletteEn, 'zh-CN': paletteZhCN }

import type { Locale } from './locale.ts'
import { operationsEn, type OperationsWords } from './operations.en.ts'
import { operationsZhCN } from './operations.zh-CN.ts'

export type { OperationsWords } from './operations.en.ts'
export const operationsWords: Record<Locale, OperationsWords> = { en: operationsEn, 'zh-CN': operationsZhCN }

import type { Locale } from './locale.ts'
import { activityEn, type ActivityWords } from './activity.en.ts'
import { activityZhCN } from './activity.zh-CN.ts'

export const activityWords: Record<Locale, ActivityWords> = { en: activityEn, 'zh-CN': activityZhCN }

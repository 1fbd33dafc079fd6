import { createContext, use, useEffect, useState, type ReactNode } from 'react'
import type { Messages } from '../../messages/en.ts'
import { locales, pickLocale, type Locale } from '../../messages/locale.ts'

const storageKey = 'safelight.locale'
let current: Locale = initialLocale()

/** The language requests are made in; the API renders its words by it. */
export const currentLocale = (): Locale => current

function initialLocale(): Locale {
  try {
    const stored = localStorage.getItem(storageKey)
    if (locales.includes(stored as Locale)) return stored as Locale
  } catch {
    // storage may be forbidden; the browser's languages decide then
  }
  return pickLocale(navigator.languages.join(','))
}

/** One language is one chunk: the page loads only what it shows. */
const load: Record<Locale, () => Promise<Messages>> = {
  en: () => import('../../messages/en.ts').then((m) => m.en),
  'zh-CN': () => import('../../messages/zh-CN.ts').then((m) => m.zhCN),
}

export const loadMessages = (): Promise<Messages> => load[current]()

type I18n = { locale: Locale; m: Messages; setLocale: (locale: Locale) => void }
const Context = createContext<I18n | null>(null)

export function I18nProvider(props: { initial: Messages; onChange: () => void; children: ReactNode }) {
  const [state, setState] = useState<{ locale: Locale; m: Messages }>({ locale: current, m: props.initial })
  useEffect(() => {
    document.documentElement.lang = state.locale
  }, [state.locale])
  const setLocale = (locale: Locale) => {
    void load[locale]().then((m) => {
      current = locale
      try {
        localStorage.setItem(storageKey, locale)
      } catch {
        // the choice then lasts as long as the page
      }
      setState({ locale, m })
      props.onChange()
    })
  }
  return <Context value={{ ...state, setLocale }}>{props.children}</Context>
}

export function useI18n(): I18n {
  const value = use(Context)
  if (value === null) throw new Error('useI18n outside I18nProvider')
  return value
}

export const useMessages = (): Messages => useI18n().m

import type { Locale } from '../../messages/locale.ts'

/** A moment, short and in the reader's own time zone. */
export const dateTime = (locale: Locale, iso: string): string =>
  new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(new Date(iso))

export const timeOfDay = (locale: Locale, iso: string): string =>
  new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(new Date(iso))

/** A span in words: "12 s", "1 min 5 s"; minutes alone beyond ten, where seconds would only pretend to precision. */
export function span(locale: Locale, seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  const unit = (n: number, u: 'second' | 'minute' | 'hour') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: u, unitDisplay: 'short' }).format(n)
  if (s < 60) return unit(s, 'second')
  if (s < 600 && s % 60 !== 0) return `${unit(Math.floor(s / 60), 'minute')} ${unit(s % 60, 'second')}`
  if (s < 3600) return unit(Math.round(s / 60), 'minute')
  return `${unit(Math.floor(s / 3600), 'hour')} ${unit(Math.round((s % 3600) / 60), 'minute')}`
}

/** Milliseconds with the precision that helps: "180 ms", "4.2 s". */
export function precise(locale: Locale, ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toLocaleString(locale, { maximumFractionDigits: 1 })} s`
  return span(locale, ms / 1000)
}

export const signed = (locale: Locale, n: number): string =>
  n === 0 ? '0' : new Intl.NumberFormat(locale, { signDisplay: 'always' }).format(n).replace('-', '−')

/** A name as a line of it fits. */
export const shorten = (text: string, charsMax: number): string =>
  text.length > charsMax ? `${text.slice(0, charsMax - 1).trimEnd()}…` : text

/** How long ago, in the largest unit that says something: "3 min ago". */
export function ago(locale: Locale, iso: string, nowMs = Date.now()): string {
  const s = (Date.parse(iso) - nowMs) / 1000
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
  if (s > -60) return format.format(Math.min(0, Math.round(s)), 'second')
  if (s > -3600) return format.format(Math.round(s / 60), 'minute')
  if (s > -86_400) return format.format(Math.round(s / 3600), 'hour')
  return s > -7 * 86_400 ? format.format(Math.round(s / 86_400), 'day') : dateTime(locale, iso)
}

/** A month in words, of `2026-11`. */
export const monthName = (locale: Locale, month: string): string =>
  new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`))

/** A day with its year, and the time. */
export const fullDate = (locale: Locale, iso: string): string =>
  new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(new Date(iso))

/** A size as people read it: "3.4 MB". */
export function fileSize(locale: Locale, bytes: number): string {
  const unit = bytes < 1e6 ? 'kilobyte' : 'megabyte'
  const value = bytes / (unit === 'kilobyte' ? 1e3 : 1e6)
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 }).format(Math.max(value, 0.1))
}

/** `1:05`; of less than a minute `0:07`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

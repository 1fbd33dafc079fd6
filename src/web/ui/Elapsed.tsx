import { useEffect, useState } from 'react'
import { span } from '../i18n/format.ts'
import { useI18n } from '../i18n/i18n.tsx'

/** Time since a moment, ticking by the second. Hidden from screen readers: it would never stop talking. */
export function Elapsed({ since }: { since: string }) {
  const { locale, m } = useI18n()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [])
  return (
    <span className="num" aria-hidden="true">
      {m.task.elapsed(span(locale, (now - Date.parse(since)) / 1000))}
    </span>
  )
}

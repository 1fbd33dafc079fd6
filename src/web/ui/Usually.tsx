import { useQuery } from '@tanstack/react-query'
import { pricesQuery } from '../api/queries.ts'
import { span } from '../i18n/format.ts'
import { useI18n } from '../i18n/i18n.tsx'

/** How long this kind of work has usually taken lately, as a range; nothing at all where there is no history yet. */
export function Usually({ kind }: { kind: 'image_generation' | 'model3d_generation' }) {
  const { m, locale } = useI18n()
  const eta = useQuery(pricesQuery).data?.items.find((i) => i.kind === kind)?.eta
  if (!eta) return null
  return <span className="num">{m.task.usually(span(locale, eta.secondsLow), span(locale, eta.secondsHigh))}</span>
}

import { useMessages } from '../i18n/i18n.tsx'
import { useLiveStatus } from '../live/status.ts'
import { Icon } from '../ui/Icon.tsx'

/** Says when the page shows yesterday's truth, and that it mends itself. */
export function Banner() {
  const m = useMessages()
  const status = useLiveStatus()
  const text = status === 'offline' ? m.live.offline : status === 'away' ? m.live.away : null
  return (
    <output className="block">
      {text !== null && (
        <span className="flex items-center justify-center gap-2 bg-amber-dim px-4 py-2 text-sm text-text">
          <Icon name="alert" className="size-4 text-amber" />
          {text}
        </span>
      )}
    </output>
  )
}

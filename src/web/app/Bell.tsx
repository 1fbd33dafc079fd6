import { useQuery } from '@tanstack/react-query'
import { lazy, useEffect, useState } from 'react'
import { noticesQuery } from '../features/activity/queries.ts'
import { useMessages } from '../i18n/i18n.tsx'
import { Icon } from '../ui/Icon.tsx'
import { LazyMenu } from '../ui/LazyMenu.tsx'
import { menuButton } from '../ui/styles.ts'

const loadMenu = () => import('../features/notify/NoticeMenu.tsx')
const NoticeMenu = lazy(() => loadMenu().then((x) => ({ default: x.NoticeMenu })))

/** What came to its end, with the number of those nobody has looked at; the list comes with the first sign of interest. */
export function Bell() {
  const m = useMessages()
  // after what the page itself needs
  const [idle, setIdle] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIdle(true), 600)
    return () => clearTimeout(timer)
  }, [])
  const unread = useQuery({ ...noticesQuery, enabled: idle }).data?.unread ?? 0
  return (
    <LazyMenu
      menu={NoticeMenu}
      load={loadMenu}
      props={{}}
      button={(on) => (
        <button
          type="button"
          aria-haspopup="dialog"
          aria-expanded={false}
          aria-label={m.notify.bell(unread)}
          className={`relative ${menuButton}`}
          {...on}
        >
          <BellFace unread={unread} />
        </button>
      )}
    />
  )
}

/** The bell as both its buttons show it. */
export function BellFace({ unread }: { unread: number }) {
  return (
    <>
      <Icon name="bell" />
      {unread > 0 && (
        <span
          aria-hidden="true"
          className="num absolute top-1 right-0.5 grid h-4 min-w-4 place-items-center rounded-full bg-ink px-1 text-[0.625rem] leading-none font-semibold text-on-ink"
        >
          {unread > 9 ? '9+' : unread}
        </span>
      )}
    </>
  )
}

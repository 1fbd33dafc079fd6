import { Link } from '@tanstack/react-router'
import { lazy } from 'react'
import type { Me } from '../../api/contract.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { keyNames } from '../keys/bindings.ts'
import { openOverlay } from '../keys/open.ts'
import { useLiveStatus, type LiveStatus } from '../live/status.ts'
import { Icon } from '../ui/Icon.tsx'
import { LazyMenu } from '../ui/LazyMenu.tsx'
import { menuButton } from '../ui/styles.ts'
import { Bell } from './Bell.tsx'

const loadMenu = () => import('./AccountMenu.tsx')
const AccountMenu = lazy(() => loadMenu().then((x) => ({ default: x.AccountMenu })))

export function Header({ me }: { me: Me | null }) {
  const { m, locale, setLocale } = useI18n()
  return (
    <header className="sticky top-0 z-30 border-b border-line bg-bg/90 backdrop-blur-md">
      <div className="flex h-15 items-center gap-1 px-3 sm:gap-2 sm:px-6">
        <Link
          to="/"
          className="mr-1 inline-flex min-h-10 items-center gap-2.5 rounded-lg px-2 text-lg font-semibold tracking-tight sm:mr-4"
          aria-label={m.app.start}
        >
          <span aria-hidden="true" className="size-3.5 rounded-full bg-red shadow-[0_0_0_4px_var(--red-dim),0_0_22px_2px_var(--red)]" />
          <span>{m.app.name}</span>
        </Link>
        {me && (
          <button
            type="button"
            aria-haspopup="dialog"
            aria-keyshortcuts="Control+K Meta+K"
            onClick={() => openOverlay('palette')}
            className="mx-auto hidden h-10 w-full max-w-80 min-w-0 items-center gap-2.5 rounded-lg border border-line px-3 text-sm text-faint transition-colors hover:border-control hover:text-text lg:flex"
          >
            <Icon name="search" className="size-4" />
            {m.keys.search}
            <kbd aria-hidden="true" className="ml-auto font-sans text-xs">
              {keyNames('mod+k').join(' ')}
            </kbd>
          </button>
        )}
        <div className="ml-auto flex items-center gap-1 sm:gap-3 lg:ml-0">
          {me && (
            <button
              type="button"
              aria-haspopup="dialog"
              aria-label={m.keys.search}
              onClick={() => openOverlay('palette')}
              className={`max-sm:hidden lg:hidden ${menuButton}`}
            >
              <Icon name="search" />
            </button>
          )}
          {me && <Connection />}
          {me && (
            <Link
              to="/credits"
              className="num flex min-h-10 flex-col justify-center rounded-lg px-2 text-right leading-tight hover:bg-raised"
            >
              <span className="text-sm font-semibold whitespace-nowrap">{m.app.available(me.credits.available)}</span>
              {me.credits.held > 0 && <span className="text-xs whitespace-nowrap text-amber">{m.app.held(me.credits.held)}</span>}
            </Link>
          )}
          <fieldset aria-label={m.app.language} className="hidden items-center rounded-lg border border-line p-0.5 text-sm md:flex">
            {(['en', 'zh-CN'] as const).map((l) => (
              <button
                key={l}
                type="button"
                lang={l}
                aria-pressed={locale === l}
                onClick={() => setLocale(l)}
                // as wide as its word before the word's font is there
                className={`${l === 'en' ? 'min-w-10' : 'min-w-19'} min-h-8 rounded-md px-2.5 text-muted transition-colors hover:text-text aria-pressed:bg-raised aria-pressed:text-text`}
              >
                {l === 'en' ? 'EN' : '简体中文'}
              </button>
            ))}
          </fieldset>
          {me && <Bell />}
          <LazyMenu
            menu={AccountMenu}
            load={loadMenu}
            props={{ me }}
            button={(on) => (
              <button type="button" aria-haspopup="menu" aria-expanded={false} aria-label={m.app.menu} className={menuButton} {...on}>
                <Icon name="menu" />
              </button>
            )}
          />
        </div>
      </div>
    </header>
  )
}

const marks: Record<LiveStatus, string> = {
  live: 'bg-text',
  connecting: 'border-2 border-amber',
  reconnecting: 'border-2 border-amber animate-pulse',
  polling: 'border-2 border-amber',
  away: 'rotate-45 rounded-none! border-2 border-fault',
  offline: 'rotate-45 rounded-none! border-2 border-fault',
}

/** Whether what the page shows is live. */
function Connection() {
  const { m } = useI18n()
  const status = useLiveStatus()
  const words: Record<LiveStatus, string> = {
    live: m.live.live,
    connecting: m.live.connecting,
    reconnecting: m.live.reconnecting,
    polling: m.live.polling,
    away: m.live.reconnecting,
    offline: m.live.reconnecting,
  }
  return (
    <span data-live={status} className="flex items-center gap-2 px-1 text-xs text-muted" title={words[status]}>
      <span aria-hidden="true" className={`size-2 rounded-full ${marks[status]}`} />
      <span className="sr-only lg:not-sr-only">{words[status]}</span>
    </span>
  )
}

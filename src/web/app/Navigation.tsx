import { Link, useRouterState } from '@tanstack/react-router'
import type { Me } from '../../api/contract.ts'
import { useMessages } from '../i18n/i18n.tsx'
import { Icon } from '../ui/Icon.tsx'
import { isIn, placesFor, studios, type Place } from './studios.ts'

/** The places: a slim rail beside the page, a bar under the thumb on phones. One element, so that it is read once. */
export function Navigation({ role }: { role: Me['role'] }) {
  const m = useMessages()
  const pathname = useRouterState({ select: (s) => s.location.pathname })
  return (
    <nav
      aria-label={m.app.nav}
      className="fixed inset-x-0 bottom-0 z-30 flex border-t border-line bg-bg/95 pb-[env(safe-area-inset-bottom)] max-md:backdrop-blur-md md:sticky md:inset-x-auto md:top-15 md:bottom-auto md:h-[calc(100dvh-3.75rem)] md:w-21 md:shrink-0 md:flex-col md:gap-1 md:self-start md:overflow-y-auto md:border-t-0 md:border-r md:p-2"
    >
      {studios.map((place) => (
        <Entry key={place.id} place={place} current={isIn(place, pathname)} />
      ))}
      <div aria-hidden="true" className="mx-3 my-2 hidden border-t border-line md:block" />
      {placesFor(role)
        .slice(studios.length)
        .map((place) => (
          <Entry key={place.id} place={place} current={isIn(place, pathname)} />
        ))}
    </nav>
  )
}

function Entry({ place, current }: { place: Place; current: boolean }) {
  const m = useMessages()
  const words = m.places[place.id]
  return (
    <Link
      to={place.path}
      aria-current={current ? 'page' : undefined}
      aria-label={words.name === words.short ? undefined : words.name}
      className={`${place.admin ? 'max-md:hidden ' : ''}flex min-h-14 min-w-0 flex-1 flex-col items-center justify-center gap-1 rounded-lg px-0.5 text-[0.6875rem] leading-none font-medium text-muted outline-offset-[-2px] transition-colors hover:text-text aria-[current=page]:text-text md:min-h-15 md:flex-none md:hover:bg-surface md:aria-[current=page]:bg-raised`}
    >
      <Icon name={place.icon} className={current ? 'size-5.5' : 'size-5.5 opacity-80'} />
      <span className="max-w-full truncate">{words.short}</span>
    </Link>
  )
}

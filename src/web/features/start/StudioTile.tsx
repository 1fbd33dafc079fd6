import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { studios, type Studio } from '../../app/studios.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { buttonClass } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Emblem } from './Emblem.tsx'

/** The studios' own buttons, each loaded when the start page first shows it. */
const begins = Object.fromEntries(
  studios.flatMap(({ id, begin }) => (begin ? [[id, lazy(() => begin().then((x) => ({ default: x.Begin })))]] : [])),
)

/** A studio as a door: what it makes, a first piece of work in one click, and the way in. */
export function StudioTile({ studio }: { studio: Studio }) {
  const m = useMessages()
  const { lead, open } = m.start.studios[studio.id]
  const Begin = begins[studio.id]
  return (
    <article className="card flex h-full flex-col overflow-hidden shadow-card">
      <Emblem id={studio.id} />
      <div className="flex flex-1 flex-col gap-2 p-4 sm:p-5">
        <h2 className="text-lg">
          <Link to={studio.path} className="inline-flex min-h-6 items-center gap-2.5 hover:underline hover:underline-offset-4">
            <Icon name={studio.icon} className="size-4.5 text-faint" />
            {m.places[studio.id].name}
          </Link>
        </h2>
        <p className="text-sm text-muted">{lead}</p>
        {/* the height is kept while the button's chunk is on its way */}
        <div className="mt-auto flex min-h-43 flex-col justify-end gap-2 pt-3">
          {Begin && (
            <Suspense>
              <Begin />
            </Suspense>
          )}
          <Link to={studio.path} className={`${buttonClass('secondary')} w-full`}>
            {open}
            <Icon name="arrow" className="size-4" />
          </Link>
        </div>
      </div>
    </article>
  )
}

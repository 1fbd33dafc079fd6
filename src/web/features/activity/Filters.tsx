import { Link } from '@tanstack/react-router'
import type { Job } from '../../../api/contract.ts'
import { activityWords } from '../../../messages/activity.ts'
import { studios } from '../../app/studios.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { Icon } from '../../ui/Icon.tsx'
import { activityStates, type ActivitySearch } from './search.ts'

const chip =
  'inline-flex min-h-9 items-center gap-1.5 rounded-full border border-line px-3.5 text-sm whitespace-nowrap text-muted transition-colors hover:border-control hover:text-text aria-[current=page]:border-ink aria-[current=page]:bg-ink aria-[current=page]:text-on-ink'

/** An address names only what is asked for. */
const said = (search: ActivitySearch): ActivitySearch =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined))

/** Filters as links, so that a view has an address. Kinds are offered as the list shows them. */
export function Filters({ jobs, search }: { jobs: readonly Job[]; search: ActivitySearch }) {
  const m = useMessages()
  const w = useWords(activityWords)
  const kinds = new Map(jobs.map((job) => [job.kind, job.what]))
  const row = (label: string, chips: { name: string; icon?: (typeof studios)[number]['icon']; to: ActivitySearch }[]) => (
    <nav aria-label={label} className="flex flex-wrap gap-2">
      {chips.map(({ name, icon, to }) => (
        <Link
          key={name}
          to="/activity"
          search={said(to)}
          className={chip}
          activeOptions={{ exact: true, includeSearch: true, explicitUndefined: true }}
        >
          {icon && <Icon name={icon} className="size-4" />}
          {name}
        </Link>
      ))}
    </nav>
  )
  return (
    <div className="mb-6 grid gap-2">
      {row(w.filterState, [
        { name: w.all, to: { ...search, status: undefined } },
        ...activityStates.map((status) => ({ name: w.states[status], to: { ...search, status } })),
      ])}
      {studios.length > 1 &&
        row(w.filterStudio, [
          { name: w.allStudios, to: { status: search.status } },
          ...studios.map(({ id, icon }) => ({
            name: m.places[id].name,
            icon,
            to: { status: search.status, studio: id },
          })),
        ])}
      {(search.kind !== undefined || (kinds.size > 1 && (search.studio !== undefined || studios.length === 1))) &&
        row(w.filterKind, [
          { name: w.everyKind, to: { ...search, kind: undefined } },
          ...[...kinds].map(([kind, what]) => ({ name: what, to: { ...search, kind } })),
        ])}
    </div>
  )
}

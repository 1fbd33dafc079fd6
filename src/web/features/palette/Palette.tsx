import { Dialog } from '@base-ui/react/dialog'
import { useQuery } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useId, useRef, useState } from 'react'
import { paletteWords } from '../../../messages/palette.ts'
import { sessionQuery } from '../../api/queries.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { allBindings } from '../../keys/bindings.ts'
import { setTheme } from '../../theme/theme.ts'
import { Icon } from '../../ui/Icon.tsx'
import { JobThumb } from '../activity/JobThumb.tsx'
import { recentJobsQuery } from '../activity/queries.ts'
import { commandsFor, type Command } from './commands.ts'
import { Keycaps } from './Keycaps.tsx'
import { score } from './match.ts'

const shownMax = 40

/** Everything by a few letters. The input keeps the focus; the list follows the arrow keys. */
export function Palette({ onClose, onSheet }: { onClose: () => void; onSheet: () => void }) {
  const { m, locale, setLocale } = useI18n()
  const w = useWords(paletteWords)
  const router = useRouter()
  const listId = useId()
  const list = useRef<HTMLDivElement>(null)
  const me = useQuery(sessionQuery).data?.me
  const recent = useQuery(recentJobsQuery).data?.items ?? []
  // as they were when it was opened: what it offers must not change under the finger
  const [bindings] = useState(allBindings)
  const [query, setQuery] = useState('')
  const [at, setAt] = useState(0)
  if (!me) return null

  const commands = commandsFor({
    m,
    locale,
    me,
    recent,
    bindings,
    doing: { go: (path) => void router.history.push(path), setTheme, setLocale, sheet: onSheet },
  })
  const found = fitting(commands, query)
  const chosen = found[Math.min(at, found.length - 1)]
  const optionId = (command: Command | undefined) => (command ? `${listId}-${commands.indexOf(command)}` : undefined)

  function run(command: Command | undefined) {
    if (command === undefined) return
    onClose()
    command.run()
  }
  function move(to: number) {
    const next = (to + found.length) % Math.max(1, found.length)
    setAt(next)
    document.getElementById(optionId(found[next]) ?? '')?.scrollIntoView({ block: 'nearest' })
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Popup className="fixed top-[12vh] left-1/2 z-50 flex max-h-[70vh] w-[min(38rem,calc(100vw-1.5rem))] -translate-x-1/2 flex-col overflow-hidden rounded-2xl border border-line-strong bg-raised shadow-card max-sm:top-3">
          <Dialog.Title className="sr-only">{w.title}</Dialog.Title>
          <div className="flex items-center gap-3 border-b border-line px-4">
            <Icon name="search" className="size-5 text-faint" />
            <input
              role="combobox"
              aria-expanded
              aria-controls={listId}
              aria-activedescendant={optionId(chosen)}
              aria-label={w.placeholder}
              aria-autocomplete="list"
              autoComplete="off"
              spellCheck={false}
              // eslint-disable-next-line jsx-a11y/no-autofocus -- it was opened to be typed into
              autoFocus
              value={query}
              placeholder={w.placeholder}
              className="h-14 w-full bg-transparent text-lg outline-none placeholder:text-faint"
              onChange={(e) => {
                setQuery(e.target.value)
                setAt(0)
                list.current?.scrollTo({ top: 0 })
              }}
              onKeyDown={(e) => {
                if (e.nativeEvent.isComposing) return
                if (e.key === 'ArrowDown') move(at + 1)
                else if (e.key === 'ArrowUp') move(at - 1)
                else if (e.key === 'Home' && e.ctrlKey) move(0)
                else if (e.key === 'End' && e.ctrlKey) move(found.length - 1)
                else if (e.key === 'Enter') run(chosen)
                else return
                e.preventDefault()
              }}
            />
          </div>
          <output className="sr-only">{w.results(found.length)}</output>
          {/* eslint-disable-next-line jsx-a11y/prefer-tag-over-role -- a datalist cannot show what these show */}
          <div ref={list} id={listId} role="listbox" aria-label={w.title} className="min-h-0 flex-1 overflow-y-auto p-1.5">
            {found.length === 0 && <p className="px-3 py-8 text-center text-sm text-muted">{w.nothing}</p>}
            {found.map((command, i) => (
              <div key={command.id}>
                {query === '' && command.group !== found[i - 1]?.group && (
                  <p aria-hidden="true" className="label px-3 pt-3 pb-1">
                    {w.groups[command.group]}
                  </p>
                )}
                {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the input has the keys */}
                <div
                  id={optionId(command)}
                  // eslint-disable-next-line jsx-a11y/prefer-tag-over-role -- an option element shows text only
                  role="option"
                  tabIndex={-1}
                  aria-selected={command === chosen}
                  onClick={() => run(command)}
                  onPointerMove={() => setAt(i)}
                  className="flex min-h-11 cursor-pointer items-center gap-3 rounded-lg px-3 text-sm aria-selected:bg-surface"
                >
                  {command.job ? (
                    <JobThumb job={command.job} className="size-7 rounded-sm!" />
                  ) : (
                    <Icon name={command.icon} className="mx-1 size-5 text-faint" />
                  )}
                  <span className="min-w-0 flex-1 truncate">{command.label}</span>
                  {command.keys && <Keycaps keys={command.keys} />}
                </div>
              </div>
            ))}
          </div>
          <p className="border-t border-line px-4 py-2 text-xs text-faint max-sm:hidden">{w.hint}</p>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function fitting(commands: Command[], query: string): Command[] {
  if (query.trim() === '') return commands
  return commands
    .flatMap((command) => {
      const own = score(query, command.label)
      const also = score(query, command.also)
      // another name finds it, but its own name finds it better
      const points = Math.max(own ?? Number.NEGATIVE_INFINITY, also === null ? Number.NEGATIVE_INFINITY : also - 3)
      return Number.isFinite(points) ? [{ command, points }] : []
    })
    .toSorted((a, b) => b.points - a.points)
    .slice(0, shownMax)
    .map(({ command }) => command)
}

import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { LibraryStudio } from '../../../api/contract-media.ts'
import type { LibraryWords } from '../../../messages/library.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { isFiltered, kinds, studioIds, type LibrarySearch } from './search.ts'

type Props = { search: LibrarySearch; onChange: (change: Partial<LibrarySearch>) => void; selecting: boolean; onSelecting: () => void; w: LibraryWords }

const field = 'min-h-10 rounded-lg border border-line-strong bg-surface px-3 text-text transition-colors hover:border-control'
const typingMs = 180
export const searchFieldId = 'library-search'

/** What is looked for. Everything here stands in the address. */
export function Filters({ search, onChange, selecting, onSelecting, w }: Props) {
  // what is set is shown, also on a phone
  const [more, setMore] = useState(search.studio !== undefined || search.from !== undefined || search.to !== undefined)
  return (
    <search className="grid gap-3 pb-3">
      <div className="flex flex-wrap items-center gap-2">
        <SearchField value={search.q ?? ''} onChange={(q) => onChange({ q: q.trim() === '' ? undefined : q })} w={w} />
        <Button look="secondary" className="px-3 sm:hidden" aria-expanded={more} aria-label={w.moreFilters} title={w.moreFilters} onClick={() => setMore(!more)}>
          <Icon name="sliders" className="size-5" />
        </Button>
        <div className={`${more ? 'grid' : 'hidden'} w-full grid-cols-2 gap-2 sm:flex sm:w-auto sm:items-center`}>
          <select
            aria-label={w.studio}
            value={search.studio ?? ''}
            onChange={(e) => onChange({ studio: e.target.value === '' ? undefined : (e.target.value as LibraryStudio) })}
            className={`${field} col-span-2`}
          >
            <option value="">{w.anyStudio}</option>
            {studioIds.map((id) => (
              <option key={id} value={id}>
                {w.studios[id]}
              </option>
            ))}
          </select>
          <Day label={w.from} value={search.from} max={search.to} onChange={(from) => onChange({ from })} />
          <Day label={w.to} value={search.to} min={search.from} onChange={(to) => onChange({ to })} />
        </div>
      </div>
      <div className="-mx-4 flex gap-2 overflow-x-auto px-4 py-1 sm:mx-0 sm:flex-wrap sm:px-0">
        <fieldset aria-label={w.kind} className="flex gap-2 sm:flex-wrap">
          <Chip pressed={search.kind === undefined} onClick={() => onChange({ kind: undefined })}>
            {w.all}
          </Chip>
          {kinds.map((kind) => (
            <Chip key={kind} pressed={search.kind === kind} onClick={() => onChange({ kind: search.kind === kind ? undefined : kind })}>
              {w.kinds[kind]}
            </Chip>
          ))}
        </fieldset>
        <Chip pressed={search.fav === true} onClick={() => onChange({ fav: search.fav ? undefined : true })}>
          <Icon name="star" className={`size-4 ${search.fav ? 'fill-current' : ''}`} />
          {w.favourites}
        </Chip>
        <Chip pressed={selecting} onClick={onSelecting}>
          <Icon name="check" className="size-4" />
          {w.selecting}
        </Chip>
        {isFiltered(search) && (
          <Button look="quiet" className="min-h-9! shrink-0 px-3 text-sm!" onClick={() => onChange({ q: undefined, kind: undefined, studio: undefined, fav: undefined, from: undefined, to: undefined })}>
            {w.reset}
          </Button>
        )}
      </div>
    </search>
  )
}

function Chip({ pressed, onClick, children }: { pressed: boolean; onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onClick}
      className="inline-flex min-h-9 shrink-0 items-center gap-1.5 rounded-full border border-line px-3.5 text-sm whitespace-nowrap text-muted transition-colors hover:border-control hover:text-text aria-pressed:border-ink aria-pressed:bg-ink aria-pressed:text-on-ink"
    >
      {children}
    </button>
  )
}

/** Searches while it is typed in; the address follows when the typing rests. */
function SearchField({ value, onChange, w }: { value: string; onChange: (q: string) => void; w: LibraryWords }) {
  const [text, setText] = useState(value)
  const input = useRef<HTMLInputElement>(null)
  const said = useRef(value)
  const latest = useRef(onChange)
  useEffect(() => {
    latest.current = onChange
  })
  useEffect(() => {
    if (value === said.current) return
    said.current = value
    setText(value)
  }, [value])
  useEffect(() => {
    if (text === said.current) return
    const timer = setTimeout(() => {
      said.current = text
      latest.current(text)
    }, typingMs)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <div className="relative min-w-0 flex-[1_1_14rem]">
      <Icon name="search" className="pointer-events-none absolute top-3 left-3 size-4 text-faint" />
      <input
        ref={input}
        id={searchFieldId}
        type="text"
        inputMode="search"
        enterKeyHint="search"
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        maxLength={200}
        aria-label={w.searchLabel}
        placeholder={w.search}
        value={text}
        onChange={(e) => setText(e.target.value)}
        className={`${field} w-full pr-10 pl-9 placeholder:text-faint`}
      />
      {text !== '' && (
        <button
          type="button"
          aria-label={w.clearSearch}
          onClick={() => {
            setText('')
            input.current?.focus()
          }}
          className="absolute top-1 right-1 grid size-8 place-items-center rounded-md text-muted hover:text-text"
        >
          <Icon name="close" className="size-4" />
        </button>
      )}
    </div>
  )
}

function Day(props: { label: string; value: string | undefined; min?: string | undefined; max?: string | undefined; onChange: (day: string | undefined) => void }) {
  return (
    <label className="grid gap-1 text-sm text-muted sm:flex sm:items-center sm:gap-2">
      {props.label}
      <input
        type="date"
        value={props.value ?? ''}
        min={props.min}
        max={props.max}
        onChange={(e) => props.onChange(e.target.value === '' ? undefined : e.target.value)}
        className={`${field} min-w-0`}
      />
    </label>
  )
}

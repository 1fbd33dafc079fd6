import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { LibraryItem, LibraryTimeline } from '../../../api/contract-media.ts'
import { libraryWords, type LibraryWords } from '../../../messages/library.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { useBindings } from '../../keys/bindings.ts'
import { Button, buttonClass } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Lightbox } from '../../ui/Lightbox.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { usePageTitle } from '../notify/title.tsx'
import { UploadBox } from '../uploads/UploadBox.tsx'
import { useUploads } from '../uploads/useUploads.ts'
import { download, setFavourite } from './actions.ts'
import { CompareStage } from './CompareStage.tsx'
import { DeleteDialog } from './DeleteDialog.tsx'
import { Filters, searchFieldId } from './Filters.tsx'
import { Grid } from './Grid.tsx'
import { ItemLightbox } from './ItemLightbox.tsx'
import { chunksOf } from './layout.ts'
import { detailsQuery, timelineQuery } from './queries.ts'
import { filterOf, isFiltered, type LibrarySearch } from './search.ts'
import { SelectionBar } from './SelectionBar.tsx'
import { useReadIds } from './useItems.ts'
import { useSelection } from './useSelection.ts'

const nothing: LibraryTimeline = { total: 0, months: [], chunk: 1, marks: [] }

/** Everything the account made or brought, in every studio. */
export function LibraryPage() {
  const w = useWords(libraryWords)
  const { locale } = useI18n()
  usePageTitle(w.title)
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const search = useSearch({ from: '/library' })
  const { item: openId, ...filters } = search
  const filterKey = JSON.stringify(filters)
  const filter = useMemo(() => filterOf(JSON.parse(filterKey) as LibrarySearch), [filterKey])
  const timeline = useQuery(timelineQuery(filter))
  const shown = timeline.data ?? nothing
  const selection = useSelection()
  const readIds = useReadIds(filter, shown)
  const [removing, setRemoving] = useState<readonly string[] | null>(null)
  const [comparing, setComparing] = useState<readonly LibraryItem[] | null>(null)
  const [packing, setPacking] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [said, setSaid] = useState('')
  const [bringing, setBringing] = useState(false)
  const atFocus = useRef<() => LibraryItem | null>(() => null)
  const [returnTo, setReturnTo] = useState<number | null>(null)

  const change = (part: Partial<LibrarySearch>, replace = true) =>
    void navigate({ to: '/library', search: { ...search, ...part }, replace, resetScroll: !('item' in part) })
  const attempt = (work: () => Promise<unknown>) => {
    setError(null)
    work().catch(setError)
  }
  const chosen = async (): Promise<LibraryItem[]> => Promise.all([...selection.ids].map((id) => queryClient.ensureQueryData(detailsQuery(id))))
  const pack = () => {
    setPacking(true)
    attempt(async () => {
      try {
        await download([...selection.ids].map((id) => ({ id, url: `/api/files/${id}` })))
      } finally {
        setPacking(false)
      }
    })
  }
  const compare = () =>
    attempt(async () => {
      const items = (await chosen()).toSorted((a, b) => (a.id < b.id ? -1 : 1))
      if (items.every((item) => item.kind === 'image')) setComparing(items)
      else setSaid(w.compareHint)
    })
  const favourite = (item: LibraryItem) => attempt(() => setFavourite(queryClient, [item.id], !item.favourite))

  useBindings(w.title, [
    { keys: '/', label: w.keys.search, run: () => document.getElementById(searchFieldId)?.focus() },
    {
      keys: 'f',
      label: w.keys.favourite,
      run: () => {
        const item = atFocus.current()
        if (item !== null) favourite(item)
      },
    },
    { keys: 'u', label: w.keys.bring, run: () => setBringing(true) },
    { keys: 's', label: w.keys.select, run: () => (selection.on ? selection.clear() : selection.setOn(true)) },
  ])
  return (
    <>
      <Heading w={w} count={timeline.data?.total ?? null} opened={bringing} setOpened={setBringing} />
      <Filters
        search={filters}
        onChange={(part) => change(part)}
        selecting={selection.on}
        onSelecting={() => (selection.on ? selection.clear() : selection.setOn(true))}
        w={w}
      />
      <ProblemNote error={timeline.data ? error : timeline.error} className="my-3" />
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      {timeline.data && shown.total === 0 && <Empty filtered={isFiltered(search)} w={w} onReset={() => void navigate({ to: '/library', search: {} })} />}
      {shown.total > 0 && (
        <Grid
          filter={filter}
          timeline={shown}
          selection={selection}
          returnTo={returnTo}
          atFocus={atFocus}
          locale={locale}
          w={w}
          onOpen={(item) => {
            setReturnTo(null)
            change({ item: item.id }, false)
          }}
          onSelectRange={(a, b) => attempt(async () => selection.add(await readIds(Math.min(a, b), Math.max(a, b))))}
          onFavourite={favourite}
          onRemove={(item) => setRemoving(selection.ids.has(item.id) ? [...selection.ids] : [item.id])}
        />
      )}
      {openId !== undefined && (
        <ItemLightbox
          id={openId}
          filter={filter}
          chunks={chunksOf(shown)}
          total={shown.total}
          locale={locale}
          w={w}
          onOpen={(id) => change({ item: id })}
          onClose={(index) => {
            setReturnTo(index)
            change({ item: undefined })
          }}
          onFavourite={favourite}
          onRemove={(id) => setRemoving([id])}
          onDownload={(item) => attempt(() => download([item]))}
        />
      )}
      {comparing?.length === 2 && <Compared items={comparing as [LibraryItem, LibraryItem]} w={w} onClose={() => setComparing(null)} />}
      <SelectionBar
        count={selection.ids.size}
        packing={packing}
        canCompare={selection.ids.size === 2}
        onDownload={pack}
        onFavourite={() => attempt(() => setFavourite(queryClient, [...selection.ids], true))}
        onCompare={compare}
        onRemove={() => setRemoving([...selection.ids])}
        onClear={selection.clear}
        w={w}
      />
      <DeleteDialog
        ids={removing}
        onClose={() => setRemoving(null)}
        onDeleted={(ids) => {
          selection.remove(ids)
          setSaid(w.removed(ids.length))
          if (openId !== undefined && ids.includes(openId)) change({ item: undefined })
        }}
        w={w}
      />
    </>
  )
}

/** The name, how many there are, and the way to bring more. */
function Heading({ w, count, opened, setOpened }: { w: LibraryWords; count: number | null; opened: boolean; setOpened: (opened: boolean) => void }) {
  const queryClient = useQueryClient()
  const uploads = useUploads('library', { accept: ['image', 'video', 'speech'] })
  // files that a refresh interrupted bring the box back by themselves
  const open = opened || uploads.items.length > 0
  const arrived = uploads.done.length
  useEffect(() => {
    // a first reading that is under way began before the file was there
    if (arrived > 0) void queryClient.cancelQueries({ queryKey: ['library', 'timeline'] }).then(() => queryClient.invalidateQueries({ queryKey: ['library'] }))
  }, [arrived, queryClient])
  const close = () => {
    uploads.clear()
    setOpened(false)
  }
  return (
    <>
      <div className="flex items-end gap-x-4 pt-8 pb-4">
        <h1 tabIndex={-1} className="text-2xl">
          {w.title}
        </h1>
        <p aria-live="polite" className="num min-w-0 truncate pb-1 text-muted">
          {count === null ? '' : w.count(count)}
        </p>
        <Button className="ml-auto shrink-0 max-sm:px-3" aria-label={open ? w.bringDone : w.bring} aria-expanded={open} onClick={() => (open ? close() : setOpened(true))}>
          <Icon name={open ? 'close' : 'upload'} className="size-4" />
          <span className="max-sm:sr-only">{open ? w.bringDone : w.bring}</span>
        </Button>
      </div>
      {(open) && (
        <div className="pb-6">
          <UploadBox uploads={uploads} label={w.bringLabel} />
        </div>
      )}
    </>
  )
}

function Empty({ filtered, w, onReset }: { filtered: boolean; w: LibraryWords; onReset: () => void }) {
  return (
    <div className="flex flex-col items-start gap-4 rounded-xl border border-dashed border-line-strong p-10">
      <h2 className="text-lg">{filtered ? w.nothingFound : w.empty}</h2>
      <p className="text-muted">{filtered ? w.nothingFoundLead : w.emptyLead}</p>
      {filtered ? (
        <Button onClick={onReset}>{w.reset}</Button>
      ) : (
        <Link to="/create" className={buttonClass('primary')}>
          {w.emptyAction}
        </Link>
      )}
    </div>
  )
}

/** Two chosen pictures, the older one on the left. */
function Compared({ items: [a, b], w, onClose }: { items: [LibraryItem, LibraryItem]; w: LibraryWords; onClose: () => void }) {
  return (
    <Lightbox open onClose={onClose} title={w.compare} words={w}>
      <CompareStage before={a} after={b} w={w} />
    </Lightbox>
  )
}

import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent, type RefObject } from 'react'
import type { LibraryItem, LibraryTimeline } from '../../../api/contract-media.ts'
import type { LibraryFilter } from '../../../client/library.ts'
import type { Locale } from '../../../messages/locale.ts'
import type { LibraryWords } from '../../../messages/library.ts'
import { monthName } from '../../i18n/format.ts'
import { chunksOf, columnsFor, gapPx, layoutOf, monthRowPx, type Layout, type Row } from './layout.ts'
import { Scrubber } from './Scrubber.tsx'
import { Tile } from './Tile.tsx'
import { useItems } from './useItems.ts'
import type { Selection } from './useSelection.ts'

type Props = {
  filter: LibraryFilter
  timeline: LibraryTimeline
  selection: Selection
  /** the item to which the focus goes back, as when the lightbox closes */
  returnTo: number | null
  /** filled here: the item that has the focus */
  atFocus: RefObject<() => LibraryItem | null>
  locale: Locale
  w: LibraryWords
  onOpen: (item: LibraryItem) => void
  onSelectRange: (from: number, to: number) => void
  onFavourite: (item: LibraryItem) => void
  onRemove: (item: LibraryItem) => void
}

/** room for the header, and for the bars at the bottom */
const paddingTopPx = 76
const paddingBottomPx = 96
const overscanRows = 3
const pageRows = 4

/** Ten thousand squares of which only those near the screen exist. One tab stop; arrow keys go on from there. */
export function Grid(props: Props) {
  const { filter, timeline, selection, returnTo, atFocus, locale, w, onOpen, onSelectRange, onFavourite, onRemove } = props
  const box = useRef<HTMLDivElement>(null)
  const { widthPx, marginPx } = useBox(box)
  const columns = columnsFor(widthPx)
  const tilePx = Math.floor((widthPx - gapPx * (columns - 1)) / columns)
  const layout = useMemo(() => layoutOf(timeline.months, columns), [timeline.months, columns])
  const chunks = useMemo(() => chunksOf(timeline), [timeline])
  const heightOf = (row: number) => (layout.rows[row]?.type === 'month' ? monthRowPx : tilePx + gapPx)
  const virtualizer = useWindowVirtualizer({
    count: layout.rows.length,
    estimateSize: heightOf,
    overscan: overscanRows,
    scrollMargin: marginPx,
    scrollPaddingStart: paddingTopPx,
    scrollPaddingEnd: paddingBottomPx,
  })
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, tilePx, layout])

  const shown = virtualizer.getVirtualItems()
  const ranges = shown.flatMap(({ index }) => {
    const row = layout.rows[index]
    return row?.type === 'items' ? [row] : []
  })
  const from = ranges[0]?.from ?? 0
  const to = Math.max(from, (ranges.at(-1)?.to ?? 1) - 1)
  const item = useItems(filter, chunks, from, to)

  const [focus, setFocus] = useState(0)
  const wanted = useRef(false)
  const tabbable = focus >= from && focus <= to ? focus : from
  useEffect(() => {
    if (!wanted.current) return
    const tile = box.current?.querySelector<HTMLElement>(`[data-index="${focus}"]`)
    if (!tile) return
    wanted.current = false
    tile.focus({ preventScroll: true })
  })
  const goTo = (index: number, align: 'auto' | 'center' = 'auto') => {
    wanted.current = true
    setFocus(index)
    virtualizer.scrollToIndex(layout.rowOf(index), { align })
  }
  const goneBack = useRef(returnTo)
  useEffect(() => {
    if (returnTo !== null && returnTo !== goneBack.current) goTo(returnTo)
    goneBack.current = returnTo
  })

  const hit = (target: EventTarget): { index: number; item: LibraryItem; act: string | undefined } | null => {
    const element = target instanceof Element ? target : null
    const index = Number(element?.closest<HTMLElement>('[data-index]')?.dataset.index ?? -1)
    const found = index < 0 ? null : item(index)
    return found && { index, item: found, act: element?.closest<HTMLElement>('[data-act]')?.dataset.act }
  }
  const click = (e: MouseEvent) => {
    const at = hit(e.target)
    if (at === null) return
    setFocus(at.index)
    if (at.act === 'favourite') return onFavourite(at.item)
    if (e.shiftKey && selection.anchor !== null) return onSelectRange(selection.anchor, at.index)
    if (at.act === 'select' || e.metaKey || e.ctrlKey || selection.on) return selection.toggle(at.item.id, at.index)
    onOpen(at.item)
  }
  const keys = (e: KeyboardEvent) => {
    if (e.altKey) return
    const at = hit(e.target)
    const to = moved(e.key, focus, layout, timeline.total)
    if (to !== null) {
      if (e.shiftKey) onSelectRange(selection.anchor ?? focus, to)
      goTo(to)
    } else if (at === null || e.metaKey || e.ctrlKey) return
    else if (e.key === 'Enter') onOpen(at.item)
    else if (e.key === ' ') selection.toggle(at.item.id, at.index)
    else if (e.key === 'Delete' || e.key === 'Backspace') onRemove(at.item)
    else if (e.key === 'Escape' && selection.on) selection.clear()
    else return
    e.preventDefault()
  }
  useEffect(() => {
    atFocus.current = () => (document.activeElement && hit(document.activeElement)?.item) ?? null
  })
  return (
    <>
      <p id="library-hint" className="sr-only">
        {w.gridHint}
      </p>
      <div ref={box} className="relative pointer-fine:mr-6">
        <div
          role="grid"
          tabIndex={-1}
          aria-label={w.grid}
          aria-describedby="library-hint"
          aria-rowcount={layout.rows.length}
          aria-multiselectable="true"
          className="relative"
          style={{ height: virtualizer.getTotalSize() }}
          onClick={click}
          onKeyDown={keys}
        >
          {shown.map(({ index, start }) => {
            const row = layout.rows[index]
            if (row === undefined) return null
            const items = row.type === 'items' ? Array.from({ length: row.to - row.from }, (_, n) => item(row.from + n)) : none
            return (
              <GridRow
                key={index}
                row={row}
                number={index + 1}
                top={start - marginPx}
                tilePx={tilePx}
                items={items}
                selected={items.map((x) => (x !== null && selection.ids.has(x.id) ? '1' : '0')).join('')}
                selecting={selection.on}
                tabbable={row.type === 'items' && tabbable >= row.from && tabbable < row.to ? tabbable : -1}
                locale={locale}
                w={w}
              />
            )
          })}
        </div>
      </div>
      <Scrubber layout={layout} months={timeline.months} rowPx={tilePx + gapPx} marginPx={marginPx} locale={locale} label={w.timeline} />
    </>
  )
}

const none: readonly null[] = []

type RowProps = {
  row: Row
  number: number
  top: number
  tilePx: number
  items: readonly (LibraryItem | null)[]
  selected: string
  selecting: boolean
  tabbable: number
  locale: Locale
  w: LibraryWords
}

const GridRow = memo(
  function GridRow({ row, number, top, tilePx, items, selected, selecting, tabbable, locale, w }: RowProps) {
    const style = { transform: `translateY(${top}px)` }
    if (row.type === 'month')
      return (
        <div role="row" aria-rowindex={number} className="absolute inset-x-0 top-0" style={style}>
          <div role="rowheader" className="flex h-13 items-end gap-3 pb-2.5">
            <span className="font-semibold">{monthName(locale, row.month)}</span>
            <span className="num text-sm text-faint">{row.count.toLocaleString(locale)}</span>
          </div>
        </div>
      )
    return (
      <div role="row" aria-rowindex={number} className="absolute inset-x-0 top-0" style={style}>
        {items.map((item, n) => (
          <Tile
            key={item?.id ?? `#${row.from + n}`}
            item={item}
            index={row.from + n}
            px={tilePx}
            left={n * (tilePx + gapPx)}
            selected={selected[n] === '1'}
            selecting={selecting}
            tabbable={tabbable === row.from + n}
            w={w}
          />
        ))}
      </div>
    )
  },
  (a, b) =>
    a.row === b.row && a.top === b.top && a.tilePx === b.tilePx && a.selected === b.selected && a.selecting === b.selecting && a.tabbable === b.tabbable &&
    a.number === b.number && a.locale === b.locale && a.items.length === b.items.length && a.items.every((item, n) => item === b.items[n]),
)

/** Where a key leads from an item, or null. Up and down keep to the column as far as rows have it. */
function moved(key: string, at: number, layout: Layout, total: number): number | null {
  const rowBy = (steps: number): number => {
    const here = layout.rowOf(at)
    const row = layout.rows[here]
    if (row?.type !== 'items') return at
    const column = at - row.from
    let target = row
    for (let r = here, left = Math.abs(steps); left > 0; ) {
      r += Math.sign(steps)
      const next = layout.rows[r]
      if (next === undefined) break
      if (next.type !== 'items') continue
      target = next
      left--
    }
    return Math.min(target.from + column, target.to - 1)
  }
  switch (key) {
    case 'ArrowRight':
      return Math.min(at + 1, total - 1)
    case 'ArrowLeft':
      return Math.max(at - 1, 0)
    case 'ArrowDown':
      return rowBy(1)
    case 'ArrowUp':
      return rowBy(-1)
    case 'PageDown':
      return rowBy(pageRows)
    case 'PageUp':
      return rowBy(-pageRows)
    case 'Home':
      return 0
    case 'End':
      return total - 1
    default:
      return null
  }
}

/** The width of the grid and how far down the page it begins. */
function useBox(box: RefObject<HTMLElement | null>): { widthPx: number; marginPx: number } {
  const [size, setSize] = useState(() => ({ widthPx: Math.min(innerWidth - 40, 1300), marginPx: 200 }))
  useLayoutEffect(() => {
    const element = box.current!
    const measure = () => {
      const { width, top } = element.getBoundingClientRect()
      const next = { widthPx: Math.floor(width), marginPx: Math.round(top + scrollY) }
      setSize((old) => (old.widthPx === next.widthPx && old.marginPx === next.marginPx ? old : next))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [box])
  return size
}

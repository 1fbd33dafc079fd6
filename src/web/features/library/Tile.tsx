import { memo, useEffect, useState } from 'react'
import type { LibraryItem } from '../../../api/contract-media.ts'
import type { LibraryWords } from '../../../messages/library.ts'
import { Icon, type IconName } from '../../ui/Icon.tsx'

export const titleOf = (item: LibraryItem, w: LibraryWords): string => item.title || item.name || w.untitled

const marks: Partial<Record<LibraryItem['kind'], IconName>> = { model3d: 'cube', video: 'video', speech: 'sound' }

type Props = { item: LibraryItem | null; index: number; px: number; left: number; selected: boolean; selecting: boolean; tabbable: boolean; w: LibraryWords }

/**
 * One square of the grid. What happens on clicks and keys is the grid's to know; here are only marks for the eye, and a
 * name for the ear. A video plays while the pointer rests on it.
 */
export const Tile = memo(function Tile({ item, index, px, left, selected, selecting, tabbable, w }: Props) {
  const [shown, setShown] = useState(false)
  // what only a pointer needs is there only under one: half the elements of a screen of tiles
  const [over, setOver] = useState(false)
  const style = { width: px, height: px, left }
  if (item === null) return <div role="gridcell" aria-label={w.loading} className="absolute rounded-sm bg-surface" style={style} />
  const mark = marks[item.kind]
  const title = titleOf(item, w)
  const label = [w.one[item.kind], item.uploaded ? w.brought : null, title, item.favourite ? w.isFavourite : null].filter((part) => part !== null).join(', ')
  return (
    <div
      role="gridcell"
      data-index={index}
      data-id={item.id}
      tabIndex={tabbable ? 0 : -1}
      aria-selected={selected}
      aria-label={label}
      style={style}
      onPointerEnter={(e) => e.pointerType === 'mouse' && setOver(true)}
      onPointerLeave={() => setOver(false)}
      className="absolute cursor-pointer overflow-hidden rounded-sm bg-[#171211] text-[#f3ece6] outline-offset-2 focus-visible:z-10 focus-visible:outline-3 focus-visible:outline-focus aria-selected:outline-3 aria-selected:-outline-offset-3 aria-selected:bg-[#3a1410] aria-selected:outline-red"
    >
      {item.placeholder !== null && item.previewUrl !== null && !shown && <img src={item.placeholder} alt="" className="absolute inset-0 size-full object-cover brightness-75 saturate-75" />}
      {item.previewUrl !== null && (
        <img
          src={item.previewUrl}
          alt=""
          decoding="async"
          draggable={false}
          onLoad={() => setShown(true)}
          className={`absolute inset-0 size-full object-cover transition-[opacity,scale] duration-200 ${shown ? '' : 'opacity-0'} ${selected ? 'scale-90' : ''}`}
        />
      )}
      {item.previewUrl === null && (
        <span className="grid size-full place-content-center justify-items-center gap-2 p-2 text-center text-xs text-[#b3a79f]">
          <Icon name={mark ?? 'film'} className="size-7" />
          <span className="line-clamp-2">{title}</span>
        </span>
      )}
      {over && item.kind === 'video' && <HoverVideo src={item.url} />}
      {mark !== undefined && item.previewUrl !== null && (
        <span aria-hidden="true" className="num absolute right-1.5 bottom-1.5 flex items-center gap-1 rounded-md bg-black/75 px-1.5 py-0.5 text-xs font-medium">
          <Icon name={mark} className="size-3.5" />
          {item.seconds === null ? null : w.seconds(item.seconds)}
        </span>
      )}
      {(over || selecting || selected) && (
        <button
          type="button"
          tabIndex={-1}
          data-act="select"
          aria-label={w.select(title)}
          aria-pressed={selected}
          className={`absolute top-1.5 left-1.5 grid size-7 place-items-center rounded-full border-2 ${selected ? 'border-red bg-red text-bg' : 'border-[#f3ece6] bg-black/55 text-transparent'}`}
        >
          <Icon name="check" className="size-4" />
        </button>
      )}
      {(over || item.favourite) && (
        <button
          type="button"
          tabIndex={-1}
          data-act="favourite"
          aria-label={item.favourite ? w.unfavourite : w.favourite}
          aria-pressed={item.favourite}
          className={`absolute top-1.5 right-1.5 grid size-7 place-items-center rounded-full bg-black/55 ${item.favourite ? 'text-[#f2ae49]' : 'text-[#f3ece6]'}`}
        >
          <Icon name="star" className={`size-4 ${item.favourite ? 'fill-current' : ''}`} />
        </button>
      )}
    </div>
  )
})

const restMs = 250

/**
 * The few seconds that stand for a video, or where there are none the video itself. Nothing is loaded before the pointer
 * has rested, and nothing moves for those who asked for less motion.
 */
function HoverVideo({ src }: { src: string }) {
  const [rested, setRested] = useState(false)
  const [whole, setWhole] = useState(false)
  useEffect(() => {
    if (matchMedia('(prefers-reduced-motion: reduce)').matches) return
    const timer = setTimeout(() => setRested(true), restMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    rested && (
      <video
        src={whole ? src : `${src}?size=hover`}
        onError={() => setWhole(true)}
        muted
        loop
        autoPlay
        playsInline
        aria-hidden="true"
        className="pointer-events-none absolute inset-0 size-full object-cover"
      />
    )
  )
}

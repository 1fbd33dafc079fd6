import { useSortable } from '@dnd-kit/sortable'
import { memo, useState } from 'react'
import type { FilmAspect, FilmAsset, FilmShot } from '../../../api/film-contract.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ClipFrame } from './ClipFrame.tsx'
import { Portraits } from './Portraits.tsx'
import { HairBar, RuntimeMark } from './status.tsx'
import { useFilmWords } from './words.ts'

export type ShotProps = {
  shot: FilmShot
  aspect: FilmAspect
  assets: ReadonlyMap<string, FilmAsset>
  /** open in the inspector */
  active: boolean
  checked: boolean
  onOpen: (id: string) => void
  onCheck: (id: string, checked: boolean) => void
}

export const referencesOf = (shot: FilmShot, assets: ReadonlyMap<string, FilmAsset>): FilmAsset[] => shot.references.flatMap((id) => assets.get(id) ?? [])

/** What a drag moves, and the handle it is taken by: with the pointer, or with space and the arrow keys. */
export function useMovable(id: string) {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id })
  return {
    node: setNodeRef,
    isDragging,
    style: transform === null ? {} : { transform: `translate3d(${Math.round(transform.x)}px, ${Math.round(transform.y)}px, 0)`, transition },
    handle: { ref: setActivatorNodeRef, ...attributes, ...listeners },
  }
}

/** A shot on the storyboard: its picture (playing under the pointer), its words, its length, what it shows. */
export const ShotCard = memo(function ShotCard({ shot, aspect, assets, active, checked, onOpen, onCheck }: ShotProps) {
  const w = useFilmWords()
  const { node, style, handle, isDragging } = useMovable(shot.id)
  const references = referencesOf(shot, assets)
  return (
    <li
      ref={node}
      style={style}
      data-shot={shot.number}
      data-status={shot.runtime.status}
      data-progress={shot.runtime.progress}
      className={`relative ${isDragging ? 'z-10' : ''}`}
    >
      <article
        className={`group card h-full overflow-hidden transition-[border-color,box-shadow] ${active ? 'border-text! shadow-[0_0_0_1px_var(--text)]' : 'hover:border-control'} ${isDragging ? 'shadow-card ring-2 ring-focus' : ''}`}
      >
        <button type="button" onClick={() => onOpen(shot.id)} aria-pressed={active} aria-label={w.shot.open(shot.number, shot.text || w.shot.empty)} className="skip-unseen block w-full text-left outline-offset-[-3px]">
          <Moving shot={shot} aspect={aspect} shows={references[0]} />
          <span className="flex min-h-24 flex-col gap-2 p-3">
            <span dir="auto" className={`line-clamp-3 text-sm leading-5 ${shot.text === '' ? 'text-faint' : ''}`}>{shot.text || w.shot.empty}</span>
            <span className="mt-auto flex items-center gap-2">
              <RuntimeMark runtime={shot.runtime} className="flex-1" />
              <Portraits assets={references} />
            </span>
          </span>
        </button>
        <label className="absolute top-1 left-1 grid size-9 place-items-center rounded-md">
          <input
            type="checkbox"
            checked={checked}
            onChange={(e) => onCheck(shot.id, e.target.checked)}
            aria-label={w.selection.shot(shot.number)}
            className={`film-check transition-opacity ${checked ? '' : 'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 [@media(hover:none)]:opacity-100'}`}
          />
        </label>
        <button
          type="button"
          {...handle}
          aria-label={w.shot.drag(shot.number)}
          className="absolute top-1 right-1 grid size-9 cursor-grab touch-none place-items-center rounded-md bg-black/55 text-[#f3ece6] opacity-0 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 focus-visible:opacity-100 active:cursor-grabbing [@media(hover:none)]:opacity-100"
        >
          <Icon name="grip" className="size-4" />
        </button>
      </article>
    </li>
  )
})

/** The frame, which plays its clip under the pointer or while the card has the focus. */
function Moving({ shot, aspect, shows }: { shot: FilmShot; aspect: FilmAspect; /** what it will show, faintly, as long as there is nothing else */ shows: FilmAsset | undefined }) {
  const w = useFilmWords()
  const [over, setOver] = useState(false)
  const { content, config, runtime } = shot
  const seconds = content?.seconds ?? config?.seconds
  const playing = over && content !== null && content.seconds !== null && runtime.status !== 'processing'
  return (
    <span className="film relative block" onPointerEnter={(e) => e.pointerType === 'mouse' && setOver(true)} onPointerLeave={() => setOver(false)}>
      <ClipFrame version={content} status={runtime.status} aspect={aspect} />
      {content === null && runtime.status === 'draft' && shows?.content && (
        <img src={shows.content.previewUrl ?? shows.content.url} alt="" loading="lazy" draggable={false} className="absolute inset-0 size-full object-cover opacity-25 grayscale" />
      )}
      {playing && <video src={content.hoverUrl ?? content.url} poster={content.previewUrl ?? undefined} muted loop autoPlay playsInline aria-hidden="true" className="absolute inset-0 size-full object-cover motion-reduce:hidden" />}
      <span className="film-edge absolute bottom-1.5 left-2 rounded bg-black/65 px-1.5 text-xs leading-5">
        {String(shot.number).padStart(2, '0')}
        {shot.outdated && <span title={w.shot.outdated}> ✎</span>}
      </span>
      {seconds !== undefined && <span className="film-edge absolute right-2 bottom-1.5 rounded bg-black/65 px-1.5 text-xs leading-5">{w.shot.secondsOf(Math.round(seconds * 10) / 10)}</span>}
      <HairBar runtime={runtime} />
    </span>
  )
}

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LibraryItem } from '../../../api/contract-media.ts'
import type { LibraryFilter } from '../../../client/library.ts'
import type { Locale } from '../../../messages/locale.ts'
import type { LibraryWords } from '../../../messages/library.ts'
import { singleKeys } from '../../keys/bindings.ts'
import { Lightbox, LightboxButton } from '../../ui/Lightbox.tsx'
import { MediaView } from '../media/MediaView.tsx'
import { CompareStage } from './CompareStage.tsx'
import { ItemDetails } from './ItemDetails.tsx'
import type { Chunk } from './layout.ts'
import { detailsQuery } from './queries.ts'
import { titleOf } from './Tile.tsx'
import { useIndexOf, useItems } from './useItems.ts'

type Props = {
  id: string
  filter: LibraryFilter
  chunks: readonly Chunk[]
  total: number
  locale: Locale
  w: LibraryWords
  onOpen: (id: string) => void
  /** with the place of what was shown last, where the list has it */
  onClose: (index: number | null) => void
  onFavourite: (item: LibraryItem) => void
  onRemove: (id: string) => void
  onDownload: (item: LibraryItem) => void
}

/** One item of the list, its neighbours a key away, with everything known about it. */
export function ItemLightbox({ id, filter, chunks, total, locale, w, onOpen, onClose, onFavourite, onRemove, onDownload }: Props) {
  const index = useIndexOf(filter, chunks, id)
  const at = useItems(filter, chunks, Math.max(0, (index ?? 0) - 1), Math.min(Math.max(0, total - 1), (index ?? 0) + 1))
  const details = useQuery(detailsQuery(id))
  const [panel, setPanel] = useState(() => matchMedia('(min-width: 64rem)').matches)
  const [comparing, setComparing] = useState(false)

  const item = (index === null ? null : at(index)) ?? details.data ?? null
  const previous = index === null || index === 0 ? null : at(index - 1)
  const next = index === null || index >= total - 1 ? null : at(index + 1)
  const source = details.data?.sources.find((other) => other.kind === 'image') ?? null
  const canCompare = item?.kind === 'image' && source !== null
  const go = (to: LibraryItem | null) =>
    to === null
      ? undefined
      : () => {
          setComparing(false)
          onOpen(to.id)
        }
  const title = item === null ? w.title : titleOf(item, w)
  return (
    <Lightbox
      open
      onClose={() => onClose(index)}
      title={title}
      position={index === null ? undefined : w.position(index + 1, total)}
      words={w}
      returnFocus={index === null}
      onPrevious={go(previous)}
      onNext={go(next)}
      preload={[previous, next].flatMap((other) => (other?.kind === 'image' ? [other.url] : []))}
      onKey={(e) => {
        if (item === null) return false
        const letter = singleKeys.get() ? e.key.toLowerCase() : ''
        if (letter === 'f') onFavourite(item)
        else if (letter === 'i') setPanel(!panel)
        else if (e.key === 'Delete' || e.key === 'Backspace') onRemove(item.id)
        else return false
        return true
      }}
      actions={
        item && (
          <>
            <LightboxButton icon="star" label={item.favourite ? w.unfavourite : w.favourite} pressed={item.favourite} filled={item.favourite} onClick={() => onFavourite(item)} />
            <LightboxButton icon="download" label={w.download} onClick={() => onDownload(item)} />
            <LightboxButton icon="trash" label={w.remove} onClick={() => onRemove(item.id)} />
            <LightboxButton icon="info" label={w.details} pressed={panel} onClick={() => setPanel(!panel)} />
          </>
        )
      }
      panel={
        panel &&
        item && (
          <ItemDetails
            item={item}
            details={details.data ?? null}
            locale={locale}
            w={w}
            onOpen={(other) => {
              setComparing(false)
              onOpen(other)
            }}
            onCompare={canCompare ? () => setComparing(!comparing) : null}
          />
        )
      }
    >
      {item === null ? (
        <p className="absolute inset-0 grid place-items-center text-sm text-[#b3a79f]">{details.isError ? w.gone : w.loading}</p>
      ) : comparing && source ? (
        <CompareStage before={source} after={item} w={w} />
      ) : (
        <MediaView media={item} title={title} words={w} />
      )}
    </Lightbox>
  )
}

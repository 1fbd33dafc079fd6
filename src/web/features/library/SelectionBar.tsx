import type { ReactNode } from 'react'
import type { LibraryWords } from '../../../messages/library.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon, type IconName } from '../../ui/Icon.tsx'

type Props = {
  count: number
  packing: boolean
  canCompare: boolean
  onDownload: () => void
  onFavourite: () => void
  onCompare: () => void
  onRemove: () => void
  onClear: () => void
  w: LibraryWords
}

/** What can be done with everything that is selected; it floats above the navigation of a phone. */
export function SelectionBar({ count, packing, canCompare, onDownload, onFavourite, onCompare, onRemove, onClear, w }: Props) {
  return (
    <>
      <p aria-live="polite" className="sr-only">
        {count > 0 ? w.selected(count) : ''}
      </p>
      {count > 0 && (
        <section
          aria-label={w.selected(count)}
          className="fixed inset-x-2 bottom-20 z-30 mx-auto flex w-fit max-w-[calc(100vw-1rem)] items-center gap-1 rounded-xl border border-line-strong bg-raised p-1.5 shadow-card md:bottom-5"
        >
          <span className="num px-2 text-sm font-semibold whitespace-nowrap sm:px-3">{w.selected(count)}</span>
          <Act icon="download" label={packing ? w.packing : w.download} title={count > 1 ? w.downloadZip(count) : w.download} busy={packing} onClick={onDownload} />
          <Act icon="star" label={w.favourites} title={w.favourite} onClick={onFavourite} />
          {canCompare && <Act icon="compare" label={w.compare} title={w.compare} onClick={onCompare} />}
          <Act icon="trash" label={w.remove} title={w.remove} onClick={onRemove} />
          <Act icon="close" label={null} title={w.clear} onClick={onClear} />
        </section>
      )}
    </>
  )
}

function Act(props: { icon: IconName; label: ReactNode; title: string; busy?: boolean; onClick: () => void }) {
  return (
    <Button look="quiet" className="px-2.5 sm:px-3" busy={props.busy ?? false} aria-label={props.title} title={props.title} onClick={props.onClick}>
      <Icon name={props.icon} className="size-4.5" />
      {props.label !== null && <span className="hidden sm:inline">{props.label}</span>}
    </Button>
  )
}

import { Dialog } from '@base-ui/react/dialog'
import type { FilmProject } from '../../../api/film-contract.ts'
import { Icon } from '../../ui/Icon.tsx'
import { AssetInspector } from './AssetInspector.tsx'
import { ShotInspector } from './ShotInspector.tsx'
import { useWide } from './useWide.ts'
import { useFilmWords } from './words.ts'

/** What is open beside the film; on narrow windows it comes over it. */
export function Inspector({ film, item, onOpen }: { film: FilmProject; item: string | undefined; onOpen: (id: string | undefined) => void }) {
  const w = useFilmWords()
  const beside = useWide('64rem')
  const shot = film.shots.find(({ id }) => id === item)
  const asset = film.assets.find(({ id }) => id === item)
  const close = () => onOpen(undefined)
  const body = shot ? (
    <ShotInspector key={shot.id} film={film} shot={shot} onGone={close} onOpen={onOpen} />
  ) : asset ? (
    <AssetInspector key={asset.id} film={film} asset={asset} onGone={close} />
  ) : null
  const name = shot ? w.shot.name(shot.number) : (asset?.name ?? '')

  if (beside)
    return body === null ? (
      <p className="hidden rounded-xl border border-dashed border-line p-6 text-sm text-faint lg:block">{w.shot.nothing}</p>
    ) : (
      <aside aria-label={name} className="card sticky top-20 max-h-[calc(100dvh-6rem)] overflow-y-auto p-4 shadow-card">
        {body}
      </aside>
    )
  return (
    <Dialog.Root open={body !== null} onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/60 transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Dialog.Popup
          aria-label={name}
          className="fixed inset-x-0 top-[4dvh] bottom-0 z-50 mx-auto max-w-xl overflow-y-auto rounded-t-2xl border border-line-strong bg-surface p-4 pb-[calc(1rem+env(safe-area-inset-bottom))] shadow-card transition-[translate,opacity] duration-150 data-[ending-style]:translate-y-6 data-[ending-style]:opacity-0 data-[starting-style]:translate-y-6 data-[starting-style]:opacity-0"
        >
          <div className="sticky top-0 z-20 -mt-2 mb-2 flex justify-end">
            <Dialog.Close aria-label={w.shot.close} className="grid size-10 place-items-center rounded-full border border-line bg-surface text-muted hover:text-text">
              <Icon name="close" />
            </Dialog.Close>
          </div>
          {body}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

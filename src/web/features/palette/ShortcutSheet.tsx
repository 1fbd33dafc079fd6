import { Dialog } from '@base-ui/react/dialog'
import { useId, useState, useSyncExternalStore } from 'react'
import { paletteWords } from '../../../messages/palette.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { useWords } from '../../i18n/words.ts'
import { allBindings, isWithModifier, singleKeys } from '../../keys/bindings.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Keycaps } from './Keycaps.tsx'

/** The keys the page listens to, read from the very table the listener uses, and the switch for those without a modifier. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const m = useMessages()
  const switchId = useId()
  const w = useWords(paletteWords)
  const [groups] = useState(() => allBindings().filter((g) => g.bindings.length > 0))
  const on = useSyncExternalStore(singleKeys.subscribe, singleKeys.get)
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-black/60" />
        <Dialog.Popup className="fixed top-1/2 left-1/2 z-50 flex max-h-[85vh] w-[min(40rem,calc(100vw-1.5rem))] -translate-x-1/2 -translate-y-1/2 flex-col rounded-2xl border border-line-strong bg-raised shadow-card">
          <div className="flex items-start gap-4 border-b border-line p-5 pb-4">
            <div className="flex-1">
              <Dialog.Title className="text-lg font-semibold">{w.keysTitle}</Dialog.Title>
              <Dialog.Description className="text-sm text-muted">{w.keysLead}</Dialog.Description>
            </div>
            <Dialog.Close
              aria-label={m.app.close}
              className="grid size-10 place-items-center rounded-lg text-muted hover:bg-surface hover:text-text"
            >
              <Icon name="close" className="size-4" />
            </Dialog.Close>
          </div>
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- scrolls, so the keyboard must reach it */}
          <section tabIndex={0} aria-label={w.keysTitle} className="grid min-h-0 gap-5 overflow-y-auto p-5">
            {groups.map((group) => (
              <div key={group.name}>
                <h3 className="label mb-1">{group.name}</h3>
                <dl className="divide-y divide-line">
                  {group.bindings.map((binding) => (
                    <div
                      key={binding.keys}
                      className={`flex min-h-10 items-center justify-between gap-4 text-sm ${!on && !isWithModifier(binding) ? 'opacity-50' : ''}`}
                    >
                      <dt>{binding.label}</dt>
                      <dd>
                        <Keycaps keys={binding.keys} />
                      </dd>
                    </div>
                  ))}
                </dl>
              </div>
            ))}
          </section>
          <div className="flex items-center gap-4 border-t border-line p-5 text-sm">
            <div className="flex-1">
              <label htmlFor={switchId} className="block font-medium">
                {w.singleKeys}
              </label>
              <p className="text-muted">{w.singleKeysNote}</p>
            </div>
            <input
              id={switchId}
              type="checkbox"
              role="switch"
              aria-checked={on}
              checked={on}
              onChange={(e) => singleKeys.set(e.target.checked)}
              className="relative h-6 w-11 shrink-0 appearance-none rounded-full border border-control bg-bg transition-colors before:absolute before:top-0.5 before:left-0.5 before:size-4.5 before:rounded-full before:bg-control before:transition-transform checked:border-ink checked:bg-ink checked:before:translate-x-5 checked:before:bg-on-ink"
            />
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

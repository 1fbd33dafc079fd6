import { Dialog } from '@base-ui/react/dialog'
import { useEffect, useRef, type KeyboardEvent, type ReactNode, type TouchEvent } from 'react'
import { Icon, type IconName } from './Icon.tsx'

export type LightboxWords = { close: string; previous: string; next: string }

type Props = {
  open: boolean
  onClose: () => void
  /** what is shown, for people who cannot see it */
  title: string
  /** such as `3 of 120` */
  position?: string | undefined
  words: LightboxWords
  /** where there is a neighbour */
  onPrevious?: (() => void) | undefined
  onNext?: (() => void) | undefined
  /** pictures to have ready, such as those of the neighbours */
  preload?: readonly string[]
  /** false: whoever opened it moves the focus itself when it closes */
  returnFocus?: boolean
  /** keys beyond the arrows and Escape; true: it was one of yours */
  onKey?: (e: KeyboardEvent) => boolean
  /** buttons of the bar on top: `<LightboxButton>` */
  actions?: ReactNode
  /** beside the stage, below it on small screens */
  panel?: ReactNode
  children: ReactNode
}

const swipePx = 60

/** One thing, as large as the screen: arrow keys and swipes go to its neighbours, Escape goes back. */
export function Lightbox(props: Props) {
  const { open, onClose, title, position, words, onPrevious, onNext, preload = [], returnFocus = true, onKey, actions, panel, children } = props
  const touch = useRef<{ x: number; y: number } | null>(null)
  usePreload(open ? preload : [])

  const keys = (e: KeyboardEvent) => {
    // what has arrow keys of its own keeps them
    const own = e.target instanceof HTMLElement && e.target.closest('input, textarea, select, video, audio, model-viewer, [role=menu]') !== null
    if (own || e.ctrlKey || e.metaKey || e.altKey) return
    const go = e.key === 'ArrowLeft' ? onPrevious : e.key === 'ArrowRight' ? onNext : undefined
    if (go) go()
    else if (!onKey?.(e)) return
    e.preventDefault()
    e.stopPropagation()
  }
  const swipe = (e: TouchEvent) => {
    const from = touch.current
    const to = e.changedTouches[0]
    touch.current = null
    if (from === null || !to) return
    const [dx, dy] = [to.clientX - from.x, to.clientY - from.y]
    if (Math.abs(dx) < swipePx || Math.abs(dx) < 2 * Math.abs(dy)) return
    if (dx > 0) onPrevious?.()
    else onNext?.()
  }
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 z-40 bg-[#050404] transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0" />
        <Dialog.Popup
          onKeyDown={keys}
          finalFocus={returnFocus}
          className="fixed inset-0 z-50 flex flex-col overflow-y-auto text-[#f3ece6] outline-none transition-opacity duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0 lg:overflow-hidden"
        >
          <div className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-2 px-2 sm:px-3">
            <LightboxButton icon="close" label={words.close} onClick={onClose} />
            <Dialog.Title className="min-w-0 flex-1 truncate text-sm font-medium">{title}</Dialog.Title>
            {position !== undefined && <span className="num hidden text-sm text-[#b3a79f] sm:inline">{position}</span>}
            {actions}
          </div>
          <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
            <div
              className="relative h-[calc(100dvh-9rem)] min-h-64 min-w-0 shrink-0 lg:h-auto lg:flex-1"
              onTouchStart={(e) => {
                const [one] = e.touches.length === 1 ? [e.touches[0]] : []
                touch.current = one ? { x: one.clientX, y: one.clientY } : null
              }}
              onTouchEnd={swipe}
            >
              {children}
              {onPrevious && <Neighbour side="left" label={words.previous} onClick={onPrevious} />}
              {onNext && <Neighbour side="right" label={words.next} onClick={onNext} />}
            </div>
            {panel}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const round =
  'grid size-10 shrink-0 place-items-center rounded-full text-[#f3ece6] transition-colors hover:bg-white/12 focus-visible:outline-[#ffd9a8] aria-pressed:bg-white/12'

/** A button on the dark of the lightbox. */
export function LightboxButton(props: { icon: IconName; label: string; onClick: () => void; pressed?: boolean; filled?: boolean; className?: string }) {
  const { icon, label, onClick, pressed, filled = false, className = '' } = props
  return (
    <button type="button" aria-label={label} title={label} aria-pressed={pressed} onClick={onClick} className={`${round} ${className}`}>
      <Icon name={icon} className={`size-5 ${filled ? 'fill-current text-[#f2ae49]' : ''}`} />
    </button>
  )
}

function Neighbour({ side, label, onClick }: { side: 'left' | 'right'; label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      aria-label={label}
      onClick={onClick}
      className={`absolute top-1/2 grid size-12 -translate-y-1/2 place-items-center rounded-full bg-black/60 text-[#f3ece6] transition-colors hover:bg-black/85 focus-visible:outline-[#ffd9a8] ${side === 'left' ? 'left-2 sm:left-4' : 'right-2 sm:right-4'}`}
    >
      <Icon name={side} className="size-6" />
    </button>
  )
}

function usePreload(urls: readonly string[]): void {
  const key = urls.join('\n')
  useEffect(() => {
    for (const url of key === '' ? [] : key.split('\n')) new Image().src = url
  }, [key])
}

import type { FilmAsset, FilmRuntime, FilmShot, FilmStatus } from '../../../api/film-contract.ts'
import { Lamp } from '../../ui/StatusMark.tsx'

const tones: Record<FilmStatus, Parameters<typeof Lamp>[0]['tone']> = {
  draft: 'quiet',
  pending: 'waiting',
  processing: 'developing',
  completed: 'done',
  failed: 'failed',
  cancelled: 'quiet',
}

/** What an asset or shot is doing: lamp and words, and of what is under way how far. */
export function RuntimeMark({ runtime, words = runtime.message, className = '' }: { runtime: FilmRuntime; words?: string; className?: string }) {
  return (
    <span className={`num flex min-w-0 items-center gap-2 text-xs ${runtime.status === 'failed' ? 'text-fault' : 'text-muted'} ${className}`}>
      <Lamp tone={tones[runtime.status]} />
      <span className="min-w-0 truncate" title={words}>
        {words}
      </span>
    </span>
  )
}

/** The thin line under a frame that develops; the words beside it say the same. */
export function HairBar({ runtime }: { runtime: FilmRuntime }) {
  if (runtime.status !== 'processing') return null
  return (
    <div aria-hidden="true" className="absolute inset-x-0 bottom-0 h-0.75 bg-black/60">
      <div className="h-full origin-left bg-[#ff5440] transition-transform duration-200" style={{ transform: `scaleX(${Math.max(0.01, runtime.progress / 100)})` }} />
    </div>
  )
}

export const isBusy = ({ runtime }: FilmAsset | FilmShot): boolean => runtime.status === 'pending' || runtime.status === 'processing'

/** What generating these would cost; an item whose model is not available counts nothing: it fails at once, or is refused. */
export const sumOf = (items: readonly (FilmAsset | FilmShot)[]): number => items.reduce((sum, { price }) => sum + (price ?? 0), 0)

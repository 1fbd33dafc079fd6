import type { FilmAsset } from '../../../api/film-contract.ts'

/** The assets a shot shows, as small round portraits; their names are read out. */
export function Portraits({ assets, most = 4 }: { assets: readonly FilmAsset[]; most?: number }) {
  if (assets.length === 0) return null
  return (
    <span className="flex items-center">
      {assets.slice(0, most).map((asset, i) => (
        <Portrait key={asset.id} asset={asset} className={`size-6 ring-2 ring-surface ${i > 0 ? '-ml-1.5' : ''}`} />
      ))}
      {assets.length > most && <span className="num ml-1 text-xs text-faint">+{assets.length - most}</span>}
      <span className="sr-only">{assets.map(({ name }) => name).join(', ')}</span>
    </span>
  )
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const initialOf = (name: string): string => [...graphemes.segment(name.trim())][0]?.segment.toUpperCase() ?? ''

/** A face, a place, a thing; or its initial, while it has no picture. */
export function Portrait({ asset, className = '' }: { asset: FilmAsset; className?: string }) {
  const src = asset.content?.previewUrl ?? asset.content?.url ?? null
  return (
    <span
      aria-hidden="true"
      title={asset.name}
      className={`relative grid shrink-0 place-items-center overflow-hidden bg-raised text-[0.6875rem] font-semibold text-muted ${asset.role === 'character' ? 'rounded-full' : asset.role === 'scene' ? 'rounded-md' : 'rounded-lg'} ${className}`}
    >
      {src === null ? initialOf(asset.name) : <img src={src} alt="" loading="lazy" draggable={false} className="absolute inset-0 size-full object-cover" />}
    </span>
  )
}

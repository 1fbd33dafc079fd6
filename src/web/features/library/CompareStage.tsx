import type { LibraryItem } from '../../../api/contract-media.ts'
import type { LibraryWords } from '../../../messages/library.ts'
import { CompareSlider } from '../../ui/CompareSlider.tsx'
import { titleOf } from './Tile.tsx'

/** Two pictures under one line, as large as the stage allows, both whole. */
export function CompareStage({ before, after, w }: { before: LibraryItem; after: LibraryItem; w: LibraryWords }) {
  const aspect = (before.width ?? 1) / (before.height ?? 1)
  const side = (item: LibraryItem) => ({ src: item.url, alt: titleOf(item, w), label: titleOf(item, w).slice(0, 40) })
  return (
    <div className="absolute inset-2 grid place-items-center sm:inset-6" style={{ containerType: 'size' }}>
      <div style={{ width: `min(100cqw, 100cqh * ${aspect})` }}>
        <CompareSlider before={side(before)} after={side(after)} aspect={aspect} fit="contain" label={w.compareLabel} valueText={w.compareAt} />
      </div>
    </div>
  )
}

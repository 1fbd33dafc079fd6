import { useEffect, useRef, useState } from 'react'
import type { FilmAsset } from '../../../api/film-contract.ts'
import { Icon } from '../../ui/Icon.tsx'
import { UploadBox } from '../uploads/UploadBox.tsx'
import { useUploads } from '../uploads/useUploads.ts'
import type { Act } from './act.ts'
import { filmApi } from './queries.ts'
import { useFilmWords } from './words.ts'

const one = { accept: ['image'], max: 1 } as const

/** A picture of one's own: as soon as it has arrived, the asset looks like that. Survives a refresh on its way. */
export function UploadInstead({ asset, act }: { asset: FilmAsset; act: Act }) {
  const w = useFilmWords()
  const uploads = useUploads(`film-asset-${asset.id}`, one)
  const arrived = uploads.done[0]?.id
  const [opened, setOpened] = useState(false)
  // closed it hears no paste; what is on its way is shown
  const open = opened || uploads.items.length > 0
  const taking = useRef<string>(undefined)
  const { clear } = uploads
  useEffect(() => {
    if (arrived === undefined || taking.current === arrived) return
    taking.current = arrived
    act.mutate(() => filmApi.uploadAsset(asset.id, arrived), { onSettled: clear })
  }, [arrived, act, asset.id, clear])
  return (
    <details className="group/upload rounded-lg border border-line" open={open} onToggle={(e) => setOpened(e.currentTarget.open)}>
      <summary className="flex min-h-10 list-none items-center justify-center gap-2 rounded-lg px-3 text-sm font-medium text-muted hover:text-text [&::-webkit-details-marker]:hidden">
        <Icon name="upload" className="size-4" />
        {w.asset.upload}
      </summary>
      {open && (
        <div className="p-2 pt-0">
          <UploadBox uploads={uploads} label={w.asset.upload} />
        </div>
      )}
    </details>
  )
}

import type { FilmProject } from '../../../api/film-contract.ts'
import { Portrait } from './Portraits.tsx'
import { useFilmWords } from './words.ts'

type Props = { film: FilmProject; chosen: readonly string[]; onChange: (ids: string[]) => void; message: string | null }

/** Which assets a shot shows: ticked like faces on a contact sheet. */
export function References({ film, chosen, onChange, message }: Props) {
  const w = useFilmWords()
  const toggle = (id: string, on: boolean) => onChange(on ? [...chosen, id] : chosen.filter((other) => other !== id))
  return (
    <fieldset className="min-w-0">
      <legend className="label mb-1.5 block">{w.shot.references}</legend>
      {film.assets.length === 0 ? (
        <p className="text-sm text-faint">{w.shot.noAssets}</p>
      ) : (
        <div className="flex flex-wrap gap-1.5">
          {film.assets.map((asset) => (
            <label
              key={asset.id}
              className="relative flex min-h-9 items-center gap-2 rounded-full border border-line py-1 pr-3 pl-1 text-sm text-muted transition-colors hover:border-control has-checked:border-text has-checked:text-text has-focus-visible:outline-2 has-focus-visible:outline-focus"
            >
              <input type="checkbox" checked={chosen.includes(asset.id)} onChange={(e) => toggle(asset.id, e.target.checked)} className="absolute inset-0 cursor-pointer appearance-none outline-none" />
              <Portrait asset={asset} className="size-7 rounded-full!" />
              <span dir="auto" className="max-w-36 truncate">{asset.name}</span>
            </label>
          ))}
        </div>
      )}
      {film.assets.length > 0 && chosen.length === 0 && <p className="mt-1.5 text-xs text-faint">{w.shot.noReferences}</p>}
      <p className="text-sm text-fault empty:hidden">{message}</p>
    </fieldset>
  )
}

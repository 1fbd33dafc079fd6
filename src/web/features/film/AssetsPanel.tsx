import type { FilmAsset, FilmProject, FilmRole } from '../../../api/film-contract.ts'
import { Icon } from '../../ui/Icon.tsx'
import { Bar } from '../../ui/Bar.tsx'
import type { Act } from './act.ts'
import { Portrait } from './Portraits.tsx'
import { filmApi } from './queries.ts'
import { RuntimeMark } from './status.tsx'
import { useFilmWords } from './words.ts'

const roles: FilmRole[] = ['character', 'scene', 'prop']

type Props = {
  film: FilmProject
  act: Act
  active: string | null
  checked: ReadonlySet<string>
  onOpen: (id: string) => void
  onCheck: (id: string, checked: boolean) => void
}

/** Who and what the film is about, by role. */
export function AssetsPanel({ film, act, active, checked, onOpen, onCheck }: Props) {
  const w = useFilmWords()
  const add = (role: FilmRole) =>
    act.mutate(async () => {
      const asset = await filmApi.createAsset(film.id, { role, name: w.asset.names[role] })
      onOpen(asset.id)
      return asset
    })
  return (
    <div className="grid gap-5 sm:grid-cols-3 xl:grid-cols-1">
      {roles.map((role) => {
        const assets = film.assets.filter((asset) => asset.role === role)
        return (
          <section key={role} aria-labelledby={`role-${role}`} className="min-w-0">
            <div className="flex items-center justify-between gap-2 border-b border-line pb-1">
              <h2 id={`role-${role}`} className="text-sm">
                {w.asset.roles[role]} <span className="num ml-1 font-normal text-faint">{assets.length > 0 ? assets.length : ''}</span>
              </h2>
              <button type="button" onClick={() => add(role)} aria-label={w.asset.add[role]} title={w.asset.add[role]} className="grid size-8 place-items-center rounded-md text-muted hover:bg-raised hover:text-text">
                <Icon name="plus" className="size-4" />
              </button>
            </div>
            {assets.length === 0 ? (
              <p className="py-2.5 text-sm text-faint">{w.asset.none}</p>
            ) : (
              <ul className="mt-1 grid gap-0.5">
                {assets.map((asset) => (
                  <AssetLine key={asset.id} asset={asset} active={active === asset.id} checked={checked.has(asset.id)} onOpen={onOpen} onCheck={onCheck} />
                ))}
              </ul>
            )}
          </section>
        )
      })}
    </div>
  )
}

type LineProps = { asset: FilmAsset; active: boolean; checked: boolean; onOpen: (id: string) => void; onCheck: (id: string, checked: boolean) => void }

function AssetLine({ asset, active, checked, onOpen, onCheck }: LineProps) {
  const w = useFilmWords()
  const { runtime } = asset
  return (
    <li data-asset={asset.name} data-status={runtime.status} className={`group relative rounded-lg ${active ? 'bg-raised' : 'hover:bg-surface'}`}>
      <button type="button" aria-pressed={active} aria-label={w.asset.open(asset.name)} onClick={() => onOpen(asset.id)} className="flex min-h-14 w-full items-center gap-3 rounded-lg py-1.5 pr-10 pl-1.5 text-left">
        <span className={`film relative block size-11 shrink-0 overflow-hidden ${asset.role === 'character' ? 'rounded-full' : 'rounded-lg'}`}>
          <Portrait asset={asset} className={`size-11 ${runtime.status === 'processing' && asset.content === null ? 'frame-developing' : ''}`} />
        </span>
        <span className="min-w-0 flex-1">
          <span dir="auto" className="block truncate text-sm font-medium">{asset.name}</span>
          {runtime.status === 'processing' ? <Bar percent={runtime.progress} label={runtime.message} /> : <RuntimeMark runtime={runtime} />}
        </span>
      </button>
      <label className="absolute top-1/2 right-1 grid size-9 -translate-y-1/2 place-items-center">
        <input
          type="checkbox"
          checked={checked}
          onChange={(e) => onCheck(asset.id, e.target.checked)}
          aria-label={w.selection.asset(asset.name)}
          className={`film-check transition-opacity ${checked ? '' : 'opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 [@media(hover:none)]:opacity-100'}`}
        />
      </label>
    </li>
  )
}

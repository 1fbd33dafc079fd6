import { memo } from 'react'
import type { FilmProject } from '../../../api/film-contract.ts'
import { Icon } from '../../ui/Icon.tsx'
import { ClipFrame } from './ClipFrame.tsx'
import { Portraits } from './Portraits.tsx'
import { HairBar, RuntimeMark } from './status.tsx'
import { referencesOf, useMovable, type ShotProps } from './ShotCard.tsx'
import { useFilmWords } from './words.ts'

/** The shots as a list, for those who read more than they look: one line each. */
export function ShotTable({ film, ...rest }: { film: FilmProject; checked: ReadonlySet<string>; active: string | null } & Pick<ShotProps, 'assets' | 'onOpen' | 'onCheck'>) {
  const w = useFilmWords()
  const head = 'label px-2 py-2 text-left font-medium'
  return (
    <div className="card overflow-x-auto">
      <table className="w-full min-w-[40rem] border-collapse text-sm">
        <thead>
          <tr className="border-b border-line">
            <th scope="col" className={`${head} w-18`}>
              <span className="sr-only">{w.selection.title}</span>
            </th>
            <th scope="col" className={`${head} w-10`}>
              {w.shot.number}
            </th>
            <th scope="col" className={`${head} w-28`}>
              {w.shot.picture}
            </th>
            <th scope="col" className={head}>
              {w.shot.text}
            </th>
            <th scope="col" className={`${head} w-20`}>
              {w.shot.references}
            </th>
            <th scope="col" className={`${head} w-16`}>
              {w.shot.length}
            </th>
            <th scope="col" className={`${head} w-36`}>
              {w.shot.status}
            </th>
          </tr>
        </thead>
        <tbody>
          {film.shots.map((shot) => (
            <ShotRow
              key={shot.id}
              shot={shot}
              aspect={film.aspect}
              assets={rest.assets}
              active={rest.active === shot.id}
              checked={rest.checked.has(shot.id)}
              onOpen={rest.onOpen}
              onCheck={rest.onCheck}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

const ShotRow = memo(function ShotRow({ shot, aspect, assets, active, checked, onOpen, onCheck }: ShotProps) {
  const w = useFilmWords()
  const { node, style, handle, isDragging } = useMovable(shot.id)
  const cell = 'px-2 py-1.5 align-middle'
  const seconds = shot.content?.seconds ?? shot.config?.seconds
  return (
    <tr
      ref={node}
      style={style}
      data-shot={shot.number}
      data-status={shot.runtime.status}
      className={`border-b border-line last:border-b-0 ${isDragging ? 'relative z-10 bg-raised shadow-card' : active ? 'bg-raised' : 'hover:bg-raised/60'}`}
    >
      <td className={cell}>
        <span className="flex items-center">
          <button type="button" {...handle} aria-label={w.shot.drag(shot.number)} className="grid size-9 cursor-grab touch-none place-items-center rounded-md text-faint hover:text-text active:cursor-grabbing">
            <Icon name="grip" className="size-4" />
          </button>
          <label className="grid size-9 place-items-center">
            <input type="checkbox" checked={checked} onChange={(e) => onCheck(shot.id, e.target.checked)} aria-label={w.selection.shot(shot.number)} className="film-check" />
          </label>
        </span>
      </td>
      <td className={`${cell} num text-muted`}>{shot.number}</td>
      <td className={cell}>
        <span className="film relative block w-24 overflow-hidden rounded">
          <ClipFrame version={shot.content} status={shot.runtime.status} aspect={aspect} />
          <HairBar runtime={shot.runtime} />
        </span>
      </td>
      <td className={cell}>
        <button type="button" aria-pressed={active} onClick={() => onOpen(shot.id)} aria-label={w.shot.open(shot.number, shot.text || w.shot.empty)} className="block min-h-10 w-full rounded-md text-left">
          <span dir="auto" className={`line-clamp-2 ${shot.text === '' ? 'text-faint' : ''}`}>{shot.text || w.shot.empty}</span>
        </button>
      </td>
      <td className={cell}>
        <Portraits assets={referencesOf(shot, assets)} />
      </td>
      <td className={`${cell} num text-muted`}>{seconds === undefined ? '–' : w.shot.secondsOf(Math.round(seconds * 10) / 10)}</td>
      <td className={cell}>
        <RuntimeMark runtime={shot.runtime} />
      </td>
    </tr>
  )
})

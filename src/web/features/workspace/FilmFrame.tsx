import type { TaskImage } from '../../../api/contract.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Print } from '../tasks/Print.tsx'

type Props = {
  image: TaskImage
  name: string
  prompt: string
  strip: boolean
  chosen: boolean
  choosable: boolean
  has3d: boolean
  /** say why a failed frame failed; not where the whole task says it once */ explain: boolean
  onPick: () => void
}

/** One picture of the sheet with its edge print: number, state, and the mark of the chosen one. */
export function FilmFrame({ image, name, prompt, strip, chosen, choosable, has3d, explain, onPick }: Props) {
  const m = useMessages()
  const number = image.index + 1
  // its owner has deleted the file since
  const deleted = image.status === 'COMPLETED' && image.url === null
  const state = deleted ? m.task.frameDeleted : m.task.frameStatus[image.status]
  const ring = chosen ? 'outline-3 outline-offset-2 outline-[#f3ece6]' : 'outline-0 outline-transparent'
  return (
    <label className={`group relative block ${choosable ? 'cursor-pointer' : 'cursor-default!'}`} data-frame={image.status}>
      {choosable && (
        <input
          type="radio"
          name={name}
          className="peer absolute size-full cursor-pointer appearance-none outline-none"
          checked={chosen}
          onChange={onPick}
          aria-label={`${m.task.frame(number)}${has3d ? `, ${m.task.frameHas3d}` : ''}`}
        />
      )}
      <div
        className={`relative overflow-hidden rounded-sm transition-[outline-color] peer-focus-visible:outline-3 peer-focus-visible:outline-offset-2 peer-focus-visible:outline-[#ffd9a8] ${ring} ${choosable ? 'pointer-events-none' : ''}`}
      >
        <Print image={image} small={strip} alt={image.status === 'COMPLETED' && !choosable ? `${m.task.frame(number)}: ${prompt}` : ''} />
        {image.status === 'FAILED' && (
          <div
            className={`absolute inset-0 flex flex-col items-center justify-center gap-2 p-3 text-center ${strip ? 'text-xs' : 'text-sm'}`}
          >
            <Icon name="alert" className={strip ? 'size-4' : 'size-6'} />
            {!strip && explain && <span>{image.error?.message ?? state}</span>}
          </div>
        )}
        {image.status === 'GENERATING' && (
          <div aria-hidden="true" className="absolute inset-x-0 bottom-0 h-1 bg-black/50">
            <div
              className="h-full origin-left bg-[#ff5440] transition-transform duration-200 ease-out"
              style={{ transform: `scaleX(${image.progress / 100})` }}
            />
          </div>
        )}
        {chosen && (
          <span
            aria-hidden="true"
            className="absolute top-2 right-2 grid size-7 place-items-center rounded-full bg-[#f3ece6] text-[#120d0c]"
          >
            <Icon name="check" className="size-4" />
          </span>
        )}
        {has3d && (
          <span
            aria-hidden="true"
            className="absolute bottom-2 left-2 flex items-center gap-1 rounded-md bg-black/75 px-1.5 py-0.5 text-xs font-medium"
          >
            <Icon name="cube" className="size-3.5" /> 3D
          </span>
        )}
      </div>
      <p className={`film-edge flex items-center justify-between gap-2 pt-1.5 text-xs ${choosable ? 'pointer-events-none' : ''}`}>
        <span>
          <span aria-hidden="true">▸ {number}A</span>
          <span className="sr-only">{m.task.frame(number)}</span>
        </span>
        <span className={`truncate ${image.status === 'COMPLETED' && !deleted ? 'sr-only' : ''}`}>
          {state}
          {image.status === 'GENERATING' && <span className="num" aria-hidden="true">{` ${Math.round(image.progress)}%`}</span>}
        </span>
      </p>
    </label>
  )
}

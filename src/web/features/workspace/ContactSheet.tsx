import { useId } from 'react'
import type { Task } from '../../../api/contract.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { FilmFrame } from './FilmFrame.tsx'

type Props = { task: Task; choice: number | null; onPick: (index: number) => void; /** one row, under the model */ strip?: boolean }

/** The pictures as a contact sheet; a radio group once one may be chosen. */
export function ContactSheet({ task, choice, onPick, strip = false }: Props) {
  const m = useMessages()
  const name = useId()
  const choosable = task.can.includes('selectImage')
  const n = task.images.length
  const shape = strip ? 'grid-cols-4 max-w-2xl' : `film-holes ${n === 1 ? 'grid-cols-1' : 'grid-cols-2'}`
  return (
    <fieldset className={`film min-w-0 rounded-xl ${strip ? 'p-2 sm:p-3' : 'p-3 sm:px-5 sm:py-6'}`}>
      <legend className="sr-only">{choosable ? m.task.choose : m.task.pictures}</legend>
      <div
        className={`mx-auto grid gap-2 sm:gap-3 ${shape}`}
        style={strip ? undefined : { maxWidth: `max(20rem, calc((100dvh - 14rem) * ${n <= 2 && n > 1 ? 1.7 : 1}))` }}
      >
        {task.images.map((image) => (
          <FilmFrame
            key={image.jobId}
            image={image}
            strip={strip}
            name={name}
            prompt={task.prompt}
            chosen={choice === image.index}
            choosable={choosable && image.status === 'COMPLETED' && image.url !== null}
            has3d={task.models.some((x) => x.imageIndex === image.index && x.status === 'COMPLETED')}
            explain={task.error === null}
            onPick={() => onPick(image.index)}
          />
        ))}
      </div>
    </fieldset>
  )
}

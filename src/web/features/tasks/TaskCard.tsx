import { Link } from '@tanstack/react-router'
import type { Task } from '../../../api/contract.ts'
import { dateTime } from '../../i18n/format.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { StatusMark } from '../../ui/StatusMark.tsx'
import { Print } from './Print.tsx'

/** A task as a strip of its frames, with what it is doing. */
export function TaskCard({ task }: { task: Task }) {
  const { m, locale } = useI18n()
  const running = task.status === 'IMAGE_GENERATING' || task.status === 'MODEL_GENERATING'
  return (
    <Link
      to="/tasks/$taskId"
      params={{ taskId: task.id }}
      aria-label={m.tasks.open(task.prompt.length > 90 ? `${task.prompt.slice(0, 89)}…` : task.prompt)}
      className="group card flex h-full flex-col overflow-hidden transition-[border-color,translate] duration-150 hover:-translate-y-0.5 hover:border-control"
    >
      <div className={`film relative grid gap-px ${task.images.length === 1 ? 'grid-cols-1' : 'grid-cols-2'}`}>
        {task.images.map((image) => (
          <div key={image.jobId} className={task.images.length === 3 && image.index === 0 ? 'col-span-2' : ''}>
            <Print
              image={image}
              small
              className={task.images.length === 1 ? 'aspect-[4/3]!' : task.images.length === 2 ? 'aspect-[2/3]!' : 'aspect-[4/3]!'}
            />
          </div>
        ))}
        {task.models.some((x) => x.status === 'COMPLETED') && (
          <span className="absolute right-2 bottom-2 flex items-center gap-1 rounded-md bg-black/75 px-2 py-1 text-xs font-medium text-[#f3ece6]">
            <Icon name="cube" className="size-3.5" /> 3D
          </span>
        )}
        {running && (
          <div aria-hidden="true" className="absolute inset-x-0 bottom-0 h-0.5 bg-black/60">
            <div
              className="h-full origin-left bg-[#ff5440] transition-transform duration-200"
              style={{ transform: `scaleX(${task.progress / 100})` }}
            />
          </div>
        )}
      </div>
      <div className="flex flex-1 flex-col gap-2 p-3 sm:p-3.5">
        <p className="line-clamp-2 text-sm">{task.prompt}</p>
        <div className="mt-auto flex items-center justify-between gap-2">
          <StatusMark status={task.status} className="text-xs!" />
          <span className="num hidden text-xs text-faint sm:inline">{dateTime(locale, task.createdAt)}</span>
        </div>
      </div>
    </Link>
  )
}

import { lazy, Suspense, useState } from 'react'
import type { Task, TaskModel } from '../../../api/contract.ts'
import { useMessages } from '../../i18n/i18n.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ContactSheet } from './ContactSheet.tsx'

const ModelViewer = lazy(() => import('./ModelViewer.tsx').then((m) => ({ default: m.ModelViewer })))

type Props = { task: Task; choice: number | null; shown: TaskModel | null; onPick: (index: number) => void }

/** The large stage: the model, its picture while it is being made, or a picture picked from the strip below. */
export function ModelStage({ task, choice, shown, onPick }: Props) {
  const m = useMessages()
  const [view, setView] = useState<'3d' | 'picture'>('3d')
  const index = shown?.imageIndex ?? choice ?? 0
  const image = task.images.find((i) => i.index === index)
  const ready = shown?.status === 'COMPLETED' && shown.url !== null
  const working = shown?.status === 'PENDING' || shown?.status === 'GENERATING'
  return (
    <div className="grid min-w-0 gap-3">
      <div className="film relative h-[clamp(20rem,calc(100dvh-25rem),48rem)] overflow-hidden rounded-xl film-stage">
        {ready && view === '3d' ? (
          <Suspense fallback={<Picture src={shown.previewUrl ?? image?.url ?? null} dim note={m.task.viewerLoading} />}>
            <ModelViewer key={shown.jobId} src={shown.url as string} poster={shown.previewUrl} label={m.task.viewer(index + 1)} />
          </Suspense>
        ) : (
          <Picture
            src={image?.url ?? null}
            alt={m.task.frame(index + 1)}
            dim={working || shown?.status === 'FAILED'}
            developing={shown?.status === 'GENERATING'}
            failed={shown?.status === 'FAILED'}
          />
        )}
        {ready && (
          <fieldset aria-label={m.task.stageView} className="absolute top-3 left-3 flex rounded-lg bg-black/70 p-0.5 text-sm">
            {(['3d', 'picture'] as const).map((v) => (
              <button
                key={v}
                type="button"
                aria-pressed={view === v}
                onClick={() => setView(v)}
                className="min-h-9 rounded-md px-3 text-[#cfc4bc] transition-colors hover:text-[#f3ece6] focus-visible:outline-[#ffd9a8] aria-pressed:bg-[#f3ece6] aria-pressed:text-[#120d0c]"
              >
                {v === '3d' ? m.task.show3d : m.task.showPicture}
              </button>
            ))}
          </fieldset>
        )}
        {ready && view === '3d' && (
          <p className="pointer-events-none absolute inset-x-0 bottom-3 hidden text-center text-xs text-[#b3a79f] sm:block">
            {m.task.viewerHint}
          </p>
        )}
      </div>
      <ContactSheet task={task} choice={choice} onPick={onPick} strip />
    </div>
  )
}

function Picture(props: {
  src: string | null
  alt?: string
  dim?: boolean | undefined
  developing?: boolean | undefined
  failed?: boolean | undefined
  note?: string
}) {
  return (
    <>
      {props.src !== null && (
        <img
          src={props.src}
          alt={props.alt ?? ''}
          className={`size-full object-contain transition-[filter,opacity] duration-500 ${props.dim ? 'opacity-35 saturate-50' : ''}`}
        />
      )}
      {props.developing && <div aria-hidden="true" className="frame-developing absolute inset-0 bg-transparent!" />}
      {props.failed && (
        <div aria-hidden="true" className="hatch absolute inset-0 grid place-items-center text-[#f3ece6]">
          <Icon name="alert" className="size-10" />
        </div>
      )}
      {props.note !== undefined && <p className="absolute inset-0 grid place-items-center text-sm text-[#cfc4bc]">{props.note}</p>}
    </>
  )
}

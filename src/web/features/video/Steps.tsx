import type { VideoProject, VideoStep } from '../../../api/video-contract.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useVideoWords } from './queries.ts'

/** From the topic to the video: what is done, what is under way and how far, what is to come. */
export function Steps({ project }: { project: VideoProject }) {
  const w = useVideoWords()
  return (
    <ol aria-label={w.steps.title} className="mt-5 grid grid-cols-5 gap-1.5 sm:gap-3">
      {project.steps.map((step) => (
        <li key={step.step} data-step={step.step} data-state={step.state} aria-current={step.state === 'current' ? 'step' : undefined} className="min-w-0">
          <div className="h-1.5 overflow-hidden rounded-full bg-line">
            <div aria-hidden="true" className={`h-full origin-left transition-transform duration-200 ${colours[step.state]}`} style={{ transform: `scaleX(${share(step)})` }} />
          </div>
          <p className={`mt-1.5 flex items-center gap-1 text-xs sm:text-sm ${step.state === 'open' ? 'text-faint' : step.state === 'failed' ? 'text-fault' : 'text-text'}`}>
            {step.state === 'done' && <Icon name="check" className="size-3.5" />}
            {step.state === 'failed' && <Icon name="alert" className="size-3.5" />}
            <span className="truncate">{w.steps.name[step.step]}</span>
            <span className="sr-only">: {w.steps.state[step.state]}</span>
            {step.total !== null && step.completed !== null && step.state !== 'done' && step.state !== 'open' && <span className="num text-faint max-sm:hidden">{w.steps.of(step.completed, step.total)}</span>}
          </p>
        </li>
      ))}
    </ol>
  )
}

const colours: Record<VideoStep['state'], string> = { done: 'bg-text', current: 'bg-red', failed: 'bg-fault', cancelled: 'bg-line-strong', open: 'bg-transparent' }
const share = ({ state, progress, completed, total }: VideoStep): number => (state === 'done' ? 1 : state === 'open' ? 0 : Math.max(0.04, (total ? Math.max(progress / 100, (completed ?? 0) / total) : progress / 100)))

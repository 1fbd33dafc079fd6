import { useId } from 'react'
import type { EditedScene, VideoPiece, VideoProject, VideoScene } from '../../../api/video-contract.ts'
import { videoLimits } from '../../../api/video-limits.ts'
import { Button, Price } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { ProblemNote } from '../../ui/ProblemNote.tsx'
import { Lamp, type Tone } from '../../ui/StatusMark.tsx'
import { DraftField } from '../../ui/Field.tsx'
import { useDraft } from '../../ui/useDraft.ts'
import { useBuy } from './act.ts'
import { videoApi } from './api.ts'
import { useVideoWords } from './queries.ts'
import type { Script } from './useScript.ts'

type Props = { project: VideoProject; scene: VideoScene; change: (edit: (script: Script) => Script) => Promise<unknown>; onMove: (to: number) => void }

/** One scene: what is said, what is seen, and the picture and clip that were made of it. */
export function SceneCard({ project, scene, change, onMove }: Props) {
  const w = useVideoWords()
  const { act, buy } = useBuy(project)
  const can = project.can
  const edit = (part: Partial<EditedScene>) => change((now) => ({ ...now, scenes: now.scenes.map((one) => (one.id === scene.id ? { ...one, ...part } : one)) }))
  const title = useDraft(scene.title, (value) => edit({ title: value }))
  const narration = useDraft(scene.narration, (value) => edit({ narration: value }))
  const shot = useDraft(scene.shot, (value) => edit({ shot: value }))
  const last = project.scenes.length
  const rewriting = scene.rewrite !== null && isBusy(scene.rewrite)
  return (
    <li data-scene={scene.number} className="card grid gap-4 p-4 md:grid-cols-[15rem_minmax(0,1fr)]">
      <div className="grid content-start gap-2">
        <Frame project={project} scene={scene} />
        <Marks scene={scene} />
      </div>
      <div className="grid min-w-0 content-start gap-3">
        <div className="flex items-center justify-between gap-2">
          <h3 className="num text-sm font-semibold">{w.script.scene(scene.number)}</h3>
          {can.includes('edit') && (
            <span className="flex">
              <Button look="quiet" className="px-2" data-move="up" aria-label={w.script.up(scene.number)} title={w.script.up(scene.number)} disabled={scene.number === 1} onClick={() => onMove(scene.number - 2)}>
                <Icon name="arrow" className="size-4 -rotate-90" />
              </Button>
              <Button look="quiet" className="px-2" data-move="down" aria-label={w.script.down(scene.number)} title={w.script.down(scene.number)} disabled={scene.number === last} onClick={() => onMove(scene.number)}>
                <Icon name="arrow" className="size-4 rotate-90" />
              </Button>
              <Button look="quiet" className="px-2" aria-label={w.script.remove(scene.number)} title={w.script.remove(scene.number)} disabled={last === 1} onClick={() => void change((now) => ({ ...now, scenes: now.scenes.filter(({ id }) => id !== scene.id) })).catch(() => {})}>
                <Icon name="bin" className="size-4" />
              </Button>
            </span>
          )}
        </div>
        {can.includes('edit') ? (
          <>
            <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_6rem]">
              <DraftField label={w.script.sceneTitle} draft={title} words={w.script} />
              <Seconds scene={scene} onChange={(seconds) => void edit({ seconds }).catch(() => {})} />
            </div>
            <DraftField label={w.script.narration} draft={narration} words={w.script} rows={2} placeholder={w.script.narrationHint} />
            <DraftField label={w.script.shot} draft={shot} words={w.script} rows={2} />
          </>
        ) : (
          <>
            <p className="font-medium">{scene.title}</p>
            <p>{scene.narration}</p>
            <p className="text-sm text-muted">{scene.shot}</p>
          </>
        )}
        {(can.includes('rewrite') || can.includes('picture')) && (
          <div className="flex flex-wrap gap-2">
            {can.includes('rewrite') && (
              <Button look="quiet" className="text-sm" busy={rewriting} disabled={project.prices.rewrite === null} onClick={() => buy(`rewrite ${scene.id}`, project.prices.rewrite, (paid, options) => videoApi.rewriteScene(project.id, scene.id, paid, options))}>
                {w.script.rewrite}
                <Price>{w.price(project.prices.rewrite)}</Price>
              </Button>
            )}
            {can.includes('picture') && scene.picture.fileId !== null && (
              <Button look="quiet" className="text-sm" busy={isBusy(scene.picture)} disabled={project.prices.picture === null} onClick={() => buy(`picture ${scene.id}`, project.prices.picture, (paid, options) => videoApi.makePicture(project.id, scene.id, paid, options))}>
                {w.script.picture}
                <Price>{w.price(project.prices.picture)}</Price>
              </Button>
            )}
          </div>
        )}
        <ProblemNote error={act.error} />
      </div>
    </li>
  )
}

const isBusy = ({ status }: VideoPiece): boolean => status === 'pending' || status === 'processing'

/** The clip where there is one, else the picture, else what it is waiting for. */
function Frame({ project, scene: { picture, clip, title, shot } }: { project: VideoProject; scene: VideoScene }) {
  const style = { aspectRatio: project.aspect.replace(':', ' / ') }
  const busy = isBusy(clip) ? clip : isBusy(picture) ? picture : null
  const state = busy === null ? (clip.status === 'failed' || picture.status === 'failed' ? 'frame-failed' : 'frame-empty') : busy.status === 'pending' ? 'frame-waiting' : 'frame-developing'
  if (clip.url !== null && busy === null)
    return (
      // oxlint-disable-next-line jsx-a11y/media-has-caption -- what is said is written beside it
      <video controls playsInline preload="none" src={clip.url} poster={clip.previewUrl ?? picture.previewUrl ?? undefined} aria-label={title || shot} className="film block max-h-80 w-full rounded-lg object-contain" style={style} />
    )
  return (
    <div className={`frame max-h-80 rounded-lg ${state}`} style={style}>
      {picture.url !== null && <img src={picture.previewUrl ?? picture.url} alt={shot} loading="lazy" className={`print ${picture.stale ? 'opacity-50' : 'print-developed'}`} />}
      {busy?.status === 'processing' && (
        <div aria-hidden="true" className="absolute inset-x-0 bottom-0 h-0.75 bg-black/60">
          <div className="h-full origin-left bg-[#ff5440] transition-transform duration-200" style={{ transform: `scaleX(${Math.max(0.01, busy.progress / 100)})` }} />
        </div>
      )}
    </div>
  )
}

const tones: Record<VideoPiece['status'], Tone> = { none: 'quiet', pending: 'waiting', processing: 'developing', completed: 'done', failed: 'failed', cancelled: 'quiet' }

/** What its pieces are doing: the ones under way or failed, and what is of an earlier text. */
function Marks({ scene: { picture, clip, voice, rewrite } }: { scene: VideoScene }) {
  const w = useVideoWords()
  const pieces = [picture, clip, voice, rewrite].filter((piece) => piece !== null)
  const shown = pieces.filter((piece) => isBusy(piece) || piece.status === 'failed' || piece.outcomeUnknown)
  return (
    <ul className="grid gap-1 text-xs empty:hidden">
      {shown.map((piece, i) => (
        <li key={i} className={`num ${piece.status === 'failed' ? 'text-fault' : 'text-muted'}`}>
          <span className="flex items-center gap-2">
            <Lamp tone={tones[piece.status]} />
            {piece.error?.message ?? piece.message}
          </span>
          {piece.error && <span className="block pl-4.5 text-muted">{piece.error.advice}</span>}
        </li>
      ))}
      {picture.stale && !isBusy(picture) && <li className="text-amber">{w.script.stale}</li>}
    </ul>
  )
}

function Seconds({ scene, onChange }: { scene: VideoScene; onChange: (seconds: number) => void }) {
  const w = useVideoWords()
  const id = useId()
  return (
    <div>
      <label htmlFor={id} className="label mb-1 block">
        {w.script.seconds}
      </label>
      <input
        key={scene.seconds}
        id={id}
        type="number"
        step={0.5}
        min={videoLimits.sceneSecondsMin}
        max={videoLimits.sceneSecondsMax}
        defaultValue={scene.seconds}
        onBlur={(e) => {
          const seconds = Math.min(videoLimits.sceneSecondsMax, Math.max(videoLimits.sceneSecondsMin, Number(e.target.value)))
          if (Number.isFinite(seconds) && seconds !== scene.seconds) onChange(seconds)
          else e.target.value = String(scene.seconds)
        }}
        className="num h-10 w-full rounded-lg border border-line bg-transparent px-3 hover:border-control"
      />
    </div>
  )
}
